import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEdits, type Edit, sortEdits } from '../../src/files/edits.js';

const edit = (start: number, end: number, replacement: string): Edit => ({ start, end, replacement });

describe('applyEdits', () => {
  test.each([
    { name: 'no edit', edits: [], result: 'abcdef' },
    { name: 'an insertion at the start', edits: [edit(0, 0, '>')], result: '>abcdef' },
    { name: 'an insertion at the end', edits: [edit(6, 6, '<')], result: 'abcdef<' },
    { name: 'a removal', edits: [edit(1, 3, '')], result: 'adef' },
    { name: 'the whole text', edits: [edit(0, 6, 'x')], result: 'x' },
    {
      name: 'positions mean the original text',
      edits: [edit(0, 1, 'long'), edit(5, 6, 'F')],
      result: 'longbcdeF',
    },
    { name: 'any order', edits: [edit(5, 6, 'F'), edit(0, 1, 'A')], result: 'AbcdeF' },
    { name: 'two that touch', edits: [edit(0, 2, 'x'), edit(2, 4, 'y')], result: 'xyef' },
    {
      name: 'two insertions at one place, as given',
      edits: [edit(3, 3, '1'), edit(3, 3, '2')],
      result: 'abc12def',
    },
    // The insertion comes first, whichever was given first: after the replacement it would overlap.
    {
      name: 'an insertion where a replacement starts',
      edits: [edit(3, 4, 'D'), edit(3, 3, '+')],
      result: 'abc+Def',
    },
    {
      name: 'an insertion where a replacement ends',
      edits: [edit(4, 4, '+'), edit(3, 4, 'D')],
      result: 'abcD+ef',
    },
  ])('$name', ({ edits, result }) => {
    expect(applyEdits('abcdef', edits)).toBe(result);
  });

  test.each([
    {
      name: 'two that overlap',
      edits: [edit(0, 3, ''), edit(2, 4, '')],
      message: 'edit 2-4 overlaps one that ends at 3',
    },
    {
      name: 'one within another',
      edits: [edit(0, 6, ''), edit(2, 3, '')],
      message: 'edit 2-3 overlaps one that ends at 6',
    },
    {
      name: 'one twice',
      edits: [edit(1, 2, ''), edit(1, 2, '')],
      message: 'edit 1-2 overlaps one that ends at 2',
    },
    { name: 'past the end', edits: [edit(5, 7, '')], message: 'edit 5-7 lies outside a text of 6' },
    { name: 'before the start', edits: [edit(-1, 2, '')], message: 'edit -1-2 overlaps one that ends at 0' },
    { name: 'backwards', edits: [edit(3, 2, '')], message: 'edit 3-2 lies outside a text of 6' },
  ])('refuses $name', ({ edits, message }) => {
    expect(() => applyEdits('abcdef', edits)).toThrow(new RangeError(message));
  });

  test('leaves everything between the edits as it is', () => {
    const cuts = fc.uniqueArray(fc.nat(30), { maxLength: 8 }).map((all) => all.sort((a, b) => a - b));
    fc.assert(
      fc.property(
        fc.string({ minLength: 31, maxLength: 40 }),
        cuts,
        fc.string(),
        (text, points, replacement) => {
          const edits: Edit[] = [];
          let expected = '';
          let position = 0;
          for (let index = 0; index + 1 < points.length; index += 2) {
            const [start = 0, end = 0] = points.slice(index, index + 2);
            edits.unshift(edit(start, end, replacement));
            expected += text.slice(position, start) + replacement;
            position = end;
          }
          expect(applyEdits(text, edits)).toBe(expected + text.slice(position));
        },
      ),
      { numRuns: 1000 },
    );
  });
});

test('sortEdits leaves the list it was given alone', () => {
  const edits = [edit(5, 6, ''), edit(0, 1, '')];
  expect(sortEdits(edits)).toEqual([edit(0, 1, ''), edit(5, 6, '')]);
  expect(edits[0]).toEqual(edit(5, 6, ''));
});
