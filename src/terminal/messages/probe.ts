import type { Grant } from '../../probe/answer.js';
import type { Reason } from '../../probe/verdict.js';
import { printable } from '../printable.js';
import { describeFailure } from './probe-failure.js';
import type { Sentence } from './sentence.js';

/** The sentence of each reason a probe's row can have. Nothing a server sent gets out unescaped. */
export function describeReason(reason: Reason): Sentence {
  switch (reason.code) {
    case 'answered':
      return { message: `answers ${reason.status}` };
    case 'failed':
      return describeFailure(reason.failure, reason.seconds);
    case 'time-up':
      return {
        message: `not asked: the ${reason.seconds} s were over`,
        hint: 'Ask fewer addresses at once, or give --timeout more seconds.',
      };
    case 'server-error':
      return {
        message: `answers ${reason.status}, an error of the application${by(reason.server)}`,
        hint: "The reason is at the end of OMERO.web's log, var/log/OMEROweb.log.",
      };
    case 'gateway-error':
      return {
        message: `answers ${reason.status}: a proxy speaks${by(reason.server)}, OMERO.web behind it does not`,
        hint: "See whether OMERO.web runs: systemctl status omero-web, or omero web status. The proxy's page says nothing about CORS.",
      };
    case 'not-found':
      return {
        message: `answers ${reason.status}: there is no such page`,
        hint: 'Look at the address again.',
      };
    case 'no-omero-web':
      return {
        message: `answers ${reason.status}: no OMERO.web under ${reason.site}`,
        hint: 'Where OMERO.web lies in a folder, give that too: https://host/omero/. A page rather than a site is asked as it is when its address does not end in "/".',
      };
    case 'no-api':
      return { message: `answers ${reason.status}: OMERO.web before 5.3 has no JSON API` };
    case 'refused-request':
      return {
        message: `answers ${reason.status}: the request is refused`,
        hint:
          reason.status === 400
            ? 'Django answers 400 to a host that omero.web.allowed_hosts (ALLOWED_HOSTS) does not name, nginx to http on its https port: compare the address with the one that visitors use.'
            : 'Look at the address again, and at what stands in front of OMERO.web.',
      };

    case 'not-mixed':
      return { message: 'browsers let this page ask this address' };
    case 'mixed-loopback':
      return { message: 'an https page may ask http on its own machine (Safari refuses even that)' };
    case 'mixed-content':
      return {
        message: 'mixed content: no browser lets an https page ask an http address',
        hint: 'Serve OMERO.web over https, and give the viewer that address.',
      };

    case 'granted':
      return { message: `answered with ${reason.origin}` };
    case 'granted-everyone':
      return { message: 'answered with *: every origin' };
    case 'not-granted':
      return describeNotGranted(reason);
    case 'left-out':
      return { message: `no CORS on this path, only on ${reason.api}: CORS_URLS_REGEX leaves it out` };
    case 'vary-origin':
      return { message: 'says Vary: Origin' };
    case 'vary-not-needed':
      return {
        message: {
          everyone: 'not needed: * is the same answer for everybody',
          fixed: 'not needed: the header is the same for everybody',
          'not-granted': 'nothing to say: the origin is not let in',
        }[reason.reason],
      };
    case 'vary-missing':
      return {
        message: 'no Vary: Origin, so a cache may give one origin the answer for another',
        hint: 'django-cors-headers says it since 1.3.0. With an older one, or where a proxy sets the header, let the proxy add "Vary: Origin".',
      };
    case 'credentials-off':
      return { message: "off: the page cannot read with the visitor's session" };
    case 'credentials-on':
      return { message: `on: ${reason.origin} may read with the visitor's session` };
    case 'credentials-unused':
      return { message: 'on, but the origin is not let in' };
    case 'credentials-with-everyone':
      return {
        message: 'on together with *: browsers refuse every request with credentials',
        hint: 'Name the origins, or turn CORS_ALLOW_CREDENTIALS off. Django never sends both: look for a proxy that adds one.',
      };
    case 'credentials-misspelt':
      return {
        message: `${list(reason.values)} is read as no: browsers take one lower-case true and nothing else`,
        hint: 'Look for a proxy that adds Access-Control-Allow-Credentials.',
      };

    case 'stranger-refused':
      return { message: `refused: ${list(reason.strangers)}` };
    case 'stranger-let-in':
      return describeLetIn(reason.strangers, reason.credentials);
    case 'everyone-let-in':
      return { message: 'let in, as * lets in everybody; never with a session' };
    case 'scheme-not-compared':
      return {
        message: `${reason.stranger} is let in too, which django-cors-headers before 3.0 does on its own`,
      };

    case 'no-redirect':
      return { message: 'nothing is redirected here' };
    case 'redirect-granted':
      return { message: `the redirect of ${printable(reason.from)} carries the header` };
    case 'redirect-not-granted':
      return {
        message: `the ${reason.status} of ${printable(reason.url)} ${describeGrant(reason.grant)}`,
        hint: 'CorsMiddleware must be the first middleware; "omero-cors check" looks. A redirect that a proxy makes needs the header from the proxy.',
      };
    case 'redirect-elsewhere':
      return {
        message: `${printable(reason.from)} leads to ${printable(reason.to)}, another origin, which browsers then ask with Origin: null`,
        hint: 'Give the viewer the last address, so that nothing is redirected.',
      };
    case 'redirect-mixed':
      return {
        message: `${printable(reason.from)} leads to ${printable(reason.to)}: mixed content, which browsers refuse`,
        hint: 'Behind a proxy that speaks https, Django must know of it: omero.web.secure_proxy_ssl_header.',
      };
    case 'redirect-loop':
      return { message: `gave up after ${reason.hops} redirects`, hint: 'Look at the rules of the proxy.' };
    case 'redirect-unusable':
      return {
        message: `${printable(reason.from)} leads to ${printable(reason.location)}, where browsers do not follow`,
      };
    case 'redirect-failed':
      return {
        message: `leads to ${printable(reason.to)}, which does not answer (${printable(reason.failure.detail)})`,
      };
    case 'no-validator':
      return {
        message: 'no ETag, no Last-Modified: nothing here is answered 304',
        hint: 'A static file may be: give its address to ask it.',
      };
    case 'not-revalidated':
      return { message: `asked again with its ETag or date it answers ${reason.status}, not 304` };
    case 'not-modified-granted':
      return { message: 'the 304 carries the header' };
    case 'not-modified-not-granted':
      return {
        message: `the 304 ${describeGrant(reason.grant)}`,
        hint: 'CorsMiddleware must be the first middleware, above WhiteNoise too; "omero-cors check" looks.',
      };

    case 'public':
      return { message: 'read without a session' };
    case 'is-login-page':
      return { message: 'this is the login page' };
    case 'login-page':
      return {
        message: reason.redirected
          ? `not public: ends at the login page ${printable(reason.url)}`
          : 'not public: the answer is a login page',
        hint: waysIn,
      };
    case 'needs-login':
      return { message: `not public: ${reason.status} without a session`, hint: waysIn };
    case 'nothing-to-read':
      return { message: `ends with ${reason.status}: nothing to read` };

    case 'cache-keeps-apart':
      return { message: 'a stranger before it does not change the answer' };
    case 'cache-mixes':
      return {
        message: `a cache gives one origin the answer for another${reason.cached === undefined ? '' : ` (${printable(reason.cached)})`}`,
        hint: 'Let the cache keep an answer for each Origin: it must heed Vary, or have the header in its key (nginx: $http_origin in proxy_cache_key).',
      };
    case 'cache-not-asked':
      return {
        message:
          reason.reason === 'not-granted'
            ? 'the origin is not let in'
            : 'the address answers otherwise with a parameter added',
      };

    case 'preflight-granted':
      return { message: `a POST with content-type is allowed (${reason.status})` };
    case 'preflight-status':
      return {
        message: `OPTIONS is answered ${reason.status}${by(reason.server)}: browsers send no POST`,
        hint: 'A proxy that refuses OPTIONS, or CorsMiddleware below something that answers first. Fetching tiles and JSON by GET needs no preflight.',
      };
    case 'preflight-not-granted':
      return {
        message: `the answer to OPTIONS ${describeGrant(reason.grant)}: browsers send no POST`,
        hint: 'A proxy may answer OPTIONS in the place of OMERO.web.',
      };
    case 'preflight-header-missing':
      return {
        message: `content-type is not among the allowed headers (${list(reason.allowed)}): browsers send no JSON`,
        hint: 'CORS_ALLOW_HEADERS, or the proxy that answers OPTIONS, must name content-type.',
      };
  }
}

const waysIn =
  'A page on another site gets in by one of three: a public user (omero.web.public.enabled, and a public.url_filter that matches this address), ?bsession=<key> in the address, or cookies sent across sites (session_cookie_samesite None with session_cookie_secure true).';

function describeNotGranted(reason: Extract<Reason, { code: 'not-granted' }>): Sentence {
  const message = `the ${reason.status} answer${by(reason.server)} ${describeGrant(reason.grant)}`;
  switch (reason.grant.kind) {
    case 'repeated':
      return {
        message,
        hint: 'Browsers refuse it twice, even the same. The proxy and Django both add it: take it out of one.',
      };
    case 'other':
      return {
        message,
        hint:
          reason.cached === undefined
            ? 'A fixed header in the proxy, or a cache that ignores Vary: Origin.'
            : `It comes from a cache (${printable(reason.cached)}): it must heed Vary: Origin.`,
      };
    default:
      return {
        message,
        hint: 'Was OMERO.web restarted? Does the allow list hold this origin, with its scheme and port? "omero-cors check" looks.',
      };
  }
}

function describeGrant(grant: Grant): string {
  switch (grant.kind) {
    case 'itself':
    case 'everyone':
      return 'carries the header';
    case 'missing':
      return 'has no Access-Control-Allow-Origin';
    case 'other':
      return `says Access-Control-Allow-Origin: ${printable(grant.value)}, which is not this origin`;
    case 'repeated':
      return `has Access-Control-Allow-Origin more than once: ${grant.values.map(printable).join(' and ')}`;
  }
}

function describeLetIn(strangers: readonly string[], credentials: boolean): Sentence {
  const session = credentials ? ", with the visitor's session" : '';
  if (strangers.includes('null')) {
    return {
      message: `null is let in${session}: any page can send it, from a sandboxed frame`,
      hint: 'An origin without a scheme, or *, in the allow list of django-cors-headers 3.0 or later does this; "omero-cors check" shows which.',
    };
  }
  return {
    message: `let in${session}, though not named: ${list(strangers)}`,
    hint: 'Every origin is allowed and reflected, or a regex matches more than was meant: no ^, no $, or dots that are not escaped. "omero-cors check" looks.',
  };
}

const by = (server: string | undefined) => (server === undefined ? '' : ` (${printable(server)})`);

const list = (values: readonly string[]) => (values.length === 0 ? 'none' : values.map(printable).join(', '));
