import { type Answer, headerValues, isRedirect } from './answer.js';
import { type Asker, isFailure } from './ask.js';
import type { Failure } from './failure.js';

/** One answer on the way, and the origin that the browser named when it asked for it. */
export interface Hop {
  readonly answer: Answer;
  readonly origin: string;
}

export type TrailEnd =
  | { readonly kind: 'arrived' | 'too-many' }
  /** A `Location` that browsers do not follow. */
  | { readonly kind: 'unusable'; readonly location: string }
  | { readonly kind: 'failed'; readonly to: string; readonly failure: Failure };

/** The way from the address asked to the answer that a page gets. */
export interface Trail {
  readonly hops: readonly [Hop, ...Hop[]];
  readonly end: TrailEnd;
}

const maxRedirects = 5;

/**
 * Follows redirects as a browser does: a redirect from one foreign origin to another makes it ask the second
 * with `Origin: null` (Fetch standard, "HTTP-redirect fetch"), for good.
 *
 * @param first the answer to the origin's GET
 */
export async function followTrail(first: Answer, origin: string, ask: Asker): Promise<Trail> {
  const hops: [Hop, ...Hop[]] = [{ answer: first, origin }];
  let last = hops[0];
  while (isRedirect(last.answer)) {
    if (hops.length > maxRedirects) return { hops, end: { kind: 'too-many' } };
    const [location = ''] = headerValues(last.answer, 'location');
    const to = readLocation(location, last.answer.url);
    if (to === undefined) return { hops, end: { kind: 'unusable', location } };
    const sameOrigin = to.origin === new URL(last.answer.url).origin;
    const named = sameOrigin ? last.origin : 'null';
    const reply = await ask({ url: to.href, method: 'GET', headers: { origin: named }, page: true });
    if (isFailure(reply)) return { hops, end: { kind: 'failed', to: to.href, failure: reply } };
    last = { answer: reply, origin: named };
    hops.push(last);
  }
  return { hops, end: { kind: 'arrived' } };
}

/** Not followed: no address, another scheme, a user in it. */
function readLocation(location: string, base: string): URL | undefined {
  if (!URL.canParse(location, base)) return undefined;
  const url = new URL(location, base);
  url.hash = '';
  const plain = url.username === '' && url.password === '';
  return plain && /^https?:$/.test(url.protocol) ? url : undefined;
}
