import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readRegular } from '../../src/files/read-regular.js';

const folder = mkdtempSync(join(tmpdir(), 'read-regular-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);

describe('readRegular', () => {
  test('reads a file, also by a link', () => {
    writeFileSync(at('file'), 'é\n');
    symlinkSync('file', at('link'));
    expect([readRegular(at('file')), readRegular(at('link'))]).toEqual(['é\n', 'é\n']);
  });

  test.each([
    ['a pipe that nobody writes to', () => execFileSync('mkfifo', [at('pipe')]), 'pipe'],
    ['a device that never ends', () => symlinkSync('/dev/zero', at('zero')), 'zero'],
    ['a folder', () => undefined, '.'],
  ])('refuses %s, at once', (_what, make, name) => {
    make();
    expect(() => readRegular(at(name))).toThrow('it is no regular file');
  });

  test('says what is not there in the words of the system', () => {
    expect(() => readRegular(at('none'))).toThrow(expect.objectContaining({ code: 'ENOENT' }));
  });
});
