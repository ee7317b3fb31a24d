import type { CorsRequest } from '../../cors/request.js';
import { CREDENTIALS } from '../../cors/settings-names.js';
import { SettingsError } from '../../errors.js';
import { type ConfigSources, effectiveConfig, readList, sameJson } from '../effective-config.js';
import { type ConfigurableEra, hasAdditionalSettings, keys, nameOf, webDefaults } from './web-defaults.js';

/**
 * @throws SettingsError `config-cannot` for what the configuration of this OMERO.web can't express,
 *   `allow-all-needs-choice`
 */
export function checkExpressible(request: CorsRequest, sources: ConfigSources, era: ConfigurableEra): void {
  const inexpressible = hasAdditionalSettings(era) ? undefined : needsAdditional(request);
  if (inexpressible !== undefined) {
    const { flag, because } = inexpressible;
    throw new SettingsError(
      'config-cannot',
      `${flag}: the configuration of OMERO.web before 5.5 can't say this: ${because}`,
      { hint: 'Leave it out, or use omero-cors patch, which writes it into settings.py.' },
    );
  }
  if (request.admitsEverybody && request.credentials === undefined && !hasNoCredentials(sources, era)) {
    throw new SettingsError(
      'allow-all-needs-choice',
      "--allow-all with credentials on, as OMERO.web has them: every web site could read with the visitor's session",
      { hint: 'Say which is meant: --no-credentials for public data, or --credentials.' },
    );
  }
}

/** Before `omero.web.django_additional_settings`, only settings with a key of their own could be set. */
function needsAdditional({ credentials, regexes, urlsRegex }: CorsRequest) {
  if (credentials === false) {
    return { flag: '--no-credentials', because: 'settings.py has CORS_ALLOW_CREDENTIALS = True in its code' };
  }
  if (regexes.length > 0) return { flag: '--origin-regex', because: 'it has no key for regular expressions' };
  return urlsRegex === undefined ? undefined : { flag: '--urls-regex', because: 'it has no key for paths' };
}

function hasNoCredentials(sources: ConfigSources, era: ConfigurableEra): boolean {
  const pairs = readList(effectiveConfig(sources, webDefaults(era)), keys.additional);
  const last = pairs.findLast((entry) => nameOf(entry) === CREDENTIALS);
  return sameJson(last, [CREDENTIALS, false]);
}
