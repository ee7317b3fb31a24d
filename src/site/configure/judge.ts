import { ALLOW_ALL, ALLOW_LIST, ALLOW_REGEXES, CREDENTIALS } from '../../cors/settings-names.js';
import { SettingsError } from '../../errors.js';
import type { Finding } from '../../findings.js';
import type { ConfigProperties } from '../config-xml.js';
import { type ConfigSources, effectiveConfig, parseJson, sameJson } from '../effective-config.js';
import { type ConfigRequest, nameOf } from './plan.js';
import { printJson } from './print-json.js';
import { type ConfigurableEra, hasAdditionalSettings, keys, webDefaults } from './web-defaults.js';

/**
 * @throws SettingsError `config-cannot` for what the configuration of this OMERO.web can't express,
 *   `allow-all-needs-choice`
 */
export function checkExpressible(request: ConfigRequest, sources: ConfigSources, era: ConfigurableEra): void {
  const inexpressible = hasAdditionalSettings(era) ? undefined : needsAdditional(request);
  if (inexpressible !== undefined) {
    const { flag, because } = inexpressible;
    throw new SettingsError(
      'config-cannot',
      `${flag}: the configuration of OMERO.web before 5.5 can't say this: ${because}`,
      { hint: 'Leave it out, or use omero-cors patch, which writes it into settings.py.' },
    );
  }
  if (request.allowAll && request.credentials === undefined && !hasNoCredentials(sources, era)) {
    throw new SettingsError(
      'allow-all-needs-choice',
      "--allow-all with credentials on, as OMERO.web has them: every web site could read with the visitor's session",
      { hint: 'Say which is meant: --no-credentials for public data, or --credentials.' },
    );
  }
}

/** Before `omero.web.django_additional_settings`, only settings with a key of their own could be set. */
function needsAdditional({ credentials, regexes, urlsRegex }: ConfigRequest) {
  if (credentials === false) {
    return { flag: '--no-credentials', because: 'settings.py has CORS_ALLOW_CREDENTIALS = True in its code' };
  }
  if (regexes.length > 0) return { flag: '--origin-regex', because: 'it has no key for regular expressions' };
  return urlsRegex === undefined ? undefined : { flag: '--urls-regex', because: 'it has no key for paths' };
}

function hasNoCredentials(sources: ConfigSources, era: ConfigurableEra): boolean {
  const pairs = listOf(effectiveConfig(sources, webDefaults(era)), keys.additional);
  const last = pairs.findLast((entry) => nameOf(entry) === CREDENTIALS);
  return sameJson(last, [CREDENTIALS, false]);
}

/** Names that, set by `omero.web.django_additional_settings`, leave a key of ours without effect. */
const muting: Readonly<Record<string, keyof ConfigRequest>> = {
  [ALLOW_LIST.renamed]: 'origins',
  [ALLOW_LIST.old]: 'origins',
  [ALLOW_REGEXES.renamed]: 'regexes',
  [ALLOW_ALL.renamed]: 'allowAll',
  [ALLOW_ALL.old]: 'allowAll',
};

/** What stands in the configuration already and is in the way (errors), or defeats the purpose (warnings). */
export function judgeConfig(
  request: ConfigRequest,
  sources: ConfigSources,
  era: ConfigurableEra,
): readonly Finding[] {
  const config = effectiveConfig(sources, webDefaults(era));
  return [
    ...findBrokenLists(config),
    ...findMuting(request, config),
    ...(request.allowAll ? [] : findAllowAll(config)),
  ];
}

/** `omero config append` ends with an error on these, and `omero load` with it. */
function findBrokenLists(config: ConfigProperties): readonly Finding[] {
  return [keys.apps, keys.middleware, keys.origins, keys.additional].flatMap((key): Finding[] => {
    const property = config.get(key);
    if (property === undefined || Array.isArray(parseJson(property.value))) return [];
    return [{ code: 'config-not-a-list', severity: 'error', ...placeOf(property), key }];
  });
}

function findMuting(request: ConfigRequest, config: ConfigProperties): readonly Finding[] {
  const property = config.get(keys.additional);
  return listOf(config, keys.additional).flatMap((entry): Finding[] => {
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

function isAsked(part: ConfigRequest[keyof ConfigRequest]): boolean {
  return Array.isArray(part) ? part.length > 0 : part === true;
}

/** Read as settings.py does: `t`, `1` and `true` in any case. */
function findAllowAll(config: ConfigProperties): readonly Finding[] {
  const property = config.get(keys.allowAll);
  if (property === undefined || !/^\s*(?:true|1|t)\s*$/i.test(property.value)) return [];
  return [{ code: 'config-allows-all', severity: 'warning', ...placeOf(property), key: keys.allowAll }];
}

function listOf(config: ConfigProperties, key: string): readonly unknown[] {
  const value = parseJson(config.get(key)?.value ?? '[]');
  return Array.isArray(value) ? value : [];
}

function placeOf(property: { path: string | undefined; line: number | undefined } | undefined) {
  return {
    ...(property?.path === undefined ? {} : { file: property.path }),
    ...(property?.line === undefined ? {} : { line: property.line }),
  };
}
