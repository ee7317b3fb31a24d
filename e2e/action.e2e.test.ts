import {
  chmodSync,
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
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { cell } from './support/cell.js';
import { omeroCors, script } from './support/cli.js';
import { type ActionRun, readAction, runAction, type Step } from './support/composite-action.js';
import { blockWith } from './support/document.js';
import { Missing } from './support/missing.js';
import { copyRepository } from './support/repository.js';
import { sampleSettings } from './support/sample.js';
import { once, suiteScope } from './support/scope.js';
import { commandsIn } from './support/workflow-commands.js';

const root = fileURLToPath(new URL('../', import.meta.url));
const origin = 'https://viewer.example.org';
const patched = once(async () => {
  const { stdout } = await omeroCors(['patch', '-', '--origin', origin], { input: sampleSettings });
  return stdout;
});

/** A repository as the runner has it checked out, with these files, and the runner's folder for temporary files. */
function checkOut(files: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), 'omero-cors-action-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [workspace, temporary] = [join(folder, 'workspace'), join(folder, 'temporary')];
  mkdirSync(workspace);
  mkdirSync(temporary);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(workspace, name)), { recursive: true });
    writeFileSync(join(workspace, name), text);
  }
  return {
    workspace,
    read: (name: string) => readFileSync(join(workspace, name), 'utf8'),
    /** Everything below the workspace, to see that nothing was made. */
    names: () => readdirSync(workspace, { recursive: true, encoding: 'utf8' }).sort(),
    use: (given: Readonly<Record<string, string>>, env = process.env, action = root) =>
      runAction({ folder: action, workspace, temporary, given: { executable: script, ...given }, env }),
  };
}

/** Name, file, line and title of what the log says about files. */
function annotations({ log }: ActionRun): string[] {
  return commandsIn(log)
    .filter(({ properties }) => properties['file'] !== undefined)
    .map(({ name, properties: { file, line, title } }) => `${name} ${file}:${line ?? ''} ${title}`);
}

const endsWell = (run: ActionRun) =>
  expect([run.outcome, run.outputs['exit-code'], run.leftBehind], run.log).toEqual(['success', '0', '']);
const endsWith = (run: ActionRun, code: string) => {
  expect([run.outcome, run.outputs['exit-code'], run.leftBehind], run.log).toEqual(['failure', code, '']);
  expect(commandsIn(run.log).at(-1)).toMatchObject({ name: 'error', properties: { title: 'omero-cors' } });
};

describe('check', () => {
  cell('a good file: success', async () => {
    const site = checkOut({ 'settings.py': await patched() });
    const run = await site.use({});
    endsWell(run);
    expect(annotations(run).filter((line) => !line.startsWith('notice'))).toEqual([]);
    expect(run.summary).toMatch(/^ {4}settings\.py\n[\s\S]*^ {6}CORS is on/m);
    expect(run.used).toEqual([]);
  });

  cell('a bad one: failure, each finding at its line, by the path in the repository', async () => {
    const site = checkOut({ 'web/settings.py': sampleSettings, 'good/settings.py': await patched() });
    const run = await site.use({ settings: 'web/settings.py\ngood\n' });
    endsWith(run, '1');
    expect(annotations(run)).toContain('error web/settings.py:4 omero-cors: app-missing');
    expect(annotations(run)).toContain('error web/settings.py:10 omero-cors: middleware-missing');
    expect(annotations(run)).toContain('error web/settings.py: omero-cors: origins-missing');
    expect(run.summary).toContain('CORS is off');
    expect(run.used).toEqual([]);
  });

  cell('what is no Python ends with 2', async () => {
    const run = await checkOut({ 'settings.py': 'x = (\n' }).use({});
    endsWith(run, '2');
    expect(annotations(run)).toEqual(['error settings.py:1 omero-cors: syntax-error']);
    expect(run.log).toContain('it could not be told: omero-cors ended with 2');
  });

  cell('arguments, one a line: a warning fails with --strict', async () => {
    const site = checkOut({
      'settings.py': (await patched()).replace('MIDDLEWARE = (', 'MIDDLEWARE = (*X,'),
    });
    const args = '--cors-headers=3.7.0\n--strict\n';
    endsWith(await site.use({ args }), '1');
  });
});

describe('the SARIF', () => {
  const uploads = async (settings: string, given = {}) =>
    checkOut({ 'web/settings.py': settings }).use({ settings: 'web/settings.py', sarif: 'true', ...given });

  for (const [about, text, code] of [
    ['findings', sampleSettings, '1'],
    ['what could not be told', 'x = (\n', '2'],
  ] as const) {
    cell(`${about}: uploaded before the job fails`, async () => {
      const run = await uploads(text, { category: 'the site' });
      endsWith(run, code);
      expect(run.ran.slice(-2)).toEqual(['Upload the findings to code scanning', 'End as omero-cors did']);
      const file = run.outputs['sarif-file'] ?? '';
      expect(run.used.map(({ with: given }) => given)).toEqual([{ sarif_file: file, category: 'the site' }]);
      const { results } = JSON.parse(readFileSync(file, 'utf8')).runs[0];
      expect(results.length).toBeGreaterThan(0);
      for (const { locations } of results) {
        const { artifactLocation, region } = locations[0].physicalLocation;
        expect(artifactLocation).toEqual({ uri: 'web/settings.py' });
        expect(region.startLine).toBeGreaterThan(0);
      }
    });
  }

  cell('no findings: uploaded, which closes the alerts of before', async () => {
    const run = await uploads(await patched(), { args: '--cors-headers=3.7.0' });
    endsWell(run);
    expect(run.used).toHaveLength(1);
    expect(commandsIn(run.log).filter(({ name }) => name === 'error')).toEqual([]);
  });

  cell('a wrong argument: nothing is uploaded', async () => {
    const run = await uploads(sampleSettings, { args: '--no-such' });
    endsWith(run, '2');
    expect(run.used).toEqual([]);
  });
});

describe('patch --check', () => {
  cell('nothing to do: success', async () => {
    const run = await checkOut({ 'settings.py': await patched() }).use({ command: 'patch', origin });
    endsWell(run);
    expect(run.summary).toBe('');
  });

  cell('something would change: failure, the diff in log and summary, nothing written', async () => {
    const site = checkOut({ 'settings.py': await patched() });
    const run = await site.use({ command: 'patch', origin: `${origin}\r\n\nhttp://localhost:5173\n` });
    endsWith(run, '1');
    expect(run.log).toContain('\n+    "http://localhost:5173",\n'.replaceAll('"', "'"));
    expect(run.summary).toContain(`\n    +    'http://localhost:5173',\n`);
    expect(site.read('settings.py')).toBe(await patched());
    expect(site.names()).toEqual(['settings.py']);
  });

  cell('a wrong origin ends with 2', async () => {
    const run = await checkOut({ 'settings.py': sampleSettings }).use({ command: 'patch', origin: '*' });
    endsWith(run, '2');
    expect(run.log).toContain('--allow-all');
  });

  cell('the runner obeys no line of the file', async () => {
    const line = '::warning file=settings.py::from the file';
    const text = sampleSettings.replace(
      "    'pipeline',",
      `    """\n${line}\n    ${line}\n""",\n    'pipeline',`,
    );
    const run = await checkOut({ 'settings.py': text }).use({ command: 'patch', origin });
    endsWith(run, '1');
    expect(run.log).toContain(line);
    expect(commandsIn(run.log)).toHaveLength(1);
  });
});

describe('inputs that make no sense end with 2', () => {
  const cases = {
    'another command': { command: 'revert' },
    'a command and a line more': { command: 'check\npatch' },
    'an origin for check': { origin },
    'SARIF of patch': { command: 'patch', origin, sarif: 'true' },
    'SARIF neither true nor false': { sarif: 'yes' },
  };
  for (const [about, given] of Object.entries(cases)) {
    cell(about, async () => {
      const run = await checkOut({ 'settings.py': sampleSettings }).use(given);
      expect([run.outcome, run.ran.at(-1)]).toEqual(['failure', 'Run omero-cors']);
      expect(commandsIn(run.log)).toEqual([expect.objectContaining({ name: 'error' })]);
    });
  }
  cell('no settings', async () =>
    endsWith(await checkOut({ 'settings.py': sampleSettings }).use({ settings: '' }), '2'),
  );
  cell('an executable that is none', async () => {
    const run = await checkOut({ 'settings.py': sampleSettings }).use({ executable: './no-such' });
    expect([run.outcome, run.outputs['exit-code']]).toEqual(['failure', '127']);
  });
});

describe('nothing that is typed is run, split or expanded', () => {
  const odd = [
    '$(touch pwned)',
    '`touch pwned`',
    '"; touch pwned; "',
    "'; touch pwned; '",
    '| touch pwned #',
    'x && touch pwned',
    '*',
    '$HOME',
    '--yes',
    '-',
    'two words',
    `\${{ github.token }}`,
    '\\',
    '::warning file=settings.py::typed',
  ];
  for (const typed of odd) {
    const shown = JSON.stringify(typed);
    cell(`as an origin: ${shown}`, async () => {
      const site = checkOut({ 'settings.py': sampleSettings });
      endsWith(await expectQuiet(site, { command: 'patch', origin: typed }), '2');
    });
    cell(`as an argument: ${shown}`, async () => {
      const site = checkOut({ 'settings.py': sampleSettings });
      const run = await expectQuiet(site, { command: 'patch', origin, args: typed });
      // The one of these that patch knows, and that does not count beside --check.
      endsWith(run, typed === '--yes' ? '1' : '2');
    });
    if (typed === '-') continue;
    cell(`as a file that is not there: ${shown}`, async () => {
      endsWith(await expectQuiet(checkOut({ 'settings.py': sampleSettings }), { settings: typed }), '2');
    });
    cell(`as a file that is there: ${shown}`, async () => {
      const site = checkOut({ [`${typed}/settings.py`]: sampleSettings, 'x.py': '' });
      const run = await expectQuiet(site, { settings: `${typed}/settings.py` });
      endsWith(run, '1');
      expect(annotations(run)).toContain(`error ${typed}/settings.py:4 omero-cors: app-missing`);
    });
    cell(`as an executable: ${shown}`, async () => {
      const site = checkOut({ 'settings.py': sampleSettings });
      const run = await expectQuiet(site, { executable: `./${typed}` });
      expect(run.outcome).toBe('failure');
    });
  }

  /** Runs it, and sees that no file came or changed, and that the runner was told nothing by what was typed. */
  async function expectQuiet(site: ReturnType<typeof checkOut>, given: Readonly<Record<string, string>>) {
    const [names, text] = [site.names(), site.names().map((name) => [name, statText(site, name)])];
    const run = await site.use(given);
    expect(site.names()).toEqual(names);
    expect(site.names().map((name) => [name, statText(site, name)])).toEqual(text);
    expect(commandsIn(run.log).filter(({ name }) => name === 'warning')).toEqual([]);
    return run;
  }
  const statText = (site: ReturnType<typeof checkOut>, name: string) =>
    name.endsWith('.py') ? site.read(name) : '';
});

describe('out of its own checkout', () => {
  const later = suiteScope();
  const action = once(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'omero-cors-action-'));
    later(() => rmSync(folder, { recursive: true, force: true }));
    await copyRepository(folder);
    return folder;
  });

  cell(
    'it builds itself, by its own lock file, and a second use in the job does not install again',
    async () => {
      const site = checkOut({ 'settings.py': await patched() });
      const folder = await action();
      const first = await site.use({ executable: '' }, process.env, folder);
      if (/ENOTFOUND|ECONNREFUSED|EAI_AGAIN/.test(first.log))
        throw new Missing('npm reaches no registry here');
      endsWell(first);
      expect(first.ran).toEqual(['Build omero-cors', 'Run omero-cors']);
      expect(existsSync(join(folder, 'dist', 'program', 'start.js'))).toBe(true);
      const { mtimeMs } = statSync(join(folder, 'node_modules', '.package-lock.json'));
      const second = await site.use({ executable: '', command: 'patch', origin }, process.env, folder);
      endsWell(second);
      expect(statSync(join(folder, 'node_modules', '.package-lock.json')).mtimeMs).toBe(mtimeMs);
      expect(site.names()).toEqual(['settings.py']);
    },
    { timeout: 600_000 },
  );

  cell('a Node.js that is too old, or none, is told in one line', async () => {
    const site = checkOut({ 'settings.py': await patched(), 'bin/node': '#!/bin/sh\nexit 1\n' });
    chmodSync(join(site.workspace, 'bin/node'), 0o755);
    const env = { ...process.env, PATH: [join(site.workspace, 'bin'), process.env['PATH']].join(delimiter) };
    const run = await site.use({ executable: '' }, env, await action());
    expect([run.outcome, run.ran]).toEqual(['failure', ['Build omero-cors']]);
    expect(commandsIn(run.log).map(({ message }) => message)).toEqual([
      expect.stringContaining('Node.js 20 or later is needed'),
    ]);
  });
});

describe('what the documents say', () => {
  const workflow = () => {
    const text = blockWith('ci.md', 'yaml', 'runs-on:');
    const steps: readonly Step[] = parse(text).jobs.cors.steps;
    return steps.filter(({ uses }) => /^OWNER\/omero-cors@v/.test(uses ?? ''));
  };

  cell('the workflow runs: it passes on a good file, and fails on a bad one', async () => {
    const steps = workflow();
    expect(steps).toHaveLength(2);
    const given = steps.map((step) =>
      Object.fromEntries(Object.entries(step.with ?? {}).map(([name, value]) => [name, String(value)])),
    );
    const bad = checkOut({ 'web/settings.py': sampleSettings });
    for (const inputs of given) endsWith(await bad.use(inputs), '1');
    const words =
      given[1]?.['origin']
        ?.trim()
        .split('\n')
        .flatMap((each) => ['--origin', each]) ?? [];
    const { stdout } = await omeroCors(['patch', '-', ...words], { input: sampleSettings });
    const good = checkOut({ 'web/settings.py': stdout });
    for (const inputs of given) endsWell(await good.use(inputs));
  });

  cell('the table names all inputs, and no others', () => {
    const text = readFileSync(join(root, 'docs', 'ci.md'), 'utf8');
    const table = text.slice(text.indexOf('| input | |'), text.indexOf('Outputs: '));
    const named = [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
    const { inputs, outputs } = readAction(root);
    expect(named).toEqual(Object.keys(inputs));
    for (const name of Object.keys(outputs)) expect(text).toContain(`\`${name}\``);
  });
});
