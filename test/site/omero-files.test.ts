import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseOmeroFile, readOmeroFiles } from '../../src/site/omero-files.js';
import { makeTree } from './tree.js';

const actionsOf = (text: string) => parseOmeroFile(text, 'a.omero').operations.map(({ action }) => action);

describe('one line of a *.omero file', () => {
  it.each([
    ['config set omero.web.prefix /omero', { verb: 'set', key: 'omero.web.prefix', value: '/omero' }],
    ['config set -- a.b -1', { verb: 'set', key: 'a.b', value: '-1' }],
    [`config set a.b ''`, { verb: 'set', key: 'a.b', value: '' }],
    ['config set a.b', { verb: 'unset', key: 'a.b' }],
    [
      `config append omero.web.apps '"a"'`,
      { verb: 'append', key: 'omero.web.apps', value: '"a"', once: false },
    ],
    [`config append --set -- k '"a"'`, { verb: 'append', key: 'k', value: '"a"', once: true }],
    [`config append k '"a"' --set`, { verb: 'append', key: 'k', value: '"a"', once: true }],
    [`config append --report k '"a"'`, { verb: 'append', key: 'k', value: '"a"', once: false }],
    // After -- a flag is a word.
    [`config append -- k --set`, { verb: 'append', key: 'k', value: '--set', once: false }],
    [`config remove -- k '"a"'`, { verb: 'remove', key: 'k', value: '"a"' }],
    ['config drop default', { verb: 'drop', profile: 'default' }],
    ['   config set a b', { verb: 'set', key: 'a', value: 'b' }],
    ['config set a b\r', { verb: 'set', key: 'a', value: 'b' }],
  ])('%s', (line, action) => {
    expect(actionsOf(line)).toEqual([action]);
  });

  it.each([
    '',
    '# config set a b',
    '   # config set a b',
    "# it's",
    'config get',
    'config set',
    'config append k',
    'config remove k',
    'web start',
    'config',
    'omero config set a b',
  ])('%j changes nothing', (line) => {
    expect(parseOmeroFile(line, 'a.omero')).toEqual({ operations: [], findings: [] });
  });
});

describe('a whole file', () => {
  it('knows its lines', () => {
    const { operations } = parseOmeroFile('# head\n\nconfig drop default\n# x\nconfig set a b\n', 'f');
    expect(operations.map(({ line }) => line)).toEqual([3, 5]);
  });

  it('ends at a line that omero load could not split', () => {
    const { operations, findings } = parseOmeroFile(
      "config set a b\nconfig set c it's\nconfig set d e\n",
      '/c/1.omero',
    );
    expect(operations).toHaveLength(1);
    expect(findings).toEqual([
      {
        code: 'config-line-unreadable',
        severity: 'warning',
        file: '/c/1.omero',
        line: 2,
        reason: '1.omero: No closing quotation',
      },
    ]);
  });
});

describe('several files', () => {
  it('keeps the order that it is given', () => {
    const root = makeTree({ 'a.omero': 'config set k 1\n', 'b.omero': 'config set k 2\n' });
    const paths = [join(root, 'b.omero'), join(root, 'a.omero')];
    expect(readOmeroFiles(paths).operations.map(({ path }) => path)).toEqual(paths);
  });

  it('one that is gone meanwhile is none', () => {
    expect(readOmeroFiles([join(makeTree({}), 'a.omero')])).toEqual({ operations: [], findings: [] });
  });
});
