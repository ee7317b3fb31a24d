import { chownSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { cell } from './support/cell.js';
import { omeroCors } from './support/cli.js';
import { backup, done, oldFolder, patch } from './support/old-folder.js';
import { countCalls, strace } from './support/strace.js';

/** What the program changes a folder by; the first test says that there is nothing else. */
const changing = ['openat', 'write', 'fsync', 'fchmod', 'fchown', 'rename', 'unlink'];

/** What could do the same: a runtime may choose another call in its next version. */
const others = [
  ...['renameat', 'renameat2', 'unlinkat', 'link', 'linkat', 'symlink', 'symlinkat', 'mknod', 'mknodat'],
  ...['creat', 'openat2', 'truncate', 'ftruncate', 'fallocate', 'pwrite64', 'writev', 'pwritev', 'pwritev2'],
  ...['sendfile', 'splice', 'copy_file_range', 'io_uring_enter', 'io_submit', 'fdatasync', 'sync_file_range'],
  ...['chmod', 'fchmodat', 'chown', 'lchown', 'fchownat', 'setxattr', 'lsetxattr', 'msync'],
];

cell('the calls below are all that the program changes files by', async () => {
  const { folder, path, restore } = await oldFolder();
  if (process.getuid?.() === 0) chownSync(path, 12345, 54321);
  const log = join(folder, 'calls');
  await strace(['--decode-fds=path', '-e', `trace=${others.join()}`], patch, folder, log);
  const named = readFileSync(log, 'latin1')
    .split('\n')
    .filter((line) => line.includes(folder));
  expect(named).toEqual([]);
  restore();
  const seen = await countCalls(changing, patch, folder);
  expect([...seen].filter(([, count]) => count === 0)).toEqual([]);
});

describe('SIGKILL', () => {
  for (const call of changing) {
    cell(
      `at every ${call} leaves the whole old or the whole new file, and what the next run clears`,
      async () => {
        const { folder, path, state, names, restore } = await oldFolder();
        if (process.getuid?.() === 0) chownSync(path, 12345, 54321);
        const count = (await countCalls([call], patch, folder)).get(call) ?? 0;
        const seen = { old: 0, new: 0, leftovers: 0 };
        // More than were counted: Node's threads do not share the work in the same way every time.
        for (let n = 1; n <= count + 3; n += 1) {
          restore();
          const { signal } = await strace(
            ['-e', `trace=${call}`, '-e', `inject=${call}:signal=KILL:when=${n}`],
            patch,
            folder,
          );
          seen[state()] += 1;
          if (names().some((name) => name.endsWith('.tmp'))) seen.leftovers += 1;
          if (signal === null && state() === 'new') continue;
          const { code, stderr } = await omeroCors(patch, { cwd: folder });
          expect([n, code, state(), names()], stderr).toEqual([n, 0, 'new', done]);
        }
        // Else nothing was killed, or nothing in the middle.
        expect(seen.new).toBeGreaterThan(0);
        if (['openat', 'write', 'fsync', 'rename'].includes(call)) {
          expect(seen.old).toBeGreaterThan(0);
          expect(seen.leftovers).toBeGreaterThan(0);
        }
      },
      { timeout: 1_800_000 },
    );
  }

  cell(
    'at 300 random moments',
    async () => {
      const { folder, state, names, restore } = await oldFolder();
      const started = performance.now();
      await omeroCors(patch, { cwd: folder });
      const duration = performance.now() - started;
      const seen = { old: 0, new: 0 };
      restore();
      for (let round = 0; round < 300; round += 1) {
        await omeroCors(patch, { cwd: folder, timeout: Math.random() * duration * 1.2 });
        const now = state();
        seen[now] += 1;
        if (now === 'new') restore();
      }
      expect([seen.old > 0, seen.new > 0], JSON.stringify(seen)).toEqual([true, true]);
      await omeroCors(patch, { cwd: folder });
      expect([state(), names()]).toEqual(['new', done]);
    },
    { timeout: 1_800_000 },
  );
});

describe('SIGTERM and Ctrl-C', () => {
  for (const [signal, call] of [
    ['TERM', 'fsync'],
    ['TERM', 'fchmod'],
    ['TERM', 'rename'],
    ['INT', 'fsync'],
    ['INT', 'rename'],
    ['HUP', 'fsync'],
    // cp is hit too: it is in our process group.
    ['TERM', 'openat'],
    ['TERM', 'write'],
  ] as const) {
    cell(
      `${signal} at every ${call} leaves a whole file and nothing beside it`,
      async () => {
        const { folder, state, names, restore } = await oldFolder();
        const count = (await countCalls([call], patch, folder)).get(call) ?? 0;
        let hits = 0;
        for (let n = 1; n <= count + 1; n += 1) {
          restore();
          const { code, stderr } = await strace(
            ['-e', `trace=${call}`, '-e', `inject=${call}:signal=${signal}:when=${n}`],
            patch,
            folder,
          );
          expect([n, names().filter((name) => name !== backup)], stderr).toEqual([n, ['settings.py']]);
          if (code === 0) expect(state()).toBe('new');
          if (code === 1 || code === 2)
            expect([state(), stderr]).toEqual(['old', expect.stringContaining('not written')]);
          expect(code).not.toBe(3);
          if (code !== 0) hits += 1;
        }
        // At the renames it is too late: a signal takes effect before the first or after the last.
        if (call === 'rename') expect(hits).toBe(0);
        else expect(hits).toBeGreaterThan(0);
      },
      { timeout: 1_800_000 },
    );
  }
});
