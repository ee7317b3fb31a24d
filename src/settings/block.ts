import { SettingsError } from '../errors.js';
import { lineStart, locate, nextLineStart } from '../files/lines.js';
import { isTrivia } from '../python/nodes.js';
import type { PythonTree, SyntaxNode } from '../python/parse.js';

/** What patch added to literal lists outside the block; the block's first line names them for revert. */
export type Part = 'app' | 'middleware';

/** The statements that patch writes directly before the server-list loader, between two comments. */
export interface Block {
  /** Start of the first comment's line. */
  readonly start: number;
  /** Behind the newline of the last comment's line. */
  readonly end: number;
  readonly line: number;
  readonly parts: readonly Part[];
  /** The top-level statements in it. */
  readonly statements: readonly SyntaxNode[];
}

/** One statement of the block, with the reason that a reader of settings.py needs. */
export interface BlockStatement {
  readonly reason?: string;
  /** Lines without newline. */
  readonly lines: readonly string[];
}

/** How every comment of ours starts. */
export const OUR_COMMENT = '# omero-cors:';
const MARK = /^[ \t]*#[ \t]*omero-cors:[ \t]*(begin|end)\b([^\r\n]*)/gim;
const PARTS = /^ \((app|middleware|app, middleware)\)[ \t]*$/;

/**
 * Finds our own block by its comments.
 *
 * @param path only for messages
 * @throws SettingsError 'block-damaged' where one of the two is missing, stands twice, was edited or moved
 *   into another statement
 */
export function findBlock({ root, text, nodeAt }: PythonTree, path: string): Block | undefined {
  if (!text.includes('omero-cors:')) return undefined;
  const marks = [...text.matchAll(MARK)].filter(({ 0: mark, index }) => {
    const start = index + mark.indexOf('#');
    const node = nodeAt(start);
    return node.type === 'comment' && node.startIndex === start;
  });
  const [begin, end] = marks;
  if (begin === undefined) return undefined;
  const { line } = locate(text, begin.index);
  const damaged = () =>
    new SettingsError('block-damaged', 'the comments around the block of omero-cors do not pair', {
      position: { path, ...locate(text, begin.index) },
      hint: 'It starts with "# omero-cors: begin" and stops with "# omero-cors: end", both at the left margin. Put the missing one back, or remove the block by hand.',
    });
  const parts = PARTS.exec(begin[2] ?? '')?.[1]?.split(', ') as Part[] | undefined;
  const isPair = marks.length === 2 && begin[1] === 'begin' && end?.[1] === 'end' && end[2]?.trim() === '';
  const areMarks = marks.every(([comment]) => comment.startsWith(OUR_COMMENT));
  if (!isPair || !areMarks || (parts === undefined && begin[2]?.trim() !== '')) throw damaged();
  const stop = nextLineStart(text, end.index);
  const statements: SyntaxNode[] = [];
  let node = root.firstNamedChildForIndex(begin.index);
  for (; node !== null && node.startIndex < stop; node = node.nextNamedSibling) {
    if (isTrivia(node)) continue;
    if (node.startIndex < begin.index || node.endIndex > stop) throw damaged();
    statements.push(node);
  }
  return { start: begin.index, end: stop, line, parts: parts ?? [], statements };
}

/**
 * Lines in the block that patch did not write: they stay, at its end, when the block is written anew, and
 * where it stood when it is taken out.
 *
 * @param isOurs tells our statements from somebody's
 */
export function foreignLines(
  { nodeAt, text }: PythonTree,
  block: Block,
  isOurs: (statement: SyntaxNode) => boolean,
): readonly string[] {
  const ours = block.statements.filter(isOurs);
  const lines: string[] = [];
  for (let start = block.start; start < block.end; start = nextLineStart(text, start)) {
    const line = text.slice(start, nextLineStart(text, start)).replace(/\r?\n$/, '');
    const covered = ours.some((node) => lineStart(text, node.startIndex) <= start && start < node.endIndex);
    const isComment = line.startsWith(OUR_COMMENT) && nodeAt(start).type === 'comment';
    if (!covered && !isComment) lines.push(line);
  }
  return lines;
}

/** The block as text, each line with its newline. */
export function renderBlock(
  parts: readonly Part[],
  statements: readonly BlockStatement[],
  foreign: readonly string[],
  newline: string,
): string {
  const named = parts.length === 0 ? '' : ` (${parts.join(', ')})`;
  const lines = [
    `${OUR_COMMENT} begin${named}`,
    `${OUR_COMMENT} CORS for browser viewers; to undo all of it: omero-cors revert`,
    ...statements.flatMap(({ reason, lines }) => [
      ...(reason === undefined ? [] : [`${OUR_COMMENT} ${reason}`]),
      ...lines,
    ]),
    ...foreign,
    `${OUR_COMMENT} end`,
  ];
  return lines.map((line) => line + newline).join('');
}

/** How many blank lines stand directly before `offset`. */
export function blankLinesBefore(text: string, offset: number): number {
  let count = 0;
  for (let end = offset; end > 0; count += 1) {
    const start = lineStart(text, end - 1);
    if (text.slice(start, end).trim() !== '') break;
    end = start;
  }
  return count;
}

/** The end of at most `most` empty lines that follow `offset`. */
export function skipEmptyLines(text: string, offset: number, most: number): number {
  let end = offset;
  for (let count = 0; count < most && /^\r?\n/.test(text.slice(end, end + 2)); count += 1)
    end = nextLineStart(text, end);
  return end;
}
