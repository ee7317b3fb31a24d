import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PythonError } from '../../src/check/python-error.js';
import { finalValue, run, tuple, UNKNOWN } from './running.js';

const X = 'CORS_ORIGIN_WHITELIST';
const last = (text: string) => finalValue(text, X);

describe('statements, in their order', () => {
  it.each<[text: string, value: unknown]>([
    [`${X} = ('a',)\n`, tuple('a')],
    [`${X} = ('a',)\n${X} = ('b',)\n`, tuple('b')],
    [`${X} = ('a',)\n${X} += ('b',)\n`, tuple('a', 'b')],
    [`${X} = []; ${X} += ('a',); ${X}.append('b'); ${X}.extend(('c',))\n`, ['a', 'b', 'c']],
    [`${X} = ['a']\n${X}.insert(0, 'b')\n${X}.insert(-1, 'c')\n${X}.insert(9, 'd')\n`, ['b', 'c', 'a', 'd']],
    [`${X} = ['a', 'b', 'a']\n${X}.remove('a')\n`, ['b', 'a']],
    [`A = ${X} = B = ['a']\n`, ['a']],
    [`${X}: tuple = ('a',)\n`, tuple('a')],
    [`V = 'https://v'\n${X} = (V,)\nV = 'https://w'\n`, tuple('https://v')],
    // A list takes up the characters of a string: it stays whole, to be reported as what was meant.
    [`${X} = []\n${X} += 'a'\n`, 'a'],
    [`if True:\n    ${X} = ['a']\nelse:\n    ${X} = ['b']\n`, ['a']],
    [`D = False\nif D:\n    ${X} = ['a']\nelif not D:\n    ${X} = ['b']\n`, ['b']],
    [`${X} = ['a']\nif 'a' not in ${X}:\n    ${X} += ['a']\n`, ['a']],
    [`if False:\n    ${X} = ['a']\n`, undefined],
    [`"""A text."""\n# a comment\npass\n${X} = ['a']\n`, ['a']],
    [`${X} = ['a']\ndel ${X}\n`, undefined],
    [`${X} = ['a']\nprint(${X})\nlog.info('%s' % ${X})\n`, ['a']],
  ])('%j', (text, value) => {
    expect(last(text)).toEqual(value);
  });

  it('give a list what a model of lists says', () => {
    const entry = fc.constantFrom('a', 'b', 'c', 'd');
    const entries = fc.array(entry, { maxLength: 3 });
    const print = (list: readonly string[]) => `[${list.map((each) => `'${each}'`).join(', ')}]`;
    const step = fc.oneof(
      entries.map((list) => ({ line: `X = ${print(list)}`, apply: () => list })),
      entries.map((list) => ({
        line: `X += ${print(list)}`,
        apply: (old: readonly string[]) => [...old, ...list],
      })),
      entries.map((list) => ({
        line: `X = X + ${print(list)}`,
        apply: (old: readonly string[]) => [...old, ...list],
      })),
      entry.map((one) => ({ line: `X.append('${one}')`, apply: (old: readonly string[]) => [...old, one] })),
      fc.tuple(fc.integer({ min: -3, max: 3 }), entry).map(([at, one]) => ({
        line: `X.insert(${at}, '${one}')`,
        apply: (old: readonly string[]) => old.toSpliced(at, 0, one),
      })),
      entry.map((one) => ({
        line: `X = [x for x in X if x != '${one}']`,
        apply: (old: readonly string[]) => old.filter((each) => each !== one),
      })),
      fc.constant({
        line: 'X = sorted(set(X), key=X.index)',
        apply: (old: readonly string[]) => [...new Set(old)],
      }),
      entry.map((one) => ({
        line: `if '${one}' in X:\n    X = ['${one}'] + X`,
        apply: (old: readonly string[]) => (old.includes(one) ? [one, ...old] : old),
      })),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
        const text = ['X = []', ...steps.map(({ line }) => line), ''].join('\n');
        const expected = steps.reduce<readonly string[]>((old, { apply }) => apply(old), []);
        expect(finalValue(text)).toEqual(expected);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('statements that can’t be told', () => {
  it.each([
    `${X} = ('a',)\nif f():\n    ${X} = ('b',)\n`,
    `${X} = ('a',)\ntry:\n    ${X} += ('b',)\nexcept ImportError:\n    pass\n`,
    `${X} = ('a',)\nfor o in f():\n    ${X} += (o,)\n`,
    `${X} = ('a',)\nwith f() as g:\n    ${X} = g\n`,
    `${X} = ('a',)\n${X}, B = f()\n`,
    `${X} = ('a',)\n${X}[0] = 'b'\n`,
    `${X} = ['a']\n${X}.sort()\n`,
    `${X} = ['a']\n${X} *= 2\n`,
    `from settings_of_site import ${X}\n`,
    `${X} = ('a',)\nfrom settings_of_site import *\n`,
    `${X} = ('a',)\ntry:\n    from settings_of_site import *\nexcept ImportError:\n    pass\n`,
    `${X} = ('a',)\nexecfile('/etc/cors.py')\n`,
    `${X} = ('a',)\nglobals().update(f())\n`,
    `${X} = ('a',)\nsetattr(sys.modules[__name__], '${X}', ('b',))\n`,
    `def f():\n    global ${X}\n    ${X} = ('b',)\nf()\n`,
    `${X} = ['a']\ndef f():\n    ${X}.append('b')\nf()\n`,
    // A name that the list is made of.
    `V = ['a']\nif f():\n    V = ['b']\n${X} = V\n`,
    `V = ['a']\nV.sort()\n${X} = V\n`,
    `V = ['a']\nV[0] = 'b'\n${X} = V\n`,
    `for V in f():\n    pass\n${X} = V\n`,
  ])('%j', (text) => {
    expect(last(text)).toBe(UNKNOWN);
  });
  it.each<[text: string, value: unknown]>([
    // What follows says it anew.
    [`from settings_of_site import *\n${X} = ('a',)\n`, tuple('a')],
    [`if f():\n    ${X} = ('b',)\n${X} = ('a',)\n`, tuple('a')],
    // Not this name.
    [`${X} = ('a',)\nif f():\n    CORS_URLS_REGEX = 'b'\n`, tuple('a')],
    [`V = ('a',)\nlog(V)\nprint V\nassert V\n${X} = V\n`, tuple('a')],
    // Names of a function's own.
    [`${X} = ('a',)\ndef f():\n    ${X} = ('b',)\n    return ${X}\n`, tuple('a')],
    [`${X} = ('a',)\nclass A:\n    ${X} = ('b',)\n`, tuple('a')],
    [`${X} = ('a',)\ndef f(V):\n    if V:\n        ${X} = V\n`, tuple('a')],
  ])('but %j', (text, value) => {
    expect(last(text)).toEqual(value);
  });
  it('keep their line and reason', () => {
    const value = run(`${X} = ('a',)\n\ntry:\n    ${X} += ('b',)\nfinally:\n    pass\n`).get(X)?.value;
    expect(value).toMatchObject({ kind: 'unknown', reason: 'inside a try', place: { line: 4 } });
  });
});

describe('statements that stop Python', () => {
  it.each<[text: string, line: number]>([
    [`A = ('a',)\nA += ['b']\n`, 2],
    [`A = ('a',)\nA += 'b'\n`, 2],
    [`\nA = ('a',)\nA.append('b')\n`, 3],
    [`A = ['a']\nA.remove('b')\n`, 2],
    [`A = ['a']\nA += None\n`, 2],
    [`A = 'a'\nA.append('b')\n`, 2],
  ])('%j', (text, line) => {
    expect(() => run(text)).toThrow(PythonError);
    try {
      run(text);
    } catch (error) {
      expect(error).toMatchObject({ line });
    }
  });
  it.each([
    `A = set(['a'])\nA.remove('b')\n`,
    `A = f()\nA.append('b')\nA += ['c']\n`,
    `A = ['a', f()]\nA.remove('b')\n`,
    `try:\n    A = () + []\nexcept TypeError:\n    pass\n`,
    `if False:\n    A = () + []\n`,
  ])('and not: %j', (text) => {
    expect(() => run(text)).not.toThrow();
  });
});
