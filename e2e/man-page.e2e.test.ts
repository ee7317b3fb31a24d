import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished } from 'vitest';
import { commands } from '../src/commands/definitions/index.js';
import { manPage } from '../src/shell/man-page.js';
import { cell } from './support/cell.js';
import { omeroCors } from './support/cli.js';
import { Missing } from './support/missing.js';
import { run, runOk } from './support/run.js';
import { builtShare, need } from './support/tab.js';

const page = join(builtShare, 'man', 'man1', 'omero-cors.1');
const script = join(import.meta.dirname, '..', 'scripts', 'build-share.mjs');

function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'omero-cors-man-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Bold and underlined letters are struck twice. */
const plain = (text: string) => text.replaceAll(/.\x08/gs, '');

/** How a page looks, without bold. */
const READERS: Readonly<Record<string, (path: string, width: number) => Promise<string>>> = {
  man: async (path, width) => {
    await need('man');
    const env = { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8', MANWIDTH: String(width) };
    return plain((await runOk('man', ['-l', path], { env })).stdout);
  },
  mandoc: async (path, width) => {
    await need('mandoc');
    return plain((await runOk('mandoc', ['-T', 'utf8', '-O', `width=${width}`, path])).stdout);
  },
};

describe('the tools that judge a page', () => {
  for (const [name, words] of [
    ['man', ['--warnings', '-l']],
    ['groff', ['-mandoc', '-ww', '-z']],
    ['mandoc', ['-T', 'lint']],
  ] as const) {
    cell(`${name} has nothing to say`, async () => {
      await need(name);
      if (name === 'mandoc' && readFileSync(page, 'utf8').includes('.TH OMERO\\-CORS 1 ""')) {
        throw new Missing('the date of the sources: they are no clone, and mandoc wants one');
      }
      const { code, stderr, stdout } = await run(name, [...words, page]);
      expect([code, stderr, name === 'man' ? '' : stdout]).toEqual([0, '', '']);
    });
  }
});

describe.each(Object.entries(READERS))('%s', (_name, render) => {
  cell('shows the page in 80 columns', async () => {
    const text = await render(page, 80);
    const lines = text.trimEnd().split('\n');
    for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(80);
    // No request or escape was left over, and no word was broken.
    expect(text).not.toMatch(/^\s*\.[A-Z]{2}\b|\\f|\\-|\\&|‐\n/m);
    expect(lines[0]).toMatch(/^OMERO-CORS\(1\) +User Commands +OMERO-CORS\(1\)$/);
    for (const { name } of commands) expect(text).toMatch(new RegExp(`^ {2,3}omero-cors ${name}$`, 'm'));
  });

  cell('shows what the help says, in its words', async () => {
    const words = (text: string) => text.replaceAll(/[`<>]/g, '').replaceAll(/\s+/g, ' ');
    const text = words(await render(page, 80));
    for (const { name, options } of commands) {
      const help = words((await omeroCors([name, '--help'])).stdout);
      for (const { flags, description } of options) {
        const said = words(`${flags} ${description}`);
        expect(help).toContain(said);
        expect(text).toContain(said);
      }
    }
  });

  cell('shows any words as they are', async () => {
    // Apart from backticks and angle brackets, which are marks.
    const odd = `.\\" it's "a" \\fB \\n(x ^ ~ -- - %s é ü – .SH 'br $x # *b*`;
    const path = join(scratchFolder(), 'omero-cors.1');
    const grammar = {
      name: 'omero-cors',
      summary: odd,
      flags: [],
      commands: [{ name: 'one', summary: odd, operand: undefined, flags: [], examples: [odd, `${odd} two`] }],
    };
    writeFileSync(path, manPage(grammar, '1.0.0', '2026-01-31'));
    const text = await render(path, 200);
    // In the name, the heading of the command, the heading of its examples, and two examples.
    expect(text.split(odd)).toHaveLength(6);
    expect(text).toContain(`${odd} two\n`);
  });
});

cell('man finds it beside a program on the PATH, as in a virtualenv', async () => {
  await need('man');
  const folder = scratchFolder();
  mkdirSync(join(folder, 'bin'));
  cpSync(builtShare, join(folder, 'share'), { recursive: true });
  const env = { PATH: `${join(folder, 'bin')}:${process.env['PATH']}` };
  const { stdout } = await runOk('man', ['-w', 'omero-cors'], { env });
  expect(stdout.trim()).toBe(join(folder, 'share', 'man', 'man1', 'omero-cors.1'));
});

describe('the build', () => {
  const build = async (env: Readonly<Record<string, string>>) => {
    const folder = scratchFolder();
    await runOk(process.execPath, [script, folder], { env: { PATH: process.env['PATH'], ...env } });
    const files = readdirSync(folder, { recursive: true, withFileTypes: true });
    return Object.fromEntries(
      files
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => [
          join(parentPath, name).slice(folder.length + 1),
          readFileSync(join(parentPath, name), 'utf8'),
        ]),
    );
  };

  cell('gives the same bytes again', async () => {
    const built = await build({});
    expect(Object.keys(built).sort()).toEqual([
      'bash-completion/completions/omero-cors',
      'fish/vendor_completions.d/omero-cors.fish',
      'man/man1/omero-cors.1',
      'zsh/site-functions/_omero-cors',
    ]);
    expect(await build({ TZ: 'Pacific/Auckland', LC_ALL: 'de_DE.UTF-8' })).toEqual(built);
  });

  cell('takes the date of SOURCE_DATE_EPOCH', async () => {
    const built = await build({ SOURCE_DATE_EPOCH: '86400' });
    expect(built['man/man1/omero-cors.1']).toContain('.TH OMERO\\-CORS 1 "1970-01-02" ');
  });
});
