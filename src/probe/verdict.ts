import type { Grant } from './answer.js';
import type { Failure } from './failure.js';

/** `skipped`: the question does not apply here, or could not be asked; the reason says which. */
export type Result = 'pass' | 'fail' | 'skipped';

/**
 * Every reason that a row can have, with what its sentence needs. The sentences are made in
 * terminal/messages/probe.ts; scripts and tests compare the codes.
 */
export interface ReasonArguments {
  // Does anything answer?
  answered: { status: number };
  failed: { failure: Failure; seconds: number };
  'time-up': { seconds: number };
  'server-error': { status: number; server: string | undefined };
  'gateway-error': { status: number; server: string | undefined };
  'not-found': { status: number };
  'no-omero-web': { status: number; site: string };
  'no-api': { status: number };
  'refused-request': { status: number };

  // The address and the page
  'not-mixed': object;
  'mixed-loopback': object;
  'mixed-content': object;

  // The origin's own answer
  granted: { origin: string };
  'granted-everyone': object;
  'not-granted': { grant: Grant; status: number; server: string | undefined; cached: string | undefined };
  'left-out': { api: string };
  'vary-origin': object;
  'vary-not-needed': { reason: 'everyone' | 'fixed' | 'not-granted' };
  'vary-missing': object;
  'credentials-off': object;
  'credentials-on': { origin: string };
  'credentials-unused': object;
  'credentials-with-everyone': object;
  'credentials-misspelt': { values: readonly string[] };

  // Others
  'stranger-refused': { strangers: readonly string[] };
  'stranger-let-in': { strangers: readonly string[]; credentials: boolean };
  'everyone-let-in': object;
  'scheme-not-compared': { stranger: string };

  // Other kinds of answer
  'no-redirect': object;
  'redirect-granted': { from: string };
  'redirect-not-granted': { url: string; status: number; grant: Grant };
  'redirect-elsewhere': { from: string; to: string };
  'redirect-mixed': { from: string; to: string };
  'redirect-loop': { hops: number };
  'redirect-unusable': { from: string; location: string };
  'redirect-failed': { to: string; failure: Failure };
  'no-validator': object;
  'not-revalidated': { status: number };
  'not-modified-granted': object;
  'not-modified-not-granted': { grant: Grant };

  // Who can read it
  public: object;
  'is-login-page': object;
  'login-page': { url: string; redirected: boolean };
  'needs-login': { status: number };
  'nothing-to-read': { status: number };

  // A cache in between
  'cache-keeps-apart': object;
  'cache-mixes': { cached: string | undefined };
  'cache-not-asked': { reason: 'not-granted' | 'other-answer' };

  // The preflight
  'preflight-granted': { status: number };
  'preflight-status': { status: number; server: string | undefined };
  'preflight-not-granted': { grant: Grant };
  'preflight-header-missing': { allowed: readonly string[] };
}

export type ReasonCode = keyof ReasonArguments;

export type Reason<C extends ReasonCode = ReasonCode> = {
  [K in C]: { readonly code: K } & Readonly<ReasonArguments[K]>;
}[C];

export interface Verdict {
  readonly result: Result;
  readonly reason: Reason;
}

/** One question, asked of one address. */
export interface Row extends Verdict {
  readonly url: string;
  readonly question: string;
}

export const pass = (reason: Reason): Verdict => ({ result: 'pass', reason });
export const fail = (reason: Reason): Verdict => ({ result: 'fail', reason });
export const skip = (reason: Reason): Verdict => ({ result: 'skipped', reason });
