import type { SyntaxNode } from '../python/parse.js';
import { nameKind } from './operators.js';
import { PythonError } from './python-error.js';
import { type Evaluate, type Lookup, lineOf, notTold, operandsOf, withLocal } from './scope.js';
import { areEqual, isSequence, itemsOf, unknown, type Value } from './value.js';

/**
 * The calls that settings.py files make for apps, middleware and origins: those of OMERO.web itself, those of
 * our own block, and what people write to change a tuple.
 */
export function evaluateCall(call: SyntaxNode, lookup: Lookup, evaluate: Evaluate): Value {
  const name = call.childForFieldName('function')?.text ?? '';
  const list = call.childForFieldName('arguments');
  // `tuple(x for x in y)` has the comprehension in place of the brackets.
  const given = list?.type === 'generator_expression' ? [list] : list === null ? [] : operandsOf(list);
  const [first, second] = given;
  const value = (node: SyntaxNode) => evaluate(node, lookup);
  switch (name) {
    case 'tuple':
    case 'list':
    case 'set':
    case 'frozenset':
      if (second !== undefined) break;
      return convert(first && value(first), name === 'frozenset' ? 'set' : name, lineOf(call));
    case 'sorted':
      return first === undefined
        ? notTold(call)
        : evaluateSorted(call, value(first), second, lookup, evaluate);
    case 'map': {
      const items = second && itemsOf(value(second));
      if (first?.type !== 'lambda' || items === undefined) break;
      const results = items.map((item) => applyLambda(first, item, lookup, evaluate) ?? notTold(call));
      return { kind: 'list', items: results, place: { line: lineOf(call) } };
    }
    case 'str': {
      const text = first && value(first);
      return text?.kind === 'text' ? text : notTold(call);
    }
    // omeroweb/utils.py
    case 'sort_properties_to_tuple':
      if (first === undefined || second !== undefined) break;
      return sortProperties(value(first), call);
    case 're.compile': {
      const pattern = first && value(first);
      const isPlain = second === undefined || /^re\.(?:I|IGNORECASE|A|ASCII|U|UNICODE)$/.test(second.text);
      return pattern?.kind === 'text' && isPlain ? pattern : notTold(call);
    }
  }
  return evaluateGet(call, first, lookup, evaluate) ?? notTold(call);
}

function convert(value: Value | undefined, kind: 'tuple' | 'list' | 'set', line: number): Value {
  const place = { line };
  if (value === undefined) return { kind, items: [], place };
  // Python takes it apart into characters: what was meant is one entry, and is reported as such.
  if (value.kind === 'unknown' || value.kind === 'text') return value;
  if (value.kind === 'dictionary') return unknown('made of a dictionary', place);
  if (!isSequence(value))
    throw new PythonError(`TypeError, since ${nameKind(value)} can't be iterated`, line);
  const { items } = value;
  const once = (item: Value, index: number) => items.findIndex((other) => isSame(other, item)) === index;
  return { kind, items: kind === 'set' ? items.filter(once) : items, place };
}

/** `sorted(x)`, `sorted(x, key=lambda ...)` and `sorted(x, key=SEQUENCE.index)`. */
function evaluateSorted(
  call: SyntaxNode,
  iterable: Value,
  argument: SyntaxNode | undefined,
  lookup: Lookup,
  evaluate: Evaluate,
): Value {
  const items = itemsOf(iterable);
  const key = argument?.childForFieldName('value');
  if (items === undefined || (argument !== undefined && argument.childForFieldName('name')?.text !== 'key')) {
    return notTold(call);
  }
  const object = key?.type === 'attribute' ? key.childForFieldName('object') : undefined;
  const order = object == null ? undefined : itemsOf(evaluate(object, lookup));
  const keyed = items.map((item) => {
    const at = order?.findIndex((other) => isSame(other, item));
    if (at !== undefined) return { item, key: at === -1 ? undefined : at };
    const found = key == null ? item : applyLambda(key, item, lookup, evaluate);
    if (found?.kind === 'number') return { item, key: found.number };
    return { item, key: found?.kind === 'text' ? found.text : undefined };
  });
  const kinds = new Set(keyed.map((entry) => typeof entry.key));
  if (kinds.has('undefined') || kinds.size > 1) return notTold(call);
  const sorted = keyed.toSorted((a, b) => compareKeys(a.key, b.key)).map(({ item }) => item);
  return { kind: 'list', items: sorted, place: { line: lineOf(call) } };
}

function compareKeys(a: string | number | undefined, b: string | number | undefined): number {
  if (a === undefined || b === undefined || a === b) return 0;
  return a < b ? -1 : 1;
}

/** `[{"index": 1, "class": "..."}]`: the classes by their index, of equal ones in their order. */
function sortProperties(list: Value, call: SyntaxNode): Value {
  const items = itemsOf(list);
  if (items?.some(({ kind }) => kind === 'unknown') === true) return list;
  const entries = items?.map((item) => {
    const property = (name: string) => (item.kind === 'dictionary' ? item.entries.get(name) : undefined);
    const [index, name] = [property('index'), property('class')];
    return index?.kind === 'number' && name?.kind === 'text' ? { index: index.number, name } : undefined;
  });
  if (entries === undefined || !entries.every((entry) => entry !== undefined)) return notTold(call);
  const sorted = entries.toSorted((a, b) => a.index - b.index).map(({ name }) => name);
  return { kind: 'tuple', items: sorted, place: { line: lineOf(call) } };
}

/** `entry.get('class')` */
function evaluateGet(
  call: SyntaxNode,
  argument: SyntaxNode | undefined,
  lookup: Lookup,
  evaluate: Evaluate,
): Value | undefined {
  const attribute = call.childForFieldName('function');
  const object = attribute?.type === 'attribute' ? attribute.childForFieldName('object') : null;
  if (object === null || attribute?.childForFieldName('attribute')?.text !== 'get') return undefined;
  if (object.type !== 'identifier' || argument === undefined) return undefined;
  const [holder, key] = [evaluate(object, lookup), evaluate(argument, lookup)];
  return holder.kind === 'dictionary' && key.kind === 'text' ? holder.entries.get(key.text) : undefined;
}

function applyLambda(
  lambda: SyntaxNode,
  argument: Value,
  lookup: Lookup,
  evaluate: Evaluate,
): Value | undefined {
  const parameters = lambda.childForFieldName('parameters');
  const body = lambda.childForFieldName('body');
  if (lambda.type !== 'lambda' || body === null || !/^\w+$/.test(parameters?.text ?? '')) return undefined;
  return argument.kind === 'unknown'
    ? argument
    : evaluate(body, withLocal(lookup, parameters?.text ?? '', argument));
}

/** The same object, or equal: what is not known equals itself alone. */
function isSame(a: Value, b: Value): boolean {
  return a === b || areEqual(a, b) === true;
}
