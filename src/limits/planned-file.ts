import type { Change } from '../files/source.js';
import type { Finding, LimitsFindings } from '../findings.js';

export type LimitsFinding = Finding<keyof LimitsFindings>;

/** One file with what is to become of it. A finding of severity error stops the whole run. */
export interface PlannedFile {
  readonly change: Change;
  readonly findings: readonly LimitsFinding[];
}
