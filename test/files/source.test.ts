import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SelfCheckError, SettingsError } from '../../src/errors.js';
import {
  absentSource,
  encodeText,
  isUnchanged,
  readSource,
  sourceFromBytes,
} from '../../src/files/source.js';
import { tempFolder } from '../support/temp-folder.js';

const MARK = Buffer.from([0xef, 0xbb, 0xbf]);

describe('readSource decodes', () => {
  test.each([
    { name: 'ASCII', bytes: Buffer.from('a\n'), text: 'a\n', encoding: 'utf8', mark: false },
    { name: 'nothing', bytes: Buffer.alloc(0), text: '', encoding: 'utf8', mark: false },
    { name: 'UTF-8', bytes: Buffer.from('é€😀'), text: 'é€😀', encoding: 'utf8', mark: false },
    {
      name: 'CRLF, untouched',
      bytes: Buffer.from('a\r\nb\r\n'),
      text: 'a\r\nb\r\n',
      encoding: 'utf8',
      mark: false,
    },
    {
      name: 'a mark',
      bytes: Buffer.concat([MARK, Buffer.from('a')]),
      text: 'a',
      encoding: 'utf8',
      mark: true,
    },
    { name: 'a mark and no more', bytes: MARK, text: '', encoding: 'utf8', mark: true },
    // The second mark is a character like any other.
    { name: 'two marks', bytes: Buffer.concat([MARK, MARK]), text: '\uFEFF', encoding: 'utf8', mark: true },
    { name: 'Latin-1', bytes: Buffer.from([0x61, 0xe9]), text: 'aé', encoding: 'latin1', mark: false },
    {
      name: 'half a UTF-8 character',
      bytes: Buffer.from([0xc3]),
      text: 'Ã',
      encoding: 'latin1',
      mark: false,
    },
    // A surrogate has no UTF-8: Buffer would turn it into another character.
    {
      name: 'a surrogate',
      bytes: Buffer.from([0xed, 0xa0, 0x80]),
      text: 'í\u00a0\u0080',
      encoding: 'latin1',
      mark: false,
    },
    {
      name: 'a mark before Latin-1',
      bytes: Buffer.concat([MARK, Buffer.from([0xe9])]),
      text: 'é',
      encoding: 'latin1',
      mark: true,
    },
    { name: 'NUL', bytes: Buffer.from([0x61, 0, 0x62]), text: 'a\0b', encoding: 'utf8', mark: false },
  ])('$name', ({ bytes, text, encoding, mark }) => {
    const cwd = tempFolder({ 'settings.py': bytes });
    const source = readSource('settings.py', { cwd });
    expect(source).toMatchObject({ text, encoding, byteOrderMark: mark, exists: true });
    expect(source.bytes).toEqual(bytes);
    expect(encodeText(source, source.text)).toEqual(bytes);
  });

  test('as detectEncoding says', () => {
    const cwd = tempFolder({ 'settings.py': 'é' });
    const asked: unknown[] = [];
    const detectEncoding = (bytes: Buffer, path: string) => {
      asked.push(bytes.toString('hex'), path);
      return 'latin1' as const;
    };
    const source = readSource('settings.py', { cwd, detectEncoding });
    expect(source).toMatchObject({ text: 'Ã©', encoding: 'latin1' });
    expect(asked).toEqual(['c3a9', 'settings.py']);
  });

  test('as Latin-1 what detectEncoding takes for UTF-8 and is none', () => {
    const cwd = tempFolder({ 'settings.py': Buffer.from([0xe9]) });
    expect(readSource('settings.py', { cwd, detectEncoding: () => 'utf8' }).encoding).toBe('latin1');
  });
});

test('bytes become text and the same bytes again, whatever they are', () => {
  const chunk = fc.oneof(
    fc.uint8Array({ maxLength: 20 }),
    fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)),
    fc.constant(MARK),
  );
  fc.assert(
    fc.property(
      fc.array(chunk, { maxLength: 4 }),
      fc.constantFrom('utf8' as const, 'latin1' as const),
      (parts, encoding) => {
        const bytes = Buffer.concat(parts);
        for (const source of [sourceFromBytes('-', bytes), sourceFromBytes('-', bytes, () => encoding)]) {
          expect(encodeText(source, source.text).equals(bytes)).toBe(true);
        }
      },
    ),
    { numRuns: 2000 },
  );
});

describe('encodeText refuses what the encoding lacks', () => {
  test.each([
    { name: 'a euro sign in Latin-1', bytes: Buffer.from([0xe9]), text: 'é€' },
    { name: 'half a surrogate pair in UTF-8', bytes: Buffer.from('a'), text: 'a\ud83d' },
  ])('$name', ({ bytes, text }) => {
    expect(() => encodeText(sourceFromBytes('s.py', bytes), text)).toThrow(SelfCheckError);
  });
});

/** The code and the message of the SettingsError that is thrown. */
const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof SettingsError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'nothing';
};

describe('readSource refuses', () => {
  test('what is not there', () => {
    const cwd = tempFolder();
    expect(codeOf(() => readSource('no.py', { cwd }))).toBe('not-found: no.py: no such file or folder');
    expect(codeOf(() => readSource('', { cwd: join(cwd, 'gone') }))).toContain('not-found');
  });

  test('a folder', () => {
    const cwd = tempFolder({ 'folder/file': '' });
    expect(codeOf(() => readSource('folder', { cwd }))).toBe(
      'not-a-file: folder is a folder, not a regular file',
    );
  });

  test('a path through a file', () => {
    const cwd = tempFolder({ file: '' });
    expect(codeOf(() => readSource('file/settings.py', { cwd }))).toBe(
      'unreadable: cannot read file/settings.py: a part of the path is no folder',
    );
  });

  test('a named pipe, without waiting for a writer', () => {
    const cwd = tempFolder();
    execFileSync('mkfifo', [join(cwd, 'pipe')]);
    expect(codeOf(() => readSource('pipe', { cwd }))).toBe(
      'not-a-file: pipe is a named pipe, not a regular file',
    );
  });

  test('a device', () => {
    expect(codeOf(() => readSource('/dev/null', { cwd: '/' }))).toBe(
      'not-a-file: /dev/null is a device, not a regular file',
    );
  });

  test('a link that leads nowhere', () => {
    const cwd = tempFolder();
    symlinkSync('gone.py', join(cwd, 'link.py'));
    expect(codeOf(() => readSource('link.py', { cwd }))).toBe(
      'dangling-link: link.py is a symbolic link that leads nowhere',
    );
  });

  test('links that lead to each other', () => {
    const cwd = tempFolder();
    symlinkSync('b.py', join(cwd, 'a.py'));
    symlinkSync('a.py', join(cwd, 'b.py'));
    expect(codeOf(() => readSource('a.py', { cwd }))).toBe(
      'unreadable: cannot read a.py: its symbolic links lead back to themselves',
    );
  });
});

describe('paths', () => {
  test('a file below the working directory is shown relative to it, however it was named', () => {
    const cwd = tempFolder({ 'web/settings.py': '' });
    for (const path of [
      'web/settings.py',
      './web//settings.py',
      'web/../web/settings.py',
      join(cwd, 'web/settings.py'),
    ]) {
      const source = readSource(path, { cwd });
      expect(source).toMatchObject({
        path,
        realPath: join(cwd, 'web/settings.py'),
        diffPath: 'web/settings.py',
      });
    }
  });

  test('a file outside it is shown by its absolute path without the leading slash', () => {
    const folder = tempFolder({ 'settings.py': '', 'work/file': '' });
    const source = readSource('../settings.py', { cwd: join(folder, 'work') });
    expect(source.diffPath).toBe(`${folder.slice(1)}/settings.py`);
  });

  test('a name that begins with two dots is not outside', () => {
    const cwd = tempFolder({ '..settings.py': '' });
    expect(readSource('..settings.py', { cwd }).diffPath).toBe('..settings.py');
  });

  test('a link shows the file it leads to', () => {
    const cwd = tempFolder({ 'real/settings.py': '' });
    symlinkSync('real', join(cwd, 'venv'));
    symlinkSync('venv/settings.py', join(cwd, 'link.py'));
    expect(readSource('link.py', { cwd })).toMatchObject({
      path: 'link.py',
      realPath: join(cwd, 'real/settings.py'),
      diffPath: 'real/settings.py',
    });
  });

  test('a link that leads out of the working directory shows an absolute path', () => {
    const folder = tempFolder({ 'settings.py': '', 'work/file': '' });
    symlinkSync('../settings.py', join(folder, 'work/link.py'));
    expect(readSource('link.py', { cwd: join(folder, 'work') }).diffPath).toBe(
      `${folder.slice(1)}/settings.py`,
    );
  });

  test('a working directory that is a link itself', () => {
    const folder = tempFolder({ 'real/settings.py': '' });
    symlinkSync('real', join(folder, 'here'));
    expect(readSource('settings.py', { cwd: join(folder, 'here') }).diffPath).toBe('settings.py');
  });
});

describe('absentSource', () => {
  test('stands for a file to be created, in folders that need not exist', () => {
    const cwd = tempFolder();
    expect(absentSource('etc/unit.d/cors.conf', { cwd })).toEqual({
      path: 'etc/unit.d/cors.conf',
      realPath: join(cwd, 'etc/unit.d/cors.conf'),
      diffPath: 'etc/unit.d/cors.conf',
      exists: false,
      bytes: Buffer.alloc(0),
      text: '',
      encoding: 'utf8',
      byteOrderMark: false,
    });
  });

  test('follows the links among the folders that do exist', () => {
    const cwd = tempFolder();
    mkdirSync(join(cwd, 'real'));
    symlinkSync('real', join(cwd, 'etc'));
    expect(absentSource('etc/unit.d/cors.conf', { cwd }).diffPath).toBe('real/unit.d/cors.conf');
  });

  test.each(['file', 'folder', 'dangling'])('refuses a name that is taken: %s', (name) => {
    const cwd = tempFolder({ file: '', 'folder/file': '' });
    symlinkSync('gone', join(cwd, 'dangling'));
    expect(codeOf(() => absentSource(name, { cwd }))).toBe(`exists: ${name} exists already`);
  });

  test.each([
    { folder: 'file', reason: 'a part of the path is no folder' },
    { folder: 'dangling', reason: 'no such file or folder' },
    { folder: 'loop', reason: 'its symbolic links lead back to themselves' },
  ])('refuses a path through $folder: $reason', ({ folder, reason }) => {
    const cwd = tempFolder({ file: '' });
    symlinkSync('gone', join(cwd, 'dangling'));
    symlinkSync('loop', join(cwd, 'loop'));
    expect(codeOf(() => absentSource(`${folder}/x`, { cwd }))).toBe(
      `unreadable: cannot look for ${folder}/x: ${reason}`,
    );
  });
});

test.each([
  { exists: true, text: 'a', newText: 'a', unchanged: true },
  { exists: true, text: 'a', newText: 'b', unchanged: false },
  { exists: true, text: 'a', newText: null, unchanged: false },
  { exists: true, text: '', newText: '', unchanged: true },
  { exists: false, text: '', newText: null, unchanged: true },
  // An empty file comes into being.
  { exists: false, text: '', newText: '', unchanged: false },
])('isUnchanged: exists $exists, "$text" -> "$newText"', ({ exists, text, newText, unchanged }) => {
  const source = { ...sourceFromBytes('s.py', Buffer.from(text)), exists };
  expect(isUnchanged({ source, newText })).toBe(unchanged);
});
