import { describe, expect, it } from 'vitest';
import { type Around, finalValue, run, tuple, UNKNOWN } from './running.js';

const table = `
CUSTOM_SETTINGS_MAPPINGS = {
    "omero.web.debug": ["DEBUG", "false", parse_boolean, "Debug mode."],
    "omero.web.age": ["AGE", 86400, int, "In seconds."],
    "omero.web.domain": ["DOMAIN", None, leave_none_unset, "A domain."],
    "omero.web.same": ["SAME", ('La' 'x'), str, "A flag."],
    "omero.web.apps": ["ADDITIONAL_APPS", "[]", json.loads, "Apps."],
    "omero.web.list": ["LIST", '["a"]', json.loads, "A list."],
    "omero.web.django_additional_settings": ["DJANGO_ADDITIONAL_SETTINGS", "[]", json.loads, "Pairs."],
}
`;
const processed = `${table}process_custom_settings(sys.modules[__name__], 'CUSTOM_SETTINGS_MAPPINGS')\n`;
const loop = `
INSTALLED_APPS = ('omeroweb.webclient',)
for app in ADDITIONAL_APPS:
    try:
        __import__('omeroweb.%s' % app)
        INSTALLED_APPS += ('omeroweb.%s' % app,)
    except ImportError:
        INSTALLED_APPS += (app,)
INSTALLED_APPS += ('pipeline',)
`;
const setattr = '\nfor k, v in DJANGO_ADDITIONAL_SETTINGS:\n    setattr(sys.modules[__name__], k, v)\n';

const value = (name: string, around?: Around, text = processed) => finalValue(text, name, around);

describe('the table of keys', () => {
  it('gives the defaults', () => {
    expect(value('DEBUG')).toBe(false);
    expect(value('SAME')).toBe('Lax');
    expect(value('LIST')).toEqual(['a']);
    expect(run(processed).get('LIST')?.source).toBe('default');
    // None leaves it unset; a number is nobody's business here.
    expect(run(processed).get('DOMAIN')).toBeUndefined();
    expect(run(processed).get('AGE')).toBeUndefined();
  });
  it.each<[name: string, key: string, text: string, expected: unknown]>([
    ['DEBUG', 'omero.web.debug', ' True ', true],
    ['DEBUG', 'omero.web.debug', 't', true],
    ['DEBUG', 'omero.web.debug', 'yes', false],
    ['SAME', 'omero.web.same', 'None', 'None'],
    ['DOMAIN', 'omero.web.domain', 'example.org', 'example.org'],
    ['LIST', 'omero.web.list', '["b", 1, null, true, {"a": []}]', ['b', 1, null, true, new Map([['a', []]])]],
    ['AGE', 'omero.web.age', '1', UNKNOWN],
  ])('%s by %s = %s', (name, key, text, expected) => {
    expect(value(name, { config: { [key]: text } })).toEqual(expected);
  });
  it('tells where a configured value stands', () => {
    const namespace = run(processed, { config: { 'omero.web.same': 'x', 'omero.web.list': '["b"]' } });
    const place = { path: '/config.xml', line: 8, key: 'omero.web.list' };
    expect(namespace.get('LIST')).toMatchObject({ source: 'config', place });
    expect(namespace.configured.map(({ name }) => name)).toEqual(['SAME', 'LIST']);
  });
  it('is applied where the call stands, and not before', () => {
    const text = `LIST = ('x',)\n${processed}`;
    expect(value('LIST', undefined, text)).toEqual(['a']);
    expect(value('LIST', undefined, `${processed}LIST = ('x',)\n`)).toEqual(tuple('x'));
    expect(value('LIST', undefined, table)).toBeUndefined();
  });
  it('by the call of 5.0, which names no table, and by the loop of 4.4', () => {
    expect(value('LIST', undefined, `${table}process_custom_settings(sys.modules[__name__])\n`)).toEqual([
      'a',
    ]);
    const text = `${table}for key, values in CUSTOM_SETTINGS_MAPPINGS.items():\n    globals()[name] = mapping(value)\n`;
    expect(value('LIST', undefined, text)).toEqual(['a']);
  });
  it('knows nothing of what a hidden configuration may set', () => {
    expect(value('LIST', { config: undefined })).toBe(UNKNOWN);
    expect(value('DEBUG', { config: undefined })).toBe(UNKNOWN);
  });
  it('ends where the configuration is no JSON, with the place', () => {
    const config = { 'omero.web.same': 'x', 'omero.web.list': 'https://viewer.example.org' };
    expect(() => run(processed, { config })).toThrow(
      expect.objectContaining({ code: 'config-value', position: { path: '/config.xml', line: 8 } }),
    );
  });
  it.each([
    ['rows that are no rows', '    "a": 1,\n    "b": ["X"],\n    c: ["X", "1", str],\n    **more,\n'],
    ['names that are computed', '    "a": ["X" + y, "1", str],\n'],
  ])('passes over %s', (_, rows) => {
    const text = `CUSTOM_SETTINGS_MAPPINGS = {\n${rows}}\nprocess_custom_settings(m)\n`;
    expect(value('X', undefined, text)).toBeUndefined();
  });
});

describe('the loop over omero.web.apps', () => {
  const text = processed + loop;
  const apps = (config: Around['config'], modules: readonly string[] = [], of = text) =>
    finalValue(of, 'INSTALLED_APPS', { config, modules });

  it('adds apps where it stands', () => {
    expect(apps({})).toEqual(tuple('omeroweb.webclient', 'pipeline'));
    expect(apps({ 'omero.web.apps': '["corsheaders", "figure"]' })).toEqual(
      tuple('omeroweb.webclient', 'corsheaders', 'figure', 'pipeline'),
    );
  });
  it('tries the module inside omeroweb first', () => {
    expect(apps({ 'omero.web.apps': '["corsheaders", "figure"]' }, ['corsheaders'])).toEqual(
      tuple('omeroweb.webclient', 'omeroweb.corsheaders', 'figure', 'pipeline'),
    );
  });
  it('knew no other place before 2014', () => {
    const old = `${processed}INSTALLED_APPS = ()\nfor app in ADDITIONAL_APPS:\n    INSTALLED_APPS += ('omeroweb.%s' % app,)\n`;
    expect(apps({ 'omero.web.apps': '["corsheaders"]' }, [], old)).toEqual(tuple('omeroweb.corsheaders'));
  });
  it('adds something unknown where the apps are not known', () => {
    expect(apps(undefined)).toEqual(tuple('omeroweb.webclient', UNKNOWN, 'pipeline'));
    expect(apps({}, [], loop)).toEqual(tuple('omeroweb.webclient', UNKNOWN, 'pipeline'));
  });
});

describe('the loop over omero.web.django_additional_settings', () => {
  const key = 'omero.web.django_additional_settings';
  const text = `${processed}CORS_ALLOW_CREDENTIALS = True\n${setattr}`;
  const credentials = (config: Around['config'], of = text) =>
    finalValue(of, 'CORS_ALLOW_CREDENTIALS', { config });

  it('has the last word over what stands above it, and not over what follows', () => {
    const config = { [key]: '[["CORS_ALLOW_CREDENTIALS", false]]' };
    expect(credentials({})).toBe(true);
    expect(credentials(config)).toBe(false);
    expect(credentials(config, `${text}CORS_ALLOW_CREDENTIALS = True\n`)).toBe(true);
  });
  it('of several pairs the last counts', () => {
    const pairs = '[["CORS_ALLOW_CREDENTIALS", false], ["OTHER", 1], ["CORS_ALLOW_CREDENTIALS", "yes"]]';
    expect(credentials({ [key]: pairs })).toBe('yes');
  });
  it.each(['[["CORS_ALLOW_CREDENTIALS"]]', '[[1, 2]]', '["CORS_ALLOW_CREDENTIALS"]', '{}'])(
    'passes over %s',
    (pairs) => {
      expect(credentials({ [key]: pairs })).toBe(true);
    },
  );
  it('may set anything where the configuration is hidden', () => {
    expect(credentials(undefined)).toBe(UNKNOWN);
    expect(credentials(undefined, `${text}CORS_ALLOW_CREDENTIALS = True\n`)).toBe(true);
  });
  it('is that loop, and no other', () => {
    const other = setattr.replace('setattr(sys.modules[__name__], k, v)', 'log(k)');
    const config = { [key]: '[["CORS_ALLOW_CREDENTIALS", false]]' };
    expect(credentials(config, `${processed}CORS_ALLOW_CREDENTIALS = True\n${other}`)).toBe(true);
  });
});
