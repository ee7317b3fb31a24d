import type { Answer } from '../answer.js';
import { fail, pass, skip } from '../verdict.js';
import type { Question } from './question.js';

/** What a visitor without a session gets is what was asked for, and no login page that answers 200. */
export const publicToRead: Question = {
  name: 'public',
  asks: () => [],
  judge: ({ address, first, trail }) => {
    if (address.role === 'login' || isLoginPath(address.url)) return skip({ code: 'is-login-page' });
    const redirected = trail.hops.length > 1;
    const last = trail.hops.at(-1)?.answer ?? first;
    if (isLoginPath(last.url) || hasPasswordField(last)) {
      return fail({ code: 'login-page', url: last.url, redirected });
    }
    if (last.status === 401 || last.status === 403) return fail({ code: 'needs-login', status: last.status });
    const ok = trail.end.kind === 'arrived' && last.status >= 200 && last.status < 300;
    return ok ? pass({ code: 'public' }) : skip({ code: 'nothing-to-read', status: last.status });
  },
};

/** `/webclient/login/`, and what single sign-on calls it. */
function isLoginPath(url: string): boolean {
  return /\/(login|signin|sign_in)\/?$/i.test(new URL(url).pathname);
}

function hasPasswordField({ body }: Answer): boolean {
  return /<input\b[^>]*\btype\s*=\s*["']?password\b/i.test(body);
}
