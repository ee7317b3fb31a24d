import { applyPatch, parsePatch } from 'diff';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeDiff, unifiedDiff } from '../../src/files/diff.js';
import { applyEdits } from '../../src/files/edits.js';
import { encodeText, type Source, sourceFromBytes } from '../../src/files/source.js';

function source(content: string | Buffer, diffPath = 'settings.py'): Source {
  return { ...sourceFromBytes('settings.py', Buffer.from(content)), diffPath };
}

const absent: Source = { ...source(''), exists: false };

const lines = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `line ${from + index}\n`).join('');

describe('unifiedDiff', () => {
  test('is empty where nothing changes', () => {
    expect(unifiedDiff({ source: source('a\n'), newText: 'a\n' })).toBe('');
    expect(unifiedDiff({ source: absent, newText: null })).toBe('');
  });

  test('has three lines of context and no other header than ---', () => {
    const text = lines(1, 9);
    expect(unifiedDiff({ source: source(text), newText: text.replace('line 5', 'LINE 5') })).toBe(
      [
        '--- a/settings.py',
        '+++ b/settings.py',
        '@@ -2,7 +2,7 @@',
        ' line 2',
        ' line 3',
        ' line 4',
        '-line 5',
        '+LINE 5',
        ' line 6',
        ' line 7',
        ' line 8',
        '',
      ].join('\n'),
    );
  });

  test.each([
    {
      name: 'two changes far apart make two hunks',
      line: 13,
      hunks: ['@@ -2,7 +2,7 @@', '@@ -10,7 +10,7 @@'],
    },
    { name: 'two with six lines between them share one', line: 12, hunks: ['@@ -2,14 +2,14 @@'] },
    { name: 'the first line', line: 1, hunks: ['@@ -1,8 +1,8 @@'] },
    { name: 'the last line', line: 20, hunks: ['@@ -2,7 +2,7 @@', '@@ -17,4 +17,4 @@'] },
  ])('$name', ({ line, hunks }) => {
    const text = lines(1, 20);
    const newText = text.replace('line 5\n', 'five\n').replace(`line ${line}\n`, 'other\n');
    expect(unifiedDiff({ source: source(text), newText }).match(/^@@.*/gm)).toEqual(hunks);
  });

  test('has whole context behind a block that ends like the lines before it', () => {
    // The two blank lines belong to either end of the insertion: `patch` would need its fuzz for a short context.
    const text = `${lines(1, 30)}\n\n${lines(31, 39)}`;
    const newText = `first\n${lines(1, 30)}\n\nblock\n\n\n${lines(31, 39)}`;
    const diff = unifiedDiff({ source: source(text), newText });
    const kinds = diff
      .slice(diff.lastIndexOf('@@'))
      .split('\n')
      .slice(1, -1)
      .map((line) => line[0]);
    expect([kinds.indexOf('+'), kinds.length - 1 - kinds.lastIndexOf('+')]).toEqual([3, 3]);
  });

  test.each([
    {
      name: 'a newline at the end is added',
      old: 'a',
      newText: 'a\n',
      body: '-a\n\\ No newline at end of file\n+a\n',
    },
    {
      name: 'a newline at the end is taken away',
      old: 'a\n',
      newText: 'a',
      body: '-a\n+a\n\\ No newline at end of file\n',
    },
    {
      name: 'no newline on both sides',
      old: 'a\nb',
      newText: 'A\nb',
      body: '-a\n+A\n b\n\\ No newline at end of file\n',
    },
    { name: 'CRLF stays in the lines', old: 'a\r\nb\r\n', newText: 'a\r\nB\r\n', body: ' a\r\n-b\r\n+B\r\n' },
    // Python 2 and editors of old Macs: no line ending for patch, git and diff.
    { name: 'a lone CR ends no line', old: 'a\rb\n', newText: 'a\rB\n', body: '-a\rb\n+a\rB\n' },
    { name: 'the text becomes empty', old: 'a\n', newText: '', body: '-a\n' },
    { name: 'an empty first line', old: '\n\na\n', newText: '\n\nb\n', body: ' \n \n-a\n+b\n' },
  ])('$name', ({ old, newText, body }) => {
    const diff = unifiedDiff({ source: source(old), newText });
    expect(diff.split('\n').slice(3).join('\n')).toBe(body);
  });

  test('a file that is created and one that is removed', () => {
    expect(unifiedDiff({ source: absent, newText: 'a\nb\n' })).toBe(
      '--- /dev/null\n+++ b/settings.py\n@@ -0,0 +1,2 @@\n+a\n+b\n',
    );
    expect(unifiedDiff({ source: source('a\n'), newText: null })).toBe(
      '--- a/settings.py\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-a\n',
    );
  });

  test('an empty file has no line to show', () => {
    expect(unifiedDiff({ source: absent, newText: '' })).toBe('');
    expect(unifiedDiff({ source: source(''), newText: null })).toBe('');
  });

  test.each([
    // patch would take "a/my" for the name.
    { name: 'a space', diffPath: 'my settings.py', header: '--- a/my settings.py\t' },
    { name: 'a tab', diffPath: 'my\tsettings.py', header: '--- "a/my\\tsettings.py"' },
    { name: 'a newline', diffPath: 'a\nb.py', header: '--- "a/a\\nb.py"' },
    { name: 'a quote', diffPath: 'a"b.py', header: '--- "a/a\\"b.py"' },
    { name: 'a backslash', diffPath: 'a\\b.py', header: '--- "a/a\\\\b.py"' },
    { name: 'an escape character', diffPath: 'a\x1b[31m.py', header: '--- "a/a\\033[31m.py"' },
    { name: 'a non-ASCII letter', diffPath: 'é.py', header: '--- "a/\\303\\251.py"' },
    { name: 'one and a space', diffPath: 'é b.py', header: '--- "a/\\303\\251 b.py"\t' },
    {
      name: 'nothing special',
      diffPath: 'opt/omero/web/settings-1.0_x.py',
      header: '--- a/opt/omero/web/settings-1.0_x.py',
    },
  ])('a path with $name', ({ diffPath, header }) => {
    const [first, second] = unifiedDiff({ source: source('a\n', diffPath), newText: 'b\n' }).split('\n');
    expect(first).toBe(header);
    expect(second).toBe(header.replace('--- "a/', '+++ "b/').replace('--- a/', '+++ b/'));
  });

  test('the byte order mark is a part of the first line', () => {
    const marked = source('\uFEFFa\nb\n');
    expect(marked.text).toBe('a\nb\n');
    expect(unifiedDiff({ source: marked, newText: 'a\nB\n' })).toContain('\n \uFEFFa\n-b\n');
    expect(unifiedDiff({ source: marked, newText: 'A\nb\n' })).toContain('\n-\uFEFFa\n+\uFEFFA\n');
  });
});

describe('encodeDiff', () => {
  test('gives the lines in the encoding of the file', () => {
    const latin1 = source(Buffer.from('# \xe9t\xe9\na\n', 'latin1'), 'été.py');
    const change = { source: latin1, newText: '# \xe9t\xe9\nb\n' };
    const bytes = encodeDiff(change, unifiedDiff(change));
    expect(bytes.toString('latin1')).toContain(' # \xe9t\xe9\n-a\n+b\n');
    expect(bytes.toString('latin1')).toContain('--- "a/\\303\\251t\\303\\251.py"\n');
  });

  test('gives the mark of a file that is no UTF-8 as its three bytes', () => {
    const marked = source(Buffer.from('\xef\xbb\xbf\xe9\n', 'latin1'));
    const change = { source: marked, newText: 'a\n' };
    expect(encodeDiff(change, unifiedDiff(change)).toString('latin1')).toContain(
      '-\xef\xbb\xbf\xe9\n+\xef\xbb\xbfa\n',
    );
  });
});

describe('whatever the edits are', () => {
  const newline = fc.constantFrom('\n', '\n', '\n', '\r\n', '');
  // Few different lines: then they repeat, and hunks could land in the wrong place.
  const line = fc.tuple(fc.constantFrom('', 'a', 'b', ')', '    x = 1,', 'é', '\\ No newline'), newline);
  const lineText = line.map(([body, end]) => body + end);
  // And long runs of one line, in which a change can be said to lie anywhere.
  const run = fc.tuple(lineText, fc.integer({ min: 1, max: 30 })).map(([each, times]) => each.repeat(times));
  const text = fc
    .array(fc.oneof({ weight: 6, arbitrary: lineText }, run), { maxLength: 40 })
    .map((parts) => parts.join(''));
  const cut = fc.record({
    start: fc.nat(400),
    length: fc.nat(12),
    replacement: fc.option(text, { nil: '' }),
  });

  /** Edits in order and apart from each other, made from whatever numbers came. */
  const edited = fc.tuple(text, fc.array(cut, { maxLength: 4 })).map(([old, cuts]) => {
    let from = 0;
    const edits = [...cuts]
      .sort((a, b) => a.start - b.start)
      .map(({ start, length, replacement }) => {
        const edit = { start: Math.min(Math.max(start, from), old.length), end: 0, replacement };
        edit.end = Math.min(edit.start + length, old.length);
        from = edit.end;
        return edit;
      });
    return { old, newText: applyEdits(old, edits) };
  });

  test('the diff turns the old text into the new one', () => {
    fc.assert(
      fc.property(edited, ({ old, newText }) => {
        const diff = unifiedDiff({ source: source(old), newText });
        if (diff === '') expect(newText).toBe(old);
        // fuzz 0: the line numbers must be right, not only the lines.
        else expect(applyPatch(old, diff, { fuzzFactor: 0, autoConvertLineEndings: false })).toBe(newText);
      }),
      { numRuns: 3000 },
    );
  });

  test('its hunks lie where they say', () => {
    fc.assert(
      fc.property(edited, ({ old, newText }) => {
        const diff = unifiedDiff({ source: source(old), newText });
        const [oldLines, newLines] = [old.split('\n'), newText.split('\n')];
        for (const hunk of diff === '' ? [] : (parsePatch(diff)[0]?.hunks ?? [])) {
          const shown = (signs: string) =>
            hunk.lines.filter((each) => signs.includes(each[0] ?? '')).map((each) => each.slice(1));
          expect(shown(' -')).toEqual(oldLines.slice(hunk.oldStart - 1, hunk.oldStart - 1 + hunk.oldLines));
          expect(shown(' +')).toEqual(newLines.slice(hunk.newStart - 1, hunk.newStart - 1 + hunk.newLines));
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('its hunks have three lines of context, but at the ends of the file', () => {
    fc.assert(
      fc.property(edited, ({ old, newText }) => {
        const diff = unifiedDiff({ source: source(old), newText });
        const count = old.split('\n').length - (old.endsWith('\n') || old === '' ? 1 : 0);
        for (const hunk of diff === '' ? [] : (parsePatch(diff)[0]?.hunks ?? [])) {
          const signs = hunk.lines.map((each) => each[0]).filter((sign) => sign !== '\\');
          const above = signs.findIndex((sign) => sign !== ' ');
          const below = signs.toReversed().findIndex((sign) => sign !== ' ');
          if (above !== 3) expect([above < 3, hunk.oldStart <= 1]).toEqual([true, true]);
          if (below !== 3)
            expect([below < 3, hunk.oldStart + hunk.oldLines - 1 >= count]).toEqual([true, true]);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('its bytes hold the bytes that are written, in every encoding', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 60 }),
        fc.constantFrom('x = 1\n', '#', '\r\n'),
        (bytes, added) => {
          const file = source(Buffer.from(bytes));
          const newText = added + file.text;
          const diff = unifiedDiff({ source: file, newText });
          const written = encodeText(file, newText).toString('latin1');
          const shown = encodeDiff({ source: file, newText }, diff).toString('latin1');
          const patched = applyPatch(file.bytes.toString('latin1'), shown, { autoConvertLineEndings: false });
          expect(patched).toBe(written);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
