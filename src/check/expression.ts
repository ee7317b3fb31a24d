import { readElements, readString } from '../python/literals.js';
import type { SyntaxNode } from '../python/parse.js';
import { evaluateCall } from './calls.js';
import { evaluateComprehension } from './comprehension.js';
import { compare, concatenate } from './operators.js';
import { type Lookup, lineOf, notTold, operandsOf } from './scope.js';
import { isSequence, truthOf, unknown, type Value } from './value.js';

/**
 * The value of an expression, as far as the text tells it: literals, names, `+`, comparisons, comprehensions
 * and the few calls that settings.py files use. What can only be told by running it is `unknown`.
 *
 * @throws PythonError where Python would raise, such as for a list added to a tuple
 */
export function evaluate(node: SyntaxNode, lookup: Lookup): Value {
  const place = { line: lineOf(node) };
  switch (node.type) {
    case 'string':
    case 'concatenated_string':
      return evaluateString(node);
    case 'true':
    case 'false':
      return { kind: 'boolean', is: node.type === 'true', place };
    case 'none':
      return { kind: 'none', place };
    case 'integer':
    case 'float': {
      const number = Number(node.text);
      return Number.isNaN(number) ? notTold(node) : { kind: 'number', number, place };
    }
    case 'tuple':
    case 'list':
    case 'set':
      return { kind: node.type, items: evaluateElements(readElements(node) ?? [], lookup), place };
    case 'expression_list':
      return { kind: 'tuple', items: evaluateElements(operandsOf(node), lookup), place };
    case 'dictionary':
      return evaluateDictionary(node, lookup);
    case 'identifier':
      return lookup(node.text) ?? unknown(`taken from ${node.text}, which this file does not tell`, place);
    case 'call':
      return evaluateCall(node, lookup, evaluate);
    case 'list_comprehension':
    case 'set_comprehension':
    case 'generator_expression':
      return evaluateComprehension(node, lookup, evaluate);
    case 'parenthesized_expression': {
      const [inner] = operandsOf(node);
      return inner === undefined ? notTold(node) : evaluate(inner, lookup);
    }
    default:
      return evaluateOperator(node, lookup) ?? notTold(node);
  }
}

function evaluateString(node: SyntaxNode): Value {
  const place = { line: lineOf(node) };
  const text = readString(node);
  if (text === undefined) return notTold(node);
  if (node.type === 'string') return { kind: 'text', text, place };
  return { kind: 'text', text, parts: operandsOf(node).map((part) => readString(part) ?? ''), place };
}

/** With plain strings as keys. */
function evaluateDictionary(node: SyntaxNode, lookup: Lookup): Value {
  const entries = new Map<string, Value>();
  for (const pair of operandsOf(node)) {
    const key = pair.childForFieldName('key');
    const value = pair.childForFieldName('value');
    const name = key === null ? undefined : readString(key);
    if (name === undefined || value === null) return notTold(node);
    entries.set(name, evaluate(value, lookup));
  }
  return { kind: 'dictionary', entries, place: { line: lineOf(node) } };
}

function evaluateElements(elements: readonly SyntaxNode[], lookup: Lookup): readonly Value[] {
  return elements.flatMap((element) => {
    if (element.type !== 'list_splat') return [evaluate(element, lookup)];
    const [inner] = operandsOf(element);
    const value = inner && evaluate(inner, lookup);
    return value !== undefined && isSequence(value) ? value.items : [notTold(element)];
  });
}

function evaluateOperator(node: SyntaxNode, lookup: Lookup): Value | undefined {
  const [first, second, third] = operandsOf(node);
  if (first === undefined) return undefined;
  const operator = node.childForFieldName('operator')?.text;
  const value = (operand: SyntaxNode) => evaluate(operand, lookup);
  const truth = (operand: SyntaxNode) => truthOf(value(operand));
  if (node.type === 'not_operator') {
    const is = truth(first);
    return toBoolean(node, is === undefined ? undefined : !is);
  }
  if (node.type === 'unary_operator') {
    const number = value(first);
    return operator === '-' && number.kind === 'number' ? { ...number, number: -number.number } : undefined;
  }
  if (second === undefined) return undefined;
  switch (node.type) {
    case 'binary_operator':
      return operator === '+' ? concatenate(value(first), value(second), lineOf(node)) : undefined;
    case 'boolean_operator': {
      const is = truth(first);
      return is === undefined ? undefined : value(is === (operator === 'and') ? second : first);
    }
    case 'comparison_operator': {
      const sign = node.children.find(({ isNamed }) => !isNamed)?.text ?? '';
      return third === undefined ? toBoolean(node, compare(value(first), sign, value(second))) : undefined;
    }
    case 'conditional_expression': {
      const is = truth(second);
      return is === undefined || third === undefined ? undefined : value(is ? first : third);
    }
    case 'subscript': {
      const [holder, key] = [value(first), value(second)];
      return holder.kind === 'dictionary' && key.kind === 'text' ? holder.entries.get(key.text) : undefined;
    }
    default:
      return undefined;
  }
}

function toBoolean(node: SyntaxNode, is: boolean | undefined): Value | undefined {
  return is === undefined ? undefined : { kind: 'boolean', is, place: { line: lineOf(node) } };
}
