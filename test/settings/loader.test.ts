import { describe, expect, test } from 'vitest';
import { findLoader } from '../../src/settings/loader.js';
import { parse } from '../support/python.js';

const DEF = 'def load_server_list():\n    pass\n';

/** The text with a mark where the loader begins. */
function mark(text: string): string {
  const loader = findLoader(parse(text));
  return 'code' in loader ? loader.code : `${text.slice(0, loader.start)}^${text.slice(loader.start)}`;
}

describe('walks up over', () => {
  test.each([
    ['nothing', `x = 1\n^${DEF}`],
    ['nothing at all', `^${DEF}`],
    ['the comment', `x = 1\n\n^# Load server list and freeze\n${DEF}`],
    ['its trailing blank', `x = 1\n\n^# Load server list and freeze \n${DEF}`],
    ['every comment that stands directly above', `x = 1\n^# one\n#two\n    # three\n${DEF}`],
    ['two blank lines below the comment', `x = 1\n^# Load server list and freeze\n\n\n${DEF}`],
    [
      'the import of 4.4 to 5.3',
      `x = 1\n^# Load server list and freeze\nfrom connector import Server\n${DEF}`,
    ],
    [
      'blank lines around the import',
      `x = 1\n^# Load server list and freeze\n\nfrom connector import Server\n\n\n${DEF}`,
    ],
    ['an import of several names', `x = 1\n^from omeroweb.connector import (Server, Other)\n${DEF}`],
    ['an import with a comment', `x = 1\n^from connector import Server  # noqa\n${DEF}`],
    ['comments around the import', `x = 1\n^# one\nfrom connector import Server\n# two\n${DEF}`],
    ['CRLF', `x = 1\r\n^# Load server list and freeze\r\n\r\nfrom connector import Server\r\n${DEF}`],
    ['a decorator', `x = 1\n^# one\n@once\n${DEF}`],
    ['form feeds', `x = 1\n^# Load server list\n\f\n${DEF}`],
  ])('%s', (_name, marked) => {
    expect(mark(marked.replace('^', ''))).toBe(marked);
  });
});

describe('leaves alone', () => {
  test.each([
    ['another comment behind a blank line', `x = 1\n# about x\n\n^${DEF}`],
    ['the comment behind three blank lines', `x = 1\n# Load server list\n\n\n\n^${DEF}`],
    ['a comment above the blank lines over it', `# about\n\n^# Load server list\n${DEF}`],
    ['an import of something else', `from connector import Client\n^${DEF}`],
    ['an import of the module', `import Server\n^${DEF}`],
    ['an import that shares its line', `from connector import Server; x = 1\n^${DEF}`],
    ['an import behind another statement on its line', `x = 1; from connector import Server\n^${DEF}`],
    ['an import three blank lines above', `from connector import Server\n\n\n\n^${DEF}`],
    ['our own comments', `# omero-cors: end\n^${DEF}`],
    ["our own comments above the loader's", `# omero-cors: end\n\n^# Load server list\n${DEF}`],
    ['a comment behind a statement', `x = 1  # Load server list\n^${DEF}`],
    // Its last line looks like a comment.
    ['the end of a long string', `x = """\n# Load server list"""\n^${DEF}`],
    ['a long string that ends on its own line', `x = """\n# Load server list\n"""\n^${DEF}`],
    ['a joined string', `x = 'a\\\n# Load server list'\n^${DEF}`],
  ])('%s', (_name, marked) => {
    expect(mark(marked.replace('^', ''))).toBe(marked);
  });

  test('the comment at the end of an indented block goes with the loader, and harms nobody there', () => {
    expect(mark(`for a in b:\n    c\n    # done\n${DEF}`)).toBe(`for a in b:\n    c\n^    # done\n${DEF}`);
  });
});

describe('finds none', () => {
  test.each([
    ['in an empty file', ''],
    ['in a comment', `# ${DEF.replace('\n', ' ')}\n`],
    ['in a string', `x = '''\n${DEF}'''\n`],
    ['in a call', 'load_server_list()\n'],
    ['inside an if', 'if x:\n    def load_server_list():\n        pass\n'],
    ['inside a class', 'class A:\n    def load_server_list(self):\n        pass\n'],
    ['inside a function', 'def f():\n    def load_server_list():\n        pass\n'],
    ['under another name', 'def load_server_lists():\n    pass\n'],
    ['as a variable', 'load_server_list = lambda: None\n'],
  ])('%s', (_name, text) => {
    expect(mark(text)).toBe('loader-missing');
  });

  test('where there are two, and says where', () => {
    expect(findLoader(parse(`${DEF}x = 1\n${DEF}`))).toEqual({
      code: 'loader-repeated',
      severity: 'error',
      firstLine: 1,
      line: 4,
    });
  });

  test('but does where others only look like it', () => {
    expect(mark(`# def load_server_list():\nx = 'def load_server_list()'\n${DEF}`)).not.toContain('loader-');
  });
});

test('names the line of the def', () => {
  expect(findLoader(parse(`x = 1\n\n# Load server list\n${DEF}`))).toEqual({ start: 7, line: 4 });
});
