import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commands } from '../../src/commands/definitions/index.js';
import { makeShare } from '../../src/shell/index.js';
import { COMMANDS, EXIT_STATUS } from '../../src/shell/manual.js';

const share = makeShare('1.2.3', '2026-01-31');
const text = (path: string) => share[path] ?? '';
const PAGE = text('man/man1/omero-cors.1');
const BASH = text('bash-completion/completions/omero-cors');
const ZSH = text('zsh/site-functions/_omero-cors');
const FISH = text('fish/vendor_completions.d/omero-cors.fish');

/** The words of the page, without its macros. */
const page = PAGE.replaceAll(/\\f[BIR]/g, '')
  .replaceAll('\\&', '')
  .replaceAll('\\-', '-')
  .replaceAll('\\(aq', "'")
  .replaceAll('\\(ha', '^')
  .replaceAll('\\e', '\\');

/** The part that is about one command: from where it begins to where the next does. */
function partOf(whole: string, begin: string, end: RegExp): string {
  const start = whole.indexOf(begin);
  expect(start, begin).toBeGreaterThan(-1);
  const rest = whole.slice(start + begin.length);
  const stop = rest.search(end);
  return stop === -1 ? rest : rest.slice(0, stop);
}

describe.each(commands.map((command) => [command.name, command] as const))('%s', (name, command) => {
  const options = [...command.options, { flags: '-h, --help', description: 'show this help' }];
  const long = options.map(({ flags }) => /--[\w-]+/.exec(flags)?.[0] ?? '');

  test('is in the page, with every flag in the words of the help', () => {
    const part = partOf(page, `.SS "omero-cors ${name}"\n`, /^\.S[HS]/m);
    const flowing = part.replaceAll(/\s+/g, ' ');
    for (const { flags, description } of options) {
      const spelled = flags.replaceAll(/[<>]/g, '');
      expect(part.split('\n')).toContain(spelled);
      expect(flowing).toContain(`${spelled} ${description.replaceAll(/<([\w-]+)>/g, '$1')}`);
    }
    for (const { choices } of command.options) {
      for (const choice of choices ?? []) expect(flowing).toContain(choice);
    }
    expect(flowing).toContain(command.argumentDescription);
    expect(COMMANDS[name]).toBeDefined();
  });

  test('is in the completion for bash, with every flag', () => {
    const part = partOf(BASH, `                ${name})\n`, /;;/);
    expect(/flags=\((.*)\)/.exec(part)?.[1]?.split(' ')).toEqual(long);
  });

  test('is in the completion for zsh, with every flag in all its spellings', () => {
    expect(ZSH).toContain(`    '${name}:`);
    const part = partOf(ZSH, `  ${name})\n`, /;;/);
    const spelled = options.flatMap(({ flags }) => flags.match(/(?<!\S)--?[a-z-]+/g) ?? []);
    for (const flag of spelled) expect(part).toMatch(new RegExp(`^ +'[^\\[]*(?<![\\w-])${flag}=?\\[`, 'm'));
    expect(part.match(/\[/g)?.length).toBeGreaterThanOrEqual(spelled.length);
  });

  test('is in the completion for fish, with every flag in all its spellings', () => {
    expect(FISH).toContain(`complete -c omero-cors -n '__omero_cors_in ""' -a ${name} -d `);
    const lines = FISH.split('\n').filter((line) => new RegExp(`-n '__omero_cors_in ${name}[ ']`).test(line));
    for (const { flags } of options) {
      const [, short] = /-(\w),/.exec(flags) ?? [];
      const [, name] = /--([\w-]+)/.exec(flags) ?? [];
      const spelled = short === undefined ? ` -l ${name} ` : ` -s ${short} -l ${name} `;
      expect(lines.filter((line) => line.includes(spelled))).toHaveLength(1);
    }
  });
});

describe('the page', () => {
  test('has its sections in the usual order', () => {
    expect([...PAGE.matchAll(/^\.SH (.*)$/gm)].map(([, name]) => name)).toEqual([
      'NAME',
      'SYNOPSIS',
      'DESCRIPTION',
      'OPTIONS',
      'COMMANDS',
      'EXIT STATUS',
      'ENVIRONMENT',
      'FILES',
      'EXAMPLES',
      'SEE ALSO',
    ]);
  });

  test('has the version and the date it was given', () => {
    expect(PAGE.split('\n')[1]).toBe('.TH OMERO\\-CORS 1 "2026-01-31" "omero\\-cors 1.2.3" "User Commands"');
    expect(makeShare('1.2.3', '2026-01-31')).toEqual(share);
  });

  test('has no text of a command that is none', () => {
    expect(Object.keys(COMMANDS)).toEqual(commands.map(({ name }) => name));
  });

  test('has every example, broken only where a shell goes on', () => {
    const lines = partOf(page, '.SH EXAMPLES\n', /^\.SH/m)
      .replaceAll(/ \\\n +/g, ' ')
      .split('\n');
    for (const { examples } of commands) for (const example of examples) expect(lines).toContain(example);
    for (const line of partOf(page, '.SH EXAMPLES\n', /^\.SH/m).split('\n')) {
      expect(line.length).toBeLessThanOrEqual(71);
    }
  });

  test('tells the exit statuses that the README tells', () => {
    const readme = readFileSync(join(import.meta.dirname, '..', '..', 'README.md'), 'utf8');
    const table = partOf(readme, '| exit code | meaning |\n', /\n\n/);
    const codes = [...table.matchAll(/^\| (\d) \|/gm)].map(([, code]) => code);
    expect(EXIT_STATUS.map(({ term }) => term)).toEqual(codes);
  });

  test('is plain ASCII, in lines an editor shows whole', () => {
    expect(PAGE).toMatch(/^[\n -~]*$/);
    for (const line of PAGE.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100);
  });
});

test('bash reads its completion, also as POSIX mode has it', () => {
  for (const mode of ['+o', '-o']) execFileSync('bash', [mode, 'posix', '-n'], { input: BASH });
});

test('no completion depends on where or when it was made', () => {
  for (const completion of [BASH, ZSH, FISH])
    expect(completion).not.toMatch(/1\.2\.3|2026|\/root|node_modules/);
});
