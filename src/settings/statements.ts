import type { Edit } from '../files/edits.js';
import { lineStart, nextLineStart } from '../files/lines.js';
import type { SyntaxNode } from '../python/parse.js';

/** Whether a statement shares its lines with no other: only blanks and a comment stand around it. */
export function standsAlone(text: string, { startIndex, endIndex }: SyntaxNode): boolean {
  const before = text.slice(lineStart(text, startIndex), startIndex);
  const after = text.slice(endIndex, nextLineStart(text, endIndex));
  return before.trim() === '' && /^\s*(?:#.*)?\s*$/.test(after);
}

/** Takes out a statement with its lines, or puts `pass` in its place where it shares them with another. */
export function removeStatement(text: string, statement: SyntaxNode): Edit {
  const { startIndex, endIndex } = statement;
  if (!standsAlone(text, statement)) return { start: startIndex, end: endIndex, replacement: 'pass' };
  return { start: lineStart(text, startIndex), end: nextLineStart(text, endIndex), replacement: '' };
}
