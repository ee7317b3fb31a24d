import { type Edit, sortEdits } from '../files/edits.js';
import { newlineBefore } from '../files/lines.js';
import type { Finding } from '../findings.js';
import { blankLinesBefore, foreignLines, renderBlock, skipEmptyLines } from './block.js';
import type { SettingsModel } from './model.js';
import type { ResolvedRequest } from './request.js';
import { rules } from './rules/index.js';

/** What is to be done to one settings.py. */
export interface EditPlan {
  /** Empty when everything is as wanted, or when something is blocked. */
  readonly edits: readonly Edit[];
  /** Why nothing can be done. */
  readonly blocked: readonly Finding[];
}

/** Plans what patch does: all of it or, where one part is blocked, nothing. */
export function planEdits(model: SettingsModel, request: ResolvedRequest): EditPlan {
  const { text, block, loader } = model;
  const outcomes = rules.map((rule) => rule.plan(model, request));
  const blocked = outcomes.flatMap((outcome) => outcome.blocked);
  if ('code' in loader) return { edits: [], blocked: [loader, ...blocked] };
  if (blocked.length > 0) return { edits: [], blocked };
  const parts = outcomes.flatMap((outcome) => outcome.parts);
  const statements = outcomes.flatMap((outcome) => outcome.statements);
  const foreign = block === undefined ? [] : linesOfOthers(model);
  const edits = outcomes.flatMap((outcome) => outcome.edits);
  if (parts.length + statements.length + foreign.length > 0) {
    const at = block?.start ?? loader.start;
    const newline = newlineBefore(text, at);
    const rendered = renderBlock(parts, statements, foreign, newline);
    if (block === undefined) {
      const replacement = rendered + newline.repeat(blankLinesBefore(text, at));
      edits.push({ start: at, end: at, replacement });
    } else if (text.slice(block.start, block.end) !== rendered) {
      edits.push({ start: block.start, end: block.end, replacement: rendered });
    }
  }
  return { edits: sortEdits(edits), blocked };
}

/**
 * Plans what revert does: the block goes, with the elements that it names.
 *
 * @param all CORS settings that were written by hand go, too
 */
export function planRevert(model: SettingsModel, all = false): EditPlan {
  const { text, block } = model;
  const edits = rules.flatMap((rule) => rule.revert(model, all));
  if (block !== undefined) {
    const newline = newlineBefore(text, block.start);
    const foreign = linesOfOthers(model).map((line) => line + newline);
    const end =
      foreign.length > 0 ? block.end : skipEmptyLines(text, block.end, blankLinesBefore(text, block.start));
    edits.push({ start: block.start, end, replacement: foreign.join('') });
  }
  return { edits: sortEdits(edits), blocked: [] };
}

function linesOfOthers(model: SettingsModel): readonly string[] {
  if (model.block === undefined) return [];
  return foreignLines(model.text, model.block, (statement) => rules.some((rule) => rule.owns(statement)));
}
