import type { PythonTree, SyntaxNode } from '../../src/python/parse.js';
import { loadPythonParser } from '../../src/python/parse.js';

const parser = await loadPythonParser();

/** Trees are not freed: the memory is the test run's. */
export function parse(text: string): PythonTree {
  return parser.parse(text);
}

/** The value of `x` in the first statement, `x = ...`. */
export function valueIn(tree: PythonTree): SyntaxNode {
  const value = tree.root.firstNamedChild?.firstNamedChild?.childForFieldName('right');
  if (value == null) throw new Error(`no assignment in ${JSON.stringify(tree.text)}`);
  return value;
}

/** The node of an expression. */
export function expression(text: string): SyntaxNode {
  return valueIn(parse(`x = ${text}\n`));
}
