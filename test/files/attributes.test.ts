import { chmodSync, closeSync, fstatSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { copyAttributes } from '../../src/files/attributes.js';
import { tempFolder } from '../support/temp-folder.js';

const path = process.env['PATH'];
afterEach(() => {
  process.env['PATH'] = path;
});

/** Opens an original of that mode and a new file beside it, and hands both on. */
function withFiles(mode: number, use: (original: number, copy: number) => void): void {
  const folder = tempFolder({ original: 'old' });
  chmodSync(join(folder, 'original'), mode);
  const original = openSync(join(folder, 'original'), 'r');
  const copy = openSync(join(folder, 'copy'), 'wx', 0o600);
  try {
    use(original, copy);
  } finally {
    closeSync(original);
    closeSync(copy);
  }
}

/** Makes `cp` what the script says, with `getfattr` beside it where it is given. */
function replaceCp(scripts: Readonly<Record<string, string>>): void {
  const folder = tempFolder();
  mkdirSync(join(folder, 'bin'));
  for (const [name, script] of Object.entries(scripts)) {
    writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  process.env['PATH'] = join(folder, 'bin');
}

describe('copyAttributes', () => {
  test.each([0o644, 0o600, 0o640, 0o755, 0o664, 0o400, 0o2755, 0o4755])('keeps the mode %o', (mode) => {
    withFiles(mode, (original, copy) => {
      copyAttributes(original, copy, 'settings.py');
      expect(fstatSync(copy).mode & 0o7777).toBe(mode);
    });
  });

  test('leaves the content and the times of the copy alone', () => {
    withFiles(0o644, (original, copy) => {
      writeFileSync(copy, 'new');
      const before = fstatSync(copy);
      copyAttributes(original, copy, 'settings.py');
      expect(fstatSync(copy)).toMatchObject({ size: 3, mtimeMs: before.mtimeMs });
    });
  });

  describe.runIf(process.platform === 'linux')('where cp is not as expected', () => {
    test('asks again without the SELinux context where there is no SELinux', () => {
      replaceCp({
        cp: 'case "$*" in *context*) echo "cp: cannot preserve security context without an SELinux-enabled kernel" >&2; exit 1;; esac',
      });
      withFiles(0o640, (original, copy) => {
        copyAttributes(original, copy, 'settings.py');
        expect(fstatSync(copy).mode & 0o7777).toBe(0o640);
      });
    });

    test.each([
      { name: 'it is missing', scripts: {}, said: 'cp was not found' },
      {
        name: 'it is busybox',
        scripts: { cp: 'echo "cp: unrecognized option: attributes-only" >&2; exit 1' },
        said: 'unrecognized option: attributes-only',
      },
      // SELinux is on, and forbids it: never a second try without.
      {
        name: 'it may not',
        scripts: {
          cp: 'case "$*" in *context*) echo "cp: failed to set the security context" >&2; exit 1;; esac',
        },
        said: 'failed to set the security context',
      },
      { name: 'it is killed', scripts: { cp: 'kill -9 $$' }, said: 'SIGKILL' },
      { name: 'it says nothing', scripts: { cp: 'exit 3' }, said: 'exit 3' },
      { name: 'there are attributes', scripts: { getfattr: 'echo user.x' }, said: 'cp was not found' },
      { name: 'getfattr fails', scripts: { getfattr: 'exit 1' }, said: 'cp was not found' },
    ])('stops where $name', ({ scripts, said }) => {
      replaceCp(scripts as Record<string, string>);
      withFiles(0o644, (original, copy) => {
        expect(() => copyAttributes(original, copy, 'settings.py')).toThrow(
          expect.objectContaining({
            code: 'attributes-not-kept',
            message: expect.stringContaining(said),
            hint: expect.stringContaining('coreutils'),
          }),
        );
      });
    });

    test('goes on where getfattr says that there are none', () => {
      replaceCp({ getfattr: 'exit 0' });
      withFiles(0o640, (original, copy) => {
        copyAttributes(original, copy, 'settings.py');
        expect(fstatSync(copy).mode & 0o7777).toBe(0o640);
      });
    });
  });
});
