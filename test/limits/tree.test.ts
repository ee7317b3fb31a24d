import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exists, listNames, locate, readText } from '../../src/limits/tree.js';

let root = '';
const tree = { root: '' };

beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'omero-cors-links-')));
  tree.root = root;
  const put = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const link = (path: string, target: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    symlinkSync(target, join(root, path));
  };
  put('etc/limits.conf', 'the tree');
  put('usr/lib/b', 'b');
  put('usr/lib/a', 'a');
  put('usr/lib/A', 'A');
  link('lib', 'usr/lib');
  link('absolute', '/etc/limits.conf');
  link('etc/relative', '../usr/lib/a');
  link('deep/er/up', '../../../../../etc/limits.conf');
  link('chain', '/absolute');
  link('dangling', '/etc/nothing/here');
  link('outside', '/etc/passwd');
  link('round', '/about');
  link('about', 'round');
});
afterAll(() => rmSync(root, { recursive: true }));

describe('links stay in the tree', () => {
  it.each([
    ['/etc/limits.conf', 'etc/limits.conf'],
    ['/lib/a', 'usr/lib/a'],
    ['/absolute', 'etc/limits.conf'],
    ['/etc/relative', 'usr/lib/a'],
    // Above the top is the top, as in a chroot.
    ['/deep/er/up', 'etc/limits.conf'],
    ['/../../etc/limits.conf', 'etc/limits.conf'],
    ['/chain', 'etc/limits.conf'],
    ['/dangling', 'etc/nothing/here'],
    ['/outside', 'etc/passwd'],
    ['/no/such/file', 'no/such/file'],
    ['//etc/./limits.conf', 'etc/limits.conf'],
  ])('%s', (path, expected) => {
    expect(locate(tree, path)).toBe(join(root, expected));
  });

  it('says so when they lead round', () => {
    expect(() => locate(tree, '/round')).toThrow(expect.objectContaining({ code: 'link-loop' }));
  });

  it('and in the tree of this machine', () => {
    expect(locate({ root: '/' }, join(root, 'lib', 'a'))).toBe(join(root, 'usr/lib/a'));
  });
});

it('reads texts, and knows what is missing', () => {
  expect(readText(tree, '/chain')).toBe('the tree');
  expect(readText(tree, '/outside')).toBeUndefined();
  expect(readText(tree, '/etc/limits.conf/below')).toBeUndefined();
  expect(exists(tree, '/lib/a')).toBe(true);
  expect(exists(tree, '/dangling')).toBe(false);
});

it('lists names in the order of the C locale', () => {
  expect(listNames(tree, '/lib')).toEqual(['A', 'a', 'b']);
  expect(listNames(tree, '/nothing')).toEqual([]);
});

it('says what it cannot read', () => {
  expect(() => readText(tree, '/usr')).toThrow(expect.objectContaining({ code: 'unreadable' }));
});
