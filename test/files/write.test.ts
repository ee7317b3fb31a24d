import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { SelfCheckError } from '../../src/errors.js';
import { absentSource, readSource } from '../../src/files/source.js';
import { backupPath, stageBackup, stageChange } from '../../src/files/write.js';
import { tempFolder } from '../support/temp-folder.js';

/** A folder with an old settings.py, its source, and what tells the state of the disk. */
function oldFile(content: string | Buffer = 'old\n') {
  const cwd = tempFolder({ 'settings.py': content });
  const path = join(cwd, 'settings.py');
  return {
    cwd,
    path,
    source: readSource('settings.py', { cwd }),
    read: () => readFileSync(path, 'latin1'),
    names: () => readdirSync(cwd).sort(),
  };
}

const changedOnDisk = expect.objectContaining({ code: 'changed-on-disk' });
const notWritten = (message: string) => expect.objectContaining({ code: 'not-written', message });

describe('stageChange', () => {
  test('touches nothing until it is committed, and leaves nothing but the file then', () => {
    const { source, read, names } = oldFile();
    const staged = stageChange({ source, newText: 'new\n' });
    expect(read()).toBe('old\n');
    expect(names()).toEqual([expect.stringMatching(/^\.omero-cors-.*\.tmp$/), 'settings.py']);
    staged.commit();
    expect(read()).toBe('new\n');
    expect(names()).toEqual(['settings.py']);
  });

  test('leaves nothing when it is discarded', () => {
    const { source, read, names } = oldFile();
    stageChange({ source, newText: 'new\n' }).discard();
    expect(read()).toBe('old\n');
    expect(names()).toEqual(['settings.py']);
  });

  test('discarding after a commit changes nothing', () => {
    const { source, read, names } = oldFile();
    const staged = stageChange({ source, newText: 'new\n' });
    staged.commit();
    staged.discard();
    expect(read()).toBe('new\n');
    expect(names()).toEqual(['settings.py']);
  });

  test('replaces the file by a new one, whole: who has the old one open goes on reading it', () => {
    const { source, path } = oldFile();
    const before = statSync(path).ino;
    stageChange({ source, newText: 'new\n' }).commit();
    expect(statSync(path).ino).not.toBe(before);
  });

  test.each([
    {
      name: 'a byte order mark',
      content: Buffer.from('\xef\xbb\xbfa\r\n', 'latin1'),
      written: '\xef\xbb\xbfb\r\n',
    },
    { name: 'Latin-1', content: Buffer.from('a \xe9\r\n', 'latin1'), written: 'b \xe9\r\n' },
    { name: 'UTF-8', content: Buffer.from('a \xe9'), written: 'b \xc3\xa9' },
  ])('keeps $name', ({ content, written }) => {
    const { source, read } = oldFile(content);
    stageChange({ source, newText: source.text.replace('a', 'b') }).commit();
    expect(read()).toBe(written);
  });

  test.each([0o600, 0o644, 0o664, 0o755])('keeps the mode %o', (mode) => {
    const { source, path } = oldFile();
    chmodSync(path, mode);
    stageChange({ source, newText: 'new\n' }).commit();
    expect(statSync(path).mode & 0o7777).toBe(mode);
  });

  test.runIf(process.platform === 'linux')(
    'nobody else can read a copy before it has the mode of the file',
    () => {
      const { source, path, cwd } = oldFile();
      chmodSync(path, 0o600);
      // By then the content is in, and the mode not yet set.
      const script = '#!/bin/sh\nstat -L -c %a /dev/fd/4 > "$(dirname "$0")/mode"\n';
      mkdirSync(join(cwd, 'bin'));
      writeFileSync(join(cwd, 'bin/cp'), script, { mode: 0o755 });
      const { PATH } = process.env;
      process.env['PATH'] = `${join(cwd, 'bin')}:${PATH}`;
      onTestFinished(() => {
        process.env['PATH'] = PATH;
      });
      stageChange({ source, newText: 'new\n' }).discard();
      expect(readFileSync(join(cwd, 'bin/mode'), 'utf8')).toBe('600\n');
    },
  );

  test('writes the file that a link leads to, and leaves the link', () => {
    const { cwd, read } = oldFile();
    mkdirSync(join(cwd, 'links'));
    symlinkSync('../settings.py', join(cwd, 'links/settings.py'));
    const source = readSource('links/settings.py', { cwd });
    stageChange({ source, newText: 'new\n' }).commit();
    expect(read()).toBe('new\n');
    expect(lstatSync(join(cwd, 'links/settings.py')).isSymbolicLink()).toBe(true);
    expect(readdirSync(join(cwd, 'links'))).toEqual(['settings.py']);
  });

  test('counts the other names of a file; they keep the old content', () => {
    const { source, cwd, path, read } = oldFile();
    linkSync(path, join(cwd, 'cache.py'));
    const staged = stageChange({ source, newText: 'new\n' });
    expect(staged.otherNames).toBe(1);
    staged.commit();
    expect(read()).toBe('new\n');
    expect(readFileSync(join(cwd, 'cache.py'), 'utf8')).toBe('old\n');
  });

  test('refuses a text that the encoding of the file lacks, and leaves nothing', () => {
    const { source, names } = oldFile(Buffer.from([0xe9]));
    expect(() => stageChange({ source, newText: '\u20ac' })).toThrow(SelfCheckError);
    expect(names()).toEqual(['settings.py']);
  });
});

describe('a file that is not as planned any more is left alone', () => {
  const meanwhile: readonly { name: string; act: (path: string) => void }[] = [
    { name: 'edited', act: (path) => writeFileSync(path, 'theirs\n') },
    { name: 'edited to the same length', act: (path) => writeFileSync(path, 'OLD\n') },
    { name: 'appended to', act: (path) => writeFileSync(path, 'old\nmore\n') },
    { name: 'emptied', act: (path) => writeFileSync(path, '') },
    { name: 'removed', act: (path) => unlinkSync(path) },
    {
      name: 'replaced by a link, even one to the same content',
      act: (path) => {
        renameSync(path, `${path}.moved`);
        symlinkSync(`${path}.moved`, path);
      },
    },
    {
      name: 'replaced by a folder',
      act: (path) => {
        unlinkSync(path);
        mkdirSync(path);
      },
    },
  ];

  test.each(meanwhile)('$name before it is staged', ({ act }) => {
    const { source, path, names } = oldFile();
    act(path);
    const before = names();
    expect(() => stageChange({ source, newText: 'new\n' })).toThrow(changedOnDisk);
    expect(() => stageBackup(source)).toThrow(changedOnDisk);
    expect(() => stageChange({ source, newText: null })).toThrow(changedOnDisk);
    expect(names()).toEqual(before);
  });

  test.each(meanwhile)('$name between staging and commit', ({ act }) => {
    const { source, path, names } = oldFile();
    const staged = [
      stageChange({ source, newText: 'new\n' }),
      stageChange({ source, newText: null }),
      stageBackup(source),
    ];
    act(path);
    for (const each of staged) expect(() => each.commit()).toThrow(changedOnDisk);
    expect(names().filter((name) => !name.endsWith('.moved'))).toEqual(
      existsSync(path) ? ['settings.py'] : [],
    );
    if (lstatSync(path, { throwIfNoEntry: false })?.isFile())
      expect(readFileSync(path, 'utf8')).not.toBe('new\n');
  });

  test('replaced by the same content is as planned: nobody loses anything', () => {
    const { source, path, read } = oldFile();
    const staged = stageChange({ source, newText: 'new\n' });
    unlinkSync(path);
    writeFileSync(path, 'old\n');
    staged.commit();
    expect(read()).toBe('new\n');
  });

  test('the attributes are those of the moment, not of the reading', () => {
    const { source, path } = oldFile();
    chmodSync(path, 0o640);
    stageChange({ source, newText: 'new\n' }).commit();
    expect(statSync(path).mode & 0o7777).toBe(0o640);
  });

  test('of two that were planned from the same content, the second is refused', () => {
    const { source, read, names } = oldFile();
    const [first, second] = [
      stageChange({ source, newText: 'one\n' }),
      stageChange({ source, newText: 'two\n' }),
    ];
    first.commit();
    expect(() => second.commit()).toThrow(changedOnDisk);
    expect(read()).toBe('one\n');
    expect(names()).toEqual(['settings.py']);
  });
});

describe('a file that is created', () => {
  test('gets its folders, and the permissions of any new file', () => {
    const cwd = tempFolder();
    const source = absentSource('etc/unit.d/cors.conf', { cwd });
    const staged = stageChange({ source, newText: '[Service]\n' });
    expect(existsSync(source.realPath)).toBe(false);
    staged.commit();
    expect(readFileSync(source.realPath, 'utf8')).toBe('[Service]\n');
    expect(readdirSync(join(cwd, 'etc/unit.d'))).toEqual(['cors.conf']);
    writeFileSync(join(cwd, 'other'), '');
    expect(statSync(source.realPath).mode).toBe(statSync(join(cwd, 'other')).mode);
  });

  test('takes the folders away again that were made for it, and no others', () => {
    const cwd = tempFolder({ 'etc/passwd': '' });
    const staged = stageChange({ source: absentSource('etc/a/b/cors.conf', { cwd }), newText: 'x\n' });
    expect(existsSync(join(cwd, 'etc/a/b'))).toBe(true);
    staged.discard();
    expect(readdirSync(join(cwd, 'etc'))).toEqual(['passwd']);
  });

  test('leaves a folder in which somebody else has put something', () => {
    const cwd = tempFolder();
    const staged = stageChange({ source: absentSource('a/b/cors.conf', { cwd }), newText: 'x\n' });
    writeFileSync(join(cwd, 'a/theirs'), '');
    staged.discard();
    expect(readdirSync(join(cwd, 'a'))).toEqual(['theirs']);
  });

  test('does not overwrite one that came into being meanwhile', () => {
    const cwd = tempFolder();
    const source = absentSource('cors.conf', { cwd });
    const staged = stageChange({ source, newText: 'ours\n' });
    writeFileSync(source.realPath, 'theirs\n');
    expect(() => staged.commit()).toThrow(changedOnDisk);
    expect(() => stageChange({ source, newText: 'ours\n' })).toThrow(changedOnDisk);
    expect(readFileSync(source.realPath, 'utf8')).toBe('theirs\n');
    expect(readdirSync(cwd)).toEqual(['cors.conf']);
  });
});

describe('a file that is removed', () => {
  test('is there until the commit', () => {
    const { source, names } = oldFile();
    const staged = stageChange({ source, newText: null });
    staged.discard();
    expect(names()).toEqual(['settings.py']);
    staged.commit();
    expect(names()).toEqual([]);
  });
});

describe('stageBackup', () => {
  test('keeps the bytes and the mode of the file as it was read', () => {
    const { source, path, names } = oldFile(Buffer.from('\xef\xbb\xbfsecret \xe9', 'latin1'));
    chmodSync(path, 0o640);
    stageBackup(source).commit();
    expect(names()).toEqual(['settings.py', 'settings.py.omero-cors.bak']);
    expect(readFileSync(backupPath(source))).toEqual(source.bytes);
    expect(statSync(backupPath(source)).mode & 0o7777).toBe(0o640);
  });

  test('takes the place of an older one; of a link, not of what it leads to', () => {
    const { source, cwd } = oldFile();
    writeFileSync(join(cwd, 'precious'), 'precious');
    symlinkSync('precious', backupPath(source));
    stageBackup(source).commit();
    expect(lstatSync(backupPath(source)).isFile()).toBe(true);
    expect(readFileSync(join(cwd, 'precious'), 'utf8')).toBe('precious');
  });

  test('lies beside the file itself, not beside a link to it', () => {
    const { cwd } = oldFile();
    mkdirSync(join(cwd, 'links'));
    symlinkSync('../settings.py', join(cwd, 'links/settings.py'));
    expect(backupPath(readSource('links/settings.py', { cwd }))).toBe(
      join(cwd, 'settings.py.omero-cors.bak'),
    );
  });
});

describe('what the system refuses leaves nothing behind', () => {
  test('a folder stands where the backup goes', () => {
    const { source, names } = oldFile();
    mkdirSync(backupPath(source));
    const staged = stageBackup(source);
    expect(() => staged.commit()).toThrow(notWritten(`cannot write ${backupPath(source)}: it is a folder`));
    expect(names()).toEqual(['settings.py', 'settings.py.omero-cors.bak']);
  });

  test('the name of the backup is too long', () => {
    const name = `${'x'.repeat(245)}.py`;
    const cwd = tempFolder({ [name]: 'old\n' });
    const source = readSource(name, { cwd });
    // The name of the temporary file does not depend on it.
    stageChange({ source, newText: 'new\n' }).commit();
    const backup = stageBackup(readSource(name, { cwd }));
    expect(() => backup.commit()).toThrow(
      notWritten(`cannot write ${backupPath(source)}: the name is too long`),
    );
    expect(readdirSync(cwd)).toEqual([name]);
  });

  test('a file comes to stand where a folder is needed', () => {
    const cwd = tempFolder();
    const source = absentSource('etc/unit.d/cors.conf', { cwd });
    writeFileSync(join(cwd, 'etc'), '');
    expect(() => stageChange({ source, newText: 'x\n' })).toThrow(
      notWritten(`cannot write ${source.realPath}: a part of the path is no folder`),
    );
    expect(readdirSync(cwd)).toEqual(['etc']);
  });

  test('the folder is gone', () => {
    const { source, cwd } = oldFile();
    const staged = stageChange({ source, newText: 'new\n' });
    renameSync(cwd, `${cwd}-moved`);
    expect(() => staged.commit()).toThrow(changedOnDisk);
    renameSync(`${cwd}-moved`, cwd);
  });
});
