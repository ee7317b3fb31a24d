import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished } from 'vitest';
import { cell } from './support/cell.js';
import { programWords } from './support/cli.js';
import { Missing } from './support/missing.js';
import { sampleFolder, sampleSettings } from './support/sample.js';

const patch = ['--origin', 'https://viewer.example.org', '--yes', '--no-backup'];

interface Case {
  readonly name: string;
  readonly text?: string;
  readonly encoding?: 'utf8' | 'latin1';
  /** Below the working directory. */
  readonly file?: string;
  /** A link to the file, which is named instead of it. */
  readonly link?: string;
  /** Where the program runs, below the working directory. */
  readonly cwd?: string;
  /** The first line of the diff. */
  readonly header?: string;
}

const crlf = sampleSettings.replaceAll('\n', '\r\n');

const cases: readonly Case[] = [
  { name: 'LF', header: '--- a/settings.py' },
  { name: 'CRLF', text: crlf },
  { name: 'CRLF and LF mixed', text: sampleSettings.replaceAll(',\n', ',\r\n') },
  { name: 'a byte order mark', text: `\uFEFF${sampleSettings.slice(sampleSettings.indexOf('\n') + 1)}` },
  // So short a distance that the first line, and the mark, stand in the diff.
  {
    name: 'a byte order mark in the diff',
    text: `\uFEFF${sampleSettings.slice(sampleSettings.indexOf('INSTALLED'))}`,
  },
  {
    name: 'Latin-1',
    encoding: 'latin1',
    text: sampleSettings.replace('utf-8', 'latin-1').replace("'pipeline',", "'pipeline', # \xe9t\xe9"),
  },
  { name: 'UTF-8', text: sampleSettings.replace("'pipeline',", "'pipeline', # \u00e9t\u00e9 \u{1f52c}") },
  {
    name: 'no newline at the end',
    text: sampleSettings.slice(0, sampleSettings.indexOf('    for s')).concat('    Server.freeze()'),
  },
  {
    name: 'CRLF, no newline at the end',
    text: crlf.slice(0, crlf.indexOf('    for s')).concat('    Server.freeze()'),
  },
  { name: 'tabs', text: sampleSettings.replaceAll('    ', '\t') },
  { name: 'spaces at the ends of lines', text: sampleSettings.replaceAll(',\n', ',  \n') },
  { name: 'a form feed', text: sampleSettings.replace('\n\nMIDDLEWARE', '\n\f\nMIDDLEWARE') },
  {
    name: 'a line that looks like a header',
    text: sampleSettings.replace('MIDDLEWARE = (', '"""\n--- a/x\n+++ b/x\n"""\nMIDDLEWARE = ('),
  },
  { name: 'a folder', file: 'lib/omeroweb/settings.py', header: '--- a/lib/omeroweb/settings.py' },
  { name: 'a space in the name', file: 'my settings.py', header: '--- a/my settings.py\t' },
  {
    name: 'a space in the folder',
    file: 'Program Files/settings.py',
    header: '--- a/Program Files/settings.py\t',
  },
  { name: 'a tab in the name', file: 'a\tb.py', header: '--- "a/a\\tb.py"' },
  { name: 'a newline in the name', file: 'a\nb.py', header: '--- "a/a\\nb.py"' },
  { name: 'quotes in the name', file: `'a"b'.py`, header: `--- "a/'a\\"b'.py"` },
  { name: 'a backslash in the name', file: 'a\\tb.py', header: '--- "a/a\\\\tb.py"' },
  { name: 'a name that is not ASCII', file: 'r\u00e9glages.py', header: '--- "a/r\\303\\251glages.py"' },
  { name: 'one with a space', file: 'r\u00e9glages web.py', header: '--- "a/r\\303\\251glages web.py"\t' },
  { name: 'a name that begins with a dash', file: '-x.py', header: '--- a/-x.py' },
  { name: 'a link', file: 'real/settings.py', link: 'link.py', header: '--- a/real/settings.py' },
];

/** Runs a program that answers in bytes. */
function runBytes(command: string, args: readonly string[], options: { cwd: string; input?: Buffer }) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { ...options, timeout: 60_000 });
  if (error !== undefined)
    throw 'code' in error && error.code === 'ENOENT' ? new Missing(`no ${command}`) : error;
  return { code: status, stdout, stderr: stderr.toString() };
}

/** omero-cors with this command line. */
async function omeroCors(cwd: string, ...args: readonly string[]) {
  const [program, ...words] = await programWords();
  return runBytes(program, [...words, ...args], { cwd });
}

/** The old file, what patch makes of it, and the diff that it printed, all as bytes. */
async function patched({ text = sampleSettings, encoding = 'utf8', file = 'settings.py', link }: Case) {
  const cwd = sampleFolder(onTestFinished);
  const old = Buffer.from(text, encoding);
  mkdirSync(dirname(join(cwd, file)), { recursive: true });
  writeFileSync(join(cwd, file), old);
  if (link !== undefined) symlinkSync(file, join(cwd, link));
  const args = ['patch', ...patch, '--', link ?? file];
  const shown = await omeroCors(cwd, ...args.toSpliced(1, 0, '--dry-run'));
  expect(readFileSync(join(cwd, file))).toEqual(old);
  const written = await omeroCors(cwd, ...args);
  expect([written.code, written.stderr.includes('written: ')], written.stderr).toEqual([0, true]);
  // What was shown is what was done.
  expect(shown.stdout).toEqual(written.stdout);
  return { old, diff: shown.stdout, new: readFileSync(join(cwd, file)) };
}

const tools = {
  'patch -p1': ['patch', '-p1', '--fuzz=0'],
  'git apply': ['git', '-c', 'core.autocrlf=false', 'apply', '--whitespace=nowarn'],
} as const;

/** Applies a diff to an old file in a folder of its own, and returns the file. */
function applyWith(tool: keyof typeof tools, diff: Buffer, old: Buffer, file: string): Buffer {
  const [command, ...args] = tools[tool];
  const cwd = sampleFolder(onTestFinished);
  renameSync(join(cwd, 'settings.py'), join(cwd, 'bystander'));
  mkdirSync(dirname(join(cwd, file)), { recursive: true });
  writeFileSync(join(cwd, file), old);
  const applied = runBytes(command, args, { cwd, input: diff });
  expect(applied.code, applied.stderr + applied.stdout.toString()).toBe(0);
  // Neither .orig nor .rej: it fitted where the diff said.
  expect(readdirSync(cwd).sort()).toEqual(['bystander', file.split('/')[0]].sort());
  return readFileSync(join(cwd, file));
}

for (const tool of Object.keys(tools) as (keyof typeof tools)[]) {
  describe(`${tool} makes the same bytes of the diff`, () => {
    for (const each of cases) {
      cell(each.name, async () => {
        const { old, diff, new: expected } = await patched(each);
        if (each.header !== undefined) expect(diff.toString('latin1').split('\n')[0]).toBe(each.header);
        expect(diff.toString('latin1')).not.toMatch(/^(Index:|===|diff )/m);
        expect(applyWith(tool, diff, old, each.file ?? 'settings.py')).toEqual(expected);
      });
    }

    cell('a file outside the working directory', async () => {
      const folder = sampleFolder(onTestFinished);
      mkdirSync(join(folder, 'elsewhere'));
      const { stdout, code } = await omeroCors(
        join(folder, 'elsewhere'),
        'patch',
        '../settings.py',
        ...patch,
      );
      const name = join(folder, 'settings.py').slice(1);
      expect([code, stdout.toString().split('\n')[0]]).toEqual([0, `--- a/${name}`]);
      const result = applyWith(tool, stdout, Buffer.from(sampleSettings), name);
      expect(result).toEqual(readFileSync(join(folder, 'settings.py')));
    });

    cell('two files in one diff', async () => {
      const cwd = sampleFolder(onTestFinished);
      cpSync(join(cwd, 'settings.py'), join(cwd, 'other settings.py'));
      const { stdout, code } = await omeroCors(cwd, 'patch', 'settings.py', 'other settings.py', ...patch);
      const [result, other] = [join(cwd, 'settings.py'), join(cwd, 'other settings.py')].map((path) =>
        readFileSync(path),
      );
      expect([code, result]).toEqual([0, other]);
      for (const path of ['settings.py', 'other settings.py']) writeFileSync(join(cwd, path), sampleSettings);
      const [command, ...options] = tools[tool];
      runBytes(command, options, { cwd, input: stdout });
      for (const path of ['settings.py', 'other settings.py'])
        expect(readFileSync(join(cwd, path))).toEqual(result);
    });

    cell('back again', async () => {
      const { old, diff, new: changed } = await patched({ name: '', text: crlf });
      const [command, ...options] = tools[tool];
      const cwd = sampleFolder(onTestFinished, changed);
      runBytes(command, [...options, '-R'], { cwd, input: diff });
      expect(readFileSync(join(cwd, 'settings.py'))).toEqual(old);
    });

    cell('files that are created and removed', async () => {
      const limits = ['limits', '--user', 'omero-web', '--root', 'root', '--yes'];
      const conf = 'root/etc/security/limits.conf';
      const dropIn = 'root/etc/systemd/system/omero-web.service.d/zz-omero-cors.conf';
      const cwd = sampleFolder(onTestFinished);
      const copy = sampleFolder(onTestFinished);
      for (const folder of [cwd, copy]) {
        for (const path of [conf, 'root/lib/systemd/system/omero-web.service']) {
          mkdirSync(dirname(join(folder, path)), { recursive: true });
          writeFileSync(join(folder, path), '# nothing yet\n');
        }
      }
      const [command, ...options] = tools[tool];
      const sameInCopy = async (...more: string[]) => {
        const { code, stdout, stderr } = await omeroCors(cwd, ...limits, ...more);
        expect(code, stderr).toBe(0);
        const applied = runBytes(command, options, { cwd: copy, input: stdout });
        expect(applied.code, applied.stderr).toBe(0);
        for (const path of [conf, dropIn])
          expect(contentOf(join(copy, path))).toBe(contentOf(join(cwd, path)));
        return stdout.toString();
      };
      expect(await sameInCopy()).toContain(`--- /dev/null\n+++ b/${dropIn}\n`);
      expect(contentOf(join(copy, dropIn))).toContain('LimitNOFILE=65535');
      expect(await sameInCopy('--remove')).toContain(`--- a/${dropIn}\n+++ /dev/null\n`);
      expect(contentOf(join(copy, dropIn))).toBe(undefined);
    });
  });
}

function contentOf(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'latin1') : undefined;
}
