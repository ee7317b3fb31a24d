import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { commands } from '../src/commands/definitions/index.js';
import { configXml, distInfo } from './site/tree.js';
import { parseOutput } from './support/output-schema.js';
import { APPS, COMPUTED, MIDDLEWARE, ORIGIN, settings } from './support/settings.js';
import { type Files, type RunIn, type Shell, shellIn } from './support/shell.js';
import { tempFolder } from './support/temp-folder.js';

const TEXT = settings(APPS, MIDDLEWARE);
const WITH = ['--origin', ORIGIN];

/** What the command line does, for every way to run it. */
export function cliCases(run: Shell): void {
  const shell = (files: Files = { 'settings.py': TEXT }) => shellIn(run, files);

  describe('help', () => {
    test.each(commands.map((command) => [command.name, command] as const))(
      'of %s fits a screen, names every flag and ends with two examples',
      async (name, { options, examples }) => {
        const { exitCode, stdout, stderr } = await run([name, '--help']);
        const lines = stdout.trimEnd().split('\n');
        expect([exitCode, stderr]).toEqual([0, '']);
        expect(lines.length).toBeLessThanOrEqual(40);
        expect(lines.filter((line) => line.length > 100)).toEqual([]);
        for (const { flags } of options) expect(stdout).toContain(flags);
        expect(lines.slice(-3)).toEqual(['Examples:', ...examples.map((line) => `  ${line}`)]);
        for (const example of examples) expect(example).toContain(`omero-cors ${name}`);
      },
    );

    test('of the program lists every command', async () => {
      const { exitCode, stdout, stderr } = await run(['--help']);
      expect([exitCode, stderr]).toEqual([0, '']);
      expect(stdout.split('\n').length).toBeLessThanOrEqual(40);
      for (const { name } of commands) expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
    });

    test('is what a bare call gets, on stderr: nothing was done', async () => {
      const { exitCode, stdout, stderr } = await run([]);
      expect([exitCode, stdout]).toEqual([2, '']);
      expect(stderr).toContain('Usage: omero-cors');
    });

    test('--version tells the version, the build and the parser', async () => {
      const { exitCode, stdout, stderr } = await run(['--version']);
      expect([exitCode, stderr]).toEqual([0, '']);
      expect(stdout.split('\n')).toEqual([
        expect.stringMatching(/^omero-cors \d+\.\d+\.\d+$/),
        expect.stringMatching(/^build: .+ \((?:Node\.js|executable, Bun) \d+\.\d+\.\d+, linux-\w+\)$/),
        expect.stringMatching(/^parser: \S/),
        '',
      ]);
    });
  });

  describe('a slip of the pen', () => {
    test.each([
      [
        'a command that is none',
        ['ptach', 'settings.py'],
        /unknown command 'ptach'[\s\S]*Did you mean patch/,
      ],
      [
        'a flag that is none',
        ['patch', 'settings.py', '--orign', 'x'],
        /unknown option '--orign'[\s\S]*--origin/,
      ],
      ['no file', ['patch', ...WITH], /missing required argument 'settings'/],
      ['no value', ['patch', 'settings.py', '--origin'], /'--origin <origin>' argument missing/],
      [
        'another format',
        ['patch', 'settings.py', ...WITH, '--format', 'xml'],
        /Allowed choices are text, json/,
      ],
      ['no origin', ['patch', 'settings.py'], /which origin may read[\s\S]*--origin https:/],
      ['no origin, for stdin', ['patch', '-'], /which origin may read/],
      ['an origin with a path', ['patch', 'settings.py', '--origin', `${ORIGIN}/x`], /is no origin/],
      ['a star', ['patch', 'settings.py', '--origin', '*'], /--allow-all/],
      ['an open bracket', ['patch', 'settings.py', '--origin-regex', '('], /\(/],
      ['a version that is none', ['patch', 'settings.py', ...WITH, '--cors-headers', 'new'], /no version/],
      ['a file that is not there', ['patch', 'setings.py', ...WITH], /setings\.py: no such file or folder/],
      ['a folder without settings', ['patch', 'empty', ...WITH], /no OMERO\.web settings\.py/],
      [
        'a configuration that is not there',
        ['patch', 'settings.py', ...WITH, '--config-xml', 'c.xml'],
        /c\.xml/,
      ],
      ['stdin beside a file', ['patch', '-', 'settings.py', ...WITH], /no other file/],
      ['JSON from stdin', ['patch', '-', ...WITH, '--format', 'json'], /not with --format json/],
      ['a file for revert that is not there', ['revert', 'setings.py'], /no such file or folder/],
      ['a flag of patch for revert', ['revert', 'settings.py', ...WITH], /unknown option '--origin'/],
    ])('%s: exit 2, a word on stderr, nothing else', async (_name, argv, message) => {
      const { cwd, state, names, runWith } = shell();
      mkdirSync(join(cwd, 'empty'));
      const before = state();
      const { exitCode, stdout, stderr } = await runWith({ input: '' }, ...argv);
      expect([exitCode, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(message);
      expect(stderr).not.toMatch(/\n\s+at /);
      expect(state()).toEqual(before);
      expect(names()).toEqual(['empty', 'settings.py']);
    });
  });

  describe('patch', () => {
    test('shows the diff on stdout, talks on stderr, and writes', async () => {
      const { run, read, names } = shell();
      const { exitCode, stdout, stderr } = await run('patch', 'settings.py', ...WITH);
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(/^--- a\/settings\.py\n\+\+\+ b\/settings\.py\n@@ /);
      for (const line of stdout.split('\n').slice(3, -1)) expect(line).toMatch(/^(?:[-+ @]|$)/);
      expect(stderr).toContain('written: settings.py');
      expect(stderr).toContain('restart OMERO.web');
      expect(stderr).toContain(`omero-cors probe https://<your OMERO.web> --origin ${ORIGIN}`);
      expect(read()).toContain(`    '${ORIGIN}',\n`);
      expect(names()).toEqual(['settings.py', 'settings.py.omero-cors.bak']);
    });

    test('keeps what was before, once', async () => {
      const { run, read } = shell();
      await run('patch', 'settings.py', ...WITH);
      await run('patch', 'settings.py', '--origin', 'https://b.example.org');
      expect(read('settings.py.omero-cors.bak')).toBe(TEXT);
      expect(read()).toContain('b.example.org');
    });

    test('or does not, with --no-backup', async () => {
      const { run, names } = shell();
      expect((await run('patch', 'settings.py', ...WITH, '--no-backup')).exitCode).toBe(0);
      expect(names()).toEqual(['settings.py']);
    });

    test.each([
      ['--dry-run', 0],
      ['--check', 1],
      ['--dry-run --check', 1],
      ['--dry-run --yes', 0],
      ['--check --yes', 1],
    ])('%s shows the diff, writes nothing, and exits %i', async (flags, exitCode) => {
      const { run, state, names } = shell();
      const before = state();
      const ran = await run('patch', 'settings.py', ...WITH, ...flags.split(' '));
      expect(ran.exitCode).toBe(exitCode);
      expect(ran.stdout).toMatch(/^--- a\/settings\.py\n/);
      expect(ran.stderr).not.toContain('written');
      expect(state()).toEqual(before);
      expect(names()).toEqual(['settings.py']);
    });

    test('a second run says so and touches nothing', async () => {
      const { run, state } = shell();
      await run('patch', 'settings.py', ...WITH);
      const before = state();
      for (const flags of [[], ['--check'], ['--dry-run'], ['--yes']]) {
        const { exitCode, stdout, stderr } = await run('patch', 'settings.py', ...WITH, ...flags);
        expect([exitCode, stdout]).toEqual([0, '']);
        expect(stderr).toContain('settings.py: nothing to do');
      }
      expect(state()).toEqual(before);
    });

    test('what is shown is what is written', async () => {
      const { run, cwd, read } = shell();
      const { stdout } = await run('patch', 'settings.py', ...WITH, '--dry-run');
      await run('patch', 'settings.py', ...WITH);
      const copy = tempFolder({ 'settings.py': TEXT });
      execFileSync('git', ['apply', '-'], {
        cwd: copy,
        input: stdout,
        env: { ...process.env, GIT_CEILING_DIRECTORIES: copy },
      });
      expect(readFileSync(join(copy, 'settings.py'), 'utf8')).toBe(read());
      expect(existsSync(join(cwd, '.git'))).toBe(false);
    });

    test('notes which scheme was assumed', async () => {
      const { run } = shell();
      const { stderr } = await run(
        'patch',
        'settings.py',
        '--origin',
        'viewer.example.org:8080',
        '--dry-run',
      );
      expect(stderr).toContain('https://viewer.example.org:8080');
      expect(stderr).toContain('--origin http://viewer.example.org:8080');
    });

    test('takes every flag about origins', async () => {
      const { run, read } = shell();
      const flags = [
        '--origin',
        'https://b.example.org',
        '--origin-regex',
        'https://[a-z]+\\.c\\.org',
        '--no-credentials',
      ];
      await run(
        'patch',
        'settings.py',
        ...WITH,
        ...flags,
        '--urls-regex',
        '^/api/',
        '--replace',
        '--cors-headers',
        '2.4.1',
      );
      for (const line of [
        "    'viewer.example.org',",
        "    'b.example.org',",
        "    '^(?:https://[a-z]+\\\\.c\\\\.org)$',",
        'CORS_ALLOW_CREDENTIALS = False',
        "CORS_URLS_REGEX = '^/api/'",
      ]) {
        expect(read()).toContain(`\n${line}\n`);
      }
    });
  });

  describe('a file that patch can not edit', () => {
    const BLOCKED = settings('INSTALLED_APPS = f()\n', MIDDLEWARE);

    test.each([[[]], [['--dry-run']], [['--check']], [['--yes']]])(
      'is left as it is: exit 2 (%j)',
      async (flags) => {
        const { run, state, names } = shell({ 'settings.py': BLOCKED });
        const before = state();
        const { exitCode, stdout, stderr } = await run('patch', 'settings.py', ...WITH, ...flags);
        expect([exitCode, stdout]).toEqual([2, '']);
        expect(stderr).toContain('error: settings.py:1: the value of INSTALLED_APPS');
        expect(stderr).toContain(
          'To make the edit by hand in settings.py:\n\n1. the last element of INSTALLED_APPS',
        );
        expect(stderr).toContain(`           '${ORIGIN}',`);
        expect(stderr).toContain('Nothing was written.');
        expect(state()).toEqual(before);
        expect(names()).toEqual(['settings.py']);
      },
    );

    test('no Python: the line, and a caret under the place', async () => {
      const { run, state } = shell({ 'settings.py': `A = 1\nB = (2\n${TEXT}`.replace('(2', '= 2') });
      const before = state();
      const { exitCode, stderr } = await run('patch', 'settings.py', ...WITH);
      expect(exitCode).toBe(2);
      expect(stderr).toContain('error: settings.py:2: this is no Python that could run');
      expect(stderr).toContain('  2 | B = = 2\n          ^\n');
      expect(state()).toEqual(before);
    });

    test('no UTF-8', async () => {
      const { run, state } = shell({ 'settings.py': Buffer.from(`# \xe9\n${TEXT}`, 'latin1') });
      const before = state();
      const { exitCode, stderr } = await run('patch', 'settings.py', ...WITH);
      expect(exitCode).toBe(2);
      expect(stderr).toContain('settings.py:1: the file is not valid UTF-8');
      expect(state()).toEqual(before);
    });

    test("what OMERO's configuration says counts", async () => {
      const xml = configXml({ 'omero.web.cors_origin_whitelist': '["https://lab.example.org"]' });
      const { run, read } = shell({ 'settings.py': settings(APPS, COMPUTED), 'config.xml': xml });
      const argv = ['patch', 'settings.py', ...WITH, '--config-xml', 'config.xml'];
      const { exitCode, stderr } = await run(...argv);
      expect(exitCode).toBe(2);
      expect(stderr).toContain('omero.web.cors_origin_whitelist');
      expect((await run(...argv, '--replace')).exitCode).toBe(0);
      expect(read()).toContain(ORIGIN);
    });
  });

  describe('revert', () => {
    test('gives the bytes back, and neither reads nor writes a backup', async () => {
      const { run, state, names, cwd } = shell();
      const { bytes } = state();
      await run('patch', 'settings.py', ...WITH);
      await run('patch', 'settings.py', '--origin', 'https://b.example.org');
      writeFileSync(join(cwd, 'settings.py.omero-cors.bak'), 'not this');
      const { exitCode, stdout, stderr } = await run('revert', 'settings.py');
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(/^--- a\/settings\.py\n/);
      expect(stderr).toContain('written: settings.py');
      expect(state().bytes).toBe(bytes);
      expect(readFileSync(join(cwd, 'settings.py.omero-cors.bak'), 'utf8')).toBe('not this');
      expect(names()).toEqual(['settings.py', 'settings.py.omero-cors.bak']);
    });

    test('says where nothing is to be done', async () => {
      const { run, state } = shell();
      const before = state();
      const { exitCode, stdout, stderr } = await run('revert', 'settings.py', '--check');
      expect([exitCode, stdout]).toEqual([0, '']);
      expect(stderr).toContain('nothing to do: nothing in it is by omero-cors');
      expect(state()).toEqual(before);
    });

    test.each([
      ['--dry-run', 0],
      ['--check', 1],
    ])('%s writes nothing', async (flag, exitCode) => {
      const { run, state } = shell();
      await run('patch', 'settings.py', ...WITH);
      const before = state();
      const ran = await run('revert', 'settings.py', flag);
      expect(ran.exitCode).toBe(exitCode);
      expect(ran.stdout).toContain("\n-    'corsheaders',\n");
      expect(state()).toEqual(before);
    });

    test('--all takes out what somebody wrote', async () => {
      const { run, read } = shell({
        'settings.py': settings(APPS, MIDDLEWARE, 'CORS_ORIGIN_ALLOW_ALL = True\n'),
      });
      expect((await run('revert', 'settings.py')).stdout).toBe('');
      expect((await run('revert', 'settings.py', '--all')).exitCode).toBe(0);
      expect(read()).toBe(TEXT);
    });
  });

  describe('on a terminal', () => {
    const ask = (input: string, ...flags: readonly string[]) => {
      const terminal = shell();
      const before = terminal.state();
      return {
        ...terminal,
        before,
        ran: terminal.runWith({ terminal: true, input }, 'patch', 'settings.py', ...WITH, ...flags),
      };
    };

    test.each(['y\n', 'yes\n', 'Y\n', ' YES \n'])('%j applies', async (answer) => {
      const { ran, read } = ask(answer);
      const { exitCode, stderr } = await ran;
      expect(exitCode).toBe(0);
      expect(stderr).toContain('Apply? [y/N] ');
      expect(read()).toContain(ORIGIN);
    });

    test.each(['n\n', '\n', 'no\n', 'yep\n', '', 'y'])(
      '%j declines: exit 1, nothing written',
      async (answer) => {
        const { ran, state, before, names } = ask(answer);
        const { exitCode, stdout, stderr } = await ran;
        expect(exitCode).toBe(1);
        expect(stdout).toMatch(/^--- a\/settings\.py\n/);
        expect(stderr).toContain('Nothing was written.');
        expect(stderr).not.toContain('restart OMERO.web');
        expect(state()).toEqual(before);
        expect(names()).toEqual(['settings.py']);
      },
    );

    test.each([['--yes'], ['--dry-run'], ['--check']])('%s asks nothing', async (flag) => {
      const { ran } = ask('', flag);
      expect((await ran).stderr).not.toContain('Apply?');
    });

    test('nothing to do asks nothing', async () => {
      const { runWith } = shell();
      await runWith({}, 'patch', 'settings.py', ...WITH);
      const { exitCode, stderr } = await runWith(
        { terminal: true, input: '' },
        'patch',
        'settings.py',
        ...WITH,
      );
      expect(exitCode).toBe(0);
      expect(stderr).not.toContain('Apply?');
    });
  });

  describe('as a filter', () => {
    const filter = (input: string | Buffer, ...argv: readonly string[]) =>
      shell({}).runWith({ input }, ...argv);

    test('the new text is all that stdout gets, and revert turns it back', async () => {
      const patched = await filter(TEXT, 'patch', '-', ...WITH);
      expect(patched.exitCode).toBe(0);
      expect(patched.stdout).toContain(`    '${ORIGIN}',\n`);
      expect(patched.stdout.endsWith('load_server_list()\n')).toBe(true);
      const reverted = await filter(patched.stdout, 'revert', '-');
      expect(reverted).toMatchObject({ exitCode: 0, stdout: TEXT });
    });

    test('what needs no change comes out as it went in', async () => {
      expect(await filter(TEXT, 'revert', '-')).toMatchObject({ exitCode: 0, stdout: TEXT });
      const { stdout } = await filter(TEXT, 'patch', '-', ...WITH);
      expect(await filter(stdout, 'patch', '-', ...WITH)).toMatchObject({ exitCode: 0, stdout });
    });

    test('no byte is lost on the way', async () => {
      const input = Buffer.from(
        `# coding: latin-1\r\n# \xe9\x80\r\n${TEXT.replaceAll('\n', '\r\n')}`,
        'latin1',
      );
      const { stdoutBytes } = await filter(input, 'patch', '-', ...WITH);
      expect(stdoutBytes.indexOf(input.subarray(0, 24))).toBe(0);
      expect((await filter(stdoutBytes, 'revert', '-')).stdoutBytes.equals(input)).toBe(true);
    });

    test('with --dry-run the diff, with --check nothing', async () => {
      const shown = await filter(TEXT, 'patch', '-', ...WITH, '--dry-run');
      expect(shown.exitCode).toBe(0);
      expect(shown.stdout).toMatch(/^--- a\/settings\.py\n/);
      expect(await filter(TEXT, 'patch', '-', ...WITH, '--check')).toMatchObject({ exitCode: 1, stdout: '' });
      expect(await filter(TEXT, 'revert', '-', '--check')).toMatchObject({ exitCode: 0, stdout: '' });
    });

    test('what can not be edited gives nothing to overwrite a file with', async () => {
      const blocked = await filter(settings(MIDDLEWARE), 'patch', '-', ...WITH);
      expect(blocked).toMatchObject({ exitCode: 2, stdout: '' });
      expect(blocked.stderr).toContain('stdin: INSTALLED_APPS is not assigned');
      expect(await filter('x = = 1\n', 'patch', '-', ...WITH)).toMatchObject({ exitCode: 2, stdout: '' });
      expect(await filter('', 'patch', '-', ...WITH)).toMatchObject({ exitCode: 2, stdout: '' });
    });
  });

  describe('as JSON', () => {
    const json = async (files: Readonly<Record<string, string>>, ...argv: readonly string[]) => {
      const { run, cwd } = shell(files);
      const { exitCode, stdout, stderr } = await run(...argv, '--format', 'json');
      return { exitCode, stderr, cwd, output: parseOutput(stdout), stdout };
    };
    const one = { 'settings.py': TEXT };

    test('the outcome is all that stdout gets', async () => {
      const { exitCode, output, stdout } = await json(one, 'patch', 'settings.py', ...WITH);
      expect(exitCode).toBe(0);
      expect(stdout.endsWith('}\n')).toBe(true);
      expect(output).toMatchObject({ schemaVersion: 1, command: 'patch', changed: true });
      expect(output.files).toHaveLength(1);
      expect(output.files[0]).toMatchObject({
        path: 'settings.py',
        status: 'changed',
        diff: expect.stringMatching(/^--- a\/settings\.py\n/),
        detected: { era: '5.6 on', omeroWeb: null, djangoCorsHeaders: null },
      });
    });

    test.each<[string, string, readonly string[], number, boolean]>([
      ['planned', TEXT, ['--dry-run'], 0, true],
      ['planned', TEXT, ['--check'], 1, true],
      ['blocked', settings(MIDDLEWARE), [], 2, false],
      ['blocked', settings(MIDDLEWARE), ['--dry-run'], 2, false],
      ['error', 'x = = 1\n', [], 2, false],
    ])('%s', async (status, text, flags, exitCode, changed) => {
      const { output, ...ran } = await json(
        { 'settings.py': text },
        'patch',
        'settings.py',
        ...WITH,
        ...flags,
      );
      expect([ran.exitCode, output.changed, output.files[0].status]).toEqual([exitCode, changed, status]);
      if (exitCode === 2) expect(output.files[0].findings[0]).toMatchObject({ severity: 'error' });
    });

    test('unchanged', async () => {
      const { output } = await json(one, 'revert', 'settings.py');
      expect([output.command, output.changed, output.files[0].status]).toEqual([
        'revert',
        false,
        'unchanged',
      ]);
    });

    test('declined on a terminal, where the diff is shown before the question', async () => {
      const { runWith, state } = shell();
      const before = state();
      const argv = ['patch', 'settings.py', ...WITH, '--format', 'json'];
      const { exitCode, stdout, stderr } = await runWith({ terminal: true, input: 'n\n' }, ...argv);
      expect(exitCode).toBe(1);
      expect(parseOutput(stdout)).toMatchObject({ changed: false, files: [{ status: 'declined' }] });
      expect(stderr).toMatch(/^--- a\/settings\.py\n[\s\S]*Apply\? /m);
      expect(state()).toEqual(before);
    });
  });

  describe('colour', () => {
    const colours = async (options: RunIn, ...flags: readonly string[]) => {
      const { runWith } = shell();
      const { stdout, stderr } = await runWith(
        options,
        'patch',
        'settings.py',
        ...WITH,
        '--dry-run',
        ...flags,
      );
      expect(stripVTControlCharacters(stdout)).toMatch(/^--- a\/settings\.py\n/);
      return [stdout !== stripVTControlCharacters(stdout), stderr !== stripVTControlCharacters(stderr)];
    };

    test.each<[string, RunIn, readonly string[], boolean]>([
      ['none in a pipe', {}, [], false],
      ['where it is forced', { env: { FORCE_COLOR: '1' } }, [], true],
      ['none where it is forced to 0', { env: { FORCE_COLOR: '0' } }, [], false],
      ['none where NO_COLOR is set, whatever else', { env: { NO_COLOR: '1', FORCE_COLOR: '1' } }, [], false],
      ['where the flag says so, whatever else', { env: { NO_COLOR: '1' } }, ['--color', 'always'], true],
      ['none where the flag says so', { env: { FORCE_COLOR: '1' } }, ['--color', 'never'], false],
    ])('%s', async (_name, options, flags, coloured) => {
      expect(await colours(options, ...flags)).toEqual([coloured, coloured]);
    });
  });

  describe('a folder', () => {
    const library = 'venv3/lib/python3.9/site-packages';
    const name = `${library}/omeroweb/settings.py`;
    const venv = (version?: string) => ({
      'venv3/pyvenv.cfg': 'include-system-site-packages = false\n',
      [name]: TEXT,
      ...distInfo(library, 'omero-web', '5.14.0'),
      ...distInfo(library, 'Django', '3.2.19'),
      ...(version === undefined ? {} : distInfo(library, 'django-cors-headers', version)),
    });

    test('is searched for the file, which is named', async () => {
      const { run, read } = shell(venv('3.7.0'));
      const { exitCode, stdout, stderr } = await run('patch', 'venv3', ...WITH);
      expect(stderr).toContain(`written: ${name}`);
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(new RegExp(`^--- a/${name}\n`));
      expect(read(name)).toContain(ORIGIN);
    });

    test.each([
      ['is missing', undefined, 'package-missing'],
      ['does not fit', '4.9.0', 'package-incompatible'],
    ])(
      'a package that %s stops patch, since the next worker would not start',
      async (_name, version, code) => {
        const { run, state } = shell(venv(version));
        const before = state(name);
        const refused = await run('patch', 'venv3', ...WITH, '--yes', '--format', 'json');
        expect(refused.exitCode).toBe(2);
        expect(parseOutput(refused.stdout).files[0].findings[0]).toMatchObject({ code });
        expect(refused.stderr).toContain('Nothing was written.');
        expect(state(name)).toEqual(before);
        // It may be looked at all the same.
        const shown = await run('patch', 'venv3', ...WITH, '--dry-run');
        expect(shown.exitCode).toBe(0);
        expect(shown.stdout).toMatch(/^--- a\//);
        expect(state(name)).toEqual(before);
      },
    );

    test('--without-package is for an image that installs it later', async () => {
      const { run, read } = shell(venv());
      expect((await run('patch', 'venv3', ...WITH, '--without-package')).exitCode).toBe(0);
      expect(read(name)).toContain(ORIGIN);
    });

    test('with several is not guessed at', async () => {
      const { run } = shell({
        ...venv('3.7.0'),
        'venv3/lib/python3.10/site-packages/omeroweb/settings.py': TEXT,
      });
      const { exitCode, stdout, stderr } = await run('patch', 'venv3', ...WITH);
      expect([exitCode, stdout]).toEqual([2, '']);
      expect(stderr).toContain('python3.9');
      expect(stderr).toContain('python3.10');
    });
  });

  describe('several files', () => {
    const two = { 'a.py': TEXT, 'b.py': settings(APPS, COMPUTED) };

    test('are shown one after the other, asked about once and written', async () => {
      const { runWith, read } = shell(two);
      const { exitCode, stdout, stderr } = await runWith(
        { terminal: true, input: 'y\n' },
        'patch',
        'a.py',
        'b.py',
        ...WITH,
      );
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(/^--- a\/a\.py\n[\s\S]*^--- a\/b\.py\n/m);
      expect(stderr.match(/Apply\?/g)).toHaveLength(1);
      expect(read('a.py')).toContain(ORIGIN);
      expect(read('b.py')).toContain(ORIGIN);
    });

    test('are all left where one of them can not be edited', async () => {
      const { run, state } = shell({ ...two, 'c.py': 'x = 1\n' });
      const before = [state('a.py'), state('b.py'), state('c.py')];
      const { exitCode, stderr } = await run('patch', 'a.py', 'c.py', 'b.py', 'd.py', ...WITH, '--yes');
      expect(exitCode).toBe(2);
      expect(stderr).toContain('error: c.py: there is no load_server_list()');
      expect(stderr).toContain('d.py: no such file or folder');
      expect([state('a.py'), state('b.py'), state('c.py')]).toEqual(before);
    });

    test('under two names are one', async () => {
      const { run, read } = shell(two);
      const { exitCode, stdout } = await run('patch', 'a.py', './a.py', ...WITH);
      expect(exitCode).toBe(0);
      expect(stdout.match(/^--- /gm)).toHaveLength(1);
      expect(read('a.py').match(/omero-cors: begin/g)).toHaveLength(1);
    });
  });
}
