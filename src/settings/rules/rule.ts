import type { Edit } from '../../files/edits.js';
import type { Finding } from '../../findings.js';
import type { SyntaxNode } from '../../python/parse.js';
import type { BlockStatement, Part } from '../block.js';
import type { SettingsModel } from '../model.js';
import type { ResolvedRequest } from '../request.js';

/**
 * One part of the edit. A rule is pure: it looks at the model and the request, never prints, reads no disk
 * and knows no other rule. What it wants to stand in the block it says anew at every run; where that, and
 * the literal lists, are as wanted, nothing is left to do.
 */
export interface Rule {
  readonly name: string;
  readonly plan: (model: SettingsModel, request: ResolvedRequest) => RuleOutcome;
  /** Whether a statement in the block is one that this rule writes. */
  readonly owns: (statement: SyntaxNode) => boolean;
  /** What takes the rule's elements out of literal lists; `all`: those of somebody else, too. */
  readonly revert: (model: SettingsModel, all: boolean) => readonly Edit[];
}

export interface RuleOutcome {
  /** Not empty: this part of the edit is impossible, so nothing at all is written. */
  readonly blocked: readonly Finding[];
  /** Outside the block. */
  readonly edits: readonly Edit[];
  /** Elements in literal lists that are ours, by this run or an earlier one. */
  readonly parts: readonly Part[];
  /** For the block. */
  readonly statements: readonly BlockStatement[];
  /** What the reader should know about what is written. */
  readonly notes: readonly Finding[];
}

const NOTHING: RuleOutcome = { blocked: [], edits: [], parts: [], statements: [], notes: [] };

/** An outcome from the parts that are not empty. */
export function outcome(some: Partial<RuleOutcome>): RuleOutcome {
  return { ...NOTHING, ...some };
}
