import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkNofile, checkUnit, checkUser } from '../../src/limits/request.js';

describe('user names', () => {
  it.each([
    ['omero-web'],
    ['_omero'],
    ['o.m+e_ro9'],
    ['machine$'],
    // Of a directory service, where the name holds its domain.
    ['omero@example.org'],
    ['LAB\\omero'],
    ['9lives'],
  ])('%s', (name) => {
    expect(checkUser(name)).toBe(name);
  });

  it.each([
    [''],
    ['omero web'],
    ['omero\tweb'],
    ['omero\n* - nofile 1'],
    // These would be a group, everyone, a range, a comment.
    ['@omero'],
    ['%omero'],
    ['*'],
    ['900:999'],
    ['#omero'],
    ['-omero'],
    ['omero#'],
    ['998'],
    ['omero/web'],
    ['omero"'],
    ['$omero'],
    ['ömero'],
  ])('refused: %j', (name) => {
    expect(() => checkUser(name)).toThrow(expect.objectContaining({ code: 'bad-user' }));
  });
});

describe('units', () => {
  it.each([
    ['omero-web', 'omero-web.service'],
    ['omero-web.service', 'omero-web.service'],
    ['omero@blue', 'omero@blue.service'],
    ['omero-web.socket', 'omero-web.socket.service'],
    ['a\\x2db:c_d.e', 'a\\x2db:c_d.e.service'],
  ])('%s', (name, expected) => {
    expect(checkUnit(name)).toBe(expected);
  });

  it.each([
    [''],
    ['.service'],
    ['../../etc/passwd'],
    ['a/b'],
    ['/etc/systemd/system/a.service'],
    ['a b'],
    ['a\nb'],
    ['ä'],
    ['a'.repeat(248)],
  ])('refused: %j', (name) => {
    expect(() => checkUnit(name)).toThrow(expect.objectContaining({ code: 'bad-unit' }));
  });
});

describe('numbers', () => {
  let root = '';
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'omero-cors-nofile-'));
    mkdirSync(join(root, 'proc/sys/fs'), { recursive: true });
    writeFileSync(join(root, 'proc/sys/fs/nr_open'), '70000\n');
  });
  afterAll(() => rmSync(root, { recursive: true }));

  it.each([['1'], ['65535'], ['70000']])('%s', (text) => {
    expect(checkNofile(text, { root })).toBe(Number(text));
  });

  it.each([
    [''],
    ['0'],
    ['-1'],
    ['64k'],
    ['6e4'],
    ['65535.0'],
    [' 65535'],
    ['0x10'],
    ['065535'],
    ['unlimited'],
    ['70001'],
    ['99999999999999999999'],
  ])('refused: %j', (text) => {
    expect(() => checkNofile(text, { root })).toThrow(expect.objectContaining({ code: 'bad-nofile' }));
  });

  it('takes what kernels usually allow where the tree does not say', () => {
    const bare = { root: join(root, 'proc') };
    expect(checkNofile('1048576', bare)).toBe(1_048_576);
    expect(() => checkNofile('1048577', bare)).toThrow('1048576');
  });
});
