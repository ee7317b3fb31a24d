import { SelfCheckError } from '../errors.js';
import { applyEdits, type Edit } from '../files/edits.js';
import type { PythonTree } from '../python/parse.js';
import { findSyntaxError } from '../python/syntax-error.js';
import { readModel, type SettingsModel } from './model.js';
import { type EditPlan, planRevert } from './plan.js';

type PlanAgain = (model: SettingsModel) => Pick<EditPlan, 'edits' | 'blocked'>;

/**
 * Applies a plan and proves the result before anybody sees it: the new text parses, a second run finds
 * nothing left to do, and reverting it gives what reverting the old text gives.
 *
 * @param planAgain plans the same request on the new text
 * @param undoes whether `revert` has to lead back: true for patch, false for revert itself
 * @returns the new text
 * @throws SelfCheckError where one of the three does not hold: a bug in omero-cors
 */
export function applyVerified(
  model: SettingsModel,
  edits: readonly Edit[],
  planAgain: PlanAgain,
  undoes: boolean,
): string {
  const newText = applyEdits(model.text, edits);
  const tree = model.tree.reparse(edits, newText);
  try {
    verify(model, tree, planAgain, undoes);
  } finally {
    tree.free();
  }
  return newText;
}

function verify(model: SettingsModel, tree: PythonTree, planAgain: PlanAgain, undoes: boolean): void {
  const problem = findSyntaxError(tree);
  if (problem !== undefined) throw new SelfCheckError(`the new text would not be Python: ${problem.reason}`);
  const newModel = readModel(tree, 'the new text');
  const again = planAgain(newModel);
  const [blocked] = again.blocked;
  if (blocked !== undefined) throw new SelfCheckError(`a second run would be blocked: ${blocked.code}`);
  if (again.edits.length > 0) throw new SelfCheckError('a second run would change the file again');
  if (undoes && revertText(newModel) !== revertText(model)) {
    throw new SelfCheckError('revert would not give the original text back');
  }
}

function revertText(model: SettingsModel): string {
  return applyEdits(model.text, planRevert(model).edits);
}
