import { expect } from 'vitest';
import { type Answer, ask, values } from './http.js';

const allowOrigin = 'access-control-allow-origin';

/** The answer speaks to this origin, once, and a cache can know it. */
export function expectAllowed(answer: Answer, origin: string): void {
  expect(values(answer, allowOrigin)).toEqual([origin]);
  expect(values(answer, 'vary').join(', ').toLowerCase().split(/, */)).toContain('origin');
}

/** No word about who may read: a browser then keeps the answer from the page, whatever else it says. */
export function expectRefused(answer: Answer): void {
  expect(values(answer, allowOrigin)).toEqual([]);
}

/** Asks again with what the first answer said about itself, as a browser with a cache does. */
export async function askAgain(url: string, origin: string): Promise<Answer> {
  const first = await ask(url, { origin });
  const [tag = ''] = values(first, 'etag');
  expect(tag, 'the first answer has an ETag').not.toBe('');
  return ask(url, { origin, 'if-none-match': tag });
}

/** What a browser sends before a POST of JSON. */
export function preflight(url: string, origin: string): Promise<Answer> {
  const headers = {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'content-type',
  };
  return ask(url, headers, 'OPTIONS');
}
