import { type Edit, sortEdits } from '../files/edits.js';
import { lineStart, newlineBefore } from '../files/lines.js';
import { readElements, readString } from '../python/literals.js';
import { isTrivia } from '../python/nodes.js';
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
 * Takes elements out of a list or tuple display: what `appendElement` and `prependElement` put in comes out
 * without a trace, together with a comment behind it on a line of its own.
 *
 * @param removed some of the elements of `sequence`
 */
export function removeElements(text: string, sequence: SyntaxNode, removed: readonly SyntaxNode[]): Edit[] {
  if (removed.length === 0) return [];
  const elements = elementsOf(sequence);
  const ids = new Set(removed.map(({ id }) => id));
  const edits = joinTouching(removed.map((element) => extentOf(text, sequence, element)));
  const kept = elements.filter(({ id }) => !ids.has(id));
  const lastKept = kept.at(-1);
  const last = elements.at(-1);
  if (lastKept === undefined || last === undefined) return edits;
  const comma = commaAfter(sequence, lastKept);
  if (sequence.type === 'tuple' && kept.length === 1) {
    // Without it, ('a',) would become the string ('a').
    if (comma === undefined) edits.push(insert(lastKept.endIndex, ','));
  } else if (ids.has(last.id) && commaAfter(sequence, last) === undefined && comma !== undefined) {
    edits.push(remove(comma.startIndex, comma.endIndex));
  }
  return edits;
}

/** What goes with one element: its comma, and its line where nothing else stands there. */
function extentOf(text: string, sequence: SyntaxNode, element: SyntaxNode): Edit {
  const elements = elementsOf(sequence);
  const index = elements.findIndex(({ id }) => id === element.id);
  const previous = elements[index - 1];
  const next = elements[index + 1];
  const start = element.startIndex;
  const end = (commaAfter(sequence, element) ?? element).endIndex;
  const endsLine = restOfLineIsComment(text, end);
  if (isFirstOnLine(text, element)) {
    const before = endOfLine(text, lineStart(text, start) - 1);
    if (endsLine) return remove(before, endOfLine(text, end));
    if (next !== undefined) return remove(start, next.startIndex);
    // Behind a comment, the closing bracket would become a part of it.
    return remove(endsWithComment(sequence, text, before) ? start : before, end);
  }
  if (previous !== undefined) return remove((commaAfter(sequence, previous) ?? previous).endIndex, end);
  return remove(start, next === undefined || endsLine ? end : next.startIndex);
}

/** Removals in the order of the text, those that overlap or touch as one. */
function joinTouching(removals: readonly Edit[]): Edit[] {
  const joined: Edit[] = [];
  for (const removal of sortEdits(removals)) {
    const last = joined.at(-1);
    if (last === undefined || removal.start > last.end) joined.push(removal);
    else joined[joined.length - 1] = remove(last.start, Math.max(last.end, removal.end));
  }
  return joined;
}

/** The elements of a list that are strings of a kind. */
export function findElements(
  list: SyntaxNode,
  matches: (value: string | undefined) => boolean,
): readonly SyntaxNode[] {
  return elementsOf(list).filter((element) => matches(readString(element)));
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
  const token = following.find((child) => !isTrivia(child));
  return token?.type === ',' ? token : undefined;
}

function isFirstOnLine(text: string, node: SyntaxNode): boolean {
  return /^[ \t]*$/.test(text.slice(lineStart(text, node.startIndex), node.startIndex));
}

/** Whether the line that ends at `offset` ends with a comment of this list. */
function endsWithComment(sequence: SyntaxNode, text: string, offset: number): boolean {
  const start = lineStart(text, offset);
  const isOnLine = ({ startIndex }: SyntaxNode) => startIndex >= start && startIndex < offset;
  return sequence.children.some((child) => child.type === 'comment' && isOnLine(child));
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
