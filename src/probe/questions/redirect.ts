import { isMixedContent } from '../address.js';
import { isGranted, isRedirect, readGrant } from '../answer.js';
import type { Trail } from '../trail.js';
import { fail, pass, skip, type Verdict } from '../verdict.js';
import { getAs, type Question } from './question.js';

/**
 * A redirect carries the header too: a browser checks every answer on the way. Where the address itself leads
 * nowhere else, it is asked without its last slash, which Django's CommonMiddleware puts right by a redirect:
 * the answer that is lost when CorsMiddleware stands below it.
 */
export const redirect: Question = {
  name: 'redirect',
  asks: ({ address, origin, first }) => {
    const slashless = slashlessPath(address.url);
    return isRedirect(first) || slashless === undefined ? [] : [getAs(origin, slashless)];
  },
  judge: ({ origin, first, trail }, [answer]) => {
    if (isRedirect(first)) return judgeTrail(trail, origin);
    if (answer === undefined || !isRedirect(answer)) return skip({ code: 'no-redirect' });
    const grant = readGrant(answer, origin);
    return isGranted(grant)
      ? pass({ code: 'redirect-granted', from: answer.url })
      : fail({ code: 'redirect-not-granted', url: answer.url, status: answer.status, grant });
  },
};

/** The first thing that stops a browser decides. */
function judgeTrail({ hops, end }: Trail, origin: string): Verdict {
  for (const [index, { answer, origin: named }] of hops.entries()) {
    const from = hops[index - 1]?.answer.url ?? answer.url;
    if (isMixedContent(origin, answer.url)) return fail({ code: 'redirect-mixed', from, to: answer.url });
    const grant = readGrant(answer, named);
    if (isGranted(grant)) continue;
    if (named === 'null') return fail({ code: 'redirect-elsewhere', from, to: answer.url });
    return fail({ code: 'redirect-not-granted', url: answer.url, status: answer.status, grant });
  }
  const last = hops.at(-1)?.answer.url ?? '';
  switch (end.kind) {
    case 'arrived':
      return pass({ code: 'redirect-granted', from: hops[0].answer.url });
    case 'too-many':
      return fail({ code: 'redirect-loop', hops: hops.length - 1 });
    case 'unusable':
      return fail({ code: 'redirect-unusable', from: last, location: end.location });
    case 'failed':
      return fail({ code: 'redirect-failed', to: end.to, failure: end.failure });
  }
}

/**
 * Of `/api/` that is `/api/v0`: the usual `CORS_URLS_REGEX`, `^/(api|webgateway)/`, leaves `/api` out, which
 * would look as if the middleware stood in the wrong place.
 */
function slashlessPath(address: string): string | undefined {
  const url = new URL(address);
  if (!url.pathname.endsWith('/') || url.pathname === '/') return undefined;
  url.pathname = url.pathname.endsWith('/api/') ? `${url.pathname}v0` : url.pathname.replace(/\/+$/, '');
  return url.href;
}
