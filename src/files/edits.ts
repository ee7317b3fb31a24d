/** One replacement in a text. Positions are JavaScript string offsets and always mean the original text. */
export interface Edit {
  readonly start: number;
  /** Exclusive; equal to `start` for an insertion. */
  readonly end: number;
  readonly replacement: string;
}

/**
 * Applies edits to the text they were planned on.
 *
 * @param text the original text
 * @param edits in any order; two insertions at one place keep the order in which they are given
 * @returns the new text
 * @throws RangeError when an edit lies outside the text or two overlap, with the numbers
 */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const sorted = sortEdits(edits);
  let result = '';
  let position = 0;
  for (const { start, end, replacement } of sorted) {
    if (start > end || end > text.length) {
      throw new RangeError(`edit ${start}-${end} lies outside a text of ${text.length}`);
    }
    if (start < position) throw new RangeError(`edit ${start}-${end} overlaps one that ends at ${position}`);
    result += text.slice(position, start) + replacement;
    position = end;
  }
  return result + text.slice(position);
}

/** Edits in the order in which they stand in the text; the sort is stable. */
export function sortEdits(edits: readonly Edit[]): readonly Edit[] {
  return [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
}
