import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished } from 'vitest';
import { parse, stringify } from 'yaml';
import { cell } from './support/cell.js';
import { omeroCors } from './support/cli.js';
import { blockWith } from './support/document.js';
import { Missing } from './support/missing.js';
import { commitAll, copyRepository, gitEnv } from './support/repository.js';
import { type Ran, run, runOk } from './support/run.js';
import { sampleSettings } from './support/sample.js';
import { once, suiteScope } from './support/scope.js';
import { ciTool } from './support/tool.js';
import { wheel } from './support/wheel.js';

const root = fileURLToPath(new URL('../', import.meta.url));
const origin = 'https://viewer.example.org';

interface Hook {
  readonly id: string;
  readonly args?: readonly string[];
  readonly files?: string;
}
interface Config {
  readonly repos: readonly [
    { readonly repo: string; readonly rev?: string; readonly hooks: readonly Hook[] },
  ];
}

const patched = (...origins: readonly string[]) =>
  omeroCors(['patch', '-', ...origins.flatMap((each) => ['--origin', each])], { input: sampleSettings }).then(
    ({ stdout }) => stdout,
  );

describe('hooks of this repository', () => {
  const later = suiteScope();
  /** A clone with a commit to name, and pre-commit's own folder, in which the hooks are built once. */
  const hooks = once(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'omero-cors-hooks-'));
    later(() => rmSync(folder, { recursive: true, force: true }));
    const repo = join(folder, 'omero-cors');
    return { repo, rev: await copyRepository(repo), home: join(folder, 'home') };
  });

  /** Commits these files, with the hooks asked for, to a site's repository, and runs pre-commit over all of them. */
  async function commitTo(files: Readonly<Record<string, string>>, asked: readonly Hook[]) {
    const { repo, rev, home } = await hooks();
    const site = mkdtempSync(join(tmpdir(), 'omero-cors-site-'));
    onTestFinished(() => rmSync(site, { recursive: true, force: true }));
    const config: Config = { repos: [{ repo, rev, hooks: asked }] };
    for (const [name, text] of Object.entries({ ...files, '.pre-commit-config.yaml': stringify(config) })) {
      mkdirSync(dirname(join(site, name)), { recursive: true });
      writeFileSync(join(site, name), text);
    }
    await commitAll(site);
    const ran = await runPreCommit(site, home);
    for (const [name, text] of Object.entries(files))
      expect(readFileSync(join(site, name), 'utf8')).toBe(text);
    return ran;
  }

  async function runPreCommit(site: string, home: string): Promise<Ran> {
    const path = [dirname(process.execPath), process.env['PATH']].join(delimiter);
    const env = { ...gitEnv, PATH: path, PRE_COMMIT_HOME: home, PRE_COMMIT_COLOR: 'never' };
    const ran = await run(await ciTool('pre-commit'), ['run', '--all-files'], { cwd: site, env });
    if (/ENOTFOUND|ECONNREFUSED|EAI_AGAIN/.test(ran.stdout))
      throw new Missing('npm reaches no registry here');
    return ran;
  }

  const check = { id: 'omero-cors-check' };
  const patch = (...origins: readonly string[]) => ({
    id: 'omero-cors-patch',
    args: origins.flatMap((each) => ['--origin', each]),
  });
  const long = { timeout: 900_000 };

  cell('the manifest is one', async () => {
    await runOk(await ciTool('pre-commit'), ['validate-manifest', join(root, '.pre-commit-hooks.yaml')]);
  });

  cell(
    'check passes a good file, built out of the clone',
    async () => {
      const { code, stdout } = await commitTo({ 'web/settings.py': await patched(origin) }, [check]);
      expect(code, stdout).toBe(0);
      expect(stdout).toMatch(/^CORS in settings\.py\.+Passed$/m);
    },
    long,
  );

  cell(
    'check fails a bad one, with our report, and names the file',
    async () => {
      const files = { 'a/settings.py': await patched(origin), 'b/settings.py': sampleSettings };
      const { code, stdout } = await commitTo(files, [check]);
      expect(code).toBe(1);
      expect(stdout).toMatch(/^CORS in settings\.py\.+Failed$/m);
      expect(stdout).toContain('- exit code: 1\n');
      expect(stdout).toContain('error: b/settings.py:4: corsheaders is not in INSTALLED_APPS');
      expect(stdout).toContain('CORS is off');
    },
    long,
  );

  cell(
    'what is no Python fails with 2',
    async () => {
      const { code, stdout } = await commitTo({ 'settings.py': 'x = (\n' }, [check]);
      expect([code, stdout]).toEqual([1, expect.stringContaining('- exit code: 2\n')]);
      expect(stdout).toContain('error: settings.py:1: ');
    },
    long,
  );

  cell(
    'patch passes what says all of it',
    async () => {
      const text = await patched(origin, 'http://localhost:5173');
      const { code, stdout } = await commitTo({ 'settings.py': text }, [patch(origin, 'localhost:5173')]);
      expect(code, stdout).toBe(0);
      expect(stdout).toMatch(/^CORS in settings\.py as asked\.+Passed$/m);
    },
    long,
  );

  cell(
    'patch fails where something would change, shows the diff, and writes nothing',
    async () => {
      const files = { 'settings.py': await patched(origin) };
      const { code, stdout } = await commitTo(files, [patch(origin, 'http://localhost:5173')]);
      expect(code).toBe(1);
      expect(stdout).toContain('- exit code: 1\n');
      expect(stdout).toContain("\n+    'http://localhost:5173',\n");
    },
    long,
  );

  cell(
    'patch without an origin says what it needs',
    async () => {
      const { code, stdout } = await commitTo({ 'settings.py': sampleSettings }, [
        { id: 'omero-cors-patch' },
      ]);
      expect([code, stdout]).toEqual([1, expect.stringContaining('- exit code: 2\n')]);
      expect(stdout).toContain('--origin');
    },
    long,
  );

  cell(
    'other names are looked at only where `files` says so',
    async () => {
      const files = {
        'omero_settings.py': sampleSettings,
        'settings.py.j2': '{{ x }}',
        'mysettings.py': 'x = (\n',
      };
      const left = await commitTo(files, [check]);
      expect([left.code, left.stdout]).toEqual([0, expect.stringContaining('(no files to check)Skipped')]);
      const named = await commitTo(files, [{ ...check, files: '^omero_settings\\.py$' }]);
      expect([named.code, named.stdout]).toEqual([
        1,
        expect.stringContaining('error: omero_settings.py:4: '),
      ]);
      expect(named.stdout).not.toContain('mysettings');
    },
    long,
  );

  cell(
    'the configuration in the documents',
    async () => {
      const config: Config = parse(blockWith('ci.md', 'yaml', 'OWNER/omero-cors\n    rev:'));
      const [{ hooks: asked }] = config.repos;
      expect(asked.map(({ id }) => id)).toEqual(['omero-cors-check', 'omero-cors-patch']);
      const good = await commitTo({ 'settings.py': await patched(origin) }, asked);
      expect(good.code, good.stdout).toBe(0);
      const bad = await commitTo({ 'settings.py': sampleSettings }, asked);
      expect([bad.code, bad.stdout.match(/\.+Failed$/gm)]).toEqual([
        1,
        [expect.anything(), expect.anything()],
      ]);
    },
    long,
  );
});

describe('without Node.js, out of the wheel', () => {
  cell(
    'the configuration in the documents, installed by the pip of pre-commit',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'omero-cors-site-'));
      onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
      const site = join(folder, 'site');
      mkdirSync(site);
      writeFileSync(join(site, '.pre-commit-config.yaml'), blockWith('ci.md', 'yaml', 'repo: local'));
      // No Node.js, and the wheel in place of the registry.
      const tools = join(folder, 'bin');
      mkdirSync(tools);
      for (const name of ['git', 'sh', 'env'])
        symlinkSync((await runOk('sh', ['-c', `command -v ${name}`])).stdout.trim(), join(tools, name));
      const env = {
        ...gitEnv,
        PATH: tools,
        PRE_COMMIT_HOME: join(folder, 'home'),
        PRE_COMMIT_COLOR: 'never',
        PIP_FIND_LINKS: [dirname(await wheel('linux-x64')), process.env['PIP_FIND_LINKS'] ?? '']
          .join(' ')
          .trim(),
      };
      const preCommit = await ciTool('pre-commit');
      const commit = async (text: string) => {
        writeFileSync(join(site, 'settings.py'), text);
        await commitAll(site);
        return run(preCommit, ['run', '--all-files'], { cwd: site, env });
      };
      const good = await commit(await patched(origin));
      expect([good.code, good.stdout]).toEqual([
        0,
        expect.stringMatching(/^CORS in settings\.py\.+Passed$/m),
      ]);
      const bad = await commit(sampleSettings);
      expect([bad.code, bad.stdout]).toEqual([
        1,
        expect.stringContaining('error: settings.py:4: corsheaders is not'),
      ]);
    },
    { timeout: 900_000 },
  );
});
