import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect } from 'vitest';
import { cell } from './support/cell.js';
import type { Target } from './support/executable.js';
import { pip, runPip, virtualenvWithPip } from './support/pip.js';
import { findPython, lockedVersions, virtualenv } from './support/python.js';
import { runOk } from './support/run.js';
import type { Later } from './support/scope.js';
import { buildWheel, wheel } from './support/wheel.js';

const root = fileURLToPath(new URL('../', import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
const targets: readonly Target[] = ['linux-x64', 'linux-arm64', 'linux-x64-musl'];

/** What the wheel here is: the others are only looked at and downloaded. */
const here: Target = process.arch === 'arm64' ? 'linux-arm64' : 'linux-x64';

/** The first pip that knows manylinux2014, wherever it runs. */
const oldest = '19.3';
const lastBefore = '19.2.3';

const sites = [
  { python: '2.7', pipVersion: oldest, omeroWeb: '5.5', lock: 'django-1.8-cors-2.4.1' },
  { python: '3.6', pipVersion: oldest, omeroWeb: '5.6.0', lock: 'django-1.11-cors-3.2.1' },
  { python: '3.7', pipVersion: oldest, omeroWeb: '5.11.0', lock: 'django-1.11-cors-3.2.1' },
  { python: '3.8', pipVersion: oldest, omeroWeb: '5.13.0', lock: 'django-1.11-cors-3.2.1' },
  { python: '3.9', pipVersion: '26.0.1', omeroWeb: '5.14.0', lock: 'django-3.2-cors-3.7.0' },
  { python: '3.10', pipVersion: '26.3', omeroWeb: '5.22.1', lock: 'django-4.2-cors-3.7.0' },
  { python: '3.11', pipVersion: '26.3', omeroWeb: '5.29.3', lock: 'django-4.2-cors-3.7.0' },
  { python: '3.12', pipVersion: '26.3', omeroWeb: '5.33.2', lock: 'django-5.2-cors-3.7.0' },
  { python: '3.13', pipVersion: '26.3', omeroWeb: '5.33.2', lock: 'django-5.2-cors-3.7.0' },
];

describe('beside an OMERO.web', () => {
  for (const { python: pythonVersion, pipVersion, omeroWeb, lock } of sites) {
    const { django, corsHeaders } = lockedVersions(lock);
    cell(
      `pip ${pipVersion} on Python ${pythonVersion} installs it, it patches and reverts, and leaves no file when it goes`,
      async (later) => {
        const folder = temporaryFolder(later);
        const home = join(folder, 'venv');
        const python = await virtualenvWithPip(home, pythonVersion, pipVersion);
        const { settings, words } = await installSite({
          folder,
          home,
          python,
          pythonVersion,
          omeroWeb,
          lock,
        });
        const before = treeOf(folder);
        const text = readFileSync(settings);

        await pip(python, [
          'install',
          '--no-index',
          '--find-links',
          dirname(await wheel(here)),
          'omero-cors',
        ]);
        const program = join(dirname(python), 'omero-cors');
        const omeroCors = (...args: string[]) =>
          runOk(program, args, { env: { PATH: `${dirname(python)}:/usr/bin:/bin` } });
        expect((await omeroCors('--version')).stdout).toMatch(`omero-cors ${version}\n`);
        expect((await omeroCors('--licenses')).stdout).toContain('GNU LESSER GENERAL PUBLIC LICENSE');
        expect(readFileSync(join(home, 'share/man/man1/omero-cors.1'), 'utf8')).toContain(version);

        const origin = ['--origin', 'https://viewer.example.org'];
        const patched = await omeroCors(
          'patch',
          ...words,
          ...origin,
          '--yes',
          '--no-backup',
          '--format',
          'json',
        );
        const { files } = JSON.parse(patched.stdout);
        expect(files).toMatchObject([
          { status: 'changed', detected: { omeroWeb, django, djangoCorsHeaders: corsHeaders } },
        ]);
        expect(files[0].detected.python).toMatch(new RegExp(`^${pythonVersion}\\.`));
        expect(readFileSync(settings)).not.toEqual(text);
        await runOk(python, ['-B', '-c', `import ast; ast.parse(open(${JSON.stringify(settings)}).read())`]);
        await omeroCors('patch', ...words, ...origin, '--check');
        await omeroCors('revert', words[0] ?? '', '--yes');

        await pip(python, ['uninstall', '--yes', 'omero-cors']);
        expect(treeOf(folder)).toEqual(before);
        expect(filesBelow(join(home, 'share'))).toEqual([]);
      },
      {
        proof: { omeroWeb, how: 'the wheel, by the real pip', python: pythonVersion, django, corsHeaders },
        timeout: 300_000,
      },
    );
  }
});

describe('elsewhere', () => {
  const find = async () => ['--no-index', '--find-links', dirname(await wheel(here))];

  cell(
    '--user and --target bring the command and the man page',
    async (later) => {
      const folder = temporaryFolder(later);
      const python = await virtualenvWithPip(join(folder, 'venv'), '3.12', '26.3');
      const base = await findPython('3.12');
      const user = { PYTHONUSERBASE: join(folder, 'user'), PIP_BREAK_SYSTEM_PACKAGES: '1' };
      await pip(base, ['install', '--user', ...(await find()), 'omero-cors'], user);
      await pip(python, ['install', '--target', join(folder, 'target'), ...(await find()), 'omero-cors']);
      for (const place of ['user', 'target']) {
        const { stdout } = await runOk(join(folder, place, 'bin', 'omero-cors'), ['--version'], { env: {} });
        expect(stdout).toMatch(`omero-cors ${version}\n`);
        expect(existsSync(join(folder, place, 'share/man/man1/omero-cors.1'))).toBe(true);
      }
      await pip(base, ['uninstall', '--yes', 'omero-cors'], user);
      expect(filesBelow(join(folder, 'user'))).toEqual([]);
    },
    { timeout: 120_000 },
  );

  cell(`pip ${lastBefore}, which knows no manylinux2014, finds nothing to install`, async (later) => {
    const folder = temporaryFolder(later);
    const python = await virtualenvWithPip(join(folder, 'venv'), '3.6', lastBefore);
    const asked = await runPip(python, ['install', ...(await find()), 'omero-cors']);
    expect([asked.code, asked.stderr]).toEqual([
      1,
      expect.stringContaining('No matching distribution found for omero-cors'),
    ]);
    const named = await runPip(python, ['install', '--no-index', await wheel(here)]);
    expect([named.code, named.stderr]).toEqual([
      1,
      expect.stringContaining('is not a supported wheel on this platform'),
    ]);
  });

  const downloads = [
    { platform: 'manylinux2014_x86_64', target: 'linux-x64' },
    { platform: 'manylinux_2_17_x86_64', target: 'linux-x64' },
    { platform: 'manylinux2014_aarch64', target: 'linux-arm64' },
    { platform: 'musllinux_1_2_x86_64', target: 'linux-x64-musl' },
    { platform: 'manylinux2010_x86_64', target: undefined },
    { platform: 'musllinux_1_1_x86_64', target: undefined },
    { platform: 'macosx_14_0_arm64', target: undefined },
    { platform: 'win_amd64', target: undefined },
  ] as const;
  for (const { platform, target } of downloads) {
    cell(
      `pip download --platform ${platform} gives ${target ?? 'nothing'}`,
      async (later) => {
        const folder = temporaryFolder(later);
        const wheels = dirname((await Promise.all(targets.map(wheel)))[0] ?? '');
        const words = ['download', '--only-binary=:all:', '--platform', platform, '--dest', folder];
        const { code } = await runPip(await findPython('3.12'), [
          ...words,
          '--no-index',
          '--find-links',
          wheels,
          `omero-cors==${version}`,
        ]);
        expect(code).toBe(target === undefined ? 1 : 0);
        expect(readdirSync(folder).map((name) => join(wheels, name))).toEqual(
          target === undefined ? [] : [await wheel(target)],
        );
      },
      { timeout: 300_000 },
    );
  }
});

describe('the files', () => {
  for (const target of targets) {
    cell(
      `for ${target} pass twine check --strict, and PyPI knows their classifiers`,
      async () => {
        const path = await wheel(target);
        const { python } = await virtualenv('twine');
        await runOk(python, ['-m', 'twine', '--no-color', 'check', '--strict', path]);
        const { stdout } = await runOk(python, ['-B', join(root, 'e2e', 'support', 'read-wheel.py'), path]);
        expect(stdout).toBe('classifiers []\nwrong in RECORD []\nexecutable omero-cors\n');
      },
      { timeout: 300_000 },
    );
  }

  cell('a second build gives the same bytes, in another time zone and under another umask', async (later) => {
    const path = await wheel(here);
    const first = join(temporaryFolder(later), 'first.whl');
    cpSync(path, first);
    const umask = process.umask(0o077);
    const { code, stderr } = await buildWheel([here], { TZ: 'America/St_Johns', LC_ALL: 'C' }).finally(() =>
      process.umask(umask),
    );
    expect(code, stderr).toBe(0);
    expect(hashOf(path)).toBe(hashOf(first));
  });

  cell('a wrong target is refused before anything is built', async () => {
    const { code, stdout, stderr } = await buildWheel([here, 'linux-x86']);
    expect([code, stdout, stderr]).toEqual([
      2,
      '',
      'no target linux-x86; there are: linux-x64, linux-arm64, linux-x64-musl\n',
    ]);
  });
});

/**
 * Django and django-cors-headers by the pip of the virtualenv, and OMERO.web: the real one on Python 3, where it
 * lies in the virtualenv too; on Python 2 a server tree of its shape beside it.
 *
 * @returns the settings.py, and the words by which omero-cors is told of it
 */
async function installSite(site: {
  folder: string;
  home: string;
  python: string;
  pythonVersion: string;
  omeroWeb: string;
  lock: string;
}): Promise<{ settings: string; words: readonly string[] }> {
  const { folder, home, python, pythonVersion, omeroWeb, lock } = site;
  const isTree = pythonVersion === '2.7';
  const requirements = [
    '-r',
    join(root, 'e2e', 'locks', `${lock}.txt`),
    ...(isTree ? [] : [`omero-web==${omeroWeb}`]),
  ];
  const quick = ['--quiet', '--no-deps', '--no-compile', '--only-binary=:all:', '--retries', '5'];
  await pip(python, ['install', ...quick, ...requirements]);
  if (!isTree) {
    return {
      settings: join(home, `lib/python${pythonVersion}/site-packages/omeroweb/settings.py`),
      words: [home],
    };
  }
  const library = join(folder, 'OMERO.server/lib/python');
  const settings = join(library, 'omeroweb/settings.py');
  mkdirSync(dirname(settings), { recursive: true });
  cpSync(join(root, `e2e/sites/settings/omero-${omeroWeb}.py`), settings);
  writeFileSync(join(library, 'omero_version.py'), `omero_version="${omeroWeb}"\n`);
  return { settings, words: [join(folder, 'OMERO.server'), '--python', python] };
}

function temporaryFolder(later: Later): string {
  const folder = mkdtempSync(join(tmpdir(), 'omero-cors-wheel-'));
  later(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * Every file below a folder with its hash, and every other name. Without empty folders: pip leaves the folders
 * around man1 standing.
 */
function treeOf(folder: string): readonly string[] {
  return filesBelow(folder).map((path) => `${path} ${hashOf(path)}`);
}

function filesBelow(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => !existsSync(path) || !statSync(path).isDirectory())
    .sort();
}

function hashOf(path: string): string {
  return existsSync(path) ? createHash('sha256').update(readFileSync(path)).digest('hex') : 'a dead link';
}
