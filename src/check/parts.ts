import { CORS_MIDDLEWARE } from '../cors/middleware.js';
import { CREDENTIALS, URLS_REGEX } from '../cors/settings-names.js';
import type { Finding, FindingCode } from '../findings.js';
import { findCorsApps } from './cors-app.js';
import type { Facts } from './facts.js';
import type { Setting } from './namespace.js';
import { isKnown, itemsOf, type Place, textsOf } from './value.js';

export type PartName = 'app' | 'middleware' | 'origins' | 'credentials' | 'package' | 'config.xml';

/** One of the things that CORS is made of, as a line of the report. */
export interface Part {
  readonly name: PartName;
  /** `unknown`: the files do not tell. */
  readonly state: 'ok' | 'warning' | 'error' | 'unknown';
  readonly what: PartFact;
  /** Where it is set. */
  readonly place: Place;
}

/** What holds, as data for a sentence. */
export type PartFact =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'none' }
  | { readonly kind: 'app'; readonly app: string }
  | { readonly kind: 'middleware'; readonly position: number; readonly count: number | undefined }
  | { readonly kind: 'everybody'; readonly urls: string | undefined }
  | { readonly kind: 'origins'; readonly origins: readonly string[]; readonly urls: string | undefined }
  | { readonly kind: 'credentials'; readonly allowed: boolean }
  | {
      readonly kind: 'package';
      readonly version: string | undefined;
      readonly django: string | undefined;
      readonly omeroWeb: string | undefined;
      readonly python: string | undefined;
    }
  | { readonly kind: 'config'; readonly path: string; readonly keys: readonly string[] }
  | { readonly kind: 'no-config' };

/** Which part a finding is about; what is not in here is about none of them. */
const PART_OF: Partial<Record<FindingCode, PartName>> = {
  'app-missing': 'app',
  'app-duplicate': 'app',
  'middleware-missing': 'middleware',
  'middleware-duplicate': 'middleware',
  'middleware-not-first': 'middleware',
  'origins-missing': 'origins',
  'origin-without-scheme': 'origins',
  'origin-with-scheme': 'origins',
  'origin-never-matches': 'origins',
  'origin-with-path': 'origins',
  'allow-null': 'origins',
  'origins-not-a-sequence': 'origins',
  'regex-not-anchored': 'origins',
  'new-names-mute-old': 'origins',
  'allow-all-with-credentials': 'credentials',
  'package-missing': 'package',
  'package-incompatible': 'package',
  'python-disagrees': 'package',
  'config-overridden': 'config.xml',
  'config-ambiguous': 'config.xml',
  'config-unreadable': 'config.xml',
  'config-line-unreadable': 'config.xml',
};

/** The report, one line a part. */
export function describeParts(facts: Facts, findings: readonly Finding[]): readonly Part[] {
  const lines = [
    { name: 'app', ...describeApp(facts) },
    { name: 'middleware', ...describeMiddleware(facts) },
    { name: 'origins', ...describeOrigins(facts) },
    { name: 'credentials', ...describeCredentials(facts) },
    { name: 'package', ...describePackage(facts) },
    { name: 'config.xml', ...describeConfig(facts) },
  ] as const;
  return lines.map((line) => ({ ...line, state: stateOf(line.name, line.what, findings) }));
}

type Line = Pick<Part, 'what' | 'place'>;

function stateOf(name: PartName, what: PartFact, findings: readonly Finding[]): Part['state'] {
  const severities = findings.filter((finding) => partOf(finding) === name).map(({ severity }) => severity);
  if (severities.includes('error')) return 'error';
  if (severities.includes('warning')) return 'warning';
  const isHidden = what.kind === 'unknown' || what.kind === 'no-config';
  return isHidden || (what.kind === 'package' && what.version === undefined) ? 'unknown' : 'ok';
}

function partOf(finding: Finding): PartName | undefined {
  if (finding.code !== 'origins-merged') return PART_OF[finding.code];
  if (finding.name === 'INSTALLED_APPS') return 'app';
  return finding.name.startsWith('MIDDLEWARE') ? 'middleware' : 'origins';
}

function describeApp(facts: Facts): Line {
  const [app] = findCorsApps(facts);
  if (app !== undefined) return { what: { kind: 'app', app: app.text }, place: app.place };
  return nothing(facts.apps);
}

function describeMiddleware({ middleware }: Facts): Line {
  const items = middleware === undefined ? [] : (itemsOf(middleware.value) ?? []);
  const index = items.findIndex((item) => item.kind === 'text' && item.text === CORS_MIDDLEWARE);
  const cors = items[index];
  if (cors === undefined) return nothing(middleware);
  const count = items.some(({ kind }) => kind === 'unknown') ? undefined : items.length;
  return { what: { kind: 'middleware', position: index + 1, count }, place: cors.place };
}

function describeOrigins({ allowAll, allowsAll, origins, regexes, namespace }: Facts): Line {
  const urlsValue = namespace.get(URLS_REGEX)?.value;
  const urls = urlsValue?.kind === 'text' ? urlsValue.text : undefined;
  if (allowsAll === true) {
    return { what: { kind: 'everybody', urls }, place: allowAll.setting?.value.place ?? {} };
  }
  const named = [origins, regexes].flatMap(({ setting }) => {
    const value = setting?.value;
    return value?.kind === 'text' ? [value] : textsOf(value);
  });
  const [first] = named;
  if (first !== undefined) {
    return { what: { kind: 'origins', origins: named.map(({ text }) => text), urls }, place: first.place };
  }
  const isHidden = [allowAll, origins, regexes].some(
    ({ setting }) => setting !== undefined && !isKnown(setting.value),
  );
  return isHidden ? { what: { kind: 'unknown' }, place: {} } : nothing(origins.setting);
}

function describeCredentials({ allowsCredentials, namespace }: Facts): Line {
  const place = namespace.get(CREDENTIALS)?.value.place ?? {};
  if (allowsCredentials === undefined) return { what: { kind: 'unknown' }, place };
  return { what: { kind: 'credentials', allowed: allowsCredentials }, place };
}

function describePackage({ installation }: Facts): Line {
  const { corsHeaders, django, omeroWeb, python } = installation;
  if (corsHeaders.state === 'missing') return { what: { kind: 'none' }, place: {} };
  const version = corsHeaders.state === 'installed' ? corsHeaders.version : undefined;
  return { what: { kind: 'package', version, django, omeroWeb, python }, place: {} };
}

function describeConfig({ installation, namespace }: Facts): Line {
  const { config, configFolder, configOperations, environmentConfig } = installation;
  const keys = [...new Set(namespace.configured.flatMap(({ name, value }) => keyOf(name, value.place)))];
  const path = config?.path ?? (configOperations.length > 0 ? configFolder : undefined);
  if (path !== undefined) return { what: { kind: 'config', path, keys }, place: {} };
  if (environmentConfig.size > 0)
    return { what: { kind: 'config', path: 'the environment', keys }, place: {} };
  const isAbsent = installation.findings.some(({ code }) => code === 'config-not-found');
  return { what: { kind: isAbsent ? 'no-config' : 'unknown' }, place: {} };
}

/** Of the keys that bear on CORS. */
function keyOf(name: string, { key }: Place): readonly string[] {
  const isOurs = name.startsWith('CORS_') || name === 'ADDITIONAL_APPS' || name === 'MIDDLEWARE_CLASSES_LIST';
  return isOurs && key !== undefined ? [key] : [];
}

function nothing(setting: Setting | undefined): Line {
  const isHidden = setting !== undefined && !isKnown(setting.value);
  const place = setting === undefined || setting.source === 'default' ? {} : setting.place;
  return { what: { kind: isHidden ? 'unknown' : 'none' }, place };
}
