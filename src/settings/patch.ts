import { type CorsHeadersTarget, targetFor } from '../cors/target.js';
import { SettingsError } from '../errors.js';
import { locate } from '../files/lines.js';
import type { PythonParser, PythonTree } from '../python/parse.js';
import { findSyntaxError } from '../python/syntax-error.js';
import { describeByHand } from './by-hand.js';
import { type Era, readModel, type SettingsModel } from './model.js';
import { type EditPlan, planEdits, planRevert } from './plan.js';
import { type ParsedRequest, type PatchRequest, resolveRequest } from './request.js';
import { applyVerified } from './verify.js';

/** What patch or revert makes of one text. */
export interface TextPlan extends Omit<EditPlan, 'edits'> {
  /** The same text where there is nothing to do, or nothing can be done. */
  readonly newText: string;
  readonly era: Era;
  /** The edit for an editor's hands, where it is blocked. */
  readonly textToPaste?: string;
}

export interface PatchPlan extends TextPlan {
  /** What the origins are written for. */
  readonly target: CorsHeadersTarget;
}

/** What stands around the file and changes what patch writes. */
export type Surroundings = Pick<PatchRequest, 'corsHeaders' | 'config'>;

/**
 * @param path only for messages
 * @throws SettingsError where the text is no Python, has no loader, or our block in it is damaged
 * @throws SelfCheckError where the result does not hold: a bug
 */
export function patchText(
  parser: PythonParser,
  text: string,
  path: string,
  request: ParsedRequest,
  { corsHeaders, config }: Surroundings,
): PatchPlan {
  return withModel(parser, text, path, (model) => {
    const era = model.era === '5.6 on' ? 'MIDDLEWARE' : 'MIDDLEWARE_CLASSES';
    const target = targetFor(corsHeaders, era);
    const resolved = resolveRequest(request, target, config);
    const plan = finish(model, (of) => planEdits(of, resolved), true);
    // What is refused for what it would open, or would break, is not handed out to be pasted.
    const isPossible = !plan.blocked.some(({ code }) => /^(?:allow-all-|app-spelled-)/.test(code));
    if (plan.blocked.length === 0 || !isPossible) return { ...plan, target };
    return { ...plan, target, textToPaste: describeByHand(model, resolved) };
  });
}

/** Takes out what patch put in; see `patchText` for the errors. */
export function revertText(parser: PythonParser, text: string, path: string, all: boolean): TextPlan {
  const withoutOurs = withModel(parser, text, path, (model) => ({
    ...finish(model, (of) => planRevert(of), false),
    notes: planRevert(model, all).notes,
  }));
  if (!all) return withoutOurs;
  // What somebody wrote into our block stands outside now, and goes with the rest that is somebody's.
  return withModel(parser, withoutOurs.newText, path, (model) => ({
    ...finish(model, (of) => planRevert(of, true), false),
    notes: withoutOurs.notes,
  }));
}

function finish(model: SettingsModel, plan: (model: SettingsModel) => EditPlan, undoes: boolean): TextPlan {
  const { edits, blocked, notes } = plan(model);
  const newText = edits.length === 0 ? model.text : applyVerified(model, edits, plan, undoes);
  return { blocked, notes, newText, era: model.era };
}

function withModel<T>(parser: PythonParser, text: string, path: string, use: (model: SettingsModel) => T): T {
  const tree = parser.parse(text);
  try {
    return use(readCheckedModel(tree, path));
  } finally {
    tree.free();
  }
}

/** @throws SettingsError with the place in the file */
export function readCheckedModel(tree: PythonTree, path: string): SettingsModel {
  const problem = findSyntaxError(tree);
  if (problem !== undefined) {
    throw new SettingsError('syntax-error', `this is no Python that could run: ${problem.reason}`, {
      position: { path, ...locate(tree.text, problem.offset) },
      hint: 'OMERO.web would not start with it either. Mend the line, or restore the file from a backup or from the package.',
    });
  }
  return readModel(tree, path);
}
