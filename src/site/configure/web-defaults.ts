/** The shapes of settings.py that OMERO's configuration can turn CORS on in; it could not before 5.3.2. */
export type ConfigurableEra = '5.3.2-5.4' | '5.5' | '5.6 on';

/** The keys that `config` writes. */
export const keys = {
  apps: 'omero.web.apps',
  middleware: 'omero.web.middleware',
  origins: 'omero.web.cors_origin_whitelist',
  allowAll: 'omero.web.cors_origin_allow_all',
  additional: 'omero.web.django_additional_settings',
} as const;

const MIDDLEWARE = [
  'django.middleware.common.BrokenLinkEmailsMiddleware',
  'django.middleware.common.CommonMiddleware',
  'django.contrib.sessions.middleware.SessionMiddleware',
  'django.middleware.csrf.CsrfViewMiddleware',
  'django.contrib.messages.middleware.MessageMiddleware',
];

/** Came with OMERO 5.5.0; the list is the same in every release from there to 5.33. */
const CLICKJACKING = 'django.middleware.clickjacking.XFrameOptionsMiddleware';

/** What OMERO.web has for these keys, as long as the configuration sets nothing. */
export function webDefaults(era: ConfigurableEra): Readonly<Record<string, string>> {
  const middleware = era === '5.3.2-5.4' ? MIDDLEWARE : [...MIDDLEWARE, CLICKJACKING];
  return {
    [keys.apps]: '[]',
    [keys.middleware]: JSON.stringify(middleware.map((name, at) => ({ index: at + 1, class: name }))),
    [keys.origins]: '[]',
    [keys.allowAll]: 'false',
    ...(hasAdditionalSettings(era) ? { [keys.additional]: '[]' } : {}),
  };
}

/** `omero.web.django_additional_settings` came with 5.5. */
export function hasAdditionalSettings(era: ConfigurableEra): boolean {
  return era !== '5.3.2-5.4';
}

/** The name in a pair of `omero.web.django_additional_settings`. */
export function nameOf(entry: unknown): string | undefined {
  return Array.isArray(entry) && typeof entry[0] === 'string' ? entry[0] : undefined;
}
