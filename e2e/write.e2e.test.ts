import { chmodSync, chownSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, onTestFinished } from 'vitest';
import { cell } from './support/cell.js';
import { omeroCors, programWords } from './support/cli.js';
import { Missing } from './support/missing.js';
import { done, oldFolder, oldText, patch } from './support/old-folder.js';
import { openProgram } from './support/open-program.js';
import { type RunOptions, run, runOk } from './support/run.js';
import { sampleFolder } from './support/sample.js';
import { strace } from './support/strace.js';

describe('what the system refuses', () => {
  /** exit 2, the sentence, the old file, nothing beside it. */
  async function expectRefused(
    ran: Promise<{ code: number | null; stderr: string }>,
    said: string | RegExp,
    { state, names }: Pick<Awaited<ReturnType<typeof oldFolder>>, 'state' | 'names'>,
    left: readonly string[] = ['settings.py'],
  ): Promise<void> {
    const { code, stderr } = await ran;
    expect(code, stderr).toBe(2);
    expect(stderr).toMatch(said);
    expect(stderr).toContain('not written: settings.py');
    expect([state(), names()]).toEqual(['old', left]);
  }

  const inject = (call: string, error: string, when: number, folder: string) =>
    strace(['-e', `trace=${call}`, '-e', `inject=${call}:error=${error}:when=${when}`], patch, folder);

  for (const [call, error, said] of [
    ['fsync', 'EIO', 'cannot write .*settings.py.*: the disk reports an input/output error'],
    ['fsync', 'ENOSPC', 'no space left on the device'],
    ['fsync', 'EDQUOT', 'the disk quota is used up'],
    ['rename', 'EROFS', 'the file system is mounted read-only'],
    ['rename', 'EXDEV', 'EXDEV'],
    ['fchmod', 'EPERM', 'operation not permitted'],
  ] as const) {
    cell(`${error} of ${call}`, async () => {
      const folder = await oldFolder();
      await expectRefused(inject(call, error, 1, folder.folder), new RegExp(said), folder);
    });
  }

  cell('a limit on the size of files', async () => {
    const folder = await oldFolder();
    const limited = run('prlimit', ['--fsize=4096', ...(await programWords()), ...patch], {
      cwd: folder.folder,
    });
    await expectRefused(limited.catch(missing('prlimit')), 'larger than this process may write', folder);
  });

  for (const [what, size] of [
    ['the backup', '100k'],
    ['the file', '160k'],
    ['either, but for a page', '68k'],
  ] as const) {
    cell(`a file system without room for ${what}`, async () => {
      const folder = await mounted(['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs']);
      await expectRefused(omeroCors(patch, { cwd: folder.folder }), 'no space left on the device', folder);
    });
  }

  cell('a file system that is mounted read-only', async () => {
    const folder = await mounted(['-t', 'tmpfs', 'tmpfs']);
    await runOk('mount', ['-o', 'remount,ro', folder.folder]);
    await expectRefused(omeroCors(patch, { cwd: folder.folder }), 'mounted read-only', folder);
  });

  cell('a file that is mounted itself, as into a container', async () => {
    asRoot();
    const folder = await oldFolder();
    const outside = sampleFolder(onTestFinished, oldText);
    await mount(['--bind', join(outside, 'settings.py')], folder.path);
    // The backup can be written; the file can't be replaced.
    await expectRefused(omeroCors(patch, { cwd: folder.folder }), 'is changed on the host', folder, done);
  });

  cell('an immutable file', async () => {
    asRoot();
    const folder = await oldFolder();
    const { code } = await run('chattr', ['+i', folder.path]).catch(missing('chattr'));
    if (code !== 0) throw new Missing('this file system knows no immutable files');
    onTestFinished(() => runOk('chattr', ['-i', folder.path]).then(() => undefined));
    await expectRefused(omeroCors(patch, { cwd: folder.folder }), 'lsattr shows', folder, done);
  });
});

describe('another user', () => {
  const nobody = { uid: 65534, gid: 65534 };

  async function asNobody(owner: number, group: number, mode: number, folderMode: number) {
    asRoot();
    const folder = await oldFolder();
    chownSync(folder.path, owner, group);
    chmodSync(folder.path, mode);
    chmodSync(folder.folder, folderMode);
    const [program, ...words] = await openProgram();
    const act = (...more: string[]) =>
      run(program, [...words, ...patch, ...more], { cwd: folder.folder, ...nobody });
    if ((await act('--version')).code === 127) throw new Missing('nobody may not run this Node');
    return { ...folder, act };
  }

  cell('in a folder that is read-only for him', async () => {
    const { act, state, names } = await asNobody(65534, 65534, 0o644, 0o755);
    expect((await act('--dry-run')).code).toBe(0);
    const { code, stderr } = await act();
    expect([code, state(), names()]).toEqual([2, 'old', ['settings.py']]);
    expect(stderr).toContain('permission denied');
    expect(stderr).toContain('sudo');
  });

  cell('with a file that he may not read', async () => {
    const { act, state } = await asNobody(0, 0, 0o600, 0o777);
    const { code, stderr } = await act();
    expect([code, state()]).toEqual([2, 'old']);
    expect(stderr).toContain('error: cannot read settings.py: permission denied');
  });

  for (const [name, owner, group] of [
    ['of root', 0, 0],
    ['of his, with a group that he is not in', 65534, 12345],
  ] as const) {
    cell(`with a file ${name}: it would change hands`, async () => {
      const { act, state, names, path } = await asNobody(owner, group, 0o666, 0o777);
      const { code, stderr } = await act();
      expect([code, state(), names()]).toEqual([2, 'old', ['settings.py']]);
      expect(stderr).toContain(
        `settings.py belongs to user ${owner}, group ${group}, and would not any more`,
      );
      expect(statSync(path)).toMatchObject({ uid: owner, gid: group });
    });
  }

  cell('with a file of his own in a sticky folder', async () => {
    const { act, state, path } = await asNobody(65534, 65534, 0o640, 0o1777);
    expect((await act()).code).toBe(0);
    expect([state(), statSync(path)]).toMatchObject(['new', { uid: 65534, gid: 65534, mode: 0o100640 }]);
  });
});

describe('attributes', () => {
  cell('owner, group and mode stay, also of the backup', async () => {
    asRoot();
    const { folder, path } = await oldFolder();
    for (const mode of [0o640, 0o600, 0o755, 0o2750, 0o6755]) {
      writeFileSync(path, oldText);
      chownSync(path, 12345, 54321);
      chmodSync(path, mode);
      expect((await omeroCors(patch, { cwd: folder })).code).toBe(0);
      for (const name of done) {
        expect(statSync(join(folder, name))).toMatchObject({ uid: 12345, gid: 54321, mode: 0o100000 | mode });
      }
    }
  });

  cell('extended attributes stay', async () => {
    const { folder, path } = await oldFolder();
    await setAttribute('user.origin', path);
    if (process.getuid?.() === 0) {
      await setAttribute('trusted.site', path);
      await setAttribute('security.label', path);
    }
    const list = async (name: string) =>
      (await runOk('getfattr', ['--absolute-names', '--dump', '--match=-', join(folder, name)])).stdout
        .split('\n')
        .slice(1);
    const before = await list('settings.py');
    expect(before.join('\n')).toContain('user.origin="1"');
    expect((await omeroCors(patch, { cwd: folder })).code).toBe(0);
    for (const name of done) expect(await list(name)).toEqual(before);
  });

  cell('an access control list stays, and none is inherited from the folder', async () => {
    const { folder, path } = await oldFolder();
    const acl = async (...args: string[]) => {
      const [command = '', ...rest] = args;
      const { code, stdout, stderr } = await run(command, rest).catch(missing(command));
      if (code !== 0) throw new Missing(stderr.trim());
      return stdout;
    };
    const list = (name: string) =>
      acl('getfacl', '--omit-header', '--absolute-names', '--numeric', join(folder, name));
    await acl('setfacl', '--modify', 'user:12345:rw', path);
    await acl('setfacl', '--default', '--modify', 'user:666:rwx', folder);
    const before = await list('settings.py');
    expect(before).toContain('user:12345:rw-');
    expect((await omeroCors(patch, { cwd: folder })).code).toBe(0);
    for (const name of done) expect(await list(name)).toBe(before);
  });

  cell('without a GNU cp, a file with an extended attribute is left alone', async () => {
    const { folder, path, state, names } = await oldFolder();
    await setAttribute('user.origin', path);
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    symlinkSync((await runOk('sh', ['-c', 'command -v getfattr'])).stdout.trim(), join(bin, 'getfattr'));
    const without = await omeroCors(patch, { cwd: folder, env: { PATH: bin } });
    expect([without.code, state(), names()], without.stderr).toEqual([2, 'old', ['bin', 'settings.py']]);
    expect(without.stderr).toContain('install it (Alpine: apk add coreutils)');
    await runOk('setfattr', ['--remove=user.origin', path]);
    expect((await omeroCors(patch, { cwd: folder, env: { PATH: bin } })).code).toBe(0);
  });
});

cell('the file is on the disk before it is renamed, and the new name right after', async () => {
  const { folder } = await oldFolder();
  const log = join(folder, 'calls');
  await strace(['--decode-fds=path', '-e', 'trace=fsync,rename'], [...patch, '--no-backup'], folder, log);
  const calls = readFileSync(log, 'latin1')
    .replace(/\.omero-cors-[-\w]+/g, '.ours')
    .match(/(fsync|rename)\(.*?\)/g);
  expect(calls).toEqual([
    expect.stringMatching(`^fsync\\(\\d+<${folder}/\\.ours\\.tmp>\\)$`),
    `rename("${folder}/.ours.tmp", "${folder}/settings.py")`,
    expect.stringMatching(`^fsync\\(\\d+<${folder}>\\)$`),
  ]);
});

describe('others at work', () => {
  cell(
    'two runs at once both end, with a whole file',
    async () => {
      const { folder, path, restore, names } = await oldFolder();
      const origins = ['https://a.example.org', 'https://b.example.org'];
      const act = (origin = '') => omeroCors([...patch.slice(0, -1), origin, '--no-backup'], { cwd: folder });
      const afterRuns = async (...order: (string | undefined)[]) => {
        restore();
        for (const origin of order) await act(origin);
        return readFileSync(path, 'utf8');
      };
      const [a, b] = origins;
      const whole = [await afterRuns(a), await afterRuns(b), await afterRuns(a, b), await afterRuns(b, a)];
      for (let round = 0; round < 20; round += 1) {
        restore();
        const first = act(a);
        // From at once to one after the other.
        await wait(round * 5);
        const ends = await Promise.all([first, act(b)]);
        expect(whole).toContain(readFileSync(path, 'utf8'));
        expect(names()).toEqual(['settings.py']);
        expect(ends.map(({ code }) => code)).toContain(0);
        for (const { code, stderr } of ends) {
          if (code !== 0)
            expect([code, stderr]).toEqual([2, expect.stringContaining('changed by somebody else')]);
        }
      }
    },
    { timeout: 1_800_000 },
  );

  cell('who reads all the while never sees anything but a whole file', async () => {
    const { folder, state, restore } = await oldFolder();
    const seen = new Set<string>();
    for (let round = 0; round < 10; round += 1) {
      let running = true;
      const end = omeroCors(patch, { cwd: folder }).then(() => {
        running = false;
      });
      while (running) {
        seen.add(state());
        await wait(0);
      }
      await end;
      restore();
    }
    expect([...seen].sort()).toEqual(['new', 'old']);
  });
});

function asRoot(): void {
  if (process.getuid?.() !== 0) throw new Missing('only root can do this');
}

function missing(command: string) {
  return (error: NodeJS.ErrnoException): never => {
    throw error.code === 'ENOENT' ? new Missing(`no ${command}`) : error;
  };
}

async function setAttribute(name: string, path: string): Promise<void> {
  const { code, stderr } = await run('setfattr', [`--name=${name}`, '--value=1', path]).catch(
    missing('setfattr'),
  );
  if (code !== 0) throw new Missing(stderr.trim());
}

async function mount(source: readonly string[], target: string, options: RunOptions = {}): Promise<void> {
  const { code, stderr } = await run('mount', [...source, target], options).catch(missing('mount'));
  if (code !== 0) throw new Missing(stderr.trim());
  onTestFinished(() => runOk('umount', [target]).then(() => undefined));
}

/** The old file in a file system of its own. */
async function mounted(source: readonly string[]) {
  asRoot();
  const folder = await oldFolder();
  await mount(source, folder.folder);
  folder.restore();
  return folder;
}
