import { linkSync, mkdirSync, readdirSync, readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { type ApplyOptions, applyChanges } from '../../src/commands/apply.js';
import { SelfCheckError } from '../../src/errors.js';
import { absentSource, type Change, readSource } from '../../src/files/source.js';
import { createReporter } from '../../src/terminal/report.js';
import { type FakeIoOptions, fakeIo } from '../support/fake-io.js';
import { tempFolder } from '../support/temp-folder.js';

const plain: ApplyOptions = { dryRun: false, check: false, yes: false, format: 'text' };

const DIFF = '--- a/settings.py\n+++ b/settings.py\n@@ -1,1 +1,1 @@\n-old\n+new\n';

/** Files with the content `old`, and a run of applyChanges over them. */
function oldFiles(...names: readonly string[]) {
  const cwd = tempFolder(Object.fromEntries(names.map((name) => [name, 'old\n'])));
  const change = (name: string, newText: string | null = 'new\n'): Change => ({
    source: readSource(name, { cwd }),
    newText,
  });
  return {
    cwd,
    change,
    read: (name: string) => readFileSync(join(cwd, name), 'utf8'),
    names: () => readdirSync(cwd).sort(),
    start: (changes: readonly Change[], options: Partial<ApplyOptions> = {}, streams: FakeIoOptions = {}) => {
      const fake = fakeIo({ cwd, ...streams });
      const running = applyChanges(changes, { ...plain, ...options }, fake.io, createReporter(fake.io));
      const outcome = running.then(({ files, exitCode }) => ({
        exitCode,
        statuses: files.map(({ status }) => status),
        diffs: files.map(({ diff }) => diff),
        errors: files.map(({ error }) => error?.code),
      }));
      return { ...fake, outcome };
    },
  };
}

describe('one change', () => {
  test('is shown and made where stdin is no terminal', async () => {
    const { start, change, read, names } = oldFiles('settings.py');
    const { outcome, stdout, stderr } = start([change('settings.py')]);
    expect(await outcome).toEqual({ exitCode: 0, statuses: ['changed'], diffs: [DIFF], errors: [undefined] });
    expect(stdout()).toBe(DIFF);
    expect(stderr()).toBe('written: settings.py\n');
    expect(read('settings.py')).toBe('new\n');
    expect(names()).toEqual(['settings.py']);
  });

  test.each([
    { options: { dryRun: true }, exitCode: 0 },
    { options: { check: true }, exitCode: 1 },
    { options: { dryRun: true, check: true }, exitCode: 1 },
    // --yes answers a question; these ask none.
    { options: { dryRun: true, yes: true }, exitCode: 0 },
    { options: { check: true, yes: true }, exitCode: 1 },
  ])('$options shows it, asks nothing and writes nothing: exit $exitCode', async ({ options, exitCode }) => {
    const { start, change, read, names } = oldFiles('settings.py');
    const { outcome, stdout, stderr } = start([change('settings.py')], options, { terminal: true });
    expect(await outcome).toMatchObject({ exitCode, statuses: ['planned'], diffs: [DIFF] });
    expect(stdout()).toBe(DIFF);
    expect(stderr()).toBe('');
    expect(read('settings.py')).toBe('old\n');
    expect(names()).toEqual(['settings.py']);
  });

  test('goes out in the bytes of the file', async () => {
    const { start, cwd } = oldFiles('settings.py');
    writeFileSync(join(cwd, 'settings.py'), Buffer.from('# \xe9\n', 'latin1'));
    const source = readSource('settings.py', { cwd });
    const { outcome, stdoutBytes } = start([{ source, newText: `${source.text}x\n` }], { dryRun: true });
    await outcome;
    expect(stdoutBytes().toString('latin1')).toContain(' # \xe9\n+x\n');
  });

  test('in json is in the outcome, not on stdout', async () => {
    const { start, change, read } = oldFiles('settings.py');
    const { outcome, stdout } = start([change('settings.py')], { format: 'json' });
    expect(await outcome).toMatchObject({ exitCode: 0, statuses: ['changed'], diffs: [DIFF] });
    expect(stdout()).toBe('');
    expect(read('settings.py')).toBe('new\n');
  });

  test('of a file that is created, and of one that is removed', async () => {
    const { start, change, cwd, names } = oldFiles('old.conf');
    const created = { source: absentSource('unit.d/new.conf', { cwd }), newText: 'new\n' };
    const { outcome, stderr } = start([created, change('old.conf', null)]);
    expect(await outcome).toMatchObject({ exitCode: 0, statuses: ['changed', 'changed'] });
    expect(stderr()).toBe('written: unit.d/new.conf\nremoved: old.conf\n');
    expect(names()).toEqual(['unit.d']);
  });

  test('names the hard links that keep the old content', async () => {
    const { start, change, cwd } = oldFiles('settings.py');
    linkSync(join(cwd, 'settings.py'), join(cwd, 'cache.py'));
    const { outcome, stderr } = start([change('settings.py')]);
    await outcome;
    expect(stderr()).toContain('note: it had 1 more name (hard links), which keep the old content');
  });

  test('removes what a killed run left, also where nothing changes', async () => {
    const { start, change, cwd, names } = oldFiles('settings.py');
    const old = new Date(0);
    const { utimesSync } = await import('node:fs');
    writeFileSync(join(cwd, '.omero-cors-5-ab-1.tmp'), '');
    utimesSync(join(cwd, '.omero-cors-5-ab-1.tmp'), old, old);
    await start([change('settings.py', 'old\n')], { dryRun: true }).outcome;
    expect(names()).toHaveLength(2);
    await start([change('settings.py', 'old\n')]).outcome;
    expect(names()).toEqual(['settings.py']);
  });
});

describe('no change', () => {
  test.each([{}, { check: true }, { dryRun: true }, { yes: true }])(
    'with %j asks and says nothing',
    async (options) => {
      const { start, change, cwd } = oldFiles('settings.py');
      const before = statSync(join(cwd, 'settings.py'), { bigint: true });
      const { outcome, stdout, stderr } = start([change('settings.py', 'old\n')], options, {
        terminal: true,
      });
      expect(await outcome).toEqual({
        exitCode: 0,
        statuses: ['unchanged'],
        diffs: [''],
        errors: [undefined],
      });
      expect(stdout() + stderr()).toBe('');
      const after = statSync(join(cwd, 'settings.py'), { bigint: true });
      expect([after.ino, after.mtimeNs]).toEqual([before.ino, before.mtimeNs]);
    },
  );

  test('no files at all', async () => {
    const { start } = oldFiles();
    expect(await start([]).outcome).toMatchObject({ exitCode: 0, statuses: [] });
  });
});

describe('on a terminal', () => {
  test('asks once, after all diffs, and applies on yes', async () => {
    const { start, change, read } = oldFiles('a.py', 'b.py');
    const { outcome, stdin, stdout, stderr } = start(
      [change('a.py'), change('b.py')],
      {},
      { terminal: true },
    );
    await wait(20);
    expect(stdout().match(/^--- /gm)).toHaveLength(2);
    expect(stderr()).toBe('Apply? [y/N] ');
    expect(read('a.py')).toBe('old\n');
    stdin.write('y\n');
    expect(await outcome).toMatchObject({ exitCode: 0, statuses: ['changed', 'changed'] });
    expect(read('b.py')).toBe('new\n');
  });

  test.each(['n\n', '\n'])('declined by %j: nothing is written, exit 1', async (typed) => {
    const { start, change, read, names } = oldFiles('a.py', 'b.py');
    const { outcome, stdin, stderr } = start(
      [change('a.py'), change('b.py', 'old\n')],
      {},
      { terminal: true },
    );
    stdin.write(typed);
    expect(await outcome).toMatchObject({ exitCode: 1, statuses: ['declined', 'unchanged'] });
    expect(stderr()).toContain('Nothing was written.\n');
    expect(read('a.py')).toBe('old\n');
    expect(names()).toEqual(['a.py', 'b.py']);
  });

  test('interrupted at the question: nothing is written, exit 1', async () => {
    const { start, change, read } = oldFiles('a.py');
    const { outcome } = start([change('a.py')], {}, { terminal: true });
    await wait(20);
    process.emit('SIGINT');
    expect(await outcome).toMatchObject({ exitCode: 1, statuses: ['declined'] });
    expect(read('a.py')).toBe('old\n');
  });

  test('does not ask with --yes', async () => {
    const { start, change, read } = oldFiles('a.py');
    const { outcome, stderr } = start([change('a.py')], { yes: true }, { terminal: true });
    expect(await outcome).toMatchObject({ exitCode: 0, statuses: ['changed'] });
    expect(stderr()).not.toContain('Apply?');
    expect(read('a.py')).toBe('new\n');
  });

  test('shows the diff on stderr when stdout is for the json', async () => {
    const { start, change } = oldFiles('settings.py');
    const { outcome, stdin, stdout, stderr } = start(
      [change('settings.py')],
      { format: 'json' },
      { terminal: true },
    );
    stdin.write('y\n');
    expect(await outcome).toMatchObject({ exitCode: 0 });
    expect(stderr()).toBe(`${DIFF}Apply? [y/N] written: settings.py\n`);
    expect(stdout()).toBe('');
  });

  test('a file that is edited while the question stands is left alone: exit 2', async () => {
    const { start, change, cwd, read, names } = oldFiles('a.py', 'b.py');
    const { outcome, stdin, stderr } = start([change('a.py'), change('b.py')], {}, { terminal: true });
    await wait(20);
    writeFileSync(join(cwd, 'b.py'), 'theirs\n');
    stdin.write('y\n');
    // And the other with it: all or nothing.
    expect(await outcome).toMatchObject({
      exitCode: 2,
      statuses: ['planned', 'error'],
      errors: [undefined, 'changed-on-disk'],
    });
    expect(stderr()).toContain('error: b.py was changed by somebody else meanwhile; it was left alone\n');
    expect(stderr()).toContain('not written: a.py\nnot written: b.py\n');
    expect([read('a.py'), read('b.py')]).toEqual(['old\n', 'theirs\n']);
    expect(names()).toEqual(['a.py', 'b.py']);
  });
});

describe('backups', () => {
  test('are kept of those that the caller names', async () => {
    const { start, change, read, names } = oldFiles('a.py', 'b.py', 'c.py');
    const asked: string[] = [];
    const { outcome, stderr } = start([change('a.py'), change('b.py'), change('c.py', 'old\n')], {
      keepsBackup: ({ path }) => {
        asked.push(path);
        return path === 'a.py';
      },
    });
    await outcome;
    expect(asked).toEqual(['a.py', 'b.py']);
    expect(names()).toEqual(['a.py', 'a.py.omero-cors.bak', 'b.py', 'c.py']);
    expect(read('a.py.omero-cors.bak')).toBe('old\n');
    expect(stderr()).toMatch(
      /^written: a\.py\n {2}what it was before is in \/.*\/a\.py\.omero-cors\.bak\nwritten: b\.py\n$/,
    );
  });

  test('one that cannot be written stops the change', async () => {
    const { start, change, cwd, read } = oldFiles('a.py');
    mkdirSync(join(cwd, 'a.py.omero-cors.bak'));
    const { outcome } = start([change('a.py')], { keepsBackup: () => true });
    expect(await outcome).toMatchObject({ exitCode: 2, statuses: ['error'], errors: ['not-written'] });
    expect(read('a.py')).toBe('old\n');
  });
});

describe('when something goes wrong', () => {
  test('in staging the last of several, none is written', async () => {
    const { start, change, cwd, read, names } = oldFiles('a.py', 'b.py', 'c.py');
    const changes = [change('a.py'), change('b.py'), change('c.py')];
    unlinkSync(join(cwd, 'c.py'));
    const { outcome } = start(changes);
    expect(await outcome).toMatchObject({ exitCode: 2, statuses: ['planned', 'planned', 'error'] });
    expect([read('a.py'), read('b.py')]).toEqual(['old\n', 'old\n']);
    expect(names()).toEqual(['a.py', 'b.py']);
  });

  test('in committing one of several, it says which were written and which were not', async () => {
    const { start, change, cwd, read, names } = oldFiles('a.py', 'b.py', 'c.py');
    // Only a rename can fail that late: here of the backup, onto a folder.
    mkdirSync(join(cwd, 'b.py.omero-cors.bak'));
    const { outcome, stderr } = start([change('a.py'), change('b.py'), change('c.py')], {
      keepsBackup: ({ path }) => path === 'b.py',
    });
    expect(await outcome).toMatchObject({ exitCode: 2, statuses: ['changed', 'error', 'planned'] });
    expect([read('a.py'), read('b.py'), read('c.py')]).toEqual(['new\n', 'old\n', 'old\n']);
    expect(stderr()).toMatch(
      /^written: a\.py\nerror: cannot write .*\nnot written: b\.py\nnot written: c\.py\n$/,
    );
    expect(names()).toEqual(['a.py', 'b.py', 'b.py.omero-cors.bak', 'c.py']);
  });

  test('a signal between two files stops before the next', async () => {
    const { start, change, read, names } = oldFiles('a.py', 'b.py');
    const { outcome } = start([change('a.py'), change('b.py')], {
      keepsBackup: ({ path }) => {
        // All are being staged: the signal is heard before the first is committed.
        if (path === 'b.py') process.emit('SIGTERM');
        return false;
      },
    });
    expect(await outcome).toMatchObject({ exitCode: 1, statuses: ['declined', 'declined'] });
    expect([read('a.py'), read('b.py')]).toEqual(['old\n', 'old\n']);
    expect(names()).toEqual(['a.py', 'b.py']);
  });

  test('a signal and a failure at once: the failure decides the exit code', async () => {
    const { start, change, cwd, read } = oldFiles('a.py', 'b.py');
    const { outcome } = start([change('a.py'), change('b.py')], {
      keepsBackup: ({ path }) => {
        if (path === 'b.py') {
          process.emit('SIGTERM');
          unlinkSync(join(cwd, 'b.py'));
        }
        return false;
      },
    });
    expect(await outcome).toMatchObject({ exitCode: 2, statuses: ['declined', 'error'] });
    expect(read('a.py')).toBe('old\n');
  });

  test('a bug is thrown on, and leaves nothing', async () => {
    const { start, change, cwd, names } = oldFiles('a.py', 'b.py');
    writeFileSync(join(cwd, 'b.py'), Buffer.from([0xe9]));
    const { outcome } = start([change('a.py'), change('b.py', '\u20ac')]);
    await expect(outcome).rejects.toThrow(SelfCheckError);
    expect(names()).toEqual(['a.py', 'b.py']);
  });

  test('in showing the diff, nothing is written: it was not shown', async () => {
    const { start, change, read } = oldFiles('a.py');
    const stdoutFailure = Object.assign(new Error('write ENOSPC'), { code: 'ENOSPC' });
    const { outcome } = start([change('a.py')], {}, { stdoutFailure });
    await expect(outcome).rejects.toMatchObject({ code: 'not-shown' });
    expect(read('a.py')).toBe('old\n');
  });

  test('a reader that closes the pipe does not stop it', async () => {
    const { start, change, read } = oldFiles('a.py');
    const stdoutFailure = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
    const { outcome } = start([change('a.py')], {}, { stdoutFailure });
    expect(await outcome).toMatchObject({ exitCode: 0, statuses: ['changed'] });
    expect(read('a.py')).toBe('new\n');
  });
});

test('the signals are given back afterwards', async () => {
  const before = process.listenerCount('SIGINT');
  const { start, change } = oldFiles('a.py');
  await start([change('a.py')]).outcome;
  expect(process.listenerCount('SIGINT')).toBe(before);
});
