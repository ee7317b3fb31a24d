import { describe, expect, onTestFinished } from 'vitest';
import { defaultsOf, readMappings } from '../src/check/mappings.js';
import { runModule } from '../src/check/run-module.js';
import { isSequence, type Value } from '../src/check/value.js';
import { planPatch } from '../src/index.js';
import { loadPythonParser } from '../src/python/parse.js';
import { readCheckedModel } from '../src/settings/patch.js';
import { parseConfigXml } from '../src/site/config-xml.js';
import { effectiveConfig } from '../src/site/effective-config.js';
import { cell } from './support/cell.js';
import { type Config, configXml, Installation } from './support/installation.js';
import { findPython } from './support/python.js';
import { realSettings } from './support/real-settings.js';

const origin = 'https://viewer.example.org';
const middleware = 'corsheaders.middleware.CorsMiddleware';

/** The docs' own lines, and more: all that configuration can say about CORS, in whatever order. */
const everything: Config = {
  'omero.web.apps': ['omero_iviewer', 'corsheaders'],
  'omero.web.middleware': [
    { index: 0.5, class: middleware },
    { index: 2, class: 'django.middleware.common.CommonMiddleware' },
    { index: 0, class: 'whitenoise.middleware.WhiteNoiseMiddleware' },
    { index: 2, class: 'django.middleware.csrf.CsrfViewMiddleware' },
  ],
  'omero.web.cors_origin_whitelist': [origin, 'null'],
  'omero.web.cors_origin_allow_all': ' True',
  'omero.web.django_additional_settings': [
    ['CORS_ALLOW_CREDENTIALS', false],
    ['CORS_ORIGIN_REGEX_WHITELIST', ['^https://[a-z]+\\.example\\.org$']],
  ],
};

/** What people write above the loader; `NAME` is the middleware's. */
const byHand = `
VIEWERS = ["https://a.example.org", 'https://b' '.example.org']
CORS_ORIGIN_WHITELIST = list(VIEWERS)
CORS_ORIGIN_WHITELIST += ('https://c.example.org',)
CORS_ORIGIN_WHITELIST.append("https://d.example.org")
CORS_ORIGIN_WHITELIST.insert(0, "https://e.example.org")
CORS_ORIGIN_WHITELIST.insert(-1, "https://f.example.org")
CORS_ORIGIN_WHITELIST.remove("https://b.example.org")
NAME = ('${middleware}',) + tuple(m for m in NAME if m != '${middleware}')
NAME = NAME if "django.middleware.csrf.CsrfViewMiddleware" in NAME else NAME + ("x",)
if not DEBUG and 'corsheaders' not in INSTALLED_APPS:
    INSTALLED_APPS += ("corsheaders",)
elif DEBUG:
    INSTALLED_APPS = ()
CORS_ALLOW_METHODS = CORS_ALLOW_HEADERS = tuple(sorted(set(["b", "a", "b"])))
CORS_EXPOSE_HEADERS = [] or 'one', 'two'
CORS_URLS_REGEX = r'^/(?:api|webgateway)/' + ('x' if CORS_EXPOSE_HEADERS else 'y')
CORS_PREFLIGHT_MAX_AGE = -1
`;

for (const settings of realSettings) {
  describe(settings.name, () => {
    const [version = ''] = settings.pythons;
    for (const [about, config] of Object.entries({ 'no configuration': {}, 'all of it': everything })) {
      for (const edit of ['untouched', 'patched', 'by hand'] as const) {
        cell(`${edit}, ${about}: check knows what Python ${version} makes of it`, async () => {
          const text = await edited((await settings.read()).toString(), edit, settings.middleware);
          const installation = new Installation(Buffer.from(text), onTestFinished);
          installation.configure(config);
          const { atEnd } = await installation.load(await findPython(version));
          const known = await evaluate(text, config);
          expect(known('INSTALLED_APPS')).toEqual(atEnd.apps);
          for (const [name, classes] of Object.entries(atEnd.middleware))
            expect(known(name)).toEqual(classes);
          for (const [name, value] of Object.entries(atEnd.cors)) expect(known(name)).toEqual(value);
        });
      }
    }
  });
}

async function edited(
  text: string,
  edit: 'untouched' | 'patched' | 'by hand',
  name: string,
): Promise<string> {
  if (edit === 'untouched') return text;
  if (edit === 'patched') return (await planPatch(text, { origins: [origin], replace: true })).newText;
  const loader = text.search(/^def load_server_list\b/m);
  return `${text.slice(0, loader)}${byHand.replaceAll('NAME', name)}${text.slice(loader)}`;
}

/** What check believes that a name holds, as run-settings.py prints it. */
async function evaluate(text: string, config: Config): Promise<(name: string) => unknown> {
  const parser = await loadPythonParser();
  const model = readCheckedModel(parser.parse(text), 'settings.py');
  const mappings = readMappings(model.tree);
  const sources = {
    config: await parseConfigXml(configXml(config), 'config.xml'),
    configOperations: [],
    environmentConfig: new Map(),
  };
  const namespace = runModule(model, {
    mappings,
    config: effectiveConfig(sources, defaultsOf(mappings.values())),
    modules: new Set(),
  });
  return (name) => plain(namespace.get(name)?.value);
}

function plain(value: Value | undefined): unknown {
  if (value === undefined) return undefined;
  if (isSequence(value)) return value.items.map(plain);
  if (value.kind === 'text') return value.text;
  if (value.kind === 'boolean') return value.is;
  return value.kind === 'number' ? value.number : value.kind === 'none' ? null : value;
}
