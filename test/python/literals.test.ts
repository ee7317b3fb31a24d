import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SelfCheckError } from '../../src/errors.js';
import { printString, quoteOf, readBoolean, readElements, readString } from '../../src/python/literals.js';
import { expression, parse } from '../support/python.js';

describe('readString reads as Python does', () => {
  test.each([
    ["''", ''],
    ["'a'", 'a'],
    ['"a"', 'a'],
    ["'''a'''", 'a'],
    ['"""a\nb"""', 'a\nb'],
    ["'it\"s'", 'it"s'],
    [String.raw`'it\'s'`, "it's"],
    [String.raw`"say \"a\""`, 'say "a"'],
    [String.raw`'a\\b'`, 'a\\b'],
    [String.raw`'\a\b\f\n\r\t\v'`, '\x07\b\f\n\r\t\v'],
    [String.raw`'\x41\x7a'`, 'Az'],
    [String.raw`'\101\60'`, 'A0'],
    [String.raw`'\1017'`, 'A7'],
    // An escape that is none stays as it stands.
    [String.raw`'\d\.\/'`, '\\d\\.\\/'],
    ["'a\\\nb'", 'ab'],
    ["'a\\\r\nb'", 'ab'],
    [String.raw`r'\d\n'`, '\\d\\n'],
    [String.raw`R"\d"`, '\\d'],
    ["u'a'", 'a'],
    ["U'''a'''", 'a'],
    [String.raw`ur'\d'`, '\\d'],
    ["'caf\u00e9'", 'caf\u00e9'],
    ["'a' 'b'", 'ab'],
    ["'a' \"b\" r'\\d'", 'ab\\d'],
    ["'a' \\\n    'b'", 'ab'],
  ])('%s', (text, value) => {
    expect(readString(expression(text))).toBe(value);
  });

  test('joins literals over lines and comments', () => {
    const [element] = readElements(expression("(\n    'cors'  # first half\n    'headers',\n)")) ?? [];
    expect(element && readString(element)).toBe('corsheaders');
  });
});

describe('readString leaves alone', () => {
  test.each([
    ['a name', 'a'],
    ['a number', '1'],
    ['a call', "str('a')"],
    ['a sum', "'a' + 'b'"],
    ['a format', "'a%s' % b"],
    // In brackets it is a string to Python, too; nobody writes it so, and a tuple that lost its comma looks like it.
    ['a string in brackets', "('a')"],
    ['an f-string', "f'a'"],
    ['an f-string with a value', "f'{a}'"],
    ['a joined f-string', "'a' f'{b}'"],
    ['bytes', "b'a'"],
    ['raw bytes', "rb'a'"],
    ['a template string', "t'a'"],
    ['a named character', String.raw`'\N{DASH}'`],
    // To Python 2 a character only behind u, otherwise six as they stand.
    ['a Unicode escape', String.raw`'\u0041'`],
    ['a long Unicode escape', String.raw`'\U00000041'`],
    ['what Python 2 writes for repr(a): `a`', '`a`'],
    ['nothing', 'None'],
  ])('%s', (_name, text) => {
    expect(readString(expression(text))).toBeUndefined();
  });
});

describe('printString', () => {
  test.each([
    ['', "'", "''"],
    ['a', "'", "'a'"],
    ['a', '"', '"a"'],
    ["it's", "'", String.raw`'it\'s'`],
    ["it's", '"', `"it's"`],
    ['a"b', '"', String.raw`"a\"b"`],
    ['^/(api|webgateway)/', "'", "'^/(api|webgateway)/'"],
    [String.raw`https://viewer\.example`, "'", String.raw`'https://viewer\\.example'`],
    ['a\nb\x1b', "'", String.raw`'a\x0ab\x1b'`],
    ['%s {x}', "'", "'%s {x}'"],
  ] as const)('%j in %s', (value, quote, printed) => {
    expect(printString(value, quote)).toBe(printed);
  });

  test.each(['\u00e9', '\u20ac', '\u{1f600}', '\x7f', '\u2028', '\ud800'])('refuses %j', (value) => {
    expect(() => printString(value, "'")).toThrow(SelfCheckError);
  });

  const ascii = fc.string({
    unit: fc.integer({ min: 0, max: 0x7e }).map((code) => String.fromCharCode(code)),
  });

  test('is read back as it was, and is one string whatever stands in it', () => {
    fc.assert(
      fc.property(ascii, fc.constantFrom("'" as const, '"' as const), (value, quote) => {
        const printed = printString(value, quote);
        const tree = parse(`x = ${printed}\n`);
        expect(tree.root.hasError).toBe(false);
        const node = tree.root.firstNamedChild?.firstNamedChild?.childForFieldName('right');
        expect(node?.text).toBe(printed);
        expect(node && readString(node)).toBe(value);
        expect(printed).not.toMatch(/[\r\n]/);
        tree.free();
      }),
      { numRuns: 3000 },
    );
  });
});

describe('readElements', () => {
  test.each([
    ['()', []],
    ['[]', []],
    ["('a',)", ["'a'"]],
    ["['a', b, f(c), *d]", ["'a'", 'b', 'f(c)', '*d']],
    ["{'a', 'b'}", ["'a'", "'b'"]],
    ["(  # one\n    'a',  # two\n    # three\n)", ["'a'"]],
    // The end of a line that is joined to the next is no element.
    ["('a', \\\n 'b', \\\n)", ["'a'", "'b'"]],
    ["('a' 'b',)", ["'a' 'b'"]],
    ["(('a',), [])", ["('a',)", '[]']],
  ])('of %s', (text, elements) => {
    expect(readElements(expression(text))?.map((node) => node.text)).toEqual(elements);
  });

  test.each([
    "'a', 'b'",
    "('a')",
    'a',
    '{}',
    "{'a': 1}",
    '[a for a in b]',
    '(a for a in b)',
    "('a',) + b",
    'f()',
  ])('knows none of %s', (text) => {
    expect(readElements(expression(text))).toBeUndefined();
  });
});

describe('readBoolean', () => {
  test.each([
    ['True', true],
    ['False', false],
    ['1', undefined],
    ['None', undefined],
    ["'True'", undefined],
    ['not True', undefined],
    ['DEBUG', undefined],
  ])('of %s', (text, value) => {
    expect(readBoolean(expression(text))).toBe(value);
  });
});

describe('quoteOf', () => {
  test.each([
    ["'a'", "'"],
    ['"a"', '"'],
    ["'''a'''", "'"],
    ['u"a"', '"'],
    [`"a" 'b'`, '"'],
    ['a', undefined],
    ["('a',)", undefined],
  ])('of %s', (text, quote) => {
    expect(quoteOf(expression(text))).toBe(quote);
  });
});
