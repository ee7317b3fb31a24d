import { judgeEntry } from '../../cors/entry.js';
import { isWithin } from '../../cors/version.js';
import type { Finding } from '../../findings.js';
import { hasCorsMiddleware } from '../cors-app.js';
import type { Facts } from '../facts.js';
import { at, isKnown, textsOf, truthOf } from '../value.js';
import type { Judge } from './judge.js';

/** What a page on another site needs besides CORS, where CORS is on: trust for POST, and cookies that travel. */
export const judgeCrossSite: Judge = (facts) => {
  if (hasCorsMiddleware(facts) !== true) return [];
  const { origins, regexes, target, allowsAll } = facts;
  const fine = textsOf(origins.setting?.value).filter(
    ({ text }) => target.schemes && /^https?:/.test(text) && judgeEntry(text, target).verdict === 'ok',
  );
  const allowed = allowsAll === true ? [] : fine.map(({ text }) => text);
  const isOpen = allowsAll === true || allowed.length > 0 || textsOf(regexes.setting?.value).length > 0;
  return [...judgeCsrf(facts, allowed), ...(isOpen ? judgeCookies(facts) : [])];
};

const CSRF_MIDDLEWARE = 'django.middleware.csrf.CsrfViewMiddleware';

/** Since Django 4.0 the `Origin` of a POST is held against CSRF_TRUSTED_ORIGINS. */
function judgeCsrf(
  { namespace, installation, middleware }: Facts,
  allowed: readonly string[],
): readonly Finding[] {
  const usesCsrf = textsOf(middleware?.value).some(({ text }) => text === CSRF_MIDDLEWARE);
  const trusted = namespace.get('CSRF_TRUSTED_ORIGINS');
  if (isWithin(installation.django, '4.0') !== true || !usesCsrf) return [];
  if (trusted !== undefined && !isKnown(trusted.value)) return [];
  const names = textsOf(trusted?.value).map(({ text }) => text);
  const origins = allowed.filter((origin) => !names.some((name) => trusts(name, origin)));
  if (origins.length === 0) return [];
  const hasKeys = trusted !== undefined && trusted.source !== 'file';
  const place = at(trusted === undefined || trusted.source === 'default' ? {} : trusted.place);
  return [{ code: 'csrf-origin-missing', severity: 'info', origins, hasKeys, ...place }];
}

/** `https://*.example.org` stands for every host below (django/middleware/csrf.py). */
function trusts(name: string, origin: string): boolean {
  const [scheme, pattern] = name.split('://*', 2);
  if (pattern === undefined) return name === origin;
  return origin.startsWith(`${scheme}://`) && origin.endsWith(pattern);
}

/** Since Django 2.1 the session cookie is `SameSite=Lax`: browsers keep it from the requests of other sites. */
function judgeCookies({ namespace, installation, allowsCredentials }: Facts): readonly Finding[] {
  if (allowsCredentials !== true || isWithin(installation.django, '2.1') !== true) return [];
  const sameSite = namespace.get('SESSION_COOKIE_SAMESITE');
  const secure = namespace.get('SESSION_COOKIE_SECURE');
  if (sameSite?.value.kind === 'unknown' || secure?.value.kind === 'unknown') return [];
  const isNone = sameSite?.value.kind === 'text' && sameSite.value.text.toLowerCase() === 'none';
  if (isNone && secure !== undefined && truthOf(secure.value) === true) return [];
  return [{ code: 'cookies-not-cross-site', severity: 'info', hasKeys: sameSite !== undefined }];
}
