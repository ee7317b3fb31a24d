import { describe, expect, test } from 'vitest';
import { SettingsError } from '../../src/errors.js';
import {
  blankLinesBefore,
  findBlock,
  foreignLines,
  renderBlock,
  skipEmptyLines,
} from '../../src/settings/block.js';
import { parse } from '../support/python.js';

const BLOCK = '# omero-cors: begin (app)\nA = 1\n# omero-cors: end\n';

function refusal(text: string): string | undefined {
  try {
    findBlock(parse(text), 'settings.py');
    return undefined;
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return `${error.code}: line ${error.position?.line}`;
  }
}

describe('findBlock', () => {
  test.each([
    ['without parts', '# omero-cors: begin\n', []],
    ['with the app', '# omero-cors: begin (app)\n', ['app']],
    ['with the middleware', '# omero-cors: begin (middleware)\n', ['middleware']],
    ['with both', '# omero-cors: begin (app, middleware)\n', ['app', 'middleware']],
    ['with a trailing blank', '# omero-cors: begin (app) \n', ['app']],
    ['with CRLF', '# omero-cors: begin (app)\r\n', ['app']],
  ])('%s', (_name, begin, parts) => {
    const text = `x = 1\n${begin}A = 1\n# omero-cors: end\ny = 2\n`;
    const block = findBlock(parse(text), 'settings.py');
    expect(block?.parts).toEqual(parts);
    expect(block && text.slice(block.start, block.end)).toBe(`${begin}A = 1\n# omero-cors: end\n`);
    expect(block?.line).toBe(2);
    expect(block?.statements.map((statement) => statement.text)).toEqual(['A = 1']);
  });

  test('at the end of a file without newline', () => {
    const text = `x = 1\n${BLOCK.trimEnd()}`;
    expect(findBlock(parse(text), 'settings.py')?.end).toBe(text.length);
  });

  test('gives the statements, compound ones and those on one line too', () => {
    const text = `${BLOCK.replace('A = 1', 'A = 1; B = 2\nif C:\n    D = (\n1)\n# note')}`;
    expect(findBlock(parse(text), 'settings.py')?.statements.map(({ type }) => type)).toEqual([
      'expression_statement',
      'expression_statement',
      'if_statement',
    ]);
  });

  test.each([
    ['nothing', 'x = 1\n'],
    ['other comments of that name', '# omero-cors: see the wiki\n# omero-cors: beginning\nx = 1\n'],
    ['the comments in a string', `x = """\n${BLOCK}"""\n`],
    ['the comments in other comments', '# then # omero-cors: begin\n# and # omero-cors: end\n'],
    // A line to JavaScript, a part of the comment to Python.
    ['a comment behind a Unicode line separator', 'x = 1  # a\u2028# omero-cors: begin\n'],
  ])('finds none in %s', (_name, text) => {
    expect(findBlock(parse(text), 'settings.py')).toBeUndefined();
  });

  test.each([
    ['no end', '# omero-cors: begin\nA = 1\n', 1],
    ['no begin', 'A = 1\n# omero-cors: end\n', 2],
    ['the wrong order', '# omero-cors: end\n# omero-cors: begin\n', 1],
    ['two blocks', `x = 1\n${BLOCK}${BLOCK}`, 2],
    ['two begins', '# omero-cors: begin\n# omero-cors: begin\n# omero-cors: end\n', 1],
    ['two ends', '# omero-cors: begin\n# omero-cors: end\n# omero-cors: end\n', 1],
    ['a part that is none', '# omero-cors: begin (urls)\n# omero-cors: end\n', 1],
    ['a begin that was written over', '# omero-cors: begin (app) by Jane\n# omero-cors: end\n', 1],
    ['an end that was written over', '# omero-cors: begin\n# omero-cors: end of it\n', 1],
    ['other capitals', '# omero-cors: Begin\n# omero-cors: end\n', 1],
    ['no blank', '#omero-cors: begin\n# omero-cors: end\n', 1],
    ['an indented begin', 'if x:\n    # omero-cors: begin\n    A = 1\n# omero-cors: end\n', 2],
    ['a statement that reaches in', 'x = (\n# omero-cors: begin\n1)\n# omero-cors: end\n', 2],
    ['a statement that reaches out', '# omero-cors: begin\nx = (\n# omero-cors: end\n1)\n', 1],
    ['a block inside a list', 'x = (\n# omero-cors: begin\n# omero-cors: end\n1)\n', 2],
    ['a block inside an if', 'if x:\n    y\n# omero-cors: begin\n# omero-cors: end\n    z\n', 3],
  ])('refuses %s', (_name, text, line) => {
    expect(refusal(text)).toBe(`block-damaged: line ${line}`);
  });
});

describe('foreignLines', () => {
  const foreign = (inside: string) => {
    const tree = parse(`# omero-cors: begin\n# omero-cors: a note\n${inside}# omero-cors: end\n`);
    const block = findBlock(tree, 'settings.py');
    return block && foreignLines(tree, block, (statement) => statement.text.startsWith('OURS'));
  };

  test.each([
    ['nothing', '', []],
    ['our statements', 'OURS = (\n    1,\n)\nOURS = 2\n', []],
    ['the comment behind ours', 'OURS = (  # a\n    1,  # b\n)  # c\n', []],
    ['a statement', 'OURS = 1\nTHEIRS = 2\n', ['THEIRS = 2']],
    ['a statement over lines', 'if x:\r\n    y\r\nOURS = 1\r\n', ['if x:', '    y']],
    ['comments and blank lines', '\n# why\nOURS = 1\n\n', ['', '# why', '']],
    // It looks like a comment of ours.
    [
      'a line of a string',
      'THEIRS = """\n# omero-cors: x\n"""\n',
      ['THEIRS = """', '# omero-cors: x', '"""'],
    ],
  ])('of %s', (_name, inside, lines) => {
    expect(foreign(inside)).toEqual(lines);
  });
});

test('renderBlock names the parts, gives reasons and ends every line alike', () => {
  const statements = [{ lines: ['A = (', '    1,', ')'] }, { reason: 'because', lines: ['B = 2'] }];
  expect(renderBlock(['app', 'middleware'], statements, ['C = 3'], '\r\n').split('\r\n')).toEqual([
    '# omero-cors: begin (app, middleware)',
    '# omero-cors: CORS for browser viewers; to undo all of it: omero-cors revert',
    'A = (',
    '    1,',
    ')',
    '# omero-cors: because',
    'B = 2',
    'C = 3',
    '# omero-cors: end',
    '',
  ]);
  expect(renderBlock([], [], [], '\n').split('\n', 1)).toEqual(['# omero-cors: begin']);
});

test.each([
  ['x\n', 0],
  ['x\n\n', 1],
  ['x\n\n \t\n\n', 3],
  ['x\r\n\r\n\r\n', 2],
  ['\n\n', 2],
  ['', 0],
])('before the end of %j stand %i blank lines', (text, count) => {
  expect(blankLinesBefore(text, text.length)).toBe(count);
});

test.each([
  ['\n\n\nx', 2, 2],
  ['\r\n\r\nx', 5, 4],
  ['\nx\n', 2, 1],
  [' \nx', 2, 0],
  ['x', 1, 0],
  ['\n\n', 9, 2],
])('of %j at most %i empty lines end at %i', (text, most, end) => {
  expect(skipEmptyLines(text, 0, most)).toBe(end);
});
