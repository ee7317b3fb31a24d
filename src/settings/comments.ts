import { nextLineStart } from '../files/lines.js';
import type { Finding } from '../findings.js';
import { isTrivia } from '../python/nodes.js';
import type { SyntaxNode } from '../python/parse.js';
import { type Block, type BlockStatement, OUR_COMMENT } from './block.js';
import type { SettingsModel } from './model.js';
import { standsAlone } from './statements.js';

/** What somebody wrote about one entry of a list, each comment from its `#` on. */
export interface EntryComments {
  /** On lines of their own, above the entry. */
  readonly above: readonly string[];
  /** Behind it, on its line. */
  readonly behind: readonly string[];
}

/**
 * The comments in a list or tuple display that stand beside an entry, in the order of the entries. Those before
 * and behind the brackets, and below the last entry, are nobody's.
 */
export function readEntryComments(display: SyntaxNode): readonly EntryComments[] {
  const found: { above: string[]; behind: string[] }[] = [];
  let waiting: string[] = [];
  let previousRow = display.startPosition.row;
  for (const child of display.namedChildren) {
    const { row } = child.startPosition;
    if (!isTrivia(child)) {
      found.push({ above: waiting, behind: [] });
      waiting = [];
      previousRow = child.endPosition.row;
    } else if (child.type === 'comment') {
      const text = child.text.trimEnd();
      if (row !== previousRow) waiting.push(text);
      else found.at(-1)?.behind.push(text);
    }
  }
  return found;
}

/** A statement of one line that stays as it is keeps the comment behind it. */
export function keepComment({ text, block }: SettingsModel, statement: BlockStatement): BlockStatement {
  const [line, ...more] = statement.lines;
  const same = more.length > 0 ? undefined : block?.statements.find((each) => each.text === line);
  if (line === undefined || same === undefined || !standsAlone(text, same)) return statement;
  const behind = text.slice(same.endIndex, nextLineStart(text, same.endIndex)).trimEnd();
  return { ...statement, lines: [line + behind] };
}

/** Somebody's comments inside our block that have no place in the new one: nothing goes without a word. */
export function findDroppedComments(
  { tree, text }: SettingsModel,
  { start, end, line }: Block,
  rendered: string,
): readonly Finding[] {
  const old = text.slice(start, end);
  return [...old.matchAll(/#[^\r\n]*/g)].flatMap(({ 0: hash, index }): Finding[] => {
    const comment = hash.trimEnd();
    const isComment = tree.nodeAt(start + index).startIndex === start + index;
    if (!isComment || comment.startsWith(OUR_COMMENT) || rendered.includes(comment)) return [];
    const below = old.slice(0, index).split('\n').length - 1;
    return [{ code: 'comment-dropped', severity: 'warning', comment, line: line + below }];
  });
}
