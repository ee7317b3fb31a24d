import { describe, expect, it } from 'vitest';
import { runCheck } from '../../src/commands/check.js';
import { configXml, distInfo, type Leaf, makeTree } from '../site/tree.js';
import { fakeIo } from '../support/fake-io.js';
import { check, fixture } from './fixtures.js';

const library = 'venv3/lib/python3.12/site-packages';
const settings = `${library}/omeroweb/settings.py`;
const packages: Record<string, Leaf> = {
  'venv3/pyvenv.cfg': 'version = 3.12.1\n',
  ...distInfo(library, 'omero-web', '5.33.2'),
  ...distInfo(library, 'Django', '5.2.9'),
  ...distInfo(library, 'django-cors-headers', '3.7.0'),
};

async function run(
  tree: Record<string, Leaf>,
  paths: readonly string[],
  options: Record<string, unknown> = {},
) {
  const root = makeTree(tree);
  const { io, stdout, stderr } = fakeIo({ cwd: root });
  const exitCode = await runCheck({ arguments: paths, options }, io);
  return { root, exitCode, stdout: stdout(), stderr: stderr() };
}

const codesOf = (json: string) =>
  (JSON.parse(json).files as { findings: { code: string }[] }[]).map(({ findings }) =>
    findings.map(({ code }) => code),
  );

describe('exit code', () => {
  it('0 where nothing is wrong', async () => {
    expect((await check('patched-5.33')).exitCode).toBe(0);
  });
  it('0 on warnings, 1 with --strict', async () => {
    expect((await check('app-missing')).exitCode).toBe(0);
    expect((await check('app-missing', { strict: true })).exitCode).toBe(1);
  });
  it('0 on notes, also with --strict', async () => {
    expect((await check('patched-5.33', { strict: true })).exitCode).toBe(0);
  });
  it('1 on errors, in every format', async () => {
    for (const format of ['text', 'json', 'github', 'sarif']) {
      expect((await check('untouched-5.33', { format })).exitCode).toBe(1);
    }
  });
  it('2 where it could not read, in every format', async () => {
    for (const format of ['text', 'json', 'github', 'sarif']) {
      const { exitCode, stderr } = await check('would-not-start', { format });
      expect(exitCode).toBe(2);
      expect(stderr).toContain('131 | INSTALLED_APPS += ["corsheaders"]');
    }
  });
});

describe('what is named', () => {
  it('a folder: the settings.py in it, and the command in the hint with the folder', async () => {
    const tree = { ...packages, [settings]: fixture('untouched-5.33') };
    const { exitCode, stdout } = await run(tree, ['venv3']);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(new RegExp(`^${settings}\n`));
    expect(stdout).toContain('\n    omero-cors patch venv3 --origin https://<the viewer>\n');
  });
  it('a path that a shell would split is quoted in commands', async () => {
    const { stdout } = await run({ "it's mine/settings.py": fixture('untouched-5.33') }, ["it's mine"]);
    expect(stdout).toContain(`omero-cors patch 'it'\\''s mine' --origin`);
  });
  it('several: one report each, and the worst exit code', async () => {
    const tree = {
      'a/settings.py': fixture('untouched-5.33'),
      'b/settings.py': fixture('patched-5.33'),
      'c/settings.py': 'x = (\n',
    };
    const { exitCode, stdout, stderr } = await run(tree, ['a', 'b', 'c']);
    expect(exitCode).toBe(2);
    expect(stdout).toMatch(/^a\/settings\.py\n[\s\S]*\n\nb\/settings\.py\n/);
    expect(stdout).not.toContain('c/settings.py');
    expect(stderr).toContain('error: c/settings.py:1: this is no Python that could run');
    expect((await run(tree, ['a', 'b'])).exitCode).toBe(1);
    expect((await run(tree, ['b', 'b'])).exitCode).toBe(0);
  });
  it('the same file twice: one report', async () => {
    const tree: Record<string, Leaf> = { 'a/settings.py': fixture('patched-5.33'), b: { link: 'a' } };
    const { stdout } = await run(tree, ['a', 'b/settings.py', 'a/settings.py'], { format: 'json' });
    expect(codesOf(stdout)).toEqual([['config-not-found']]);
  });
  it.each<[what: string, tree: Record<string, Leaf>, options: Record<string, unknown>, code: string]>([
    ['nothing', {}, {}, 'settings-not-found'],
    ['a file that is no Python', { 'settings.py': '{% if %}\n' }, {}, 'syntax-error'],
    ['Python that is no settings.py', { 'settings.py': 'import os\nX = 1\n' }, {}, 'no-settings'],
    ['an empty file', { 'settings.py': '' }, {}, 'no-settings'],
    [
      'no version of django-cors-headers',
      { 'settings.py': fixture('patched-5.33') },
      { corsHeaders: 'new' },
      'version-refused',
    ],
    [
      'no config.xml',
      { 'settings.py': fixture('patched-5.33') },
      { configXml: 'nowhere.xml' },
      'config-xml-not-found',
    ],
    [
      'a config.xml that is no XML',
      { 'settings.py': fixture('patched-5.33'), 'config.xml': '<icegrid>' },
      { configXml: 'config.xml' },
      'config-xml-syntax',
    ],
  ])('%s: exit 2', async (_, tree, options, code) => {
    const { exitCode, stdout, stderr } = await run(tree, ['settings.py'], { ...options, format: 'json' });
    expect(exitCode).toBe(2);
    expect(codesOf(stdout)).toEqual([[code]]);
    expect(stderr).toMatch(/^error: /);
  });
});

describe('what stands around', () => {
  const configured = { 'omero.web.apps': '["corsheaders"]' };

  it('--cors-headers is taken for the installed version', async () => {
    const tree = { ...packages, [settings]: fixture('patched-5.33') };
    const { stdout } = await run(tree, [settings], { format: 'json', corsHeaders: '2.4.1' });
    expect(codesOf(stdout)[0]).toEqual(['package-incompatible', 'origin-with-scheme', 'config-not-found']);
  });
  it('--config-xml is read', async () => {
    const tree = { 'settings.py': fixture('hand-5.33'), 'some.xml': configXml(configured) };
    const { stdout } = await run(tree, ['settings.py'], { format: 'json', configXml: 'some.xml' });
    expect(codesOf(stdout)[0]).toEqual(['app-duplicate']);
  });
  it('several config.xml: said once, and nothing is concluded from what they may say', async () => {
    const tree = {
      ...packages,
      [settings]: fixture('untouched-5.33'),
      'OMERO.web/etc/grid/config.xml': configXml(configured),
      'other/etc/grid/config.xml': configXml({}),
    };
    const { exitCode, stdout } = await run(tree, [settings], { format: 'json' });
    expect(codesOf(stdout)[0]).toEqual(['config-ambiguous']);
    expect(exitCode).toBe(0);
    const text = (await run(tree, [settings])).stdout;
    expect(text).toContain('\n  Nothing wrong was found, but not all can be told (1 warning)\n');
  });
  it('several config.xml under a block of ours, which has the last word', async () => {
    const tree = {
      ...packages,
      [settings]: fixture('patched-5.33'),
      'OMERO.web/etc/grid/config.xml': configXml(configured),
      'other/etc/grid/config.xml': configXml({}),
    };
    const { stdout } = await run(tree, [settings], { format: 'json' });
    // Said once, by the finding about config.xml: no line of settings.py is to blame.
    expect(codesOf(stdout)[0]).toEqual(['config-ambiguous']);
    const [file] = JSON.parse(stdout).files as [{ parts: { part: string; state: string }[] }];
    const parts = file.parts.map(({ part, state }) => `${part} ${state}`);
    expect(parts).toEqual([
      'app unknown',
      'middleware ok',
      'origins ok',
      'credentials unknown',
      'package ok',
      'config.xml warning',
    ]);
  });
});

describe('the report', () => {
  it('goes to stdout, with colours where they are wanted', async () => {
    const { stdout } = await check('untouched-5.33', { color: 'always' });
    expect(stdout).toContain('\u001b[31merror  \u001b[39m');
    expect((await check('untouched-5.33', { color: 'never' })).stdout).not.toContain('\u001b');
  });
  it('shows no control character of a file', async () => {
    const text = fixture('hand-5.33').replace(
      '("https://viewer.example.org",)',
      '("https://a\\x1b[2J.example",)',
    );
    const { stdout } = await run({ 'settings.py': text }, ['settings.py']);
    expect(stdout).toContain("'https://a\\x1b[2J.example'");
    expect(stdout).not.toContain('\u001b');
  });
});

describe('sarif addresses', () => {
  const tree = { 'a b/ü/settings.py': fixture('untouched-5.33') };
  const uris = (stdout: string) =>
    (
      JSON.parse(stdout).runs[0].results as {
        locations: [{ physicalLocation: { artifactLocation: { uri: string } } }];
      }[]
    ).map(({ locations }) => locations[0].physicalLocation.artifactLocation.uri);

  it('are relative below the working directory', async () => {
    const { stdout } = await run(tree, ['a b/ü/settings.py'], { format: 'sarif' });
    expect(new Set(uris(stdout))).toEqual(new Set(['a%20b/%C3%BC/settings.py']));
  });
  it('and whole elsewhere', async () => {
    const root = makeTree(tree);
    const { io, stdout } = fakeIo({ cwd: '/usr' });
    await runCheck({ arguments: [`${root}/a b/ü/settings.py`], options: { format: 'sarif' } }, io);
    expect(uris(stdout())[0]).toBe(`file://${root}/a%20b/%C3%BC/settings.py`);
  });
});
