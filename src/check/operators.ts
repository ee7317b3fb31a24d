import { PythonError } from './python-error.js';
import { areEqual, isSequence, itemsOf, numberOf, unknown, type Value } from './value.js';

/**
 * `a + b`. What is not known stands as one element of the result.
 *
 * @throws PythonError for what Python can't add
 */
export function concatenate(a: Value, b: Value, line: number): Value {
  const place = { line };
  if (a.kind === 'unknown' && b.kind === 'unknown') return a;
  if (a.kind === 'unknown' || b.kind === 'unknown') {
    const known = a.kind === 'unknown' ? b : a;
    const other = known === a ? b : a;
    if (!isSequence(known)) return other;
    return { kind: known.kind, items: [...(itemsOf(a) ?? []), ...(itemsOf(b) ?? [])], place };
  }
  if (a.kind === 'text' && b.kind === 'text') return { kind: 'text', text: a.text + b.text, place };
  if (isSequence(a) && isSequence(b) && a.kind === b.kind && a.kind !== 'set') {
    return { kind: a.kind, items: [...a.items, ...b.items], place };
  }
  const [left, right] = [numberOf(a), numberOf(b)];
  if (left !== undefined && right !== undefined) return { kind: 'number', number: left + right, place };
  throw new PythonError(`TypeError, since ${nameKind(b)} can't be added to ${nameKind(a)}`, line);
}

/** `NAME += b`: a list takes up any sequence, a tuple only a tuple. */
export function addInPlace(a: Value, b: Value, line: number): Value {
  if (a.kind !== 'list' || b.kind === 'unknown') return concatenate(a, b, line);
  // Python adds its characters one by one: what was meant is one entry, and is reported as such.
  if (b.kind === 'text') return b;
  if (b.kind === 'dictionary') return unknown('extended by a dictionary', { line });
  if (!isSequence(b)) throw new PythonError(`TypeError, since ${nameKind(b)} can't be iterated`, line);
  return { kind: 'list', items: [...a.items, ...b.items], place: { line } };
}

/** A comparison with one operator; undefined where it is not known. */
export function compare(a: Value, operator: string, b: Value): boolean | undefined {
  switch (operator.replace(/\s+/g, ' ')) {
    case '==':
      return areEqual(a, b);
    case '!=':
    case '<>':
      return negate(areEqual(a, b));
    case 'in':
      return contains(b, a);
    case 'not in':
      return negate(contains(b, a));
    default:
      return undefined;
  }
}

function negate(is: boolean | undefined): boolean | undefined {
  return is === undefined ? undefined : !is;
}

function contains(container: Value, item: Value): boolean | undefined {
  if (container.kind === 'text' && item.kind === 'text') return container.text.includes(item.text);
  if (container.kind === 'dictionary' && item.kind === 'text') return container.entries.has(item.text);
  if (!isSequence(container)) return undefined;
  const answers = container.items.map((each) => areEqual(each, item));
  if (answers.includes(true)) return true;
  return answers.includes(undefined) ? undefined : false;
}

/** `a tuple`, `a string`: for sentences. */
export function nameKind({ kind }: Value): string {
  switch (kind) {
    case 'text':
      return 'a string';
    case 'none':
      return 'None';
    case 'boolean':
      return 'a truth value';
    case 'unknown':
      return 'something';
    default:
      return `a ${kind}`;
  }
}
