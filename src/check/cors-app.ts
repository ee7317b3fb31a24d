import { CORS_APP, isCorsAppConfig } from '../cors/app.js';
import { CORS_MIDDLEWARE } from '../cors/middleware.js';
import { isWithin } from '../cors/version.js';
import type { Facts } from './facts.js';
import { isKnown, type TextValue, textsOf } from './value.js';

/** corsheaders among the apps: by its name, by its AppConfig (from 3.0 on), or as a link inside omeroweb. */
export function findCorsApps({ apps, modules }: Pick<Facts, 'apps' | 'modules'>): readonly TextValue[] {
  return textsOf(apps?.value).filter(
    ({ text }) =>
      text === CORS_APP ||
      isCorsAppConfig(text) ||
      (text === 'omeroweb.corsheaders' && modules.has('corsheaders')),
  );
}

/** Whether corsheaders is installed as an app; undefined where that is not known. */
export function hasCorsApp(facts: Facts): boolean | undefined {
  if (findCorsApps(facts).length > 0) return true;
  return facts.apps === undefined || isKnown(facts.apps.value) ? false : undefined;
}

/** Whether CorsMiddleware is in use; undefined where that is not known. */
export function hasCorsMiddleware({ middleware }: Facts): boolean | undefined {
  if (textsOf(middleware?.value).some(({ text }) => text === CORS_MIDDLEWARE)) return true;
  return middleware === undefined || isKnown(middleware.value) ? false : undefined;
}

/**
 * Whether the system checks of django-cors-headers run, and a start fails on what they refuse: there are some
 * since 1.3, and since 3.7.0 only where corsheaders is installed as an app (corsheaders/apps.py).
 */
export function runsChecks(facts: Facts): boolean {
  const { version } = facts.target;
  if (isWithin(version, '0', '1.3') === true) return false;
  return hasCorsApp(facts) === true || isWithin(version, '0', '3.7') === true;
}
