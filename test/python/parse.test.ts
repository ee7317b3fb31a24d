import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEdits, type Edit } from '../../src/files/edits.js';
import { parse } from '../support/python.js';

describe('parse', () => {
  test('counts offsets as JavaScript does, whatever stands before', () => {
    const text = "# é€😀\nx = 'é€😀'\ny = 1\n";
    const names = parse(text).root.descendantsOfType('identifier');
    expect(names.map(({ startIndex, endIndex }) => text.slice(startIndex, endIndex))).toEqual(['x', 'y']);
  });

  test('reads more than 32 KB, and CRLF', () => {
    const text = `${'# a comment that is long enough\r\n'.repeat(2000)}x = 1\r\n`;
    const tree = parse(text);
    expect(tree.root.hasError).toBe(false);
    expect(tree.root.descendantsOfType('identifier')[0]?.startPosition.row).toBe(2000);
  });

  // The parser asks for its text in pieces of 5,119 units: every token gets to lie across an end.
  test.each(Array.from({ length: 24 }, (_, shift) => shift))(
    'reads over the ends of its input, shifted by %i',
    (shift) => {
      const lines = Array.from({ length: 1500 }, (_, index) => `name_${index} = '😀\ud800é'  # 😀\n`);
      const text = `#${' '.repeat(shift)}\n${lines.join('')}`;
      const tree = parse(text);
      expect(tree.root.hasError).toBe(false);
      const assignments = tree.root.descendantsOfType('assignment');
      expect(assignments.map(({ startIndex, endIndex }) => text.slice(startIndex, endIndex))).toEqual(
        lines.map((line) => line.slice(0, line.indexOf('  #'))),
      );
      tree.free();
    },
  );

  test('gives memory back when the next text is parsed, and reads on', () => {
    const long = 'x = [1, 2, 3]\n'.repeat(5000);
    for (let round = 0; round < 20; round += 1) {
      const tree = parse(long);
      expect(tree.root.namedChildCount).toBe(5000);
      tree.free();
    }
  });

  test('takes more memory than it begins with', () => {
    const tree = parse("x = {'a': [1, 2, (3, 4)]}\n".repeat(40_000));
    expect(tree.root.hasError).toBe(false);
    expect(tree.root.namedChildCount).toBe(40_000);
    tree.free();
  });

  // Each of these took another parser down, with its stack.
  test.each(['(', '[', 'not ', 'a.', 'if x: ', '(a', 'lambda: ', "f'{"])(
    'survives 50,000 times %j',
    (part) => {
      const tree = parse(part.repeat(50_000));
      expect(tree.root.hasError).toBe(true);
      tree.free();
    },
  );
});

describe('reparse', () => {
  const base = [
    "INSTALLED_APPS = (\n    'é',\n    'b',\n)\n",
    'if x:\n    pass\n',
    "s = '''\n# é\n'''\n",
    "print 'a' % b\n",
    'def load_server_list():\n    return 1\n\n\n',
    '# 😀\n',
    '\r\n',
  ];
  const inserted = ["'corsheaders', ", '\n', '(', ')', "'", '# ', 'x = 1\n', '    ', '', '"""', '\r\n', ','];

  test('gives the tree that a fresh parse gives', () => {
    const text = fc
      .array(fc.constantFrom(...base), { minLength: 1, maxLength: 8 })
      .map((parts) => parts.join(''));
    const edit = fc.tuple(fc.nat(), fc.nat(6), fc.constantFrom(...inserted));
    fc.assert(
      fc.property(text, fc.array(edit, { minLength: 1, maxLength: 4 }), (old, places) => {
        const edits = disjoint(old, places);
        const next = applyEdits(old, edits);
        const tree = parse(old);
        const before = describeTree(tree);
        const again = tree.reparse(edits, next);
        const fresh = parse(next);
        expect(again.root.hasError).toBe(fresh.root.hasError);
        // Where the text is broken, what is repaired depends on where the parser comes from.
        if (!fresh.root.hasError) expect(describeTree(again)).toEqual(describeTree(fresh));
        expect(describeTree(tree)).toEqual(before);
        for (const each of [tree, again, fresh]) each.free();
      }),
      { numRuns: 2000 },
    );
  });

  /** Edits that neither overlap nor touch, within the text. */
  function disjoint(text: string, places: readonly (readonly [number, number, string])[]): readonly Edit[] {
    const edits: Edit[] = [];
    for (const [place, length, replacement] of places) {
      const start = place % (text.length + 1);
      const end = Math.min(text.length, start + length);
      if (edits.every((other) => end < other.start || start > other.end))
        edits.push({ start, end, replacement });
    }
    return edits;
  }

  function describeTree({ root }: ReturnType<typeof parse>): unknown {
    return root
      .descendantsOfType([
        'string',
        'tuple',
        'comment',
        'identifier',
        'block',
        'function_definition',
        'ERROR',
      ])
      .map(({ type, startIndex, endIndex, startPosition }) => [
        type,
        startIndex,
        endIndex,
        startPosition.row,
      ]);
  }
});
