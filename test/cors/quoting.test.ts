import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escapeCharacter, findHidden, quoteTyped } from '../../src/cors/quoting.js';

describe('quoteTyped', () => {
  test.each([
    ['https://viewer.example.org', `'https://viewer.example.org'`],
    ['', `''`],
    ['two words', `'two words'`],
    ['bücher.example', `'bücher.example'`],
    ['مثال.example', `'مثال.example'`],
    ['\x1b[31mred', String.raw`'\x1b[31mred'`],
    ['a\tb\r\nc', String.raw`'a\tb\r\nc'`],
    ['\0', String.raw`'\x00'`],
    // A right-to-left override turns gro.elpmaxe into example.org on the screen.
    ['\u202egro.elpmaxe', String.raw`'\u202egro.elpmaxe'`],
    ['a\u200bb', String.raw`'a\u200bb'`],
    ['a\u00adb', String.raw`'a\xadb'`],
    ['a\u00a0b', String.raw`'a\xa0b'`],
    ['a\u{e0041}b', String.raw`'a\u{e0041}b'`],
    ['a\ud800b', String.raw`'a\ud800b'`],
    ['x'.repeat(120), `'${'x'.repeat(120)}'`],
    ['x'.repeat(121), `'${'x'.repeat(120)}...'`],
  ])('%j', (typed, quoted) => {
    expect(quoteTyped(typed)).toBe(quoted);
  });

  test('nothing that steers a terminal survives, and nothing grows without end', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (typed) => {
        const quoted = quoteTyped(typed);
        expect(findHidden(quoted)).toBeUndefined();
        expect(quoted.length).toBeLessThan(120 * 10 + 10);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('findHidden', () => {
  test.each([
    ['plain text, with spaces', undefined],
    ['中文', undefined],
    // A combining accent shows on the letter before it.
    ['e\u0301', undefined],
    ['a\u2028b', '\u2028'],
    ['a\u3164b', '\u3164'],
    ['a\ufe0fb', '\ufe0f'],
    ['\ufeffb', '\ufeff'],
    ['a\x7f', '\x7f'],
  ])('%j', (text, hidden) => {
    expect(findHidden(text)).toBe(hidden);
  });
});

test('escapeCharacter takes the shortest form', () => {
  expect(['\n', '\x07', '\u202e', '\u{e0001}'].map(escapeCharacter)).toEqual([
    '\\n',
    '\\x07',
    '\\u202e',
    '\\u{e0001}',
  ]);
});
