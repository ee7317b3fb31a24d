import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished } from 'vitest';
import { BareRoot } from './support/bare-root.js';
import { cell } from './support/cell.js';
import { script } from './support/cli.js';
import { executable, type Target } from './support/executable.js';
import { Missing } from './support/missing.js';
import { alpineLibraries } from './support/musl.js';
import { done, oldFolder, oldText, patch } from './support/old-folder.js';
import { type Ran, type RunOptions, run, runOk } from './support/run.js';
import { sampleFolder } from './support/sample.js';
import { strace } from './support/strace.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const look = ['patch', 'settings.py', '--origin', 'https://viewer.example.org', '--dry-run'];

async function byNode(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  return run(process.execPath, [script, ...args], options);
}

const targets: readonly Target[] = ['linux-x64', 'linux-arm64', 'linux-x64-musl'];

describe('the same as with Node, to the byte', () => {
  const settings = ['patch', 'unchanged', 'blocked', 'revert', 'check'].flatMap((kind) =>
    readdirSync(join(root, 'fixtures', kind)).map((name) => `fixtures/${kind}/${name}/settings.py`),
  );
  const origins = ['--origin', 'https://viewer.example.org', '--origin', 'b.example.org:8080'];
  for (const [name, words] of [
    ['patch, as text', ['patch', ...settings, ...origins, '--dry-run']],
    ['patch, as JSON', ['patch', ...settings, ...origins, '--dry-run', '--format', 'json']],
    [
      'patch that replaces',
      ['patch', ...settings, '--origin-regex', 'https://[a-z]+\\.example\\.org', '--replace', '--dry-run'],
    ],
    ['patch for everybody', ['patch', ...settings, '--allow-all', '--no-credentials', '--dry-run']],
    ['revert', ['revert', ...settings, '--dry-run', '--color', 'always']],
    ['check, as text', ['check', ...settings, '--color', 'always']],
    ['check, as JSON', ['check', ...settings, '--format', 'json']],
    ['check, for GitHub', ['check', ...settings, '--format', 'github']],
    ['check, as SARIF', ['check', ...settings, '--format', 'sarif']],
  ] as const) {
    cell(`${name}: every fixture`, async () => {
      const [ours, nodes] = await Promise.all([
        run(await executable(), words, { cwd: root }),
        byNode(words, { cwd: root }),
      ]);
      expect(ours.stdout).toBe(nodes.stdout);
      expect(ours.stderr).toBe(nodes.stderr);
      expect(ours.code).toBe(nodes.code);
      expect(ours.stdout.length).toBeGreaterThan(1000);
    });
  }

  for (const words of [
    [],
    ['--help'],
    ...['patch', 'check', 'revert', 'config', 'install', 'limits', 'probe'].map((name) => [name, '--help']),
    ['patch', 'nowhere.py', '--origin', 'a.example.org'],
    ['patch', 'dangling', 'loop', 'pipe', 'empty', 'a/b', '--origin', 'a.example.org'],
    ['patch', `${'n'.repeat(300)}.py`, 'settings.py/x', '--origin', 'a.example.org'],
    [
      'patch',
      'settings.py',
      '--origin',
      'https://bücher.example.org',
      '--origin',
      'http://[2001:DB8::1]:80',
      '--dry-run',
    ],
    ['patch', 'settings.py', '--origin', 'https:/a..b\u202e'],
    ['patch', 'settings.py', '--origin-regex', '(?<=a'],
    ['patch', 'settings.py', '--origin', 'a.example.org', '--python', '/nowhere/python'],
    ['patch', 'settings.py', '--origin', 'a.example.org', '--python', './settings.py'],
    [
      'patch',
      'settings.py',
      '--origin',
      'a.example.org',
      '--python',
      '/bin/false',
      '--config-xml',
      'broken.xml',
    ],
    ['check', 'settings.py', '--config-xml', 'settings.py'],
    ['config', '--origin', 'a.example.org', '--for', 'settings.py'],
    ['install', 'settings.py', '--python', '/bin/false', '--yes'],
    ['install', 'settings.py', '--python', '/etc/passwd', '--yes'],
    ['limits', '--user', 'nobody', '--root', '/nowhere'],
    ['limits', '--status', '--pid', '999999999'],
    ['probe', 'ftp://a', '--origin', 'a.example.org'],
    ['probe', 'http://127.0.0.1:1/', '--origin', 'http://a.example.org'],
  ]) {
    cell(`omero-cors ${words.join(' ').slice(0, 90)}`, async () => {
      const cwd = sampleFolder(onTestFinished);
      for (const [target, name] of [
        ['nowhere', 'dangling'],
        ['loop', 'loop'],
      ] as const) {
        symlinkSync(target, join(cwd, name));
      }
      mkdirSync(join(cwd, 'empty'));
      writeFileSync(join(cwd, 'broken.xml'), '<icegrid><properties');
      await runOk('mkfifo', ['pipe'], { cwd });
      const [ours, nodes] = [await run(await executable(), words, { cwd }), await byNode(words, { cwd })];
      expect(ours).toEqual(nodes);
      expect(ours.stdout + ours.stderr).not.toBe('');
    });
  }
});

describe('what it needs', () => {
  cell('nothing in the environment, nothing on the PATH', async () => {
    const cwd = sampleFolder(onTestFinished);
    for (const env of [{}, { PATH: '' }, { PATH: '/nowhere' }]) {
      const { code, stdout } = await run(await executable(), look, { cwd, env });
      expect([code, stdout.split('\n')[0]]).toEqual([0, '--- a/settings.py']);
    }
  });

  cell('nothing but its libraries and /proc to look, and GNU cp to write', async () => {
    const root = new BareRoot();
    await root.putProgram(await executable(), '/omero-cors');
    await expectPatches(root);
  });

  cell(
    'on Alpine: libstdc++, and GNU cp to write',
    async () => {
      if (process.platform !== 'linux' || process.arch !== 'x64') throw new Missing('needs an x86-64');
      const root = new BareRoot();
      root.put(await executable('linux-x64-musl'), '/omero-cors');
      for (const [to, from] of Object.entries(await alpineLibraries())) root.put(from, to);
      await expectPatches(root);
    },
    { timeout: 300_000 },
  );

  /** Shows the diff without anything, refuses to write without cp, and writes with it what Node writes. */
  async function expectPatches(root: BareRoot): Promise<void> {
    const { newText } = await oldFolder();
    const path = join(root.path, 'settings.py');
    writeFileSync(path, oldText);
    const words = ['/settings.py', ...patch.slice(2)];
    const shown = await root.run(['/omero-cors', 'patch', ...words, '--dry-run']);
    expect([shown.code, shown.stderr.includes('bug')], shown.stderr).toEqual([0, false]);
    const filtered = await root.run(['/omero-cors', 'patch', '-', ...words.slice(2)], { input: oldText });
    expect([filtered.code, filtered.stdout === newText]).toEqual([0, true]);
    const without = await root.run(['/omero-cors', 'patch', ...words]);
    expect([without.code, readFileSync(path, 'utf8') === oldText]).toEqual([2, true]);
    expect(without.stderr).toContain('apk add coreutils');
    await root.putProgram('/bin/cp', '/bin/cp');
    const written = await root.run(['/omero-cors', 'patch', ...words], { env: { PATH: '/bin' } });
    expect([written.code, readFileSync(path, 'utf8') === newText], written.stderr).toEqual([0, true]);
  }

  cell(
    'on an arm64, by qemu: the same bytes',
    async () => {
      const { folder, state, names } = await oldFolder();
      const program = await executable('linux-arm64');
      const emulator = await firstOf('qemu-aarch64', 'qemu-aarch64-static');
      const words = ['-L', '/usr/aarch64-linux-gnu', program];
      const { code, stdout, stderr } = await run(emulator, [...words, '--version']);
      if (/Could not open.*ld-linux/.test(stderr)) throw new Missing('no libc6-arm64-cross');
      expect([code, stdout]).toEqual([0, expect.stringMatching(/linux-arm64\)$/m)]);
      const written = await run(emulator, [...words, ...patch], { cwd: folder });
      expect([written.code, state(), names()], written.stderr).toEqual([0, 'new', done]);
    },
    { timeout: 300_000 },
  );

  for (const target of ['linux-x64', 'linux-arm64'] as const) {
    cell(`${target} asks for no more than glibc 2.17 has`, async () => {
      const program = await executable(target);
      const versions = [...(await readelf('--version-info', program)).matchAll(/Name: GLIBC_([\d.]+)/g)]
        .map(([, version = '']) => version.split('.').map(Number))
        .map(([major = 0, minor = 0]) => major * 100 + minor);
      expect(versions.length).toBeGreaterThan(0);
      expect(Math.max(...versions)).toBeLessThanOrEqual(217);
      expect(await neededBy(program)).toEqual(
        expect.arrayContaining(['libc.so.6', 'libdl.so.2', 'libm.so.6', 'libpthread.so.0']),
      );
      const others = (await neededBy(program)).filter((name) => !/^lib(c|dl|m|pthread)\.so\.\d$/.test(name));
      expect(others.filter((name) => !name.startsWith('ld-linux'))).toEqual([]);
    });
  }

  cell('linux-x64-musl asks for musl and libstdc++', async () => {
    const needed = await neededBy(await executable('linux-x64-musl'));
    expect(needed).toEqual(['libc.musl-x86_64.so.1', 'libstdc++.so.6']);
  });

  cell('at most 100 MiB of memory for a look at a settings.py', async () => {
    const cwd = sampleFolder(onTestFinished, oldText);
    const measure =
      'import resource, subprocess, sys; subprocess.check_call(sys.argv[1:], stdout=subprocess.DEVNULL); ' +
      'print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)';
    const words = ['-c', measure, await executable(), ...look];
    const { stdout } = await runOk('python3', words, { cwd }).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'ENOENT' ? new Missing('no python3') : error;
    });
    expect(Number(stdout)).toBeLessThan(100 * 1024);
  });
});

describe('what lies around it', () => {
  /** All that Bun would read by itself, each of which would show. */
  function layTraps(folder: string): void {
    const trap = `require('node:fs').writeFileSync(${JSON.stringify(join(folder, 'sprung'))}, '');\n`;
    const files = {
      '.env': 'FORCE_COLOR=1\nBUN_OPTIONS=--version\n',
      '.env.local': 'FORCE_COLOR=1\n',
      '.env.production': 'FORCE_COLOR=1\n',
      'bunfig.toml': 'preload = ["./trap.js"]\n[run]\nbun = true\n',
      '.bunfig.toml': 'preload = ["./trap.js"]\n',
      'trap.js': trap,
      'start.js': trap,
      'index.js': trap,
      'package.json': '{ "type": "module", "main": "./trap.js", "imports": { "#x": "./trap.js" } }',
      'tsconfig.json': '{ "compilerOptions": { "paths": { "node:fs": ["./trap.js"] } } }',
      'node_modules/commander/index.js': trap,
      'node_modules/chalk/index.js': trap,
    };
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
  }

  cell('no .env, bunfig.toml, package.json or tsconfig.json of the working directory counts', async () => {
    const cwd = sampleFolder(onTestFinished);
    const before = await run(await executable(), look, { cwd });
    layTraps(cwd);
    const home = { ...process.env, HOME: cwd, XDG_CONFIG_HOME: cwd };
    for (const env of [process.env, home]) {
      const after = await run(await executable(), look, { cwd, env });
      expect(after).toEqual(before);
    }
    expect(readdirSync(cwd)).not.toContain('sprung');
  });

  cell(
    'of the working directory it looks at settings.py alone, and nowhere at where it was built',
    async () => {
      const cwd = sampleFolder(onTestFinished);
      layTraps(cwd);
      const log = join(sampleFolder(onTestFinished), 'calls');
      const { code } = await strace(['-e', 'trace=%file'], look, cwd, log);
      expect(code).toBe(0);
      const program = await executable();
      const paths = [...readFileSync(log, 'latin1').matchAll(/^\d+ +\w+\((?:AT_FDCWD, )?"([^"]*)"/gm)].map(
        ([, path = '']) => path,
      );
      const inside = (path: string) => path.startsWith(`${cwd}/`) || !path.startsWith('/');
      const words = [...look, '', '.'];
      expect(
        paths.filter(inside).filter((path) => !path.endsWith('settings.py') && !words.includes(path)),
      ).toEqual([]);
      expect(paths.filter((path) => path.startsWith(root) && path !== program)).toEqual([]);
      expect(paths.filter((path) => path.includes('$bunfs'))).toEqual([]);
    },
  );

  for (const target of targets) {
    cell(`${target} holds no path of the machine that built it`, async () => {
      const bytes = readFileSync(await executable(target));
      for (const path of [root, homedir()].filter((each) => each.length > 5)) {
        expect([path, bytes.includes(path), bytes.includes(Buffer.from(path, 'utf16le'))]).toEqual([
          path,
          false,
          false,
        ]);
      }
    });
  }

  cell("words that are Bun's or Node's are none of its own", async () => {
    for (const word of [
      '--inspect',
      '--smol',
      '--preload=./x',
      '--eval',
      '-e',
      '-p',
      '--bun',
      'run',
      'x',
      'repl',
    ]) {
      const { code, stdout, stderr } = await run(await executable(), [word, '1']);
      expect([word, code, stdout]).toEqual([word, 2, '']);
      expect(stderr).toMatch(/^error: unknown (option|command)/);
    }
  });
});

cell("--version says that it is one; --licenses is that of Node's and Bun's besides", async () => {
  const program = await executable();
  expect((await run(program, ['--version'])).stdout).toMatch(/^build: .* \(executable, Bun [\d.]+, linux-/m);
  const [ours, nodes] = [await run(program, ['--licenses']), await byNode(['--licenses'])];
  expect(ours.stdout.startsWith(nodes.stdout.trimEnd())).toBe(true);
  expect(ours.stdout.slice(nodes.stdout.length)).toMatch(/^Bun /m);
});

async function firstOf(...programs: readonly string[]): Promise<string> {
  for (const program of programs) {
    if ((await run(program, ['--version']).catch(() => undefined))?.code === 0) return program;
  }
  throw new Missing(`no ${programs[0]}`);
}

async function readelf(option: string, program: string): Promise<string> {
  const read = runOk('readelf', ['--wide', option, program], { env: { ...process.env, LC_ALL: 'C' } });
  const { stdout } = await read.catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? new Missing('no readelf (binutils)') : error;
  });
  return stdout;
}

async function neededBy(program: string): Promise<string[]> {
  const text = await readelf('--dynamic', program);
  return [...text.matchAll(/\(NEEDED\).*\[(.*)\]/g)].map(([, name = '']) => name).sort();
}
