import type { Edit } from '../files/edits.js';
import { lineStart, newlineBefore } from '../files/lines.js';
import { readElements, readString } from '../python/literals.js';
import type { SyntaxNode } from '../python/parse.js';

/**
 * Adds an element at the end of a list or tuple display, in the style of its neighbours. A list without a
 * trailing comma gets none, so that `removeElement` gives the old bytes.
 *
 * @param sequence a `list` or `tuple` node
 * @param literal the element as Python text
 */
export function appendElement(text: string, sequence: SyntaxNode, literal: string): Edit[] {
  const last = elementsOf(sequence).at(-1);
  if (last === undefined) return [insertIntoEmpty(text, sequence, literal)];
  const comma = commaAfter(sequence, last);
  const end = comma?.endIndex ?? last.endIndex;
  const trailing = comma === undefined ? '' : ',';
  if (!isFirstOnLine(text, last)) {
    return comma === undefined ? [insert(end, `, ${literal}`)] : [insert(end, ` ${literal},`)];
  }
  const line = `${newlineBefore(text, last.startIndex)}${indentOf(text, last)}${literal}${trailing}`;
  const at = restOfLineIsComment(text, end) ? endOfLine(text, end) : end;
  if (comma !== undefined) return [insert(at, line)];
  return at === end ? [insert(end, `,${line}`)] : [insert(end, ','), insert(at, line)];
}

/** Adds an element at the beginning of a list or tuple display, above a comment that stands first. */
export function prependElement(text: string, sequence: SyntaxNode, literal: string): Edit[] {
  const [first] = elementsOf(sequence);
  if (first === undefined) return [insertIntoEmpty(text, sequence, literal)];
  const head = sequence.namedChildren.filter((child) => child.startIndex <= first.startIndex);
  const anchor = head.find((child) => isFirstOnLine(text, child));
  if (anchor === undefined) return [insert(first.startIndex, `${literal}, `)];
  const newline = newlineBefore(text, anchor.startIndex);
  return [insert(anchor.startIndex, `${literal},${newline}${indentOf(text, anchor)}`)];
}

/**
 * Takes one element out of a list or tuple display: what `appendElement` and `prependElement` put in comes
 * out without a trace, together with a comment behind it on a line of its own.
 */
export function removeElement(text: string, sequence: SyntaxNode, element: SyntaxNode): Edit[] {
  const elements = elementsOf(sequence);
  const index = elements.findIndex(({ id }) => id === element.id);
  const previous = elements[index - 1];
  const next = elements[index + 1];
  const comma = commaAfter(sequence, element);
  const end = comma?.endIndex ?? element.endIndex;
  const edits: Edit[] = [];
  const previousComma = previous === undefined ? undefined : commaAfter(sequence, previous);
  // Without it, ('a',) would become the string ('a').
  const mayDropComma = sequence.type !== 'tuple' || elements.length > 2;
  if (comma === undefined && previousComma !== undefined && mayDropComma) {
    edits.push(remove(previousComma.startIndex, previousComma.endIndex));
  }
  if (isFirstOnLine(text, element)) {
    const start = endOfLine(text, lineStart(text, element.startIndex) - 1);
    edits.push(remove(start, restOfLineIsComment(text, end) ? endOfLine(text, end) : end));
  } else if (previous !== undefined) {
    edits.push(remove(previousComma?.endIndex ?? previous.endIndex, end));
  } else {
    edits.push(remove(element.startIndex, next === undefined ? end : next.startIndex));
  }
  return edits;
}

/** The elements of these lists that are strings of a kind, each with the list it stands in. */
export function findElements(
  lists: readonly SyntaxNode[],
  matches: (value: string | undefined) => boolean,
): readonly { list: SyntaxNode; element: SyntaxNode }[] {
  return lists.flatMap((list) =>
    elementsOf(list)
      .filter((element) => matches(readString(element)))
      .map((element) => ({ list, element })),
  );
}

function insertIntoEmpty(text: string, sequence: SyntaxNode, literal: string): Edit {
  const closing = sequence.endIndex - 1;
  const comma = sequence.type === 'tuple' ? ',' : '';
  const closingLine = lineStart(text, closing);
  if (closingLine <= sequence.startIndex) return insert(sequence.startIndex + 1, `${literal}${comma}`);
  const comment = sequence.namedChildren.find((child) => isFirstOnLine(text, child));
  const indent =
    comment === undefined ? `${/^[ \t]*/.exec(text.slice(closingLine))?.[0]}    ` : indentOf(text, comment);
  const newline = newlineBefore(text, closing);
  return insert(endOfLine(text, closingLine - 1), `${newline}${indent}${literal},`);
}

function elementsOf(sequence: SyntaxNode): readonly SyntaxNode[] {
  return readElements(sequence) ?? [];
}

function commaAfter(sequence: SyntaxNode, element: SyntaxNode): SyntaxNode | undefined {
  const following = sequence.children.filter((child) => child.startIndex >= element.endIndex);
  const token = following.find((child) => child.type !== 'comment');
  return token?.type === ',' ? token : undefined;
}

function isFirstOnLine(text: string, node: SyntaxNode): boolean {
  return /^[ \t]*$/.test(text.slice(lineStart(text, node.startIndex), node.startIndex));
}

function indentOf(text: string, node: SyntaxNode): string {
  return text.slice(lineStart(text, node.startIndex), node.startIndex);
}

function restOfLineIsComment(text: string, offset: number): boolean {
  return /^[ \t]*(?:#[^\n]*)?$/.test(text.slice(offset, endOfLine(text, offset)));
}

/** Before the newline, `\r\n` included, of the line that holds `offset`. */
function endOfLine(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset);
  if (newline === -1) return text.length;
  return text[newline - 1] === '\r' ? newline - 1 : newline;
}

function insert(at: number, replacement: string): Edit {
  return { start: at, end: at, replacement };
}

function remove(start: number, end: number): Edit {
  return { start, end, replacement: '' };
}
