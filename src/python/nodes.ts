import type { SyntaxNode } from './parse.js';

/** Comments and joined lines: tree-sitter keeps them among the children, Python does not see them. */
export function isTrivia({ type }: SyntaxNode): boolean {
  return type === 'comment' || type === 'line_continuation';
}
