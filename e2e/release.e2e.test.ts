import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { cell } from './support/cell.js';
import { executable } from './support/executable.js';
import { Missing } from './support/missing.js';
import { virtualenv } from './support/python.js';
import { type Ran, run, runOk } from './support/run.js';

const root = join(import.meta.dirname, '..');
const version = '98.7.6';

describe('a release of this working tree', () => {
  let clone: string;
  let checked: Promise<Ran> | undefined;
  const git = (...words: string[]) => runOk('git', words, { cwd: clone });
  const read = (path: string): string => readFileSync(join(clone, path), 'utf8');

  /** `npm version` and `npm run release:check` in a repository of its own, whose one commit is the working tree. */
  function check(): Promise<Ran> {
    checked ??= (async () => {
      await executable();
      return run('npm', ['run', '--silent', 'release:check', '--', '--tag', `v${version}`], {
        cwd: clone,
        timeout: 900_000,
      });
    })();
    return checked;
  }

  beforeAll(async () => {
    if (!existsSync(join(root, '.git'))) return;
    clone = mkdtempSync(join(tmpdir(), 'omero-cors-release-'));
    const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
      cwd: root,
      encoding: 'utf8',
    });
    for (const path of listed.split('\0').filter((name) => name !== '' && existsSync(join(root, name)))) {
      cpSync(join(root, path), join(clone, path), { recursive: true });
    }
    symlinkSync(join(root, 'node_modules'), join(clone, 'node_modules'));
    await git('init', '-q', '-b', 'main');
    await git('config', 'user.name', 'a developer');
    await git('config', 'user.email', 'developer@example.org');
    await runOk('npm', ['pkg', 'set', 'repository.url=git+https://github.com/example/omero-cors.git'], {
      cwd: clone,
    });
    // The link is no folder, so that .gitignore's line with a slash at its end does not mean it.
    await git('add', '--all', '--', '.', ':!node_modules');
    await runOk('sh', ['-c', 'echo /node_modules >> .git/info/exclude'], { cwd: clone });
    await git('commit', '-q', '-m', 'The working tree');
    // What is unreleased or released here already: there is something to say of the version.
    const changes = read('CHANGELOG.md');
    if (!changes.includes('## Unreleased')) throw new Error('CHANGELOG.md has no "## Unreleased"');
    await runOk('npm', ['version', version], { cwd: clone });
  }, 120_000);

  afterAll(() => {
    if (clone !== undefined) rmSync(clone, { recursive: true, force: true });
  });

  const inClone = (name: string, test: () => Promise<void> | void, timeout?: number): void =>
    cell(
      name,
      async () => {
        if (clone === undefined) throw new Missing('not a clone: git knows no files here');
        await test();
      },
      timeout === undefined ? {} : { timeout },
    );

  inClone('npm version carries the version everywhere, commits and tags', async () => {
    expect((await git('tag', '--points-at', 'HEAD')).stdout).toBe(`v${version}\n`);
    expect((await git('status', '--porcelain')).stdout).toBe('');
    expect(read('CHANGELOG.md')).toMatch(new RegExp(`^## ${version} \\(\\d{4}-\\d\\d-\\d\\d\\)$`, 'm'));
    expect(read('CHANGELOG.md')).not.toContain('Unreleased');
    expect(read('README.md')).toContain(`omero-cors-${version}.tgz`);
    expect(JSON.parse(read('package-lock.json')).version).toBe(version);
    const { stdout } = await git('show', '--format=', '--unified=0', 'HEAD');
    const added = stdout.split('\n').filter((line) => /^\+[^+]/.test(line));
    // Nothing else went into the commit.
    expect(added.filter((line) => !line.includes(version))).toEqual([]);
  });

  inClone(
    'release:check makes and proves all of it, with the same bytes twice',
    async () => {
      const { code, stdout } = await check();
      const states = stdout
        .split('\n')
        .map((line) => /^(ok|skipped|failed) +([^:]+(?:: [^:(]+)?)/.exec(line)?.[1]);
      expect(stdout).toContain(`dist/release holds omero-cors ${version}`);
      expect(new Set(states.filter((state) => state !== undefined))).toEqual(new Set(['ok']));
      expect(stdout).toMatch(/^ok {7}made twice: the same bytes of \d+ files/m);
      expect(code).toBe(0);
    },
    1_000_000,
  );

  inClone(
    'its files say the version, their checksums hold, and nothing else lies there',
    async () => {
      await check();
      const files = readdirSync(join(clone, 'dist', 'release'));
      const sums = read('dist/release/SHA256SUMS').trim().split('\n');
      expect(
        sums
          .map((line) => line.split('  ')[1])
          .concat('SHA256SUMS')
          .sort(),
      ).toEqual(files.sort());
      await runOk('sha256sum', ['--check', 'SHA256SUMS'], { cwd: join(clone, 'dist', 'release') });
      const kinds = [
        /\.tgz$/,
        /-linux-(x64|arm64|x64-musl)$/,
        /\.whl$/,
        /^omero_cors-web-.*\.tar\.gz$/,
        /\.cdx\.json$/,
      ];
      expect(kinds.map((kind) => files.filter((file) => kind.test(file)).length)).toEqual([1, 3, 3, 1, 4]);
      for (const file of files) expect(file).toMatch(new RegExp(`${version}|-linux-|^SHA256SUMS$`));
      expect(read('dist/release-notes.md')).toMatch(/^### /);
    },
    1_000_000,
  );

  inClone(
    'the executable in it is that commit, and its bill of materials names its very bytes',
    async () => {
      await check();
      const program = join(clone, 'dist', 'release', `omero-cors-linux-${process.arch}`);
      const commit = (await git('rev-parse', '--short=12', 'HEAD')).stdout.trim();
      const said = (await runOk(program, ['--version'])).stdout;
      expect(said).toMatch(new RegExp(`^omero-cors ${version}\nbuild: ${commit} \\(executable`));
      const bill = JSON.parse(readFileSync(`${program}.cdx.json`, 'utf8'));
      const sum = (await runOk('sha256sum', [program])).stdout.split(' ')[0];
      expect(bill.metadata.component.hashes).toEqual([{ alg: 'SHA-256', content: sum }]);
      expect(bill.components.map(({ name }: { name: string }) => name)).toContain('tree-sitter-python');
      expect(bill.components.at(-1).components.length).toBeGreaterThan(20);
    },
    1_000_000,
  );

  inClone(
    'a tag of another version, or a commit that is not the tagged one, is no release',
    async () => {
      const quick = (...words: string[]) => {
        // The first step alone: the others take a minute.
        const program = `import { provesSource } from './scripts/release/proofs.mjs';
          try { console.log(provesSource(...process.argv.slice(1))); } catch (error) { console.log(error.message); }`;
        return runOk(process.execPath, ['--input-type=module', '-e', program, ...words], { cwd: clone });
      };
      expect((await quick('v1.2.3')).stdout).toContain(`v1.2.3 is not v${version}`);
      expect((await quick(`v${version}`)).stdout).toBe(`clean, at v${version}\n`);
      await git('commit', '-q', '--allow-empty', '-m', 'Later');
      expect((await quick(`v${version}`)).stdout).toContain('the commit has no tag');
      await git('reset', '-q', '--hard', 'HEAD^');
    },
    1_000_000,
  );
});

cell(
  'zizmor finds nothing in the workflows',
  async () => {
    const { python } = await virtualenv('zizmor');
    const words = ['--offline', '--no-progress', '--min-severity', 'medium', '.'];
    const { stdout } = await runOk(join(dirname(python), 'zizmor'), words, { cwd: root });
    expect(stdout).toMatch(/No findings to report|0 medium, 0 high/);
  },
  { timeout: 300_000 },
);
