import { isHarmfulEntry } from '../../cors/entry.js';
import { formatOrigin, type Origin, readOrigin } from '../../cors/read-origin.js';
import type { CorsRequest } from '../../cors/request.js';
import { ALLOW_ALL, ALLOW_LIST, ALLOW_REGEXES } from '../../cors/settings-names.js';
import type { CorsHeadersTarget } from '../../cors/target.js';
import type { Finding } from '../../findings.js';
import type { ConfigProperties } from '../config-xml.js';
import { type ConfigSources, effectiveConfig, isTrue, parseJson, readList } from '../effective-config.js';
import { printJson } from './print-json.js';
import { type ConfigurableEra, keys, nameOf, webDefaults } from './web-defaults.js';

/** Names that, set by `omero.web.django_additional_settings`, leave a key of ours without effect. */
const muting: Readonly<Record<string, keyof CorsRequest>> = {
  [ALLOW_LIST.renamed]: 'origins',
  [ALLOW_LIST.old]: 'origins',
  [ALLOW_REGEXES.renamed]: 'regexes',
  [ALLOW_ALL.renamed]: 'allowAll',
  [ALLOW_ALL.old]: 'allowAll',
};

/** What stands in the configuration already and is in the way (errors), or defeats the purpose (warnings). */
export function judgeConfig(
  request: CorsRequest,
  sources: ConfigSources,
  era: ConfigurableEra,
  target: CorsHeadersTarget,
): readonly Finding[] {
  const config = effectiveConfig(sources, webDefaults(era));
  return [
    ...findBrokenLists(config),
    ...findMuting(request, config),
    ...findHarmful(request, config, target),
    ...(request.allowAll ? [] : findAllowAll(config)),
  ];
}

/** Entries that would stop OMERO.web, or let null in, once the app is there; other forms of ours are taken out. */
function findHarmful(
  { origins }: CorsRequest,
  config: ConfigProperties,
  target: CorsHeadersTarget,
): readonly Finding[] {
  const property = config.get(keys.origins);
  const addressOf = (origin: Origin) => formatOrigin(origin, { schemes: false });
  const ours = new Set(origins.map(addressOf));
  const entries = parseJson(property?.value ?? '[]');
  return (Array.isArray(entries) ? (entries as unknown[]) : []).flatMap((entry): Finding[] => {
    if (typeof entry !== 'string' || !isHarmfulEntry(entry, target)) return [];
    const origin = readOrigin(entry);
    if (!('refused' in origin) && ours.has(addressOf(origin))) return [];
    const found = { key: keys.origins, entry: printJson(entry), ...placeOf(property) };
    return [{ code: 'config-entry-harmful', severity: 'error', ...found }];
  });
}

/** `omero config append` ends with an error on these, and `omero load` with it. */
function findBrokenLists(config: ConfigProperties): readonly Finding[] {
  return [keys.apps, keys.middleware, keys.origins, keys.additional].flatMap((key): Finding[] => {
    const property = config.get(key);
    if (property === undefined || Array.isArray(parseJson(property.value))) return [];
    return [{ code: 'config-not-a-list', severity: 'error', ...placeOf(property), key }];
  });
}

function findMuting(request: CorsRequest, config: ConfigProperties): readonly Finding[] {
  const property = config.get(keys.additional);
  return readList(config, keys.additional).flatMap((entry): Finding[] => {
    const name = nameOf(entry);
    const part = name === undefined ? undefined : muting[name];
    if (name === undefined || part === undefined || !isAsked(request[part])) return [];
    return [
      {
        code: 'config-mutes',
        severity: 'error',
        ...placeOf(property),
        name,
        key: keys.additional,
        entry: printJson(entry),
      },
    ];
  });
}

function isAsked(part: CorsRequest[keyof CorsRequest]): boolean {
  return Array.isArray(part) ? part.length > 0 : part === true;
}

function findAllowAll(config: ConfigProperties): readonly Finding[] {
  const property = config.get(keys.allowAll);
  if (property === undefined || !isTrue(property.value)) return [];
  return [{ code: 'config-allows-all', severity: 'warning', ...placeOf(property), key: keys.allowAll }];
}

function placeOf(property: { path: string | undefined; line: number | undefined } | undefined) {
  return {
    ...(property?.path === undefined ? {} : { file: property.path }),
    ...(property?.line === undefined ? {} : { line: property.line }),
  };
}
