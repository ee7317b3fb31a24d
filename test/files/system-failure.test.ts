import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { describe, expect, test } from 'vitest';
import { SettingsError } from '../../src/errors.js';
import { systemErrorCode, systemFailure } from '../../src/files/system-failure.js';

const failed = (code: string): Error =>
  Object.assign(new Error(`${code}: something, open '/x'`), { code, syscall: 'open' });

describe('systemFailure', () => {
  test.each([
    ['EACCES', 'permission denied', /sudo/],
    ['EPERM', 'operation not permitted', /lsattr/],
    ['ENOSPC', 'no space left on the device', /df -i/],
    ['EROFS', 'the file system is mounted read-only', undefined],
    ['EDQUOT', 'the disk quota is used up', undefined],
    ['EBUSY', 'the file is in use as a mount point', /host/],
    // One that no table foresees keeps its name.
    ['EXDEV', 'EXDEV', undefined],
  ])('%s: %s', (code, reason, hint) => {
    const error = systemFailure(failed(code), 'not-written', 'cannot write /x');
    expect(error).toBeInstanceOf(SettingsError);
    expect(error).toMatchObject({ code: 'not-written', message: `cannot write /x: ${reason}` });
    const said = error instanceof SettingsError ? error.hint : '';
    if (hint === undefined) expect(said).toBeUndefined();
    else expect(said).toMatch(hint);
  });

  test.each([
    ['a bug', new TypeError('x is not a function')],
    ['an error that was made for the reader already', new SettingsError('changed-on-disk', 'changed')],
    // Node's own: a wrong argument, which is our mistake.
    ['an error code without a system call', Object.assign(new Error(), { code: 'ERR_INVALID_ARG_TYPE' })],
    ['something thrown that is no error', 'text'],
  ])('gives back %s as it is', (_name, error) => {
    expect(systemFailure(error, 'not-written', 'cannot write')).toBe(error);
  });
});

test('systemErrorCode knows the errors of node:fs', () => {
  let caught: unknown;
  try {
    readFileSync('/no/such/file');
  } catch (error) {
    caught = error;
  }
  expect(systemErrorCode(caught)).toBe('ENOENT');
});

test.each([
  [-constants.errno.EDQUOT, 'Unknown system error -122', 'EDQUOT'],
  // One that is new to us all.
  [-99999, 'Unknown system error -99999', 'Unknown system error -99999'],
])('systemErrorCode names errno %i, which Node cannot', (errno, code, name) => {
  const error = Object.assign(new Error(code), { errno, code, syscall: 'fsync' });
  expect(systemErrorCode(error)).toBe(name);
});
