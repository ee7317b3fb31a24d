import type { SyntaxNode } from '../python/parse.js';
import { type Evaluate, type Lookup, lineOf, notTold, operandsOf, withLocal } from './scope.js';
import { itemsOf, truthOf, type Value } from './value.js';

/**
 * `body for variable in iterable if condition`, in brackets of any kind. An element of which the condition is
 * not known stays as something unknown.
 */
export function evaluateComprehension(node: SyntaxNode, lookup: Lookup, evaluate: Evaluate): Value {
  const [body, clause, ...conditions] = operandsOf(node);
  const variable = clause?.childForFieldName('left');
  const iterable = clause?.childForFieldName('right');
  const isSimple = conditions.every(({ type }) => type === 'if_clause');
  if (body === undefined || variable?.type !== 'identifier' || iterable == null || !isSimple) {
    return notTold(node);
  }
  const items = itemsOf(evaluate(iterable, lookup));
  if (items === undefined) return notTold(node);
  const tests = conditions.flatMap(operandsOf);
  const kept = items.flatMap((item) => {
    if (item.kind === 'unknown') return [item];
    const local = withLocal(lookup, variable.text, item);
    const answers = tests.map((test) => truthOf(evaluate(test, local)));
    if (answers.includes(false)) return [];
    return answers.includes(undefined) ? [notTold(node)] : [evaluate(body, local)];
  });
  return {
    kind: node.type === 'set_comprehension' ? 'set' : 'list',
    items: kept,
    place: { line: lineOf(node) },
  };
}
