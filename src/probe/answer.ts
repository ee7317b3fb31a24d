/** What a server said, as far as CORS goes. */
export interface Answer {
  /** The address that answered. */
  readonly url: string;
  readonly status: number;
  /** Names and values as sent: nothing merged, so that a header sent twice is seen twice. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** The beginning of an HTML page where that was asked for, else empty. */
  readonly body: string;
}

/** Whether a browser lets the page read an answer, and if not, why. */
export type Grant =
  | { readonly kind: 'itself' | 'everyone' | 'missing' }
  /** The header names somebody else, or is written in a way that is not the origin byte for byte. */
  | { readonly kind: 'other'; readonly value: string }
  /** Sent more than once, or as a list: browsers join the values, and no origin equals the joined text. */
  | { readonly kind: 'repeated'; readonly values: readonly string[] };

/** Every value of a header, one for each time it was sent. */
export function headerValues(answer: Answer, name: string): readonly string[] {
  return answer.headers.filter(([other]) => other.toLowerCase() === name).map(([, value]) => value);
}

/** The members of a header that is a comma-separated list (`Vary`, `Access-Control-Allow-Headers`). */
export function listMembers(answer: Answer, name: string): readonly string[] {
  return headerValues(answer, name)
    .flatMap((value) => value.split(','))
    .map((member) => member.trim().toLowerCase())
    .filter((member) => member !== '');
}

/**
 * The "CORS check" of the Fetch standard, for a request without credentials: one header, equal to `*` or,
 * byte for byte, to the origin.
 *
 * @param origin what the request's `Origin` header said, `null` included
 */
export function readGrant(answer: Answer, origin: string): Grant {
  const values = headerValues(answer, 'access-control-allow-origin');
  const [value] = values;
  if (value === undefined) return { kind: 'missing' };
  if (values.length > 1 || value.includes(',')) return { kind: 'repeated', values };
  if (value === '*') return { kind: 'everyone' };
  return value === origin ? { kind: 'itself' } : { kind: 'other', value };
}

/** Whether a browser hands the answer to the page. */
export function isGranted(grant: Grant): boolean {
  return grant.kind === 'itself' || grant.kind === 'everyone';
}

/** Browsers take `true` and nothing else; `True` or `1` is no. */
export function allowsCredentials(answer: Answer): boolean {
  const values = headerValues(answer, 'access-control-allow-credentials');
  return values.length === 1 && values[0] === 'true';
}

export function isRedirect(answer: Answer): boolean {
  return [301, 302, 303, 307, 308].includes(answer.status) && headerValues(answer, 'location').length > 0;
}

/** Who speaks: `nginx/1.24.0` on an error page means that OMERO.web behind it was never heard. */
export function serverName(answer: Answer): string | undefined {
  return headerValues(answer, 'server')[0];
}

/** The header by which a cache gives itself away, with its value. */
export function cacheTrace(answer: Answer): string | undefined {
  const found = answer.headers.find(
    ([name, value]) =>
      /^age$/i.test(name) ||
      (/^(x-cache|x-cache-status|x-proxy-cache|cf-cache-status|x-varnish-cache)$/i.test(name) &&
        /hit|stale/i.test(value)),
  );
  return found === undefined ? undefined : `${found[0]}: ${found[1]}`;
}
