import { lineStart } from '../files/lines.js';
import { hasSuspiciousIndentation, widthOf } from './indentation.js';
import { isTrivia } from './nodes.js';
import type { PythonTree, SyntaxNode } from './parse.js';

/** What stands in the column of the statement that it is a part of. */
const CLAUSES = ['elif_clause', 'else_clause', 'except_clause', 'except_group_clause', 'finally_clause'];

/** Where Python would refuse the text, as a string offset, and why. */
export interface SyntaxProblem {
  readonly offset: number;
  readonly reason: string;
}

/**
 * Finds what makes a text no Python: tree-sitter repairs errors and goes on, and it accepts any indentation,
 * so both are asked here.
 *
 * @returns the first problem, or undefined when the text is Python 2 or 3
 */
export function findSyntaxError(tree: PythonTree): SyntaxProblem | undefined {
  const { root, text } = tree;
  if (text.includes('\0')) return { offset: text.indexOf('\0'), reason: 'it holds a NUL character' };
  const carriageReturn = /\r(?!\n)/.exec(text);
  if (carriageReturn) {
    return { offset: carriageReturn.index, reason: 'a line ends with a carriage return alone' };
  }
  if (root.hasError) {
    const node = firstError(root);
    const missing = node.isMissing ? `${node.type} is missing` : 'the syntax is broken';
    return { offset: node.startIndex, reason: `${missing} here` };
  }
  return findInvisible(tree) ?? (hasSuspiciousIndentation(text) ? findBadIndentation(tree) : undefined);
}

/** Characters that the grammar skips like blanks and that Python knows in strings and comments only. */
function findInvisible({ nodeAt, text }: PythonTree): SyntaxProblem | undefined {
  // At its very beginning it is the byte order mark.
  for (const { index } of text.matchAll(/[\v\u200b\u2060]|(?<!^)\ufeff/g)) {
    const { type } = nodeAt(index);
    if (!/^(?:comment|string|string_content|escape_sequence)$/.test(type)) {
      return { offset: index, reason: 'an invisible character stands here' };
    }
  }
  return undefined;
}

function firstError(root: SyntaxNode): SyntaxNode {
  let node = root;
  for (;;) {
    const inside = node.children.find((child) => child.isError || child.isMissing || child.hasError);
    if (inside === undefined) return node;
    node = inside;
    if (node.isError || node.isMissing) return node;
  }
}

/** The statements of a block start in one column (Python reference, 2.1.8), the module's in column 0. */
function findBadIndentation({ root, text }: PythonTree): SyntaxProblem | undefined {
  const problem = (offset: number) => ({ offset, reason: 'the indentation does not fit the lines above' });
  for (const block of [root, ...root.descendantsOfType('block')]) {
    const statements = block.namedChildren.filter((child) => !isTrivia(child));
    if (statements.length === 0 && block.parent !== null) {
      return {
        offset: block.parent.startIndex,
        reason: 'no indented line follows the colon of what starts here',
      };
    }
    let expected = block === root ? 0 : undefined;
    let previousRow = -1;
    for (const statement of statements) {
      const { row } = statement.startPosition;
      const indentation = indentationAt(text, statement.startIndex);
      // Not the first on its line: behind a semicolon, or behind the colon of a one-line compound.
      if (indentation !== undefined && row !== previousRow) {
        expected ??= indentation;
        if (indentation !== expected) return problem(statement.startIndex);
      }
      previousRow = statement.endPosition.row;
    }
  }
  const astray = root.descendantsOfType(CLAUSES).find(({ parent, startIndex }) => {
    const indentation = parent === null ? undefined : indentationAt(text, parent.startIndex);
    return indentation !== undefined && indentationAt(text, startIndex) !== indentation;
  });
  return astray && problem(astray.startIndex);
}

/** The width of what stands before `offset` on its line; undefined when that is more than white space. */
function indentationAt(text: string, offset: number): number | undefined {
  const before = text.slice(lineStart(text, offset), offset);
  return /^[ \t\f]*$/.test(before) ? widthOf(before) : undefined;
}
