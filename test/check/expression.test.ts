import { describe, expect, it } from 'vitest';
import { PythonError } from '../../src/check/python-error.js';
import { finalValue, tuple, UNKNOWN } from './running.js';

const L = '[{"index": 2, "class": "b"}, {"index": 0.5, "class": "a"}, {"index": 2, "class": "c"}]';
const names = `
A = ('a', 'b')
B = ['a', 'b']
ON = True
L = ${L}
D = {'class': 'a', 'other': {}}
`;

describe('is told', () => {
  it.each<[expression: string, value: unknown]>([
    ['"a"', 'a'],
    ["u'a'", 'a'],
    [String.raw`r'\.'`, String.raw`\.`],
    ['"a" "b"', 'ab'],
    ['("a")', 'a'],
    ['("a",)', tuple('a')],
    ['"a",', tuple('a')],
    ['"a", "b"', tuple('a', 'b')],
    ['()', tuple()],
    ['["a",  # why\n "b"]', ['a', 'b']],
    ['{"a", "b"}', new Set(['a', 'b'])],
    ['True', true],
    ['not ON', false],
    ['not ()', true],
    ['None', null],
    ['-1', -1],
    ['0.5', 0.5],
    ['ON + 1', 2],
    ['"a" + "b"', 'ab'],
    ['A + ("c",)', tuple('a', 'b', 'c')],
    ['A + \\\n  A', tuple('a', 'b', 'a', 'b')],
    ['(*A, "c")', tuple('a', 'b', 'c')],
    ['tuple(B)', tuple('a', 'b')],
    ['list(A) + B', ['a', 'b', 'a', 'b']],
    ['tuple()', tuple()],
    ['set(B + B)', new Set(['a', 'b'])],
    ['frozenset(A)', new Set(['a', 'b'])],
    ['tuple(sorted(set(A + A), key=A.index))', tuple('a', 'b')],
    ['sorted(["b", "a"])', ['a', 'b']],
    ['[x for x in A]', ['a', 'b']],
    ['tuple(x for x in A if x != "a")', tuple('b')],
    ['tuple(x for x in A if x not in ("a",) if x)', tuple('b')],
    ['{x for x in A}', new Set(['a', 'b'])],
    // Python 2
    ['[x for x in A if x <> "a"]', ['b']],
    ['"a" in A', true],
    ['"c" in A', false],
    ['"c" not in A', true],
    ['"b" in "abc"', true],
    ['A == ("a", "b")', true],
    ['A == B', false],
    ['ON == 1', true],
    ['"a" if ON else "b"', 'a'],
    ['"a" if not ON else "b"', 'b'],
    ['() or "b"', 'b'],
    ['"a" or "b"', 'a'],
    ['"a" and "b"', 'b'],
    ['"" and "b"', ''],
    // What is not asked for is not computed.
    ['"a" or f()', 'a'],
    ['D["class"]', 'a'],
    ['D.get("class")', 'a'],
    ['"class" in D', true],
    ['str("a")', 'a'],
    ['re.compile(r"^a$")', '^a$'],
    ['re.compile(r"^a$", re.I)', '^a$'],
    ['sort_properties_to_tuple(L)', tuple('a', 'b', 'c')],
    ["tuple(e['class'] for e in sorted(L, key=lambda k: k['index']))", tuple('a', 'b', 'c')],
    ["tuple(map(lambda d: str(d.get('class')), sorted(L, key=lambda k: k['index'])))", tuple('a', 'b', 'c')],
    // A string is taken apart into characters: it stays whole, to be reported as what was meant.
    ['tuple("https://a")', 'https://a'],
  ])('%s', (expression, value) => {
    expect(finalValue(`${names}X = ${expression}\n`)).toEqual(value);
  });
});

describe('is not told', () => {
  it.each([
    'f()',
    'os.environ["X"]',
    'os.environ.get("X", "a")',
    'NOWHERE',
    'module.NAME',
    'f"{ON}"',
    'b"a"',
    '"%s" % "a"',
    '"a b".split()',
    'A[0]',
    'A * 2',
    '1 < 2 < 3',
    '1 < 2',
    '~1',
    '1L',
    'lambda: 1',
    'sorted(A, key=f)',
    'sorted(A, reverse=True)',
    'sorted(["a", 1])',
    'sorted(L)',
    'map(f, A)',
    'tuple(x for y in A for x in y)',
    'tuple(x for x, y in A)',
    'tuple(A, B)',
    'str(1)',
    'D["nothing"]',
    'D.get("nothing")',
    'sort_properties_to_tuple([{"class": "a"}])',
    'sort_properties_to_tuple([{"class": "a", "index": "1"}])',
    'sort_properties_to_tuple(L, "index")',
    're.compile("a", re.VERBOSE)',
    '"a" if f() else "b"',
    'f() or "b"',
    'f() + "a"',
    'not f()',
    '{1: 2}',
    'set(D)',
  ])('%s', (expression) => {
    expect(finalValue(`${names}X = ${expression}\n`)).toBe(UNKNOWN);
  });
});

describe('is told in part', () => {
  it.each<[expression: string, value: unknown]>([
    ['("a", f())', tuple('a', UNKNOWN)],
    ['A + f()', tuple('a', 'b', UNKNOWN)],
    ['f() + A', tuple(UNKNOWN, 'a', 'b')],
    ['["a", *f()]', ['a', UNKNOWN]],
    // The put-first statement of patch: what is unknown may be anything but what it drops.
    ['("c",) + tuple(x for x in ("a", f()) if x != "c")', tuple('c', 'a', UNKNOWN)],
    ['tuple(sorted(set(("b", f(), "b")), key=("b", f()).index))', UNKNOWN],
    ['[x for x in A if f(x)]', [UNKNOWN, UNKNOWN]],
    ['map(lambda x, y: x, A)', [UNKNOWN, UNKNOWN]],
  ])('%s', (expression, value) => {
    expect(finalValue(`${names}X = ${expression}\n`)).toEqual(value);
  });
});

describe('stops Python', () => {
  it.each([
    'A + B',
    'B + A',
    'A + "c"',
    '"a" + 1',
    'A + None',
    'set(A) + set(A)',
    'tuple(None)',
    'list(True)',
  ])('%s', (expression) => {
    expect(() => finalValue(`${names}X = ${expression}\n`)).toThrow(PythonError);
  });
});
