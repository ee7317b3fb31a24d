import { spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  readdirSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { clearTemporaries, createTemporary, removeQuietly, syncFolder } from '../../src/files/temporary.js';
import { tempFolder } from '../support/temp-folder.js';

/** A pid that nobody has: its process has just ended. */
const deadPid = () => spawnSync('true').pid;

function create(folder: string): string {
  const { path, descriptor } = createTemporary(folder, 0o600);
  closeSync(descriptor);
  return path;
}

/** A name as another process would have made it here. */
const nameOf = (path: string, pid: number) => basename(path).replace(`-${process.pid}-`, `-${pid}-`);

describe('createTemporary', () => {
  test('makes an empty hidden file with our pid, that no Python and no *.conf reader takes', () => {
    const folder = tempFolder();
    const path = create(folder);
    expect(basename(path)).toMatch(new RegExp(`^\\.omero-cors-${process.pid}-[0-9a-f]+-\\d+\\.tmp$`));
    expect(statSync(path)).toMatchObject({ size: 0, mode: 0o100600 });
  });

  test('never gives the same name twice', () => {
    const folder = tempFolder();
    expect(create(folder)).not.toBe(create(folder));
  });

  test('takes over what an earlier process of our pid left, without following a link there', () => {
    const folder = tempFolder({ precious: 'content' });
    const [prefix, number] = /^(.*-)(\d+)\.tmp$/.exec(create(folder))?.slice(1) ?? [];
    const next = `${prefix}${Number(number) + 1}.tmp`;
    symlinkSync('precious', next);
    expect(create(folder)).toBe(next);
    expect(statSync(join(folder, 'precious')).size).toBe('content'.length);
  });

  test('fails as the system does', () => {
    expect(() => createTemporary('/no/such/folder', 0o600)).toThrow(
      expect.objectContaining({ code: 'ENOENT' }),
    );
  });
});

describe('clearTemporaries', () => {
  const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000);

  test('removes the files of dead processes', () => {
    const folder = tempFolder({ 'settings.py': '' });
    const name = nameOf(create(folder), deadPid());
    writeFileSync(join(folder, name), '');
    clearTemporaries(folder);
    expect(readdirSync(folder)).not.toContain(name);
    expect(readdirSync(folder)).toContain('settings.py');
  });

  test.each([
    { name: 'of this process', pid: process.pid },
    { name: 'of another living process', pid: process.ppid },
    // Of another user, where kill(2) answers EPERM instead of nothing: still alive.
    { name: 'of process 1', pid: 1 },
  ])('leaves those $name, however old', ({ pid }) => {
    const folder = tempFolder();
    const path = join(folder, nameOf(create(folder), pid));
    writeFileSync(path, '');
    utimesSync(path, hoursAgo(9), hoursAgo(9));
    clearTemporaries(folder);
    expect(existsSync(path)).toBe(true);
  });

  test('judges those of another host or container by their age: their pids mean nothing here', () => {
    const folder = tempFolder();
    const [young, old] = ['1', '2'].map((number) =>
      join(folder, `.omero-cors-${deadPid()}-0123456789abcdef-${number}.tmp`),
    );
    for (const path of [young, old]) writeFileSync(path as string, '');
    utimesSync(old as string, hoursAgo(2), hoursAgo(2));
    clearTemporaries(folder);
    expect(readdirSync(folder)).toEqual([basename(young as string)]);
  });

  test.each([
    'settings.py',
    '.omero-cors-x-ab-1.tmp',
    '.omero-cors-999999999.tmp',
    '.omero-cors-999999999-ab-1.tmp~',
    'x.omero-cors-999999999-ab-1.tmp',
    'settings.py.omero-cors.bak',
  ])('leaves %s, which is no name of ours', (name) => {
    const folder = tempFolder({ [name]: '' });
    utimesSync(join(folder, name), hoursAgo(9), hoursAgo(9));
    clearTemporaries(folder);
    expect(readdirSync(folder)).toEqual([name]);
  });

  test('leaves a folder of such a name, and says nothing', () => {
    const folder = tempFolder();
    const name = nameOf(create(folder), deadPid());
    mkdirSync(join(folder, name));
    clearTemporaries(folder);
    expect(readdirSync(folder)).toContain(name);
  });

  test('says nothing where there is no folder', () => {
    expect(() => clearTemporaries('/no/such/folder')).not.toThrow();
  });
});

test('what tidies up does not fail', () => {
  expect(() => removeQuietly('/no/such/file')).not.toThrow();
  expect(() => syncFolder('/no/such/folder')).not.toThrow();
});
