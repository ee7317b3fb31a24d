import { CORS_APP, isCorsAppConfig } from '../../cors/app.js';
import { CORS_MIDDLEWARE } from '../../cors/middleware.js';
import { formatOrigin, type Origin } from '../../cors/origin.js';
import { readOrigin } from '../../cors/read-origin.js';
import type { CorsRequest } from '../../cors/request.js';
import { ALLOW_REGEXES, CREDENTIALS, URLS_REGEX } from '../../cors/settings-names.js';
import type { CorsHeadersTarget } from '../../cors/target.js';
import type { ConfigSources } from '../effective-config.js';
import type { ConfigAction } from '../omero-files.js';
import { entriesSeen, type SeenEntry } from './entries-seen.js';
import { planList } from './plan-list.js';
import { type ConfigurableEra, keys, nameOf, webDefaults } from './web-defaults.js';

/**
 * The lines of `omero config` that turn CORS on, whatever stands there already. Run twice, they give the same,
 * and none of them can fail: an entry is taken out by adding it, if it is not there, and removing it then,
 * since `config remove` of what is not there is an error that ends `omero load`.
 *
 * @param sources what is configured already
 */
export function planConfig(
  request: CorsRequest,
  sources: ConfigSources,
  era: ConfigurableEra,
  target: CorsHeadersTarget,
): readonly ConfigAction[] {
  const defaults = webDefaults(era);
  const seen = (key: string) => entriesSeen(key, sources, defaults);
  return [
    ...planList(keys.apps, seen(keys.apps), [CORS_APP], isAppConfig),
    ...planMiddleware(seen(keys.middleware)),
    ...planOrigins(request.origins, seen(keys.origins), target),
    ...(request.allowAll ? [{ verb: 'set', key: keys.allowAll, value: 'true' } as const] : []),
    ...planAdditional(request, seen(keys.additional)),
  ];
}

/** The same app by another name, beside which Django does not start. */
function isAppConfig(entry: unknown): boolean {
  return typeof entry === 'string' && isCorsAppConfig(entry);
}

/** Index -1, or one below the lowest: WhiteNoise stands at 0 where the documentation put it. */
function planMiddleware(seen: readonly SeenEntry[]): readonly ConfigAction[] {
  const isOurs = (entry: unknown) => propertyOf(entry, 'class') === CORS_MIDDLEWARE;
  const others = seen
    .filter(({ entry }) => !isOurs(entry))
    .map(({ entry }) => propertyOf(entry, 'index'))
    .filter((index) => typeof index === 'number');
  const index = Math.min(-1, ...others.map((other) => other - 1));
  return planList(keys.middleware, seen, [{ index, class: CORS_MIDDLEWARE }], isOurs);
}

/** The same origin in a form that this django-cors-headers does not match, or that lets `null` in, goes. */
function planOrigins(
  origins: readonly Origin[],
  seen: readonly SeenEntry[],
  target: CorsHeadersTarget,
): readonly ConfigAction[] {
  const wanted = [...new Set(origins.map((origin) => formatOrigin(origin, target)))];
  const isAnotherForm = (entry: unknown) => {
    const other = typeof entry === 'string' ? readOrigin(entry) : undefined;
    if (other === undefined || 'refused' in other) return false;
    return origins.some(
      ({ scheme, host, port }) =>
        other.host === host &&
        other.port === port &&
        (other.scheme === scheme || other.schemeAssumed || !target.schemes),
    );
  };
  return planList(keys.origins, seen, wanted, isAnotherForm);
}

/** Settings without a key of their own: pairs of a name and a value, of which the last one counts. */
function planAdditional(request: CorsRequest, seen: readonly SeenEntry[]): readonly ConfigAction[] {
  const { credentials, regexes, urlsRegex } = request;
  const wanted: (readonly [string, unknown])[] = [];
  const unwanted = new Set<string>();
  // OMERO.web has it True in its code.
  if (credentials !== undefined) unwanted.add(CREDENTIALS);
  if (credentials === false) wanted.push([CREDENTIALS, false]);
  if (regexes.length > 0) {
    const before = seen.flatMap(({ entry }) => (nameOf(entry) === ALLOW_REGEXES.old ? textsOf(entry) : []));
    wanted.push([ALLOW_REGEXES.old, [...new Set([...before, ...regexes])]]);
  }
  if (urlsRegex !== undefined) wanted.push([URLS_REGEX, urlsRegex]);
  for (const [name] of wanted) unwanted.add(name);
  return planList(keys.additional, seen, wanted, (entry) => unwanted.has(nameOf(entry) ?? ''));
}

function textsOf(entry: unknown): readonly string[] {
  const value: unknown = Array.isArray(entry) ? entry[1] : undefined;
  return Array.isArray(value) ? value.filter((text) => typeof text === 'string') : [];
}

function propertyOf(entry: unknown, name: string): unknown {
  return typeof entry === 'object' && entry !== null ? (entry as Record<string, unknown>)[name] : undefined;
}
