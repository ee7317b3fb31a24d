import { CORS_APP, isCorsAppConfig } from '../cors/app.js';
import { CREDENTIALS } from '../cors/settings-names.js';
import type { ConfiguredCors } from '../settings/request.js';
import { keys, nameOf, webDefaults } from '../site/configure/web-defaults.js';
import {
  type ConfigSources,
  effectiveConfig,
  isTrue,
  parseJson,
  readList,
  sameJson,
} from '../site/effective-config.js';

/** What an installation's configuration says about CORS, in the words of `patch`. */
export function readConfiguredCors(sources: ConfigSources): ConfiguredCors {
  // Older releases have fewer keys, and the same defaults for those.
  const config = effectiveConfig(sources, webDefaults('5.6 on'));
  const textOf = (key: string) => config.get(key)?.value;
  const pairs = readList(config, keys.additional).filter((entry) => nameOf(entry) !== undefined) as [
    string,
    unknown,
  ][];
  const credentials = pairs.findLast(([name]) => name === CREDENTIALS)?.[1];
  // A key that only repeats OMERO.web's default mutes nobody.
  const origins = textOf(keys.origins);
  const setsOrigins = origins !== undefined && !sameJson(parseJson(origins), []);
  const apps = readList(config, keys.apps);
  const isAppConfig = (app: unknown) => typeof app === 'string' && isCorsAppConfig(app);
  return {
    keys: [
      ...(setsOrigins ? [keys.origins] : []),
      ...(isTrue(textOf(keys.allowAll) ?? '') ? [keys.allowAll] : []),
    ],
    additionalSettings: pairs.map(([name]) => name).filter((name) => name.startsWith('CORS_')),
    credentials: typeof credentials === 'boolean' ? credentials : undefined,
    namesApp: apps.includes(CORS_APP),
    appConfig: apps.find(isAppConfig) as string | undefined,
  };
}
