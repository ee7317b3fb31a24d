import { describe, expect, test } from 'vitest';
import { main } from '../../src/cli.js';
import { configXml } from '../site/tree.js';
import { fakeIo } from '../support/fake-io.js';
import { APPS, COMPUTED, MIDDLEWARE, ORIGIN, settings } from '../support/settings.js';
import { tempFolder } from '../support/temp-folder.js';

/** Red, "clear the screen" by its C1 form, a line that looks like one of ours, and an order turned round. */
const EVIL = 'a\x1b[31m\x9b2J\nwritten: x\r\u202e%';
const SHOWN = String.raw`a\x1b[31m\x9b2J\nwritten: x\r\u202e%`;
const NAME = `${EVIL}.py`;
const PATCH = ['patch', NAME, '--origin', ORIGIN];

/** What a terminal obeys, apart from the ends of our own lines. */
const OBEYED = /[\p{Cc}\p{Cf}]/u;

async function run(files: Readonly<Record<string, string>>, argv: readonly string[]) {
  const cwd = tempFolder(files);
  const fake = fakeIo({ cwd });
  const exitCode = await main(argv, fake.io);
  return { cwd, exitCode, stdout: fake.stdout(), stderr: fake.stderr() };
}

function expectPlain(text: string) {
  expect(text.split('\n').filter((line) => OBEYED.test(line))).toEqual([]);
}

describe('what others named reaches the terminal as escapes', () => {
  const WHOLE = settings(APPS, MIDDLEWARE);
  test.each<readonly [what: string, files: Record<string, string>, argv: readonly string[]]>([
    ['a file that is not there', {}, PATCH],
    ['a file that was written, and its backup', { [NAME]: WHOLE }, PATCH],
    ['a file with nothing to do', { [NAME]: WHOLE }, ['revert', NAME]],
    ['a file that is blocked, and the text to paste', { [NAME]: settings(MIDDLEWARE) }, PATCH],
    ['a file with an error', { [NAME]: 'x = (\n' }, PATCH],
    ['a folder with several', { [`${EVIL}/settings.py/x`]: '' }, ['check', EVIL]],
    ['a file and its findings', { [NAME]: WHOLE }, ['check', NAME]],
    ['the same for GitHub', { [NAME]: WHOLE }, ['check', NAME, '--format', 'github']],
    ['a file that another command mends', { [NAME]: WHOLE }, ['install', NAME]],
    ['a flag that is none', {}, ['patch', `--${EVIL}`]],
    ['a value that is none', {}, ['limits', '--user', EVIL]],
    ['a unit that is not there', {}, ['limits', '--user', 'omero-web', '--unit', `${EVIL}.service`]],
    ['a configuration that is not there', {}, ['config', '--origin', ORIGIN, '--config-xml', EVIL]],
  ])('%s', async (_what, files, argv) => {
    const { stdout, stderr } = await run(files, argv);
    const isDiff = stdout.startsWith('---');
    expectPlain(stderr);
    if (!isDiff) expectPlain(stdout);
    expect(stdout + stderr).toMatch(/a\\(?:x1b|u001b|033)\[31m\\(?:x9b|302\\233)2J/);
  });

  test('no part of a name passes for a line of ours', async () => {
    const { stderr } = await run({ [NAME]: WHOLE }, PATCH);
    expect(stderr).toContain(`\nwritten: ${SHOWN}.py\n  what it was before is in `);
    expect(stderr.match(/^written: /gm)).toHaveLength(1);
  });

  test('a value in config.xml that stops OMERO.web', async () => {
    const value = '[\u202e\u009b2J';
    const files = {
      'settings.py': settings(
        APPS,
        'CUSTOM_SETTINGS_MAPPINGS = {\n    "omero.web.x": ["X", "[]", json.loads],\n}\nprocess_custom_settings(sys.modules[__name__], "CUSTOM_SETTINGS_MAPPINGS")\n',
        COMPUTED,
      ),
      'config.xml': configXml({ 'omero.web.x': value }),
    };
    const { stderr, exitCode } = await run(files, ['check', 'settings.py', '--config-xml', 'config.xml']);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('is no JSON: [\\u202e\\x9b2J\n')]);
  });

  test('a process in the table, which keeps its columns', async () => {
    const limits = 'Max open files            1024                 4096                 files     \n';
    const files = {
      'proc/7/stat': '7 (web\x1b[8m\n8  master) S 1 1 1 0\n',
      'proc/7/limits': limits,
    };
    const argv = ['limits', '--status', '--pid', '7', '--root', '.'];
    expect((await run(files, argv)).stdout.split('\n').slice(0, 3)).toEqual([
      'PID  ROLE    NAME                   SOFT  HARD  OPEN',
      String.raw`7    master  web\x1b[8m\n8  master  1024  4096  ?`,
      '',
    ]);
    const { stdout } = await run(files, [...argv, '--format', 'json']);
    expect(JSON.parse(stdout).rows[0].name).toBe('web\x1b[8m\n8  master');
  });
});

describe('what stays', () => {
  test('our own colours, and no colour of a name', async () => {
    const { stderr } = await run({}, ['check', '\x1b[31mx', '--color', 'always']);
    expect(stderr).toMatch(/^\x1b\[31merror:\x1b\[39m /);
    expect(stderr.split('\x1b')).toHaveLength(3);
    expect(stderr).toContain(String.raw`\x1b[31mx`);
  });

  test('also where a name stands in colour', async () => {
    const { stdout } = await run({ 'a\x1b[0m.py': settings(APPS, MIDDLEWARE) }, [
      'check',
      'a\x1b[0m.py',
      '--color',
      'always',
    ]);
    expect(stdout.split('\n')[0]).toBe('\x1b[1ma\\x1b[0m.py\x1b[22m');
  });

  test('letters of all languages', async () => {
    const { stderr } = await run({}, ['check', 'größe-画像.py']);
    expect(stderr).toContain('größe-画像.py');
  });

  test('a tab in the line of code that an error shows', async () => {
    const { stderr } = await run({ 'settings.py': 'x = 1\n\ty = 2\n' }, ['check', 'settings.py']);
    expect(stderr).toContain('| \ty = 2');
  });

  test('JSON, to the character', async () => {
    const { stdout } = await run({ [NAME]: settings(APPS, MIDDLEWARE) }, [...PATCH, '--format', 'json']);
    expect(JSON.parse(stdout).files[0].path).toBe(NAME);
  });

  test('the escapes of GitHub, which name the file', async () => {
    const { stdout } = await run({ 'a%\r\n,:.py': settings(APPS, MIDDLEWARE) }, [
      'check',
      'a%\r\n,:.py',
      '--format',
      'github',
    ]);
    expect(stdout).toMatch(/^::error file=a%25%0D%0A%2C%3A\.py,line=1,title=/);
  });
});

test('a name can put no line of its own into a *.omero file', async () => {
  const mapped = `CUSTOM_SETTINGS_MAPPINGS = {\n    "omero.web.cors_origin_whitelist": ["CORS_ORIGIN_WHITELIST", "[]", json.loads],\n}\n`;
  const name = 'x\nconfig set omero.web.debug true\n.py';
  const { stdout } = await run({ [name]: settings(mapped, APPS, COMPUTED) }, [
    'config',
    '--origin',
    ORIGIN,
    '--format',
    'omero',
    '--for',
    name,
  ]);
  expect(stdout).toContain("--for 'x\\nconfig set");
  expect(stdout).not.toMatch(/^config set omero\.web\.debug/m);
});
