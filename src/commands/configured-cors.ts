import type { ConfiguredCors } from '../settings/request.js';
import { type ConfigSources, effectiveConfig, parseJson } from '../site/effective-config.js';

/** OMERO.web's defaults of the keys that bear on CORS: a key that only repeats them mutes nobody. */
const DEFAULTS: Readonly<Record<string, string>> = {
  'omero.web.cors_origin_whitelist': '[]',
  'omero.web.cors_origin_allow_all': 'false',
  'omero.web.apps': '[]',
  'omero.web.django_additional_settings': '[]',
};

/** What an installation's configuration says about CORS, in the words of `patch`. */
export function readConfiguredCors(sources: ConfigSources): ConfiguredCors {
  const config = effectiveConfig(sources, DEFAULTS);
  const textOf = (key: string) => config.get(key)?.value;
  const listOf = (key: string) => {
    const value = parseJson(textOf(key) ?? '[]');
    return Array.isArray(value) ? (value as unknown[]) : [];
  };
  const pairs = listOf('omero.web.django_additional_settings').filter(
    (entry): entry is [string, unknown] => Array.isArray(entry) && typeof entry[0] === 'string',
  );
  const credentials = pairs.findLast(([name]) => name === 'CORS_ALLOW_CREDENTIALS')?.[1];
  const sets = ['omero.web.cors_origin_whitelist', 'omero.web.cors_origin_allow_all'].filter((key) => {
    const text = textOf(key);
    return text !== undefined && text.trim().toLowerCase() !== DEFAULTS[key];
  });
  return {
    keys: sets,
    additionalSettings: pairs.map(([name]) => name).filter((name) => name.startsWith('CORS_')),
    credentials: typeof credentials === 'boolean' ? credentials : undefined,
    namesApp: listOf('omero.web.apps').includes('corsheaders'),
  };
}
