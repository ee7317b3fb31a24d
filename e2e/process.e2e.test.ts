import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, onTestFinished } from 'vitest';
import { cell } from './support/cell.js';
import { isExecutable, omeroCors, programWords } from './support/cli.js';
import { openProgram } from './support/open-program.js';
import { type Ran, run } from './support/run.js';
import { sampleFolder, sampleSettings } from './support/sample.js';

const origin = 'https://viewer.example.org';
const look = `patch settings.py --origin ${origin} --dry-run`;

/** A line of bash in which `omero-cors` is the program under test, in a folder with a settings.py. */
async function shell(line: string): Promise<Ran & { text: string }> {
  const cwd = sampleFolder(onTestFinished);
  const script = `program=("$@"); omero-cors() { "\${program[@]}" "$@"; }; ${line}`;
  const ran = await run('bash', ['-c', script, 'bash', ...(await programWords())], { cwd });
  return { ...ran, text: readFileSync(join(cwd, 'settings.py'), 'utf8') };
}

/** How the program ends that stands first in a pipe. */
const ended = '; echo "exit $PIPESTATUS" >&2';

describe('streams', () => {
  for (const [name, line, code] of [
    ['no stdout', `omero-cors ${look} >&-`, 0],
    ['no stderr', `omero-cors ${look} 2>&-`, 0],
    ['none at all', `omero-cors ${look} <&- >&- 2>&-`, 0],
    ['no stdout, and it writes', `omero-cors patch settings.py --origin ${origin} >&-`, 0],
    ['nothing on stdin, which is the text', `omero-cors patch - --origin ${origin} <&-`, 2],
    ['a folder on stdin', `omero-cors patch - --origin ${origin} < .`, 2],
    ['a full disk under --version', 'omero-cors --version > /dev/full', 2],
    ['a full disk under help', 'omero-cors patch --help > /dev/full', 2],
    ['a full disk under the new text', `omero-cors patch - --origin ${origin} < settings.py > /dev/full`, 2],
    ['a full disk under JSON', `omero-cors ${look} --format json > /dev/full`, 2],
    ['a full disk under a report', 'omero-cors check settings.py > /dev/full', 2],
  ] as const) {
    cell(`${name}: exit ${code}`, async () => {
      const ran = await shell(line);
      expect(ran.code, ran.stderr).toBe(code);
      expect(ran.stderr).not.toMatch(/bug:|^\s+at /m);
      expect(ran.text.includes('corsheaders')).toBe(name.includes('writes'));
    });
  }

  for (const [name, line] of [
    ['--licenses', 'omero-cors --licenses | head -1'],
    ['a diff', `omero-cors ${look} | head -1`],
    ['JSON', `omero-cors ${look} --format json | head -1`],
    ['the new text', `omero-cors patch - --origin ${origin} < settings.py | head -1`],
  ] as const) {
    cell(`${name} to a reader who has seen enough after a line: exit 0`, async () => {
      const { stdout, stderr } = await shell(line + ended);
      expect(stdout.split('\n')).toHaveLength(2);
      expect(stderr).toContain('exit 0');
      expect(stderr).not.toMatch(/EPIPE|bug:/);
    });
  }

  // Far more than a pipe holds, where nobody reads for a while.
  for (const [name, more, count] of [
    ['diffs', '', 300],
    ['coloured diffs', '--color always', 60],
    ['JSON', '--format json', 60],
  ] as const) {
    cell(`${name} of ${count} files, through a pipe to a slow reader`, async () => {
      const cwd = sampleFolder(onTestFinished);
      const text = sampleSettings.replaceAll("    'pipeline',", `    'pipeline', # ${'x'.repeat(5000)}`);
      const files = Array.from({ length: count }, (_, index) => `settings-${index}.py`);
      for (const file of files) writeFileSync(join(cwd, file), text);
      const words = [...(await programWords()), 'patch', ...files, '--origin', origin, '--dry-run'];
      const line = `"$@" ${more} 2>/dev/null | (sleep 2; cat)`;
      const slow = await run('bash', ['-c', `set -o pipefail; ${line}`, 'bash', ...words], { cwd });
      const file = await run('bash', ['-c', `"$@" ${more} 2>/dev/null > out`, 'bash', ...words], { cwd });
      expect([slow.code, file.code]).toEqual([0, 0]);
      const whole = readFileSync(join(cwd, 'out'));
      expect(whole.length).toBeGreaterThan(count * 5000);
      expect(hash(slow.stdoutBytes)).toBe(hash(whole));
    });
  }

  cell('a large text on stdin, in pieces', async () => {
    const text = sampleSettings.replace('\n\n', `\n${"NAME = 'a line'\n".repeat(100_000)}\n`);
    const cwd = sampleFolder(onTestFinished, text);
    const line = '(head -c 70000; sleep 0.3; cat) < settings.py | "$@"';
    const words = [...(await programWords()), 'patch', '-', '--origin', origin];
    const { code, stdout } = await run('bash', ['-c', line, 'bash', ...words], { cwd });
    await omeroCors(['patch', 'settings.py', '--origin', origin], { cwd });
    expect(code).toBe(0);
    expect(hash(Buffer.from(stdout))).toBe(hash(readFileSync(join(cwd, 'settings.py'))));
  });
});

describe('where it is started', () => {
  cell('by a link, by a relative path, by its name on the PATH, read-only', async () => {
    const [program, script] = await openProgram();
    const path = script ?? program;
    chmodSync(path, 0o555);
    const cwd = sampleFolder(onTestFinished);
    const bin = join(cwd, 'bin');
    mkdirSync(bin);
    symlinkSync(path, join(bin, 'cors'));
    symlinkSync('cors', join(bin, 'link-to-link'));
    const env = { PATH: `${bin}:${process.env['PATH']}` };
    for (const command of ['cors', 'link-to-link', './bin/cors', join(bin, 'link-to-link')]) {
      const { code, stdout } = await run('sh', ['-c', `exec ${command} ${look}`], { cwd, env });
      expect([command, code, stdout.split('\n')[0]]).toEqual([command, 0, '--- a/settings.py']);
    }
    const beside = await run(`./${basename(path)}`, ['--version'], { cwd: dirname(path) });
    expect(beside.stdout).toMatch(/^omero-cors /);
  });

  cell('in a folder that is gone: a word, and nothing is written', async () => {
    const { code, stdout, stderr, text } = await shell(
      `file=$PWD/settings.py; mkdir gone; cd gone; rmdir ../gone; omero-cors patch "$file" --origin ${origin}`,
    );
    // Of the executable nothing runs yet when Bun gives up.
    expect([code, stdout, text]).toEqual([isExecutable ? 1 : 2, '', sampleSettings]);
    expect(stderr).toMatch(isExecutable ? /working directory was deleted/ : /error: the folder .* is gone/);
  });

  cell('in a folder whose name is not UTF-8: nothing is found there', async () => {
    const { code, stdout, stderr } = await shell(
      `mkdir $'caf\\xe9'; cp settings.py $'caf\\xe9'/; cd $'caf\\xe9'; omero-cors ${look}`,
    );
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('no such file or folder');
  });
});

function hash(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
