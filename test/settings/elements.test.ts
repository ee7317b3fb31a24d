import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEdits } from '../../src/files/edits.js';
import { readElements, readString } from '../../src/python/literals.js';
import { appendElement, findElements, prependElement, removeElements } from '../../src/settings/elements.js';
import { parse, valueIn } from '../support/python.js';
import { layOut, layouts } from '../support/settings-layouts.js';

const append = (text: string) => edit(text, (value) => appendElement(text, value, "'new'"));
const prepend = (text: string) => edit(text, (value) => prependElement(text, value, "'new'"));
const remove = (text: string, ...gone: string[]) =>
  edit(text, (value) =>
    removeElements(
      text,
      value,
      findElements(value, (each) => gone.includes(each ?? '')),
    ),
  );

function edit(
  text: string,
  plan: (value: ReturnType<typeof valueIn>) => ReturnType<typeof appendElement>,
): string {
  const tree = parse(text);
  const result = applyEdits(text, plan(valueIn(tree)));
  tree.free();
  return result;
}

function stringsIn(text: string): readonly (string | undefined)[] | undefined {
  const tree = parse(text);
  const strings = tree.root.hasError ? undefined : readElements(valueIn(tree))?.map(readString);
  tree.free();
  return strings;
}

const layoutsOf = [
  { name: 'an empty tuple', text: 'x = ()\n', last: "x = ('new',)\n", first: "x = ('new',)\n" },
  { name: 'an empty list', text: 'x = []\n', last: "x = ['new']\n", first: "x = ['new']\n" },
  {
    name: 'an empty tuple over two lines',
    text: 'x = (\n)\n',
    last: "x = (\n    'new',\n)\n",
    first: "x = (\n    'new',\n)\n",
  },
  {
    name: 'nothing but a comment',
    text: 'x = (\n  # none yet\n)\n',
    last: "x = (\n  # none yet\n  'new',\n)\n",
    first: "x = (\n  # none yet\n  'new',\n)\n",
  },
  {
    name: 'nothing but a comment beside the bracket',
    text: 'x = [  # none yet\n]\n',
    last: "x = [  # none yet\n    'new',\n]\n",
    first: "x = [  # none yet\n    'new',\n]\n",
  },
  {
    name: 'one element on one line',
    text: "x = ('a',)\n",
    last: "x = ('a', 'new',)\n",
    first: "x = ('new', 'a',)\n",
  },
  {
    name: 'one line',
    text: "x = ['a', 'b']\n",
    last: "x = ['a', 'b', 'new']\n",
    first: "x = ['new', 'a', 'b']\n",
  },
  {
    name: 'one line that ends with a comma',
    text: "x = ('a', 'b',)  # c\n",
    last: "x = ('a', 'b', 'new',)  # c\n",
    first: "x = ('new', 'a', 'b',)  # c\n",
  },
  {
    name: 'one a line',
    text: "x = (\n    'a',\n    'b',\n)\n",
    last: "x = (\n    'a',\n    'b',\n    'new',\n)\n",
    first: "x = (\n    'new',\n    'a',\n    'b',\n)\n",
  },
  {
    name: 'one a line, without a comma behind the last',
    text: "x = (\n    'a',\n    'b'\n)\n",
    last: "x = (\n    'a',\n    'b',\n    'new'\n)\n",
    first: "x = (\n    'new',\n    'a',\n    'b'\n)\n",
  },
  {
    name: 'tabs and CRLF',
    text: "x = (\r\n\t'a',\r\n\t'b',\r\n)\r\n",
    last: "x = (\r\n\t'a',\r\n\t'b',\r\n\t'new',\r\n)\r\n",
    first: "x = (\r\n\t'new',\r\n\t'a',\r\n\t'b',\r\n)\r\n",
  },
  {
    name: 'comments behind the elements',
    text: "x = (  # c\n    'a',  # d\n    'b'  # e\n    # f\n)  # g\n",
    last: "x = (  # c\n    'a',  # d\n    'b',  # e\n    'new'\n    # f\n)  # g\n",
    first: "x = (  # c\n    'new',\n    'a',  # d\n    'b'  # e\n    # f\n)  # g\n",
  },
  {
    name: 'a comment above the first',
    text: "x = (\n    # the first\n    'a',\n    'b',\n)\n",
    last: "x = (\n    # the first\n    'a',\n    'b',\n    'new',\n)\n",
    first: "x = (\n    'new',\n    # the first\n    'a',\n    'b',\n)\n",
  },
  {
    name: 'blanks at the end of the line',
    text: "x = (\n    'a',\n    'b'  \n)\n",
    last: "x = (\n    'a',\n    'b',  \n    'new'\n)\n",
    first: "x = (\n    'new',\n    'a',\n    'b'  \n)\n",
  },
  {
    name: 'the first beside the bracket',
    text: "x = ('a',\n     'b')\n",
    last: "x = ('a',\n     'b',\n     'new')\n",
    first: "x = ('new', 'a',\n     'b')\n",
  },
  {
    name: 'two on a line',
    text: "x = (\n    'a', 'b',\n    'c', 'd',\n)\n",
    last: "x = (\n    'a', 'b',\n    'c', 'd', 'new',\n)\n",
    first: "x = (\n    'new',\n    'a', 'b',\n    'c', 'd',\n)\n",
  },
  {
    name: 'two on the last line, with a comment',
    text: "x = (\n    'a',\n    'b', 'c'  # d\n)\n",
    last: "x = (\n    'a',\n    'b', 'c', 'new'  # d\n)\n",
    first: "x = (\n    'new',\n    'a',\n    'b', 'c'  # d\n)\n",
  },
  {
    name: 'commas at the beginning',
    text: "x = (\n    'a'\n  , 'b'\n)\n",
    last: "x = (\n    'a'\n  , 'b', 'new'\n)\n",
    first: "x = (\n    'new',\n    'a'\n  , 'b'\n)\n",
  },
  {
    name: 'a comma on a line of its own',
    text: "x = (\n    'a'  # b\n    ,\n)\n",
    last: "x = (\n    'a'  # b\n    ,\n    'new',\n)\n",
    first: "x = (\n    'new',\n    'a'  # b\n    ,\n)\n",
  },
  {
    name: 'joined lines',
    text: "x = ['a', \\\n     'b', \\\n]\n",
    last: "x = ['a', \\\n     'b',\n     'new', \\\n]\n",
    first: "x = ['new', 'a', \\\n     'b', \\\n]\n",
  },
  {
    name: 'a joined line above the first',
    text: "x = (\n    \\\n    'a',\n)\n",
    last: "x = (\n    \\\n    'a',\n    'new',\n)\n",
    first: "x = (\n    \\\n    'new',\n    'a',\n)\n",
  },
  {
    name: 'joined strings',
    text: "x = (\n    'a'\n    'b',\n    'c'\n    'd'\n)\n",
    last: "x = (\n    'a'\n    'b',\n    'c'\n    'd',\n    'new'\n)\n",
    first: "x = (\n    'new',\n    'a'\n    'b',\n    'c'\n    'd'\n)\n",
  },
  {
    name: 'names, calls and stars',
    text: "x = (\n    *a,\n    f(b, 'c'),\n    d)\n",
    last: "x = (\n    *a,\n    f(b, 'c'),\n    d,\n    'new')\n",
    first: "x = (\n    'new',\n    *a,\n    f(b, 'c'),\n    d)\n",
  },
];

describe.each(layoutsOf)('$name', ({ text, last, first }) => {
  test('takes a new last element', () => expect(append(text)).toBe(last));
  test('takes a new first element', () => expect(prepend(text)).toBe(first));
  test('gives the last element back', () => expect(remove(last, 'new')).toBe(text));
  test('gives the first element back', () => expect(remove(first, 'new')).toBe(text));
});

describe('removeElements', () => {
  test.each([
    ['nothing', "x = ('a', 'b')\n", [], "x = ('a', 'b')\n"],
    ['all', "x = ('a', 'b')\n", ['a', 'b'], 'x = ()\n'],
    ['all of a list over lines', "x = [\n    'a',\n    'b',\n]\n", ['a', 'b'], 'x = [\n]\n'],
    // ('a') would be a string.
    ['the last but one of a tuple', "x = ('a', 'b')\n", ['b'], "x = ('a',)\n"],
    ['the first of two in a tuple without a comma behind', "x = ('a', 'b')\n", ['a'], "x = ('b',)\n"],
    ['the first of two over lines', "x = ('a',\n     'b')\n", ['a'], "x = (\n     'b',)\n"],
    ['the first of two in a list', "x = ['a', 'b']\n", ['a'], "x = ['b']\n"],
    [
      'one in the middle',
      "x = (\n    'a',\n    'b',  # c\n    'd',\n)\n",
      ['b'],
      "x = (\n    'a',\n    'd',\n)\n",
    ],
    ['neighbours', "x = ('a', 'b', 'c', 'd')\n", ['b', 'c'], "x = ('a', 'd')\n"],
    ['neighbours at the end', "x = ['a', 'b', 'c']\n", ['b', 'c'], "x = ['a']\n"],
    ['neighbours at the beginning', "x = ['a', 'b', 'c']\n", ['a', 'b'], "x = [ 'c']\n"],
    ['first and last', "x = [\n  'a',\n  'b',\n  'c'\n]\n", ['a', 'c'], "x = [\n  'b'\n]\n"],
    ['the same twice', "x = ('a', 'b', 'a')\n", ['a'], "x = ('b',)\n"],
    // The neighbour stays on its line, and the comment above does not swallow it.
    [
      'the first on a line of two',
      "x = (\n    'a',  # b\n    'c', 'd',\n)\n",
      ['c'],
      "x = (\n    'a',  # b\n    'd',\n)\n",
    ],
    ['the last beside the bracket', "x = ('a',\n     'b',\n     'c')\n", ['c'], "x = ('a',\n     'b')\n"],
    [
      'the last beside the bracket, below a comment',
      "x = ['a',  # b\n     'c']\n",
      ['c'],
      "x = ['a'  # b\n     ]\n",
    ],
    [
      'the first above a comment',
      "x = ('a',  # b\n     # c\n     'd', 'e')\n",
      ['a'],
      "x = (  # b\n     # c\n     'd', 'e')\n",
    ],
    [
      'a comma at the beginning',
      "x = [\n    'a'\n  , 'b'\n  , 'c'\n]\n",
      ['b'],
      "x = [\n    'a'\n  , 'c'\n]\n",
    ],
  ])('%s', (_name, text, gone, rest) => {
    expect(remove(text, ...gone)).toBe(rest);
  });
});

describe('over all layouts', () => {
  const elements = fc.array(fc.constantFrom("'a'", "'b'", "'c' 'd'", 'NAME', 'call(1, 2)', "u'e'"), {
    maxLength: 5,
  });
  const texts = fc
    .tuple(elements, layouts, fc.constantFrom('\n', '\r\n'))
    .map(([parts, layout, newline]) => `x = ${layOut(parts, layout)}\ny = 1\n`.replaceAll('\n', newline));

  test('an element that was added is there, at its end, and comes out without a trace', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const before = stringsIn(text);
        // A single string in brackets is no tuple.
        fc.pre(before !== undefined);
        expect(stringsIn(append(text))).toEqual([...before, 'new']);
        expect(stringsIn(prepend(text))).toEqual(['new', ...before]);
        expect(remove(append(text), 'new')).toBe(text);
        expect(remove(prepend(text), 'new')).toBe(text);
        // Both at once, as in a list that is edited again by hand.
        expect(remove(prepend(append(text)), 'new')).toBe(text);
      }),
      { numRuns: 3000 },
    );
  });

  test('whatever is taken out, the rest stays', () => {
    const gone = fc.subarray(['a', 'b', 'cd', 'e'], { minLength: 1 });
    fc.assert(
      fc.property(texts, gone, (text, names) => {
        const before = stringsIn(text);
        fc.pre(before !== undefined);
        expect(stringsIn(remove(text, ...names))).toEqual(
          before.filter((each) => !names.includes(each ?? '')),
        );
      }),
      { numRuns: 3000 },
    );
  });
});
