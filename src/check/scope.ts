import { isTrivia } from '../python/nodes.js';
import type { SyntaxNode } from '../python/parse.js';
import { type UnknownValue, unknown, type Value } from './value.js';

/** What a name means where an expression stands; undefined where nothing is known of it. */
export type Lookup = (name: string) => Value | undefined;

/** The value of an expression; handed to the parts of the evaluator, which call each other. */
export type Evaluate = (node: SyntaxNode, lookup: Lookup) => Value;

/** The names that are seen where `name` is the variable of a comprehension or the parameter of a lambda. */
export function withLocal(lookup: Lookup, name: string, value: Value): Lookup {
  return (asked) => (asked === name ? value : lookup(asked));
}

/** The parts of an expression, without the comments between them. */
export function operandsOf(node: SyntaxNode): readonly SyntaxNode[] {
  return node.namedChildren.filter((child) => !isTrivia(child));
}

/** Counted from 1. */
export function lineOf(node: SyntaxNode): number {
  return node.startPosition.row + 1;
}

/** An expression that can only be told by running it. */
export function notTold(node: SyntaxNode): UnknownValue {
  const text = node.text.replace(/\s+/g, ' ');
  return unknown(`computed: ${text.length > 48 ? `${text.slice(0, 45)}...` : text}`, { line: lineOf(node) });
}
