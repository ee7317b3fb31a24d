import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quoteWord, splitWords } from '../../src/site/shell-words.js';

// Each expectation is what Python 3.10's shlex.split gives.
describe('splitWords', () => {
  it.each<[string, readonly string[]]>([
    ['', []],
    [' \t\n', []],
    ['config set a b', ['config', 'set', 'a', 'b']],
    [
      `config append --set -- omero.web.apps '"corsheaders"'\n`,
      ['config', 'append', '--set', '--', 'omero.web.apps', '"corsheaders"'],
    ],
    [`'{"index": -1, "class": "a.B"}'`, ['{"index": -1, "class": "a.B"}']],
    ['a"b c"d', ['ab cd']],
    [`''`, ['']],
    [`"" x`, ['', 'x']],
    [`'it'\\''s'`, ["it's"]],
    ['a\\ b', ['a b']],
    // Inside double quotes a backslash is a letter, unless it stands before itself or a quote.
    ['"\\"\\\\\\.\\$"', ['"\\\\.\\$']],
    // Inside single quotes it always is.
    [`'^a\\.b$'`, ['^a\\.b$']],
    // Not a comment: omero load only skips lines that begin with #.
    ['a # b', ['a', '#', 'b']],
    ['a\\\n', ['a\n']],
    ['a\u00a0b', ['a\u00a0b']],
  ])('%j', (line, words) => {
    expect(splitWords(line)).toEqual({ words });
  });

  it.each([
    ["'a", 'No closing quotation'],
    ['a "b', 'No closing quotation'],
    ["it's", 'No closing quotation'],
    ['a \\', 'No escaped character'],
  ])('%j is none', (line, problem) => {
    expect(splitWords(line)).toEqual({ problem });
  });
});

describe('quoteWord', () => {
  it.each([
    ['omero.web.apps', 'omero.web.apps'],
    ['https://viewer.example.org:8080', 'https://viewer.example.org:8080'],
    ['', "''"],
    ['"a"', `'"a"'`],
    ["it's", `'it'\\''s'`],
    ['^(?:a|b)$', "'^(?:a|b)$'"],
    ['a b', "'a b'"],
    ['~root', "'~root'"],
    ['a\nb', "'a\nb'"],
    ['ä', "'ä'"],
  ])('%j', (word, quoted) => {
    expect(quoteWord(word)).toBe(quoted);
  });

  it('is what splitWords takes apart again', () => {
    const words = fc.array(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...`ab'"\\ \n$\`#!`) })));
    fc.assert(
      fc.property(words, (words) => {
        expect(splitWords(words.map(quoteWord).join(' '))).toEqual({ words });
      }),
      { numRuns: 2000 },
    );
  });
});
