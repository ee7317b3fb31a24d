import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escapeZshSpec, quoteFish, quotePosix } from '../../src/shell/quote.js';

const RUNS = 1000;
/** Anything a shell could stumble over is likely; NUL ends every word. */
const words = fc.string({
  unit: fc.oneof(fc.constantFrom(...'\'"\\$`!#%*?[]{}()<>|&;:=~ \t\n-'), fc.string({ unit: 'grapheme' })),
});
const withoutNul = words.filter((word) => !word.includes('\0'));

describe('quotePosix', () => {
  test.each([
    ['text', "'text'"],
    ['', "''"],
    ["it's", "'it'\\''s'"],
    ['$HOME `id` \\', "'$HOME `id` \\'"],
  ])('%j is %s', (word, quoted) => {
    expect(quotePosix(word)).toBe(quoted);
  });

  test('whatever it is, a shell reads the same word', () => {
    const sample = fc.sample(withoutNul, RUNS);
    const script = `printf '%s\\0' ${sample.map(quotePosix).join(' ')}`;
    const read = execFileSync('sh', { input: script, encoding: 'utf8' }).split('\0').slice(0, -1);
    expect(read).toEqual(sample);
  });
});

describe('quoteFish', () => {
  test.each([
    ['text', "'text'"],
    ["it's", "'it\\'s'"],
    // fish reads a backslash inside single quotes before another one and before a quote.
    ['\\', "'\\\\'"],
    ["\\'", "'\\\\\\''"],
    ['$HOME (id)', "'$HOME (id)'"],
  ])('%j is %s', (word, quoted) => {
    expect(quoteFish(word)).toBe(quoted);
  });

  test('whatever it is, it is one word, and read as it was', () => {
    fc.assert(
      fc.property(words, (word) => {
        const quoted = quoteFish(word);
        // The quote that ends it is the last letter: no other one stands without a backslash.
        expect(quoted).toMatch(/^'(?:[^\\']|\\[\\'])*'$/);
        expect(quoted.slice(1, -1).replaceAll(/\\([\\'])/g, '$1')).toBe(word);
      }),
      { numRuns: RUNS },
    );
  });
});

describe('escapeZshSpec', () => {
  test.each([
    ['host[:port]', 'host\\[\\:port\\]'],
    ['a \\ b', 'a \\\\ b'],
    // Nothing to a specification: its shell word is quoted as a whole.
    ["'^/(api)/' $x", "'^/(api)/' $x"],
  ])('%j is %s', (text, escaped) => {
    expect(escapeZshSpec(text)).toBe(escaped);
  });

  test('whatever it is, it ends no part of a specification, and is read as it was', () => {
    fc.assert(
      fc.property(words, (text) => {
        const escaped = escapeZshSpec(text);
        expect(escaped).toMatch(/^(?:[^\\:[\]]|\\[\\:[\]])*$/);
        expect(escaped.replaceAll(/\\(.)/gs, '$1')).toBe(text);
      }),
      { numRuns: RUNS },
    );
  });
});
