import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, onTestFinished } from 'vitest';
import { cell } from './support/cell.js';
import { omeroCors, programWords } from './support/cli.js';
import { run } from './support/run.js';
import { sampleFolder, sampleSettings } from './support/sample.js';
import { onTerminal, type Screen, type Step } from './support/terminal.js';

const patch = ['patch', 'settings.py', '--origin', 'https://viewer.example.org'];
const QUESTION = 'Apply? [y/N] ';
const COLOUR = '\x1b[';

interface Seen extends Screen {
  /** The file afterwards is the new one, whole. */
  readonly changed: boolean;
  readonly names: readonly string[];
}

/** One sitting in front of a terminal, with a settings.py that patch would change. */
async function sit(
  steps: readonly Step[],
  options: {
    args?: readonly string[];
    env?: Record<string, string>;
    terminals?: readonly ('stdout' | 'stderr')[];
  } = {},
): Promise<Seen> {
  const cwd = sampleFolder(onTestFinished);
  const screen = await onTerminal([...patch, ...(options.args ?? [])], { cwd, steps, ...options });
  const text = readFileSync(join(cwd, 'settings.py'), 'utf8');
  const changed = text.includes("'https://viewer.example.org',") && text.includes("'corsheaders',");
  if (!changed) expect(text).toBe(sampleSettings);
  return { ...screen, changed, names: readdirSync(cwd).sort() };
}

const answer = (send: string): Step => ({ await: QUESTION, send });

describe('the question', () => {
  for (const [name, send] of [
    ['y', 'y\n'],
    ['yes', 'yes\n'],
    ['YES', 'YES\n'],
    // The terminal's own line editing: n is taken back.
    ['y after a correction', 'n\x7fy\n'],
  ] as const) {
    cell(`${name} applies`, async () => {
      const { code, changed, stdout, stderr, names } = await sit([answer(send)]);
      expect([code, changed]).toEqual([0, true]);
      expect(stripVTControlCharacters(stdout)).toMatch(
        /^--- a\/settings\.py\r\n\+\+\+ b\/settings\.py\r\n@@ /,
      );
      expect(stripVTControlCharacters(stderr)).toContain('written: settings.py');
      expect(stdout).not.toContain('Apply?');
      expect(names).toEqual(['settings.py', 'settings.py.omero-cors.bak']);
    });
  }

  for (const [name, step] of [
    ['n', answer('n\n')],
    ['Enter', answer('\n')],
    ['another word', answer('sure\n')],
    ['Ctrl-D', answer('\x04')],
    ['y and Ctrl-D, without Enter', answer('y\x04\x04')],
    ['Ctrl-C', answer('\x03')],
    ['y and Ctrl-C', answer('y\x03')],
  ] as const) {
    cell(`${name} declines`, async () => {
      const { code, signal, changed, names, stderr } = await sit([step]);
      expect([code, signal, changed]).toEqual([1, null, false]);
      expect(names).toEqual(['settings.py']);
      expect(stderr).toMatch(/\r\nNothing was written\.\r\n$/);
      expect(stderr).not.toMatch(/Error|at .*\.js/);
    });
  }

  cell('a terminal that is closed ends it', async () => {
    const { signal, changed, names } = await sit([{ await: QUESTION, hangup: true }]);
    expect([signal, changed]).toEqual(['SIGHUP', false]);
    expect(names).toEqual(['settings.py']);
  });

  cell('is on stderr, and is asked also where both outputs are pipes', async () => {
    const { code, changed, stdout, stderr } = await sit([answer('y\n')], { terminals: [] });
    expect([code, changed]).toEqual([0, true]);
    expect(stdout).toMatch(/^--- a\/settings\.py\n/);
    expect(stderr).toContain(QUESTION);
  });

  cell('is not asked with --yes, --dry-run and --check', async () => {
    for (const [flag, exit] of [
      ['--yes', 0],
      ['--dry-run', 0],
      ['--check', 1],
    ] as const) {
      const { code, changed, stderr } = await sit([], { args: [flag] });
      expect([flag, code, changed]).toEqual([flag, exit, flag === '--yes']);
      expect(stderr).not.toContain('Apply?');
    }
  });

  cell('with --format json shows the diff on stderr, and the JSON alone on stdout', async () => {
    const { code, changed, stdout, stderr } = await sit([answer('y\n')], {
      args: ['--format', 'json'],
      terminals: ['stderr'],
    });
    expect([code, changed]).toEqual([0, true]);
    expect(JSON.parse(stdout)).toMatchObject({ changed: true, files: [{ status: 'changed' }] });
    expect(stderr.indexOf('--- a/settings.py')).toBeLessThan(stderr.indexOf(QUESTION));
  });

  cell('a file that is edited meanwhile stays as it was edited: exit 2', async () => {
    const cwd = sampleFolder(onTestFinished);
    const step = { await: QUESTION, run: `echo '# edited' >> ${cwd}/settings.py`, send: 'y\n' };
    const { code, stderr } = await onTerminal(patch, { cwd, steps: [step] });
    expect(code).toBe(2);
    expect(stripVTControlCharacters(stderr)).toContain(
      'error: settings.py was changed by somebody else meanwhile',
    );
    expect(readFileSync(join(cwd, 'settings.py'), 'utf8')).toBe(`${sampleSettings}# edited\n`);
    expect(readdirSync(cwd)).toEqual(['settings.py']);
  });
});

describe('colour', () => {
  const asked: readonly {
    name: string;
    args?: string[];
    env?: Record<string, string>;
    terminals?: ('stdout' | 'stderr')[];
    stdout: boolean;
    stderr: boolean;
  }[] = [
    { name: 'on a terminal', stdout: true, stderr: true },
    { name: 'stdout in a pipe', terminals: ['stderr'], stdout: false, stderr: true },
    { name: 'stderr in a pipe', terminals: ['stdout'], stdout: true, stderr: false },
    { name: 'both in pipes', terminals: [], stdout: false, stderr: false },
    { name: 'NO_COLOR', env: { NO_COLOR: '1' }, stdout: false, stderr: false },
    // https://no-color.org: only a value that is not empty counts.
    { name: 'an empty NO_COLOR', env: { NO_COLOR: '' }, stdout: true, stderr: true },
    { name: 'FORCE_COLOR in pipes', env: { FORCE_COLOR: '1' }, terminals: [], stdout: true, stderr: true },
    { name: 'FORCE_COLOR=0', env: { FORCE_COLOR: '0' }, stdout: false, stderr: false },
    { name: '--color never', args: ['--color', 'never'], stdout: false, stderr: false },
    {
      name: '--color always in pipes',
      args: ['--color', 'always'],
      terminals: [],
      stdout: true,
      stderr: true,
    },
    {
      name: '--color always against NO_COLOR',
      args: ['--color', 'always'],
      env: { NO_COLOR: '1' },
      stdout: true,
      stderr: true,
    },
    {
      name: '--color never against FORCE_COLOR',
      args: ['--color', 'never'],
      env: { FORCE_COLOR: '1' },
      stdout: false,
      stderr: false,
    },
    { name: 'TERM=dumb', env: { TERM: 'dumb' }, stdout: false, stderr: false },
  ];
  for (const { name, stdout, stderr, ...options } of asked) {
    cell(`${name}: ${stdout ? 'a coloured' : 'a plain'} diff`, async () => {
      const screen = await sit([answer('y\n')], options);
      expect(screen.code).toBe(0);
      expect([screen.stdout.includes(COLOUR), screen.stderr.includes(COLOUR)]).toEqual([stdout, stderr]);
      if (stdout) expect(screen.stdout).toContain("\x1b[32m+    'corsheaders',\x1b[39m");
    });
  }

  cell('is all that it adds', async () => {
    const cwd = sampleFolder(onTestFinished);
    const plain = await omeroCors([...patch, '--dry-run'], { cwd });
    const coloured = await omeroCors([...patch, '--dry-run', '--color', 'always'], { cwd });
    expect(coloured.stdout).not.toBe(plain.stdout);
    expect(stripVTControlCharacters(coloured.stdout)).toBe(plain.stdout);
    expect(stripVTControlCharacters(coloured.stderr)).toBe(plain.stderr);
  });
});

describe('outputs that go away', () => {
  const shell = async (redirection: string) => {
    const cwd = sampleFolder(onTestFinished);
    const command = `set -o pipefail; "$@" patch settings.py --origin https://viewer.example.org ${redirection}`;
    const ran = await run('bash', ['-c', command, 'bash', ...(await programWords())], { cwd });
    return { ...ran, text: readFileSync(join(cwd, 'settings.py'), 'utf8') };
  };

  cell('a reader that closes the pipe at once is no error', async () => {
    const { code, stderr } = await shell('--dry-run | true');
    expect(code).toBe(0);
    expect(stderr).not.toMatch(/EPIPE|at .*\.js/);
  });

  cell('a full disk under stdout: nothing is written, since nothing was shown', async () => {
    const { code, stderr, text } = await shell('--yes > /dev/full');
    expect(code).toBe(2);
    expect(stderr).toContain('cannot show the diff');
    expect(text).toBe(sampleSettings);
  });

  cell('a full disk under stderr is an error, but no crash', async () => {
    expect((await shell('--dry-run 2> /dev/full')).code).toBe(2);
  });

  cell('a closed stdin is no terminal', async () => {
    const { code, text } = await shell('<&-');
    expect(code).toBe(0);
    expect(text).toContain("'corsheaders',");
  });
});
