import { addInPlace, nameKind } from './operators.js';
import { PythonError } from './python-error.js';
import { areEqual, numberOf, type Value } from './value.js';

const METHODS = ['append', 'extend', 'insert', 'remove'];

/** Whether `applyMethod` knows a method; any other is no statement of ours. */
export function hasMethod(name: string): boolean {
  return METHODS.includes(name);
}

/**
 * What a list is after one of its methods.
 *
 * @returns undefined where that can't be told
 * @throws PythonError for a tuple or string, which have none of them, and where Python would raise
 */
export function applyMethod(
  before: Value,
  method: string,
  given: readonly Value[],
  line: number,
): Value | undefined {
  const [first, second] = given;
  if (before.kind === 'unknown' || before.kind === 'set' || first === undefined) return undefined;
  if (before.kind !== 'list') {
    throw new PythonError(`AttributeError, since ${nameKind(before)} has no ${method}()`, line);
  }
  const { items } = before;
  const place = { line };
  if (method === 'append') return { kind: 'list', items: [...items, first], place };
  if (method === 'extend') return addInPlace(before, first, line);
  if (method === 'insert') {
    const index = numberOf(first);
    if (index === undefined || second === undefined || items.some(isUnknown)) return undefined;
    return { kind: 'list', items: items.toSpliced(index, 0, second), place };
  }
  const index = items.findIndex((item) => areEqual(item, first));
  if (items.some(isUnknown) || isUnknown(first)) return undefined;
  if (index === -1) throw new PythonError('ValueError, since what is to be removed is not in the list', line);
  return { kind: 'list', items: items.toSpliced(index, 1), place };
}

function isUnknown({ kind }: Value): boolean {
  return kind === 'unknown';
}
