import type { Address } from '../address.js';
import type { Answer } from '../answer.js';
import type { Ask } from '../ask.js';
import type { Trail } from '../trail.js';
import type { Verdict } from '../verdict.js';

/** What is known of an address once it has answered the origin's GET. */
export interface Visit {
  readonly address: Address;
  /** `scheme://host[:port]` as a browser sends it. */
  readonly origin: string;
  /** The answer to a GET of the address with that origin. */
  readonly first: Answer;
  /** Where that answer leads. */
  readonly trail: Trail;
  /** New in each visit, for addresses that no cache has seen. */
  readonly nonce: string;
}

/**
 * One row of the result. Both parts are pure: what to ask, and what to think of the answers, which come in the
 * same order and all of them; where one does not come, nobody asks for a judgement.
 */
export interface Question {
  /** Kebab-case; the name in the table and the JSON, and that of the file. */
  readonly name: string;
  /** Sent one after another. Empty where `visit` tells enough. */
  asks(visit: Visit): readonly Ask[];
  judge(visit: Visit, answers: readonly Answer[]): Verdict;
}

/** A page's plain fetch. */
export function getAs(origin: string, url: string, headers: Readonly<Record<string, string>> = {}): Ask {
  return { url, method: 'GET', headers: { origin, ...headers } };
}
