import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { printable, printableLine } from '../../src/terminal/printable.js';
import { createReporter, renderLines } from '../../src/terminal/report.js';
import { fakeIo } from '../support/fake-io.js';

const anyText = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      '\x1b',
      '\x9b',
      '\r',
      '\n',
      '\u202e',
      '\u2028',
      '\u200b',
      '\ud800',
      '\\',
      '[31m',
      'x',
      ' ',
    ),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
});

describe('printable', () => {
  test.each([
    ['plain', 'plain'],
    ['größe', String.raw`gr\xf6\xdfe`],
    ['a\x1b[31m\tb', String.raw`a\x1b[31m\tb`],
    ['x'.repeat(201), `${'x'.repeat(200)}...`],
  ])('%j', (text, shown) => {
    expect(printable(text)).toBe(shown);
  });
});

describe('printableLine', () => {
  test.each([
    ['größe 画像', 'größe 画像'],
    ['a\tb', 'a\tb'],
    ['a\x1b[31m\x07', String.raw`a\x1b[31m\x07`],
    ['one\r\ntwo', String.raw`one\r\ntwo`],
    ['\u202eevil\u2066', String.raw`\u202eevil\u2066`],
    ['a\u00a0b', String.raw`a\xa0b`],
    // Nobody can tell it from a real escape, and nothing is run by it.
    ['\\x1b', '\\x1b'],
  ])('%j', (text, shown) => {
    expect(printableLine(text)).toBe(shown);
  });

  test('of any text is one line that no terminal obeys, and of that the same', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const line = printableLine(text);
        expect(line.replaceAll('\t', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        expect(printableLine(line)).toBe(line);
      }),
      { numRuns: 1000 },
    );
  });
});

test('colours are ours alone, whatever stands in them and around them', () => {
  const { io } = fakeIo();
  const { style } = createReporter(io, 'always');
  fc.assert(
    fc.property(anyText, anyText, (inside, outside) => {
      const rendered = renderLines([`${style.red(inside)}${outside}`]);
      const escapes = rendered.match(/\x1b\[\d+m/g) ?? [];
      expect(escapes).toEqual(inside === '' ? [] : ['\x1b[31m', '\x1b[39m']);
      expect(rendered.replace(/\x1b\[\d+m/g, '')).toBe(`${printableLine(inside)}${printableLine(outside)}\n`);
    }),
    { numRuns: 1000 },
  );
});
