/** What has to stand first in MIDDLEWARE (corsheaders/middleware.py). */
export const CORS_MIDDLEWARE = 'corsheaders.middleware.CorsMiddleware';

/**
 * Middleware that neither answers on its own nor swaps the answer of others for a new one, in any Django from
 * 1.3 to 5.2 (django/contrib and django/middleware at the tags): CorsMiddleware may stand below these.
 */
const PASSES_ON = new Set([
  'django.contrib.sessions.middleware.SessionMiddleware',
  'django.contrib.auth.middleware.AuthenticationMiddleware',
  'django.contrib.auth.middleware.SessionAuthenticationMiddleware',
  'django.contrib.messages.middleware.MessageMiddleware',
  'django.middleware.clickjacking.XFrameOptionsMiddleware',
  'django.middleware.common.BrokenLinkEmailsMiddleware',
]);

/** Whether a redirect, a 304 or an error can leave this middleware without passing what stands below it. */
export function canAnswer(className: string | undefined): boolean {
  return className === undefined || !PASSES_ON.has(className);
}
