import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Branches, parsePythonRegex, RegexProblem } from '../../src/cors/python-regex.js';

/** A short picture of what was read: kinds, repeats in braces, groups in parentheses. */
function draw(branches: Branches): string {
  return branches
    .map((items) =>
      items
        .map(({ atom, repeat }) => {
          const times = repeat === undefined ? '' : `{${repeat.min},${repeat.max}${repeat.suffix}}`;
          if (atom.kind === 'literal') return atom.character + times;
          if (atom.kind === 'group') return `${atom.opener}${draw(atom.branches)})${times}`;
          return `<${atom.kind}${atom.kind === 'escape' ? ` ${atom.letter}` : ''}>${times}`;
        })
        .join(''),
    )
    .join('|');
}

describe('parsePythonRegex reads', () => {
  test.each([
    ['', ''],
    ['abc', 'abc'],
    ['^a.b$', '<start>a<any>b<end>'],
    [String.raw`\Aa\Z\z`, '<start>a<end><end>'],
    [String.raw`\^\$\\\.`, String.raw`^$\.`],
    [String.raw`\d\b\1`, '<escape d><escape b><escape 1>'],
    ['a|b|', 'a|b|'],
    ['(a|b)|c', '(a|b)|c'],
    ['a*b+?c??', 'a{0,Infinity}b{1,Infinity?}c{0,1?}'],
    // Python 3.11 on.
    ['a++', 'a{1,Infinity+}'],
    ['a{2}b{2,}c{,3}d{2,3}?e{,}', 'a{2,2}b{2,Infinity}c{0,3}d{2,3?}e{0,Infinity}'],
    // Braces that are letters.
    ['a{}b{c}{', 'a{}b{c}{'],
    ['a{-1}', 'a{-1}'],
    ['[a-z]+', '<set>{1,Infinity}'],
    // A bracket in first place is a member, and so is everything that means something outside.
    ['[]a]b', '<set>b'],
    ['[^]a]b', '<set>b'],
    [String.raw`[\]]b`, '<set>b'],
    ['[(|$*]b', '<set>b'],
    ['(?:a)(?=b)(?!c)(?<=d)(?<!e)(?>f)', '(?:a)(?=b)(?!c)(?<=d)(?<!e)(?>f)'],
    ['(?P<name>a)(?P=name)', '(?P<name>a)<escape P=>'],
    ['(a)?(?(1)b|c)', '(a){0,1}(?(1)b|c)'],
    ['(?#a comment ( with) b', '<comment> b'],
    [String.raw`(?#a \) more)b`, '<comment>b'],
    ['(?i)a', '<flags>a'],
    ['(?i:a)(?-i:b)', '(?i:a)(?-i:b)'],
    // Blanks and comments go where the flag x is set, for all of it or for one group.
    ['(?x) a b # c ( \n d', '<flags>abd'],
    // The flag itself stands in the comment that it makes.
    ['a # b (?x)', 'a'],
    ['(?x) a [ b] \\ \\#', '<flags>a<set> #'],
    ['(?x)a *', '<flags>a{0,Infinity}'],
    ['(?x: a (?-x: b) )', '(?x:a(?-x: b))'],
    ['(?i) a', '<flags> a'],
  ])('%j', (pattern, picture) => {
    expect(draw(parsePythonRegex(pattern).branches)).toBe(picture);
  });

  test('a flag x anywhere is told, one for a group is not', () => {
    expect(parsePythonRegex('(?x)a').verbose).toBe(true);
    expect(parsePythonRegex('a#(?ix)').verbose).toBe(true);
    expect(parsePythonRegex('(?x:a)').verbose).toBe(false);
    expect(parsePythonRegex('(?i)a').verbose).toBe(false);
  });

  test('offsets cover the repeat, and a group knows its inside', () => {
    const [[first, second] = []] = parsePythonRegex('ab+(?:c|d)*').branches;
    expect([first?.start, first?.end, second?.start, second?.end]).toEqual([0, 1, 1, 3]);
    const group = parsePythonRegex('ab+(?:c|d)*').branches[0]?.[2];
    expect([group?.start, group?.end, group?.atom]).toEqual([
      3,
      11,
      expect.objectContaining({ body: 'c|d' }),
    ]);
  });
});

describe('parsePythonRegex refuses what Python does not compile', () => {
  test.each([
    ['a(b', 'a ( is never closed (character 2)'],
    ['a)b', 'a ) closes nothing (character 2)'],
    ['(?:a)|)', 'a ) closes nothing (character 7)'],
    ['[ab', 'a [ is never closed (character 1)'],
    ['[]', 'a [ is never closed (character 1)'],
    ['[^]', 'a [ is never closed (character 1)'],
    [String.raw`[\]`, 'a [ is never closed (character 1)'],
    ['ab\\', 'it ends with a backslash (character 3)'],
    ['*a', 'there is nothing to repeat'],
    ['(+a)', 'there is nothing to repeat'],
    ['a|?', 'there is nothing to repeat'],
    ['{2}', 'there is nothing to repeat'],
    ['^*', 'there is nothing to repeat (character 1)'],
    ['a$?', 'there is nothing to repeat (character 2)'],
    ['a**', 'something is repeated twice (character 1)'],
    ['a{2}{3}', 'something is repeated twice (character 1)'],
    ['a{3,2}', 'a repeat has its numbers the wrong way round'],
    ['(?<name>a)', 'Python knows no group that begins like that (character 1)'],
    ['(?y)', 'Python knows no group that begins like that'],
    ['(?#open', 'Python knows no group that begins like that'],
    ['(?', 'Python knows no group that begins like that'],
    ['('.repeat(5000), 'its groups are nested too deeply'],
  ])('%j', (pattern, reason) => {
    const parse = () => parsePythonRegex(pattern);
    expect(parse).toThrow(RegexProblem);
    expect(parse).toThrow(reason);
  });

  test('any text is read or refused, and never more than that', () => {
    const unit = fc.constantFrom(...'ab1()[]{}|*+?^$\\.-,:<>=!#Pix \n', '(?', '(?:', '(?P<', '[^');
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 30 }), (pattern) => {
        try {
          parsePythonRegex(pattern);
        } catch (error) {
          expect(error).toBeInstanceOf(RegexProblem);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
