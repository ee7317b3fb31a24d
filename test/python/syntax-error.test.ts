import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findSyntaxError } from '../../src/python/syntax-error.js';
import { parse } from '../support/python.js';

// Every row was given to Python 2.7 and 3.12: each of these is good for one of them at least.
describe('findSyntaxError accepts', () => {
  test.each([
    ['nothing', ''],
    ['no newline at the end', 'x = 1'],
    ['two statements on one line, and a semicolon too many', 'x = 1; y = 2;\n'],
    ['a block on the line of its colon', 'if x: y = 1; z = 2\n'],
    ['tabs', 'if x:\n\ty = 1\n'],
    ['a tab for eight blanks, which Python 2 takes', 'if x:\n\ty = 1\n        z = 2\n'],
    ['the same the other way round', 'if x:\n        y = 1\n\tz = 2\n'],
    ['blocks of different depth', 'if x:\n  y = 1\nelse:\n      z = 1\n'],
    ['lines in brackets, however indented', 'x = [\n1,\n    2]\nif x:\n    y = (1,\n2)\n    z = 3\n'],
    ['comments, however indented', 'def f():\n\n    # a\n\n  # b\n    return 1\n'],
    ['a string that reaches to the left', "def f():\n    '''doc\n  deep\n    '''\n    return 1\n"],
    ['a string joined over lines', "if x:\n  y = 'a\\\nb'\n  z = 1\n"],
    ['joined lines', 'x = 1 \\\n    + 2\nif x:\\\n  y = 1\n'],
    ['a colon that opens no block', "x = 'a:'\ny = 1 # :\nz = a[b:\n  c]\n"],
    ['a comment behind the colon', 'if x: # c\n    y = 1\n'],
    ['a condition in brackets', 'if (x and\n    y):\n    z = 1\n'],
    [
      'every clause',
      'if a:\n    b\nelif c:\n    d\nelse:\n    e\ntry:\n    f\nexcept G:\n    h\nelse:\n    i\nfinally:\n    j\n',
    ],
    ['else of loops', 'while 1: pass\nelse: pass\nfor a in b:\n    c\nelse:\n    d\n'],
    ['a form feed, which starts the column anew', 'if x:\n    y\n\fz = 1\n'],
    ['CRLF', 'x = 1\r\nif x:\r\n    y = 1\r\n    z = 2\r\n'],
    ['invisible characters in a comment', '# \u00a0\u200b\ufeff\nx = 1\n'],
    ['invisible characters in a string', "x = '\u200b\ufeff\\\u200b'\n"],
    ['the byte order mark', '\ufeffx = 1\n'],
    ['print', "print x\nprint 'a' % b\nprint >>f, x\nprint\n"],
    ['exec', "exec 'a' in b\n"],
    ['except E, e', 'try:\n    a\nexcept E, e:\n    b\n'],
    ['raise E, m', "raise E, 'm'\n"],
    ['old numbers', 'x = 0600\ny = 0777L\nz = 10l\n'],
    ['back quotes', 'x = `a`\n'],
    ['<>', 'if a <> b: pass\n'],
    ['ur', "x = ur'a'\n"],
    ['parameters in brackets', 'def f((a, b)): pass\ng = lambda (a, b): a\n'],
    ['print with a file', 'print(a, file=b)\n'],
    ['annotations', 'x: int = 1\n'],
    ['f-strings', "x = f'{a}: {b!r:>{c}}'\n"],
    ['stars', "x = [*a, 'b']\ny = {**c}\nf(*a, **b)\n"],
    ['async', 'async def f():\n    await x\n'],
    ['the walrus', 'if (n := 1): pass\n'],
    ['match', 'match x:\n    case 1:\n        pass\n'],
  ])('%s', (_name, text) => {
    expect(findSyntaxError(parse(text))).toBeUndefined();
  });
});

const INDENTATION = 'the indentation does not fit the lines above';
const NO_BLOCK = 'no indented line follows the colon of what starts here';
const BROKEN = 'the syntax is broken here';

// And none of these for any.
describe('findSyntaxError refuses', () => {
  test.each([
    ['no value', 'x = \n', BROKEN],
    ['a bracket that stays open', 'x = (1\n', BROKEN],
    ['a bracket that closes nothing', 'x = 1)\n', BROKEN],
    ['the wrong bracket', 'x = [1, 2)\n', BROKEN],
    ['a string that stays open', "x = 'a\n", BROKEN],
    ['a long string that stays open', "x = ''' a\n", BROKEN],
    ['no comma', 'x = (1 2)\n', BROKEN],
    ['no comma between a string and a name', "x = ('a' b)\n", BROKEN],
    ['no comma in a dictionary', "x = {'a': 1 'b': 2}\n", BROKEN],
    ['no colon', 'if x\n    y = 1\n', BROKEN],
    ['else without if', 'else:\n    x = 1\n', BROKEN],
    ['a string that is assigned to', "'a' = 1\n", BROKEN],
    ['typographic quotes', 'x = \u201ca\u201d\n', BROKEN],
    ['a character that Python does not know', 'x = $1\n', BROKEN],
    ['a conflict of git', '<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> b\n', BROKEN],
    ['a bracket that is missing', 'def f(:\n    pass\n', ') is missing here'],
    ['an indented line', 'x = 1\n  y = 2\n', INDENTATION],
    ['an indented line at the end, without a newline', 'x = 1\n  y = 2', INDENTATION],
    ['a block that ends too deep, without a newline', 'if x:\n    y = 1\n  z = 2', INDENTATION],
    ['an indented first line', '  x = 1\n', INDENTATION],
    ['a line too deep', 'if x:\n    y = 1\n      z = 2\n', INDENTATION],
    ['a line not deep enough', 'if x:\n    y = 1\n  z = 2\n', INDENTATION],
    ['a tab that is deeper than it looks', 'if x:\n\ty\n    z\n', INDENTATION],
    ['a line behind a block on one line', 'if x: y = 1\n    z = 2\n', INDENTATION],
    ['else too deep', 'if x:\n    y = 1\n  else:\n    z = 1\n', INDENTATION],
    ['except too deep', 'try:\n    a\n  except E:\n    b\n', INDENTATION],
    ['no block', 'if x:\npass\n', NO_BLOCK],
    ['no block at the end', 'x = 1\ndef f():\n', NO_BLOCK],
    ['no block at the end, without a newline', 'x = 1\nif x:', NO_BLOCK],
    ['a comment for a block', 'if x:\n    # later\n', NO_BLOCK],
    ['a class without a body', 'class A:\n\nx = 1\n', NO_BLOCK],
    ['else without a block', 'if x:\n    y = 1\nelse:\nz = 1\n', NO_BLOCK],
    ['a blank that does not break', 'x\u00a0= 1\n', BROKEN],
    ['a blank without width', 'x\u200b = 1\n', 'an invisible character stands here'],
    ['a mark in the middle', 'x = 1\n\ufeffy = 2\n', 'an invisible character stands here'],
    ['a vertical tab', 'x\v= 1\n', 'an invisible character stands here'],
    ['NUL', 'x = 1\0\n', 'it holds a NUL character'],
  ])('%s', (_name, text, reason) => {
    expect(findSyntaxError(parse(text))?.reason).toBe(reason);
  });

  // Python reads it, but no diff, editor or tree-sitter sees lines there.
  test('lines that end with a carriage return alone', () => {
    expect(findSyntaxError(parse('x = 1\ry = 2\n'))).toEqual({
      offset: 5,
      reason: 'a line ends with a carriage return alone',
    });
  });

  test.each([
    ['x = 1\ny = = 2\n', 10],
    ['x = 1\nif x:\n    y = 1\n  z = 2\n', 24],
    ['x = 1\nif x:\ny = 1\n', 6],
    ["x = 'é😀'\ny \u200b= 1\n", 12],
  ])('%j, at the place', (text, offset) => {
    expect(findSyntaxError(parse(text))?.offset).toBe(offset);
  });
});

describe('indentation', () => {
  const indent = fc
    .array(fc.constantFrom(' ', '  ', '    ', '\t'), { maxLength: 3 })
    .map((parts) => parts.join(''));
  const code = fc.constantFrom(
    'x',
    'if x:',
    'x = (1,\n2)',
    "x = '''\n  a:\n'''",
    '# c:',
    '',
    "y = ':'",
    'x \\\n  + y',
  );
  const lines = fc.array(fc.tuple(indent, code), { minLength: 1, maxLength: 7 });

  test('is judged as the reference of Python says', () => {
    fc.assert(
      fc.property(lines, fc.constantFrom('\n', '\r\n'), fc.boolean(), (parts, newline, endsOpen) => {
        const joined = parts.map(([white, words]) => `${white}${words}`).join('\n');
        const text = `${joined}${endsOpen ? '' : '\n'}`.replaceAll('\n', newline);
        const tree = parse(text);
        expect(findSyntaxError(tree) === undefined).toBe(isWellIndented(parts));
        tree.free();
      }),
      { numRuns: 3000 },
    );
  });

  /** The stack of columns of the Python reference, 2.1.8, for lines that open a block with `if` alone. */
  function isWellIndented(parts: readonly (readonly [string, string])[]): boolean {
    const columns = [0];
    let opens = false;
    for (const [white, words] of parts) {
      if (words === '' || words.startsWith('#')) continue;
      const width = [...white].reduce((sum, blank) => (blank === '\t' ? sum + 8 - (sum % 8) : sum + 1), 0);
      const top = columns.at(-1) ?? 0;
      if (opens ? width <= top : width > top) return false;
      if (opens) columns.push(width);
      while (width < (columns.at(-1) ?? 0)) columns.pop();
      if (columns.at(-1) !== width) return false;
      opens = words.endsWith(':');
    }
    return !opens;
  }
});
