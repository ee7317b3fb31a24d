import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escapeRoff, formatRoff } from '../../src/shell/roff.js';

const RUNS = 1000;
const printable = fc.string({
  unit: fc.oneof(fc.constantFrom(...'\\.\'"`-^~ <>&[]('), fc.string({ unit: 'grapheme' })),
});
const texts = printable.filter((text) => !/[\0-\x1f\x7f]/.test(text));

const GLYPHS: Readonly<Record<string, string>> = {
  e: '\\',
  '-': '-',
  '&': '',
  '(aq': "'",
  '(ga': '`',
  '(ha': '^',
  '(ti': '~',
  '(dq': '"',
};

/** As groff reads a line of text: what it would print. */
function read(roff: string): string {
  return roff.replaceAll(
    /\\(?:\[u([0-9A-F]{4,6})\]|(\(..|.))/g,
    (_, code: string | undefined, glyph: string | undefined) =>
      code === undefined
        ? (GLYPHS[glyph ?? ''] ?? `<unknown ${glyph}>`)
        : String.fromCodePoint(Number.parseInt(code, 16)),
  );
}

describe('escapeRoff', () => {
  test.each([
    ['--dry-run', '\\-\\-dry\\-run'],
    // A dot is a request at the left margin alone.
    ['.bak', '\\&.bak'],
    ['a .bak', 'a .bak'],
    ["'^/api/'", '\\(aq\\(ha/api/\\(aq'],
    ['C:\\temp', 'C:\\etemp'],
    ['"~`"', '\\(dq\\(ti\\(ga\\(dq'],
    ['naïve', 'na\\[u00EF]ve'],
    ['settings.py, 100%', 'settings.py, 100%'],
  ])('%j is %s', (text, roff) => {
    expect(escapeRoff(text)).toBe(roff);
  });

  test('whatever it is, it is no request, and is read as it was', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const roff = escapeRoff(text);
        expect(roff).not.toMatch(/^[.']/);
        // Pure ASCII: no reader has to guess an encoding.
        expect(roff).toMatch(/^[ -~]*$/);
        expect(roff).not.toContain('"');
        expect(read(roff)).toBe(text);
      }),
      { numRuns: RUNS },
    );
  });
});

const wordsOf = (text: string) => text.trim().split(/\s+/);

describe('formatRoff', () => {
  test.each([
    ['the `omero config` lines', 'the \\fBomero config\\fR lines'],
    // The dot needs no help here; that of a line of its own would.
    ['do not keep <file>.bak', 'do not keep \\fIfile\\fR\\&.bak'],
    ['a < b > c', 'a < b > c'],
    ['one ` alone', 'one \\(ga alone'],
    ['two\n    lines', 'two lines'],
  ])('%j is %s', (text, roff) => {
    expect(formatRoff(text)).toBe(roff);
  });

  test('breaks lines, and no line begins as a request', () => {
    const long = Array.from({ length: 40 }, () => '.lan `x`').join(' ');
    const lines = formatRoff(long).split('\n');
    expect(lines.length).toBeGreaterThan(3);
    for (const line of lines) expect(line).toMatch(/^(?:\\&\.lan|\\fBx)/);
  });

  test('whatever it is, its words are read as they were', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const plain = text.replaceAll(/[`<>]/g, '');
        const lines = formatRoff(plain).split('\n');
        for (const line of lines) expect(line).not.toMatch(/^[.']/);
        expect(wordsOf(read(lines.join(' ')))).toEqual(wordsOf(plain));
      }),
      { numRuns: RUNS },
    );
  });
});
