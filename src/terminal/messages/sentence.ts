import type { Finding, FindingCode } from '../../findings.js';

/** A finding in words. */
export interface Sentence {
  /** What is the matter; no full stop at its end. */
  readonly message: string;
  /** What to do next, where there is something to do. */
  readonly hint?: string | undefined;
}

/** One sentence for every code of an area: a code without one does not compile. */
export type Sentences<C extends FindingCode> = {
  readonly [K in C]: (finding: Finding<K>) => Sentence;
};
