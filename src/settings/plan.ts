import { type Edit, sortEdits } from '../files/edits.js';
import { newlineBefore } from '../files/lines.js';
import type { Finding } from '../findings.js';
import type { SyntaxNode } from '../python/parse.js';
import { blankLinesBefore, foreignLines, renderBlock, skipEmptyLines } from './block.js';
import { findDroppedComments, keepComment } from './comments.js';
import { findComputedNames } from './computed-names.js';
import { findLeftByHand } from './left-by-hand.js';
import type { SettingsModel } from './model.js';
import type { ResolvedRequest } from './request.js';
import { rules } from './rules/index.js';
import { standsAlone } from './statements.js';

/** What is to be done to one settings.py. */
export interface EditPlan {
  /** Empty when everything is as wanted, or when something is blocked. */
  readonly edits: readonly Edit[];
  /** Why nothing can be done. */
  readonly blocked: readonly Finding[];
  /** What the reader should know about what is done, or is left. */
  readonly notes: readonly Finding[];
}

/** Plans what patch does: all of it or, where one part is blocked, nothing. */
export function planEdits(model: SettingsModel, request: ResolvedRequest): EditPlan {
  const { text, block, loader } = model;
  const outcomes = rules.map((rule) => rule.plan(model, request));
  const computed = findComputed(model);
  const late = computed.filter(({ severity }) => severity === 'error');
  const notes = [
    ...computed.filter(({ severity }) => severity !== 'error'),
    ...outcomes.flatMap((outcome) => outcome.notes),
  ];
  const blocked = [...editedByOthers(model), ...outcomes.flatMap((outcome) => outcome.blocked), ...late];
  if ('code' in loader) return { edits: [], blocked: [loader, ...blocked], notes };
  if (blocked.length > 0) return { edits: [], blocked, notes };
  const parts = outcomes.flatMap((outcome) => outcome.parts);
  const statements = outcomes
    .flatMap((outcome) => outcome.statements)
    .map((each) => keepComment(model, each));
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
      notes.push(...findDroppedComments(model, block, rendered));
    }
  }
  return { edits: sortEdits(edits), blocked, notes };
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
  return { edits: sortEdits(edits), blocked: [], notes: all ? findLeftByHand(model, edits) : [] };
}

function linesOfOthers(model: SettingsModel): readonly string[] {
  if (model.block === undefined) return [];
  return foreignLines(model.tree, model.block, (statement) => isOurs(model, statement));
}

/** A statement that shares its line with another is somebody's: the line would go with it. */
function isOurs({ text }: SettingsModel, statement: SyntaxNode): boolean {
  return rules.some((rule) => rule.owns(statement)) && standsAlone(text, statement);
}

/**
 * What sets settings by names that can't be read: an error behind the place of our block, where it could have the
 * last word; a note above it, unless OMERO.web itself does it, with what its configuration says.
 */
function findComputed({ tree, block, loader }: SettingsModel): readonly Finding[] {
  const ours = block ?? ('code' in loader ? undefined : loader);
  return findComputedNames(tree).flatMap(({ how, offset, line, byOmero }): Finding[] => {
    const code = 'setting-name-computed';
    const isLate = ours !== undefined && offset > ours.start;
    if (isLate) return [{ code, severity: 'error', how, before: ours.line, line }];
    return byOmero ? [] : [{ code, severity: 'info', how, before: undefined, line }];
  });
}

/** What patch decides about; the other CORS settings may stand in the block, by whom ever. */
const DECIDED =
  /^(?:\*|INSTALLED_APPS|MIDDLEWARE\w*|CORS_(?:ORIGIN_|ALLOWED_ORIGIN|ALLOW_ALL_|ALLOW_CREDENTIALS|URLS_REGEX)\w*)$/;

/** Statements in our block that patch did not write and that bear on what it writes. */
function editedByOthers(model: SettingsModel): readonly Finding[] {
  const ours = model.block?.statements.filter((statement) => isOurs(model, statement)) ?? [];
  const isInOurs = ({ startIndex, endIndex }: SyntaxNode) =>
    ours.some((statement) => startIndex >= statement.startIndex && endIndex <= statement.endIndex);
  return model.blockBindings
    .filter(({ name, statement }) => DECIDED.test(name) && !isInOurs(statement))
    .map(({ name, line }) => ({ code: 'block-edited', severity: 'error', name, line }));
}
