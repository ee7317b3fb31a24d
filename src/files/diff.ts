import { formatPatch, structuredPatch } from 'diff';
import { lineStart, nextLineStart } from './lines.js';
import { type Change, isUnchanged } from './source.js';

const CONTEXT = 3;
const HEADERS_ONLY = { includeIndex: false, includeUnderline: false, includeFileHeaders: true };

/**
 * The change as a unified diff that `patch -p1` and `git apply` turn into the very bytes that are written.
 * Names are quoted as git and GNU diff do, so the headers are ASCII in every encoding.
 *
 * @returns the diff, which begins with `--- a/` (or `--- /dev/null`); empty when no line changes
 */
export function unifiedDiff(change: Change): string {
  if (isUnchanged(change)) return '';
  const { source, newText } = change;
  const mark = source.byteOrderMark ? byteOrderMark(source.encoding) : '';
  const oldText = source.exists ? mark + source.text : '';
  const hunks = diffHunks(oldText, newText === null ? '' : mark + newText);
  if (hunks.length === 0) return '';
  const oldFileName = source.exists ? `a/${source.diffPath}` : '/dev/null';
  const newFileName = newText === null ? '/dev/null' : `b/${source.diffPath}`;
  const patch = { oldFileName, newFileName, oldHeader: undefined, newHeader: undefined };
  const [oldHeader, newHeader] = formatPatch({ ...patch, hunks: [] }, HEADERS_ONLY).split('\n');
  const body = formatPatch({ ...patch, hunks }, { ...HEADERS_ONLY, includeFileHeaders: false });
  return `${endName(oldHeader ?? '')}\n${endName(newHeader ?? '')}\n${body}`;
}

/** The bytes of a diff, or of a coloured one, whose lines are in the encoding of the file. */
export function encodeDiff({ source }: Change, diff: string): Buffer {
  return Buffer.from(diff, source.encoding);
}

/** `patch` takes a name with a space to end at it, unless a tab says where it really ends. */
function endName(header: string): string {
  return header.indexOf(' ', '--- '.length) === -1 ? header : `${header}\t`;
}

/** The mark is a part of the first line, and so of a hunk that shows it. */
function byteOrderMark(encoding: 'utf8' | 'latin1'): string {
  return encoding === 'utf8' ? '\uFEFF' : '\xEF\xBB\xBF';
}

/**
 * Only the lines between the first and the last difference, and their context, go through the comparison of
 * lines: it is the slow part, and a settings.py changes in few places. Where lines are repeated, it puts a
 * change as far down as it can, perhaps so near to the cut that its context is short: then all lines go
 * through it.
 */
function diffHunks(oldText: string, newText: string) {
  const headLength = commonLength(oldText, newText, (text, n) => text.slice(0, n));
  const tailLength = commonLength(oldText, newText, (text, n) => text.slice(text.length - n));
  // The two overlap where the change repeats what stands around it.
  const [first, last] = [headLength, oldText.length - tailLength].sort((a, b) => a - b) as [number, number];
  const start = startOfLines(oldText, first, CONTEXT);
  const end = endOfLines(oldText, last, 2 * CONTEXT);
  const near = compareLines(oldText, newText, start, oldText.length - end);
  const bottom = near.at(-1)?.lines.slice(-CONTEXT) ?? [];
  const isWhole = end === oldText.length || bottom.every((line) => line.startsWith(' '));
  return isWhole ? near : compareLines(oldText, newText, 0, 0);
}

/** The hunks between a head and a tail that are the same in both texts and end at a line. */
function compareLines(oldText: string, newText: string, head: number, tail: number) {
  const [oldPart, newPart] = [oldText, newText].map((text) => text.slice(head, text.length - tail));
  const names = ['', ''] as const;
  const { hunks } = structuredPatch(...names, oldPart ?? '', newPart ?? '', undefined, undefined, {
    context: CONTEXT,
  });
  const skipped = oldText.slice(0, head).split('\n').length - 1;
  return hunks.map((hunk) => ({
    ...hunk,
    oldStart: hunk.oldStart + skipped,
    newStart: hunk.newStart + skipped,
  }));
}

/** The largest n for which both texts have the same part of length n; by halving, since `===` is native. */
function commonLength(a: string, b: string, part: (text: string, n: number) => string): number {
  let low = 0;
  let high = Math.min(a.length, b.length);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (part(a, middle) === part(b, middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The start of the line that holds `offset`, or of the one so many lines above it. */
function startOfLines(text: string, offset: number, above: number): number {
  let start = lineStart(text, offset);
  for (let line = 0; line < above; line += 1) start = lineStart(text, start - 1);
  return start;
}

/** The end of the line that holds `offset`, or of the one so many lines below it. */
function endOfLines(text: string, offset: number, below: number): number {
  let end = nextLineStart(text, offset);
  for (let line = 0; line < below; line += 1) end = nextLineStart(text, end);
  return end;
}
