import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run, snapshot, withTree } from '../limits/trees.js';
import { parseOutput } from '../support/output-schema.js';

const user = ['--user', 'omero-web'];

function put(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

describe('streams and exit codes', () => {
  it('the diff alone on stdout, the talk on stderr', async () => {
    await withTree('debian-12-stock', async (root) => {
      const { exitCode, stdout, stderr } = await run([...user, '--root', root], { cwd: root });
      expect(exitCode).toBe(0);
      expect(stdout).toBe(`--- a/etc/security/limits.conf
+++ b/etc/security/limits.conf
@@ -9,4 +9,6 @@
 #ftp             hard    nproc           0
 #@student        -       maxlogins       4
 
+omero-web soft nofile 65535 # omero-cors: added
+omero-web hard nofile 65535 # omero-cors: added
 # End of file
--- /dev/null
+++ b/etc/systemd/system/omero-web.service.d/zz-omero-cors.conf
@@ -0,0 +1,3 @@
+# Written by "omero-cors limits --user omero-web"; with --remove it goes away with its folder.
+[Service]
+LimitNOFILE=65535
`);
      expect(stderr).toBe(`written: ${root}/etc/security/limits.conf
written: ${root}/etc/systemd/system/omero-web.service.d/zz-omero-cors.conf

Next (in the system of ${root}, once it runs)
  systemd:               systemctl daemon-reload
                         systemctl restart omero-web.service
  to see that it works:  omero-cors limits --status
`);
    });
  });

  it('an answer of no changes nothing: exit 1', async () => {
    await withTree('debian-12-stock', async (root) => {
      const before = snapshot(root);
      const { exitCode, stderr } = await run([...user, '--root', root], { answer: 'n' });
      expect(exitCode).toBe(1);
      expect(stderr).toContain('Apply? [y/N]');
      expect(stderr).toContain('Nothing was written.');
      expect(stderr).not.toContain('Next');
      expect(snapshot(root)).toEqual(before);
    });
  });

  it('an answer of yes applies, and --yes asks nothing', async () => {
    await withTree('debian-12-stock', async (root) => {
      expect((await run([...user, '--root', root], { answer: 'y' })).exitCode).toBe(0);
      const removed = await run([...user, '--root', root, '--remove', '--yes'], { answer: 'n' });
      expect(removed.exitCode).toBe(0);
      expect(removed.stderr).not.toContain('Apply?');
    });
  });

  it('nothing to do is said, and is no change', async () => {
    await withTree('own-lines-high', async (root) => {
      for (const more of [[], ['--check'], ['--dry-run'], ['--remove'], ['--remove', '--check']]) {
        const { exitCode, stdout, stderr } = await run([...user, '--root', root, ...more]);
        expect([exitCode, stdout, stderr]).toEqual([0, '', 'Nothing to do.\n']);
      }
    });
  });

  it('--remove --check says whether there is something to remove', async () => {
    await withTree('debian-12-stock', async (root) => {
      await run([...user, '--root', root]);
      const raised = snapshot(root);
      expect((await run([...user, '--root', root, '--remove', '--check'])).exitCode).toBe(1);
      expect((await run([...user, '--root', root, '--remove', '--dry-run'])).exitCode).toBe(0);
      expect(snapshot(root)).toEqual(raised);
    });
  });

  it('what stands in the way is named with file and line: exit 2', async () => {
    await withTree('limits-d-low-for-user', async (root) => {
      const { exitCode, stderr } = await run([...user, '--root', root]);
      expect(exitCode).toBe(2);
      expect(stderr).toContain(
        `error: ${root}/etc/security/limits.d/omero.conf:2: omero-web gets hard nofile 4096`,
      );
      expect(stderr).toContain('Nothing was written.');
    });
    await withTree('drop-in-after-ours', async (root) => {
      const { stderr } = await run([...user, '--root', root]);
      expect(stderr).toContain(`${root}/etc/systemd/system/omero-web.service.d/zzz.conf:2: `);
    });
  });

  it('JSON alone on stdout', async () => {
    await withTree('server-not-named', async (root) => {
      const { stdout } = await run(['--user', 'omero', '--root', root, '--format', 'json', '--check']);
      const path = `${root}/etc/systemd/system/omero-web.service.d/zz-omero-cors.conf`;
      expect(parseOutput(stdout)).toEqual({
        schemaVersion: 1,
        command: 'limits',
        changed: true,
        files: [
          {
            path: `${root}/etc/security/limits.conf`,
            status: 'planned',
            diff: expect.stringMatching(/^--- a\/.*\n\+\+\+ b\//),
            findings: [
              {
                code: 'unit-same-user',
                severity: 'info',
                file: null,
                line: null,
                message: expect.stringContaining('omero-server.service runs as omero too'),
                hint: expect.stringContaining('--unit omero-server.service'),
              },
            ],
          },
          { path, status: 'planned', diff: expect.stringMatching(/^--- \/dev\/null\n/), findings: [] },
        ],
      });
    });
  });

  it('JSON of a run that is blocked: nothing changes', async () => {
    await withTree('one-part-blocked', async (root) => {
      const { exitCode, stdout } = await run([...user, '--root', root, '--format', 'json']);
      const { changed, files } = parseOutput(stdout);
      expect([exitCode, changed]).toEqual([2, false]);
      expect(files.map(({ status }: { status: string }) => status)).toEqual(['planned', 'blocked']);
      expect(files[1].findings[0]).toMatchObject({ code: 'drop-in-wins', line: 2 });
    });
  });
});

it('a drop-in that is there is listed, though nothing changes', async () => {
  await withTree('debian-12-stock', async (root) => {
    await run([...user, '--root', root]);
    const { stdout } = await run([...user, '--root', root, '--format', 'json']);
    const { changed, files } = parseOutput(stdout);
    expect(changed).toBe(false);
    expect(files.map(({ status }: { status: string }) => status)).toEqual(['unchanged', 'unchanged']);
  });
});

it('a unit that was named may be of another user: no need to say so', async () => {
  await withTree('service-of-another-user', async (root) => {
    const { stderr } = await run([...user, '--root', root, '--unit', 'omero-web']);
    expect(stderr).not.toContain('runs as');
    expect((await run([...user, '--root', root, '--remove'])).exitCode).toBe(0);
  });
});

it('a relative --limits-conf is one of the tree, or without a tree of the working directory', async () => {
  await withTree('other-limits-conf', async (root) => {
    const inTree = ['--limits-conf', 'etc/omero/limits.conf', '--root', root, '--dry-run'];
    expect((await run([...user, ...inTree])).stdout).toContain('omero-web hard nofile 100000');
    const here = ['--limits-conf', 'limits.conf', '--dry-run'];
    const { stdout } = await run(['--user', 'root', ...here], { cwd: join(root, 'etc/omero') });
    expect(stdout).toContain('+++ b/limits.conf\n');
  });
});

describe('what it says to do next', () => {
  it.each([
    ['ubuntu-22.04-stock', [], /init script: +\/etc\/init\.d\/omero-web restart\n/],
    ['container-image', [], /in this container: +what counts is docker run --ulimit nofile=65535:65535\n/],
    ['container-image', [], /started by hand: +log in as omero-web anew/],
    ['one-user-for-both', ['--unit', 'omero-server'], /restart omero-web\.service omero-server\.service\n/],
  ])('%s %j', async (tree, more, expected) => {
    await withTree(tree, async (root) => {
      const name = tree === 'one-user-for-both' ? 'omero' : 'omero-web';
      const { stderr } = await run(['--user', name, '--root', root, ...more]);
      expect(stderr).toMatch(expected);
      expect(stderr).toContain('omero-cors limits --status');
    });
  });

  it('after a removal: what starts OMERO, started anew, and no more', async () => {
    await withTree('container-image', async (root) => {
      await run([...user, '--root', root]);
      const { stderr } = await run([...user, '--root', root, '--remove']);
      expect(stderr).toContain('log in as omero-web anew');
      expect(stderr).not.toMatch(/docker|--status/);
    });
  });
});

describe('refuses, and writes nothing', () => {
  it.each([
    [[], 'limits needs to know who runs OMERO.web'],
    [['--user', 'omero web'], '"omero web" is no user name'],
    [['--user', '998'], '"998" is a number'],
    [['--user', ''], '"" is no user name'],
    [[...user, '--nofile', '64k'], '"64k" is no whole number above 0'],
    [[...user, '--nofile', '1048577'], 'no process more than 1048576'],
    [[...user, '--unit', '../x'], '"../x" is no name of a systemd service'],
    [[...user, '--unit', 'nope'], 'there is no nope.service under'],
    [[...user, '--limits-conf', '/etc/limits.conf'], '/etc/limits.conf: no such file'],
    [[...user, '--pid', '1'], '--pid and --omero-dir go with --status'],
    [[...user, 'settings.py'], 'too many arguments'],
    [['--status', '--pid', 'one'], '"one" is no process number'],
    [['--status', '--pid', '1'], 'there is no process 1'],
    [['--status', '--omero-dir', '/opt/omero'], '/opt/omero/var/django.pid does not exist'],
    [['--status'], '/opt/omero/web/omero-web/var/django.pid does not exist'],
  ])('%j', async (argv, message) => {
    await withTree('debian-12-stock', async (root) => {
      const before = snapshot(root);
      const { exitCode, stdout, stderr } = await run([...argv, '--root', root]);
      expect([exitCode, stdout]).toEqual([2, '']);
      expect(stderr).toContain(message);
      expect(snapshot(root)).toEqual(before);
    });
  });

  it('a root that is none', async () => {
    const { exitCode, stderr } = await run([...user, '--root', '/no/such/tree']);
    expect([exitCode, stderr]).toEqual([2, 'error: --root: /no/such/tree is no folder\n']);
  });

  it('a masked unit that was named', async () => {
    await withTree('unit-masked', async (root) => {
      const { exitCode, stderr } = await run([...user, '--root', root, '--unit', 'omero-web']);
      expect(exitCode).toBe(2);
      expect(stderr).toContain('systemctl unmask omero-web.service');
    });
  });

  it.each([
    ['a missing folder', (root: string) => rmSync(join(root, 'etc/security'), { recursive: true })],
    [
      'a folder in place of limits.conf',
      (root: string) => {
        rmSync(join(root, 'etc/security/limits.conf'));
        mkdirSync(join(root, 'etc/security/limits.conf'));
      },
    ],
    [
      'a link that leads round',
      (root: string) => {
        rmSync(join(root, 'etc/security/limits.conf'));
        symlinkSync('limits.conf', join(root, 'etc/security/limits.conf'));
      },
    ],
    [
      'a link in place of our drop-in',
      (root: string) => {
        mkdirSync(join(root, 'etc/systemd/system/omero-web.service.d'));
        symlinkSync('/dev/null', join(root, 'etc/systemd/system/omero-web.service.d/zz-omero-cors.conf'));
      },
    ],
    [
      'a file in place of the folder of drop-ins',
      (root: string) => put(root, 'etc/systemd/system/omero-web.service.d', ''),
    ],
  ])('%s', async (_, prepare) => {
    await withTree('debian-12-stock', async (root) => {
      prepare(root);
      const before = snapshot(root);
      const { exitCode, stderr } = await run([...user, '--root', root]);
      expect(exitCode).toBe(2);
      expect(stderr).toMatch(/^error: /m);
      expect(stderr).toContain(root);
      expect(snapshot(root)).toEqual(before);
    });
  });
});

describe('--remove', () => {
  it('leaves what was made for another user', async () => {
    await withTree('one-user-for-both', async (root) => {
      await run(['--user', 'omero', '--root', root]);
      const other = snapshot(root);
      await run(['--user', 'web', '--root', root, '--unit', 'omero-server']);
      const { exitCode } = await run(['--user', 'web', '--root', root, '--remove']);
      expect(exitCode).toBe(0);
      expect(snapshot(root)).toEqual(other);
    });
  });

  it('takes every drop-in of the user, without a name', async () => {
    await withTree('one-user-for-both', async (root) => {
      await run(['--user', 'omero', '--root', root, '--unit', 'omero-server']);
      await run(['--user', 'omero', '--root', root, '--remove']);
      expect([...snapshot(root).keys()].filter((path) => path.endsWith('.d'))).toEqual([]);
    });
  });

  it('keeps a folder that somebody else uses by now', async () => {
    await withTree('debian-12-stock', async (root) => {
      await run([...user, '--root', root]);
      const other = 'etc/systemd/system/omero-web.service.d/restart.conf';
      put(root, other, '[Service]\nRestart=always\n');
      expect((await run([...user, '--root', root, '--remove'])).exitCode).toBe(0);
      expect(readFileSync(join(root, other), 'utf8')).toContain('Restart');
      expect([...snapshot(root).keys()].filter((path) => path.includes('zz-'))).toEqual([]);
    });
  });

  it('keeps an empty folder that was there before', async () => {
    await withTree('debian-12-stock', async (root) => {
      mkdirSync(join(root, 'etc/systemd/system/omero-web.service.d'));
      const before = snapshot(root);
      await run([...user, '--root', root]);
      await run([...user, '--root', root, '--remove']);
      expect(snapshot(root)).toEqual(before);
    });
  });

  it('stops at a drop-in that was edited since', async () => {
    await withTree('debian-12-stock', async (root) => {
      await run([...user, '--root', root]);
      const ours = 'etc/systemd/system/omero-web.service.d/zz-omero-cors.conf';
      put(root, ours, `${readFileSync(join(root, ours), 'utf8')}Restart=always\n`);
      const before = snapshot(root);
      const { exitCode, stderr } = await run([...user, '--root', root, '--remove']);
      expect(exitCode).toBe(2);
      expect(stderr).toContain('was edited');
      expect(snapshot(root)).toEqual(before);
    });
  });
});

describe('--status', () => {
  function addMaster(root: string, soft: number, open: number): void {
    put(root, 'proc/812/stat', '812 (gunicorn) S 1 1 1 0\n');
    put(
      root,
      'proc/812/limits',
      `Max open files            ${soft}                524288               files     \n`,
    );
    mkdirSync(join(root, 'proc/812/fd'));
    for (let index = 0; index < open; index += 1)
      symlinkSync('pipe:[7]', join(root, 'proc/812/fd', `${index}`));
    put(root, 'opt/omero/web/omero-web/var/django.pid', '812\n');
    put(root, 'proc/813/stat', '813 (gunicorn: worker) S 812 1 1 0\n');
    put(
      root,
      'proc/813/limits',
      'Max open files            65535                unlimited            files     \n',
    );
  }

  it('finds OMERO.web by its service, and shows what it has', async () => {
    await withTree('debian-12-stock', async (root) => {
      addMaster(root, 1024, 30);
      const { exitCode, stdout, stderr } = await run(['--status', '--root', root]);
      expect(exitCode).toBe(1);
      expect(stderr).toBe('');
      expect(stdout).toBe(`PID  ROLE    NAME              SOFT   HARD       OPEN
812  master  gunicorn          1024   524288     30
813  worker  gunicorn: worker  65535  unlimited  ?

process 812: the limit is 1024 open files, below 65535
  Raise it with "omero-cors limits --user <user>". If that was done, a restart is missing.
process 813: how many files it has open is for root and its own user to see
  Run this with sudo.
`);
    });
  });

  it.each([
    ['--pid', ['--pid', '812'], {}],
    ['--omero-dir', ['--omero-dir', '/opt/omero/web/omero-web'], {}],
    ['$OMERODIR', [], { OMERODIR: '/opt/omero/web/omero-web' }],
  ])('or by %s', async (_, argv, env) => {
    await withTree('ubuntu-22.04-stock', async (root) => {
      addMaster(root, 65535, 30);
      const { exitCode, stdout } = await run(['--status', '--root', root, ...argv], { env });
      expect(exitCode).toBe(0);
      expect(stdout).toContain('812  master');
    });
  });

  it('or asks which it is', async () => {
    await withTree('ubuntu-22.04-stock', async (root) => {
      const { exitCode, stderr } = await run(['--status', '--root', root]);
      expect(exitCode).toBe(2);
      expect(stderr).toContain('--omero-dir');
    });
  });

  it('names a leak, and the releases that cured it', async () => {
    await withTree('debian-12-stock', async (root) => {
      addMaster(root, 65535, 501);
      const { exitCode, stdout } = await run(['--status', '--root', root]);
      expect(exitCode).toBe(0);
      expect(stdout).toContain('501 files are open (0 sockets, 501 pipes)');
      expect(stdout).toContain('a leak is the trouble');
      expect(stdout).toContain('5.4.8');
      expect(stdout).toContain('5.6.3');
    });
  });

  it('says when neither is in the way', async () => {
    await withTree('debian-12-stock', async (root) => {
      addMaster(root, 65535, 30);
      rmSync(join(root, 'proc/813'), { recursive: true });
      const { stdout } = await run(['--status', '--root', root]);
      expect(stdout).toContain('\nNeither the limit nor a leak is in the way.\n');
    });
  });

  it('measures against --nofile', async () => {
    await withTree('debian-12-stock', async (root) => {
      addMaster(root, 1024, 30);
      expect((await run(['--status', '--root', root, '--nofile', '1024'])).exitCode).toBe(0);
      expect((await run(['--status', '--root', root, '--nofile', '1025'])).exitCode).toBe(1);
    });
  });

  it('gives rows as JSON', async () => {
    await withTree('debian-12-stock', async (root) => {
      addMaster(root, 1024, 30);
      const { stdout } = await run(['--status', '--root', root, '--format', 'json']);
      const [master, worker] = parseOutput(stdout).rows;
      expect(parseOutput(stdout)).toMatchObject({ schemaVersion: 1, command: 'limits', changed: false });
      expect(master).toMatchObject({
        pid: 812,
        role: 'master',
        name: 'gunicorn',
        soft: 1024,
        hard: 524288,
        open: 30,
        sockets: 0,
        pipes: 30,
        status: 'findings',
        findings: [{ code: 'soft-limit-low', severity: 'error' }],
      });
      expect(worker).toMatchObject({
        soft: 65535,
        hard: null,
        open: null,
        sockets: null,
        pipes: null,
        status: 'ok',
      });
      expect(Object.keys(worker)).toEqual(Object.keys(master));
    });
  });
});

it('the help names every flag', async () => {
  const { exitCode, stdout } = await run(['--help']);
  expect(exitCode).toBe(0);
  const flags = [...stdout.matchAll(/^ {2}(?:-y, )?(--[a-z-]+)/gm)].map(([, flag]) => flag);
  expect(flags).toEqual([
    ...[
      '--user',
      '--nofile',
      '--limits-conf',
      '--unit',
      '--root',
      '--remove',
      '--status',
      '--pid',
      '--omero-dir',
    ],
    ...['--dry-run', '--check', '--yes', '--format', '--color'],
  ]);
});
