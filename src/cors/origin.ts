import { SettingsError } from '../errors.js';
import { hintForOrigin } from './mend-origin.js';
import { quoteTyped } from './quoting.js';
import { type Origin, readOrigin } from './read-origin.js';

export { formatOrigin, type Origin } from './read-origin.js';

/**
 * Reads one origin that a user typed: `host[:port]` or `scheme://host[:port]`.
 *
 * @returns what a browser sends for the pages there, as data
 * @throws SettingsError with one code a reason (`origin-is-wildcard`, `origin-path`, ...) and what to type
 *   instead, for every text that is no origin or that a browser reads in another way than it looks
 */
export function parseOrigin(typed: string): Origin {
  const origin = readOrigin(typed);
  if (!('refused' in origin)) return origin;
  throw new SettingsError(origin.refused, `${quoteTyped(typed)} is no origin: ${origin.because}`, {
    hint: hintForOrigin(typed, origin.refused),
  });
}
