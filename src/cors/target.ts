import { SettingsError } from '../errors.js';
import { quoteTyped } from './quoting.js';
import { isWithin } from './version.js';

/** The django-cors-headers that the settings are written for. */
export interface CorsHeadersTarget {
  /** From 3.0 on an allow-list entry is `scheme://host[:port]`, before that `host[:port]`. */
  readonly schemes: boolean;
  /** The version that was found or named; undefined when only the era of the file tells. */
  readonly version: string | undefined;
}

/** The name under which a settings.py holds its middleware; Django reads `MIDDLEWARE` from 1.10 on. */
export type Era = 'MIDDLEWARE' | 'MIDDLEWARE_CLASSES';

/**
 * @param version of django-cors-headers, as found or named; undefined where it is not known
 * @param era tells alone where the version is not known: OMERO.web with `MIDDLEWARE` (5.6 on) takes 3.x,
 *   one with `MIDDLEWARE_CLASSES` 2.x or older
 * @throws SettingsError for a version that is none
 */
export function targetFor(version: string | undefined, era: Era): CorsHeadersTarget {
  if (version === undefined) return { schemes: era === 'MIDDLEWARE', version };
  const schemes = isWithin(version, '3.0');
  if (schemes === undefined) {
    throw new SettingsError(
      'version-refused',
      `${quoteTyped(version)} is no version of django-cors-headers`,
      {
        hint: 'Give its numbers, for example: --cors-headers 3.7.0',
      },
    );
  }
  return { schemes, version };
}
