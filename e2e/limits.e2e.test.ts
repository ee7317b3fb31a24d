import { type ChildProcess, spawn } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished } from 'vitest';
import { type Limit, readLogin, readService } from '../test/limits/independent-reader.js';
import { treeCases } from '../test/limits/trees.js';
import { alone } from './support/alone.js';
import { cacheFolder } from './support/cache.js';
import { cell } from './support/cell.js';
import { omeroCors } from './support/cli.js';
import { Missing } from './support/missing.js';
import { openFolder, openProgram } from './support/open-program.js';
import { run, runOk } from './support/run.js';
import { once } from './support/scope.js';

const fixtures = fileURLToPath(new URL('../fixtures/limits', import.meta.url));
const limitsConf = '/etc/security/limits.conf';

/** What `unlimited` becomes: in the fixtures, and on this machine. */
const nrOpen = { fixtures: 1_048_576, here: Number(readFileSync('/proc/sys/fs/nr_open', 'utf8')) };

/** What PAM and useradd need. */
function needRoot(): void {
  if (process.getuid?.() !== 0) throw new Missing('needs root');
  if (!existsSync('/etc/debian_version')) throw new Missing('needs Debian or Ubuntu');
}

/** Whether root may raise a hard limit here; in some containers it may not (no CAP_SYS_RESOURCE). */
const mayRaise = once(async () => (await run('prlimit', ['--nofile=65535:65535', 'true'])).code === 0);

/** Open files that this machine can really give: 65535, or a number below the hard limit of this process. */
const attainable = once(async () => {
  if (await mayRaise()) return 65535;
  const { stdout } = await runOk('sh', ['-c', 'ulimit -Hn']);
  const hard = stdout.trim() === 'unlimited' ? Infinity : Number(stdout);
  if (hard < 8192) throw new Missing(`root may have no more than ${hard} open files here`);
  return Math.min(65535, hard - 1);
});

function copyTree(name: string): string {
  const root = join(openFolder(), 'tree');
  cpSync(join(fixtures, name, 'tree'), root, { recursive: true, verbatimSymlinks: true });
  return root;
}

describe('pam_limits', () => {
  /** Soft and hard limit of a login shell. */
  async function loginLimits(user: string): Promise<string[]> {
    const { stdout } = await runOk('su', ['-', user, '-c', 'ulimit -Sn; ulimit -Hn'], { cwd: '/' });
    return stdout.trim().split('\n').slice(-2);
  }

  /** Raises the limit of a user made for it in the real limits.conf, logs in, and takes everything back. */
  async function raiseAndLogIn(nofile: number): Promise<void> {
    const user = `ocors${process.pid}`;
    const folder = openFolder();
    await runOk('useradd', ['--create-home', '--home-dir', join(folder, 'home'), '--shell', '/bin/sh', user]);
    onTestFinished(async () => {
      await runOk('userdel', [user]);
    });
    // There is one such file, and this suite may run twice at once.
    await alone(join(cacheFolder, 'limits.conf'), async () => {
      const original = readFileSync(limitsConf);
      copyFileSync(limitsConf, join(folder, 'limits.conf'));
      try {
        const before = await loginLimits(user);
        const raised = await omeroCors(['limits', '--user', user, '--nofile', String(nofile)]);
        expect(raised.code, raised.stderr).toBe(0);
        expect(await loginLimits(user)).toEqual([String(nofile), String(nofile)]);

        const removed = await omeroCors(['limits', '--user', user, '--remove']);
        expect(removed.code, removed.stderr).toBe(0);
        expect(readFileSync(limitsConf).equals(original)).toBe(true);
        expect(await loginLimits(user)).toEqual(before);
      } finally {
        if (!readFileSync(limitsConf).equals(original)) copyFileSync(join(folder, 'limits.conf'), limitsConf);
      }
    });
  }

  cell('gives a login shell 65535, soft and hard, and after --remove what it had', async () => {
    needRoot();
    if (!(await mayRaise())) throw new Missing('root may not raise limits here (no CAP_SYS_RESOURCE)');
    await raiseAndLogIn(65535);
  });

  cell('gives a login shell as many as this machine can give', async () => {
    needRoot();
    await raiseAndLogIn(await attainable());
  });

  cell('sets nothing for a number above fs.nr_open, which is why limits refuses it', async () => {
    needRoot();
    const root = copyTree('own-lines-low');
    const tooMany = nrOpen.here + 1;
    writeFileSync(join(root, 'etc/security/limits.conf'), `omero-web - nofile ${tooMany}\n`);
    expect(await limitsIn(root, 'omero-web')).not.toContain(String(tooMany));
    const refused = await omeroCors(['limits', '--user', 'omero-web', '--nofile', String(tooMany)]);
    expect(refused.code).toBe(2);
  });

  /** The same through the files of a tree, which lie over this machine's in a mount namespace of their own. */
  async function limitsIn(root: string, user: string): Promise<string[]> {
    await runOk('chmod', ['-R', 'a+rX', dirname(root)]);
    writeFileSync(join(root, 'etc/shadow'), `${user}:*:19000:0:99999:7:::\n`);
    const files = ['passwd', 'group', 'shadow', 'security'].filter((name) =>
      existsSync(join(root, 'etc', name)),
    );
    const mounts = files.map((name) => `mount --bind ${join(root, 'etc', name)} /etc/${name}`);
    const login = `ulimit -Sn 999; su -s /bin/sh ${user} -c "ulimit -Sn; ulimit -Hn"`;
    const script = ['set -e', ...mounts, login].join('\n');
    const ran = await run('unshare', ['-m', '--propagation', 'private', 'sh', '-c', script], { cwd: '/' });
    if (/unshare failed|mount:/.test(ran.stderr)) throw new Missing('no mount namespaces here');
    // Where a limit can't be set, Debian lets the user in all the same, others do not.
    return ran.code === 0 ? ran.stdout.trim().split('\n') : [];
  }

  /**
   * Divides every number of open files, so that a machine that may not go up to 65535 can show the rest of what
   * pam_limits does: which line wins.
   */
  function scaleDown(root: string, by: number): void {
    const folder = join(root, 'etc/security');
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /conf$/.test(name),
    );
    for (const name of names) {
      const path = join(folder, name);
      const text = readFileSync(path, 'latin1');
      const scaled = text.replace(/(nofile[ \t]+)(\d+)/gi, (_, word: string, number: string) => {
        return word + Math.floor(Number(number) / by);
      });
      writeFileSync(path, scaled, 'latin1');
    }
  }

  for (const tree of treeCases) {
    if (tree.exit !== 0 && tree.findings.includes('drop-in-wins')) continue;
    if (tree.arguments.includes('--limits-conf') || tree.arguments.includes('--nofile')) continue;
    // Only the tree's own /etc is laid over the machine's.
    if (tree.name === 'limits-conf-is-a-link' || tree.findings.includes('user-unknown')) continue;

    cell(`reads ${tree.name} as we do, before and after`, async () => {
      needRoot();
      const highest = await attainable();
      const by = highest === 65535 ? 1 : 8;
      const root = copyTree(tree.name);
      const user = tree.arguments[1] ?? '';
      scaleDown(root, by);
      const compare = async (): Promise<void> => {
        const expected = readLogin(root, user);
        if (expected.some((limit) => limit === nrOpen.fixtures) && nrOpen.here !== nrOpen.fixtures) {
          throw new Missing(`fs.nr_open is ${nrOpen.here} here`);
        }
        if (by !== 1 && expected.some((limit) => Number(limit) > highest)) {
          throw new Missing(`root may have no more than ${highest} open files here`);
        }
        // What has no line comes from process 1, and may be more than this one can set.
        if (by !== 1 && expected.filter((limit) => limit === null).length === 1) {
          throw new Missing('root may not raise limits here (no CAP_SYS_RESOURCE)');
        }
        const seen = await limitsIn(root, user);
        expect(seen).toHaveLength(2);
        // Without a line the limit is that of the login, whatever it is.
        expect(seen.map((limit, index) => (expected[index] === null ? null : Number(limit)))).toEqual(
          expected,
        );
      };
      await compare();
      const nofile = Math.floor(65535 / by);
      const ran = await omeroCors(['limits', ...tree.arguments, '--root', root, '--nofile', String(nofile)]);
      expect(ran.code, ran.stderr).toBe(tree.exit);
      await compare();
    });
  }
});

describe('systemd', () => {
  const need = once(async () => {
    if (existsSync('/usr/bin/systemd-analyze') && existsSync('/lib/systemd/systemd')) return;
    const mayInstall = process.env['CI'] === 'true' || process.env['OMERO_CORS_E2E_INSTALL'] === '1';
    if (!mayInstall) throw new Missing('systemd is not installed (OMERO_CORS_E2E_INSTALL=1 installs it)');
    needRoot();
    const ran = await run('apt-get', ['install', '-y', '--no-install-recommends', 'systemd']);
    if (ran.code !== 0) throw new Missing('systemd cannot be installed here');
  });

  const folders = ['etc', 'run', 'usr/local/lib', 'usr/lib', 'lib'].map((top) => `${top}/systemd/system`);

  cell('accepts our drop-in (systemd-analyze verify)', async () => {
    await need();
    const root = copyTree('debian-12-stock');
    const ran = await omeroCors(['limits', '--user', 'omero-web', '--root', root]);
    expect(ran.code, ran.stderr).toBe(0);
    const folder = join(root, 'etc/systemd/system');
    // verify wants a program that is there.
    const unit = join(folder, 'omero-web.service');
    writeFileSync(unit, readFileSync(unit, 'utf8').replaceAll(/^(Exec\w+=)\S+.*/gm, '$1/bin/true'));
    const verify = () =>
      run('systemd-analyze', ['verify', '--man=no', unit], {
        env: { ...process.env, SYSTEMD_UNIT_PATH: `${folder}:` },
      });
    const dropIn = join(folder, 'omero-web.service.d/zz-omero-cors.conf');
    const about = ({ stderr }: { stderr: string }) =>
      stderr.split('\n').filter((line) => line.includes('omero'));
    expect(about(await verify())).toEqual([]);
    // It would have said so: the same file with a value that systemd does not take.
    writeFileSync(dropIn, readFileSync(dropIn, 'utf8').replace('65535', '64K'));
    expect(about(await verify()).join('\n')).toContain(
      'zz-omero-cors.conf:3: Failed to parse resource value',
    );
  });

  /** What systemd itself makes of the units of a tree, in its test mode, which starts nothing. */
  async function limitsIn(root: string, unit: string): Promise<[Limit, Limit]> {
    const folder = dirname(root);
    mkdirSync(join(folder, 'run'), { recursive: true, mode: 0o777 });
    mkdirSync(join(folder, 'target'), { recursive: true });
    writeFileSync(join(folder, 'target/default.target'), `[Unit]\nWants=${unit}\n`);
    await runOk('chmod', ['-R', 'a+rwX', folder]);
    const path = [...folders.map((each) => join(root, each)), join(folder, 'target')].join(':');
    const env = { PATH: process.env['PATH'], SYSTEMD_UNIT_PATH: path, XDG_RUNTIME_DIR: join(folder, 'run') };
    // It refuses to do this for root.
    const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
    const { stdout, stderr } = await run(
      '/lib/systemd/systemd',
      ['--test', '--user', '--unit=default.target'],
      {
        env,
        ...nobody,
      },
    );
    const start = stdout.indexOf(`-> Unit ${unit}:`);
    if (start === -1) throw new Error(`systemd knows no ${unit}\n${stderr.slice(-2000)}`);
    const dump = stdout.slice(start, stdout.indexOf('-> Unit ', start + 8));
    const value = (name: string): Limit => {
      const text = new RegExp(`^\\s*${name}: (\\S+)$`, 'm').exec(dump)?.[1];
      return text === '18446744073709551615' ? 'infinity' : Number(text);
    };
    return [value('LimitNOFILESoft'), value('LimitNOFILE')];
  }

  for (const tree of treeCases) {
    const units = Object.keys(tree.units);
    // An absolute link leads out of the tree, for a systemd that is not in it.
    if (units.length === 0 || tree.name === 'unit-is-a-link') continue;

    cell(`reads ${tree.name} as we do, before and after`, async () => {
      await need();
      const root = copyTree(tree.name);
      const bare = await limitsIn(copyTree('debian-12-stock'), 'omero-web.service');
      const compare = async (): Promise<void> => {
        for (const unit of units) {
          const [soft, hard] = readService(root, unit);
          // Without a setting it is the default of the manager.
          expect(await limitsIn(root, unit)).toEqual([soft ?? bare[0], hard ?? bare[1]]);
        }
      };
      await compare();
      const ran = await omeroCors(['limits', ...tree.arguments, '--root', root]);
      expect(ran.code, ran.stderr).toBe(tree.exit);
      await compare();
    });
  }
});

describe('--status', () => {
  /** A master with two children, each with so many pipes and sockets open. */
  const master = `
    const { spawn } = require('node:child_process');
    const [worker, ...counts] = process.argv.slice(1);
    // A pipe, where node itself would make a socket.
    const command = 'exec "$@" > >(exec cat > /dev/null)';
    for (let n = 0; n < 2; n += 1) {
      const args = ['-c', command, 'bash', process.execPath, '-e', worker, ...counts];
      spawn('bash', args, { stdio: ['ignore', 'ignore', 'inherit'] });
    }
    setInterval(() => {}, 60000);
  `;
  const worker = `
    const { openSync } = require('node:fs');
    const { createSocket } = require('node:dgram');
    const [pipes, sockets] = process.argv.slice(1).map(Number);
    for (let n = 0; n < pipes; n += 1) openSync('/proc/self/fd/1', 'w');
    let bound = 0;
    const tell = () => { if (bound === sockets) console.error('up ' + process.pid); };
    for (let n = 0; n < sockets; n += 1) {
      createSocket('udp4').bind(0, '127.0.0.1', () => { bound += 1; tell(); });
    }
    if (sockets === 0) tell();
    setInterval(() => {}, 60000);
  `;

  interface Row {
    readonly pid: number;
    readonly role: string;
    readonly soft: number;
    readonly hard: number;
    readonly open: number;
    readonly sockets: number;
    readonly pipes: number;
    readonly findings: readonly { readonly code: string }[];
  }

  /** Runs them, and then sets their limits: node itself raises a soft limit to the hard one when it starts. */
  async function startTree(
    soft: number,
    hard: number,
    pipes: number,
    sockets: number,
  ): Promise<ChildProcess> {
    const argv = ['-e', master, worker, String(pipes), String(sockets)];
    const child = spawn(process.execPath, argv, { stdio: ['ignore', 'ignore', 'pipe'], detached: true });
    onTestFinished(() => {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    });
    const workers = await new Promise<string[]>((resolve, reject) => {
      let said = '';
      child.stderr.on('data', (chunk: Buffer) => {
        said += chunk;
        const pids = [...said.matchAll(/^up (\d+)\n/gm)].map(([, pid = '']) => pid);
        if (pids.length === 2) resolve(pids);
      });
      child.on('close', () => reject(new Error(`the tree did not start: ${said}`)));
    });
    for (const pid of [String(child.pid), ...workers]) {
      await runOk('prlimit', ['--pid', pid, `--nofile=${soft}:${hard}`]);
    }
    return child;
  }

  async function status(args: readonly string[]): Promise<{ code: number | null; rows: readonly Row[] }> {
    const { code, stdout, stderr } = await omeroCors(['limits', '--status', '--format', 'json', ...args]);
    expect(stderr).toBe('');
    return { code, rows: JSON.parse(stdout).rows };
  }

  /** What the shell sees of the same process. */
  async function seen(pid: number) {
    const targets = readdirSync(`/proc/${pid}/fd`).map((name) => readlinkSync(`/proc/${pid}/fd/${name}`));
    const { stdout } = await runOk('prlimit', [
      '--pid',
      String(pid),
      '--nofile',
      '--noheadings',
      '--raw',
      '-o',
      'SOFT,HARD',
    ]);
    const [soft, hard] = stdout.trim().split(' ').map(Number);
    const count = (kind: string) => targets.filter((target) => target.startsWith(kind)).length;
    return { pid, soft, hard, open: targets.length, sockets: count('socket:'), pipes: count('pipe:') };
  }

  cell('tells the limits and open files of a master and its workers', async () => {
    const tree = await startTree(1024, 2048, 40, 30);
    const { code, rows } = await status(['--pid', String(tree.pid)]);
    expect(code).toBe(1);
    expect(rows.map(({ role }) => role)).toEqual(['master', 'worker', 'worker']);
    for (const row of rows) {
      expect(row).toMatchObject(await seen(row.pid));
      expect([row.soft, row.hard]).toEqual([1024, 2048]);
      expect(row.findings.map(({ code }) => code)).toEqual(['soft-limit-low']);
    }
    for (const { sockets, pipes } of rows.slice(1)) {
      expect(sockets).toBeGreaterThanOrEqual(30);
      expect(pipes).toBeGreaterThanOrEqual(40);
    }
    expect((await status(['--pid', String(tree.pid), '--nofile', '1024'])).code).toBe(0);
  });

  cell('finds them by the PID file', async () => {
    const tree = await startTree(1024, 1024, 1, 1);
    const folder = openFolder();
    mkdirSync(join(folder, 'var'));
    writeFileSync(join(folder, 'var/django.pid'), `${tree.pid}\n`);
    const { rows } = await status(['--omero-dir', folder, '--nofile', '1024']);
    expect(rows[0]).toMatchObject({ pid: tree.pid, role: 'master', findings: [] });
  });

  cell('tells a leak from a limit that is too low', async () => {
    const leaking = await startTree(1024, 1024, 600, 0);
    const leak = await status(['--pid', String(leaking.pid), '--nofile', '1024']);
    expect(leak.code).toBe(0);
    expect(leak.rows.map(({ findings }) => findings.map(({ code }) => code))).toEqual([
      [],
      ['leak-suspected'],
      ['leak-suspected'],
    ]);
    const tight = await startTree(128, 128, 85, 0);
    const limit = await status(['--pid', String(tight.pid), '--nofile', '128']);
    expect(limit.rows.slice(1).map(({ findings }) => findings.map(({ code }) => code))).toEqual([
      ['limit-nearly-reached'],
      ['limit-nearly-reached'],
    ]);
  });

  cell('shows the limits to another user, and says what only root may see', async () => {
    needRoot();
    const tree = await startTree(1024, 1024, 1, 1);
    const { uid, gid } = { uid: 65534, gid: 65534 };
    const [program, ...words] = await openProgram();
    const args = [...words, 'limits', '--status', '--pid', String(tree.pid)];
    const ran = await run(program, args, { uid, gid });
    expect(ran.code, ran.stderr).toBe(1);
    expect(ran.stdout).toContain(`${tree.pid}  master  node  1024  1024  ?`);
    expect(ran.stdout).toContain('Run this with sudo.');
  });
});

describe('without permission', () => {
  cell('nothing is written, and who may is said: exit 2', async () => {
    needRoot();
    const [program, ...words] = await openProgram();
    const root = copyTree('debian-12-stock');
    await runOk('chmod', ['-R', 'a+rX', dirname(root)]);
    const before = readFileSync(join(root, 'etc/security/limits.conf'));
    const args = [...words, 'limits', '--user', 'omero-web', '--root', root];
    const ran = await run(program, args, { uid: 65534, gid: 65534, cwd: '/' });
    expect(ran.code).toBe(2);
    expect(ran.stderr).toMatch(/error: .*permission/i);
    expect(readFileSync(join(root, 'etc/security/limits.conf')).equals(before)).toBe(true);
    expect(existsSync(join(root, 'etc/systemd/system/omero-web.service.d'))).toBe(false);
    // Not even readable.
    await runOk('chmod', ['0600', join(root, 'etc/security/limits.conf')]);
    const unread = await run(program, args, { uid: 65534, gid: 65534, cwd: '/' });
    expect([unread.code, unread.stdout]).toEqual([2, '']);
    expect(unread.stderr).toMatch(/permission|EACCES/i);
  });
});
