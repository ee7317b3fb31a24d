import type { Origin } from './origin.js';

/** Who is to be let in, and to what: what the user asked patch or config for, already judged. */
export interface CorsRequest {
  readonly origins: readonly Origin[];
  /** Anchored. */
  readonly regexes: readonly string[];
  readonly allowAll: boolean;
  /** By `allowAll`, or by an expression that takes every origin. */
  readonly admitsEverybody: boolean;
  /** Undefined: left as it is. */
  readonly credentials: boolean | undefined;
  readonly urlsRegex: string | undefined;
}
