import { SettingsError } from '../errors.js';
import { lineStart, locate, nextLineStart } from '../files/lines.js';
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

const BEGIN = /^# omero-cors: begin(?: \(([a-z, ]+)\))?[ \t]*\r?$/gm;
const END = /^# omero-cors: end[ \t]*\r?$/gm;
const OUR_COMMENT = '# omero-cors:';

/**
 * Finds our own block by its comments.
 *
 * @throws SettingsError 'block-damaged' where one of the two is missing or stands twice
 */
export function findBlock({ root, text }: PythonTree): Block | undefined {
  if (!text.includes(OUR_COMMENT)) return undefined;
  const isComment = (match: RegExpExecArray) => root.descendantForIndex(match.index)?.type === 'comment';
  const begins = [...text.matchAll(BEGIN)].filter(isComment);
  const ends = [...text.matchAll(END)].filter(isComment);
  const [begin] = begins;
  const [end] = ends;
  if (begin === undefined && end === undefined) return undefined;
  if (
    begin === undefined ||
    end === undefined ||
    begins.length + ends.length > 2 ||
    end.index < begin.index
  ) {
    const { line } = locate(text, (begin ?? end)?.index ?? 0);
    throw new SettingsError(
      'block-damaged',
      `the comments around the block of omero-cors in line ${line} do not pair`,
      {
        hint: 'It starts with "# omero-cors: begin" and stops with "# omero-cors: end". Put the missing one back, or remove the block by hand.',
      },
    );
  }
  const stop = nextLineStart(text, end.index);
  const statements: SyntaxNode[] = [];
  let node = root.firstNamedChildForIndex(begin.index);
  for (; node !== null && node.startIndex < stop; node = node.nextNamedSibling) {
    if (node.type !== 'comment' && node.startIndex >= begin.index) statements.push(node);
  }
  return {
    start: begin.index,
    end: stop,
    line: locate(text, begin.index).line,
    parts: (begin[1]?.split(', ') ?? []) as Part[],
    statements,
  };
}

/**
 * Lines in the block that patch did not write: they stay, at its end, when the block is written anew, and
 * where it stood when it is taken out.
 *
 * @param isOurs tells our statements from somebody's
 */
export function foreignLines(
  text: string,
  block: Block,
  isOurs: (statement: SyntaxNode) => boolean,
): readonly string[] {
  const ours = block.statements.filter(isOurs);
  const lines: string[] = [];
  for (let start = block.start; start < block.end; start = nextLineStart(text, start)) {
    const line = text.slice(start, nextLineStart(text, start)).replace(/\r?\n$/, '');
    const covered = ours.some((node) => lineStart(text, node.startIndex) <= start && start < node.endIndex);
    if (!covered && !line.startsWith(OUR_COMMENT)) lines.push(line);
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
