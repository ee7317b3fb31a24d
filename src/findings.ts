/** How much a finding weighs: `error` stops or opens the site, `warning` is fragile, `info` is for the reader. */
export type Severity = 'error' | 'warning' | 'info';

/**
 * A finding is data: a kebab-case code, where it was seen, and what its sentence needs. The sentences are
 * made in terminal/messages, so tests and scripts compare codes and never words.
 *
 * Each part of the program adds its codes here, with the arguments that the sentence uses.
 */
export interface FindingArguments {
  /** Why patch or revert can't make one part of the edit. `what` names the setting or thing. */
  'no-loader': object;
  'loader-not-plain': { reason: string };
}

export type FindingCode = keyof FindingArguments;

export type Finding<C extends FindingCode = FindingCode> = {
  [K in C]: {
    readonly code: K;
    readonly severity: Severity;
    /** The file it was seen in, where that is not the settings.py itself. */
    readonly file?: string;
    /** Counted from 1. */
    readonly line?: number;
  } & Readonly<FindingArguments[K]>;
}[C];
