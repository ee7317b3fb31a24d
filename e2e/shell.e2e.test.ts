import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished } from 'vitest';
import { commands } from '../src/commands/definitions/index.js';
import { bashCompletion } from '../src/shell/bash.js';
import { fishCompletion } from '../src/shell/fish.js';
import type { Grammar } from '../src/shell/grammar.js';
import { zshCompletion } from '../src/shell/zsh.js';
import { cell } from './support/cell.js';
import { Missing } from './support/missing.js';
import { builtShare, type TabOptions, tabInBash, tabInFish, tabInZsh } from './support/tab.js';

const BASH_COMPLETION = '/usr/share/bash-completion/bash_completion';

interface Offer {
  readonly name: string;
  readonly description?: string;
}

/** What Tab offers behind a line, sorted by name: the whole words, or those behind the `=` of a flag. */
type Tab = (line: string, options?: TabOptions) => Promise<readonly Offer[]>;

const bash: Tab = async (typed, options) => {
  const { line, offered } = await tabInBash(typed, options);
  if (offered.length > 0 || line === typed) return offered.map((name) => ({ name }));
  return [{ name: /(?:[^\s=\\]|\\.)*$/.exec(line.trimEnd())?.[0] ?? '' }];
};

const shells: Readonly<Record<string, Tab>> = {
  bash,
  'bash with the package bash-completion': (typed, options) => {
    if (!existsSync(BASH_COMPLETION)) throw new Missing(`no ${BASH_COMPLETION}`);
    // It finds the file by itself.
    return bash(typed, {
      ...options,
      load: `. ${BASH_COMPLETION}`,
      env: { ...options?.env, XDG_DATA_DIRS: options?.share ?? builtShare },
    });
  },
  zsh: async (typed, options) => {
    const { offered } = await tabInZsh(typed, options);
    return offered.map((text) => {
      const [, name = text, description] = /^(\S+) +-- (.*)$/.exec(text) ?? [];
      return description === undefined ? { name } : { name, description };
    });
  },
  fish: async (typed, options) => {
    const offered = await tabInFish(typed, options);
    return offered.map((text) => {
      const [name = '', description = ''] = text.split('\t');
      return { name: name.replace(/^--[\w-]+=/, ''), description };
    });
  },
};

function folder(names: readonly string[]): string {
  const path = mkdtempSync(join(tmpdir(), 'omero-cors-shell-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  for (const name of names) {
    if (name.endsWith('/')) mkdirSync(join(path, name));
    else writeFileSync(join(path, name), '');
  }
  return path;
}

const FILES = ['settings.py', 'session log.txt', 'sub/', 'other.xml'];

describe.each(Object.entries(shells))('%s', (shell, tab) => {
  const names = async (line: string, options?: TabOptions) =>
    (await tab(line, options)).map(({ name }) => name.replace(/ $/, '')).sort();

  cell('offers the commands with their summaries, and no files', async () => {
    const offered = await tab('omero-cors ', { cwd: folder(FILES) });
    expect(offered.map(({ name }) => name)).toEqual(commands.map(({ name }) => name).sort());
    for (const { name, description } of offered) {
      if (description === undefined) expect(shell).toMatch(/^bash/);
      else expect(description).toBe(commands.find((command) => command.name === name)?.summary);
    }
    expect(await names('omero-cors pa')).toEqual(['patch']);
    expect(await names('omero-cors --')).toEqual(['--help', '--licenses', '--version']);
  });

  for (const command of commands) {
    cell(`offers the flags of ${command.name} with their descriptions`, async () => {
      const offered = await tab(`omero-cors ${command.name} --`);
      const expected = new Map(
        [...command.options, { flags: '--help', description: 'show this help' }].map(
          ({ flags, description }) => [/--[\w-]+/.exec(flags)?.[0] ?? '', description],
        ),
      );
      expect(offered.map(({ name }) => name).sort()).toEqual([...expected.keys()].sort());
      for (const { name, description } of offered) {
        if (description !== undefined) expect(description).toBe(expected.get(name));
      }
    });

    cell(`offers the choices of ${command.name}, in both spellings`, async () => {
      for (const { flags, choices = [] } of command.options.filter((option) => option.choices)) {
        const flag = /--[\w-]+/.exec(flags)?.[0];
        for (const between of [' ', '=']) {
          const line = `omero-cors ${command.name} ${flag}${between}`;
          expect(await names(line, { cwd: folder(FILES) }), line).toEqual([...choices].sort());
        }
      }
    });
  }

  for (const [what, line, offered] of [
    ['completes a choice', 'omero-cors patch --format te', ['text']],
    ['completes a choice behind =', 'omero-cors patch --format=te', ['text']],
    ['knows no other choice', 'omero-cors patch --format=q', []],
    ['goes on behind a flag with a value', 'omero-cors check --color never --st', ['--strict']],
    ['goes on behind a flag with = and a value', 'omero-cors check --color=never --st', ['--strict']],
    ['takes no value for the command', 'omero-cors probe --origin patch --ins', ['--insecure']],
    ['takes no operand for the command', 'omero-cors check install --st', ['--strict']],
    [
      'offers a repeatable flag again',
      'omero-cors patch --origin a --origin=b --ori',
      ['--origin', '--origin-regex'],
    ],
    ['offers another flag but once', 'omero-cors patch --dry-run --d', []],
    ['offers a flag with a value but once', 'omero-cors patch --cors-headers 3.7.0 --cor', []],
    ['offers a flag with = and a value but once', 'omero-cors patch --cors-headers=3.7.0 --cor', []],
    ['knows the short spelling of a flag', 'omero-cors patch -y --ye', []],
    ['offers no opposite', 'omero-cors patch --no-credentials --cre', []],
    ['offers nothing where nothing can be known', 'omero-cors patch --urls-regex ', []],
    ['offers no flags of one command to another', 'omero-cors revert --ori', []],
    ['offers no flags behind --', 'omero-cors patch --yes -- --or', []],
    ['offers users', `omero-cors limits --user ${userInfo().username}`, [userInfo().username]],
    ['offers how an address begins', 'omero-cors probe ', ['http://', 'https://']],
    ['offers how an origin begins', 'omero-cors patch --origin=', ['http://', 'https://']],
  ] as const) {
    cell(what, async () => {
      expect(await names(line, { cwd: folder(FILES) })).toEqual(offered);
    });
  }

  cell('offers files and folders for settings, a flag of a file and a redirection', async () => {
    const cwd = folder(FILES);
    for (const line of [
      'omero-cors patch s',
      'omero-cors patch other.xml s',
      'omero-cors patch --yes -- s',
      'omero-cors check --config-xml s',
      'omero-cors config --for s',
      'omero-cors install s',
      'omero-cors check x > s',
      'omero-cors limits > s',
    ]) {
      const offered = (await names(line, { cwd })).map((name) => name.replaceAll('\\', ''));
      expect(offered, line).toEqual(
        expect.arrayContaining(['session log.txt', 'settings.py', expect.stringMatching(/^sub\/?$/)]),
      );
      expect(offered, line).toHaveLength(3);
    }
    expect(await names('omero-cors patch --config-xml=o', { cwd })).toEqual(['other.xml']);
  });

  cell('offers no files where none are asked for', async () => {
    const cwd = folder(FILES);
    // zsh offers the flags, since nothing else may come.
    for (const line of ['omero-cors limits ', 'omero-cors config ']) {
      expect((await names(line, { cwd })).filter((name) => !name.startsWith('-'))).toEqual([]);
    }
    for (const line of ['omero-cors config s', 'omero-cors patch --origin-regex s']) {
      expect(await names(line, { cwd })).toEqual([]);
    }
  });

  cell('offers folders alone for a flag of a folder', async () => {
    const cwd = folder(FILES);
    for (const flag of ['--root', '--omero-dir']) {
      expect(await names(`omero-cors limits ${flag} s`, { cwd })).toEqual([
        expect.stringMatching(/^sub\/?$/),
      ]);
    }
  });

  cell('offers Pythons and files for --python', async () => {
    const bin = folder([]);
    for (const name of ['python9', 'python9-config', 'pythonic']) {
      writeFileSync(join(bin, name), '#!/bin/sh\n', { mode: 0o755 });
    }
    expect(await names('omero-cors check --python python9', { path: bin })).toEqual(['python9']);
    expect(await names('omero-cors check --python o', { cwd: folder(FILES) })).toEqual(['other.xml']);
  });

  cell('offers the services and processes that there are', async () => {
    const bin = folder([]);
    const answer = (name: string, lines: string) =>
      writeFileSync(join(bin, name), `#!/bin/sh\ncat <<END\n${lines}\nEND\n`, { mode: 0o755 });
    answer('systemctl', 'omero-web.service enabled enabled\nomero-web-train.service disabled enabled');
    answer('pgrep', '4711\n4712');
    expect(await names('omero-cors limits --unit omero-', { path: bin })).toEqual([
      'omero-web-train.service',
      'omero-web.service',
    ]);
    expect(await names('omero-cors limits --pid ', { path: bin })).toEqual(['4711', '4712']);
  });

  // bash's completion of sudo comes with the package.
  if (shell !== 'bash')
    cell('completes behind sudo', async () => {
      const path = folder([]);
      // The completions of sudo look whether the program is there.
      for (const name of ['sudo', 'omero-cors'])
        writeFileSync(join(path, name), '#!/bin/sh\n', { mode: 0o755 });
      expect(await names('sudo omero-cors li', { path })).toEqual(['limits']);
      expect(await names('sudo omero-cors limits --us', { path })).toEqual(['--user']);
      expect(await names('sudo omero-cors limits --status --format=js', { path })).toEqual(['json']);
    });

  cell('takes any words as they are', async () => {
    const nasty = `it's "a" \\ $HOME \`id\` $(id) a:b [c] {d} %s !x #y *z ~ é;|&<>`;
    const grammar: Grammar = {
      name: 'omero-cors',
      summary: 'x',
      flags: [],
      commands: ['one', 'two'].map((name) => ({
        name,
        summary: `${name} ${nasty}`,
        operand: undefined,
        flags: ['--first', '--second'].map((flag) => ({
          names: [flag],
          description: `${flag} ${nasty}`,
          value: undefined,
          choices: [],
          default: undefined,
          completes: undefined,
          excludes: [flag],
        })),
        examples: [],
      })),
    };
    const share = folder([]);
    for (const [path, text] of [
      ['bash-completion/completions/omero-cors', bashCompletion(grammar)],
      ['zsh/site-functions/_omero-cors', zshCompletion(grammar)],
      ['fish/vendor_completions.d/omero-cors.fish', fishCompletion(grammar)],
    ] as const) {
      mkdirSync(dirname(join(share, path)), { recursive: true });
      writeFileSync(join(share, path), text);
    }
    for (const [line, expected] of [
      ['omero-cors ', ['one', 'two']],
      ['omero-cors one --', ['--first', '--second']],
    ] as const) {
      const offered = await tab(line, { share });
      expect(offered.map(({ name }) => name)).toEqual(expected);
      for (const { name, description = `${name} ${nasty}` } of offered) {
        expect(description).toBe(`${name} ${nasty}`);
      }
    }
  });
});

describe('the line after Tab', () => {
  for (const [name, typed, line] of [
    ['a command', 'omero-cors pat', 'omero-cors patch '],
    ['a flag', 'omero-cors patch --dry', 'omero-cors patch --dry-run '],
    ['a choice', 'omero-cors patch --format=te', 'omero-cors patch --format=text '],
    ['a choice in quotes', 'omero-cors patch --format "te', 'omero-cors patch --format "text" '],
    ['a name with a space', 'omero-cors patch ses', 'omero-cors patch session\\ log.txt '],
    ['a name with a space, begun', 'omero-cors patch session\\ l', 'omero-cors patch session\\ log.txt '],
    ['a name in quotes', "omero-cors patch 'session l", "omero-cors patch 'session log.txt' "],
    ['a folder goes on', 'omero-cors patch su', 'omero-cors patch sub/'],
    ['an address goes on', 'omero-cors probe https', 'omero-cors probe https://'],
    ['behind a colon', 'omero-cors probe https:', 'omero-cors probe https://'],
    ['a file behind =', 'omero-cors patch --config-xml=oth', 'omero-cors patch --config-xml=other.xml '],
    ['a home folder', 'omero-cors patch ~/set', 'omero-cors patch ~/settings.py '],
  ] as const) {
    cell(name, async () => {
      const cwd = folder(FILES);
      const inBash = await tabInBash(typed, { cwd, env: { HOME: cwd } });
      expect(inBash.line).toBe(line);
      const inZsh = await tabInZsh(typed, { cwd, env: { HOME: cwd } });
      expect(inZsh.line).toBe(line);
    });
  }

  cell('bash that cuts no words at = and :', async () => {
    const load = `COMP_WORDBREAKS=\${COMP_WORDBREAKS//[=:]/}\n. ${builtShare}/bash-completion/completions/omero-cors`;
    for (const [typed, line] of [
      ['omero-cors patch --format=te', 'omero-cors patch --format=text '],
      ['omero-cors probe https:', 'omero-cors probe https://'],
      ['omero-cors patch --yes --format=js', 'omero-cors patch --yes --format=json '],
    ] as const) {
      expect((await tabInBash(typed, { load })).line).toBe(line);
    }
  });

  cell('bash with set -u, an odd IFS and nullglob', async () => {
    const load = `set -u; IFS=,; shopt -s nullglob failglob\n. ${builtShare}/bash-completion/completions/omero-cors`;
    expect((await tabInBash('omero-cors patch --format=te', { load })).line).toBe(
      'omero-cors patch --format=text ',
    );
    expect((await tabInBash('omero-cors pat', { load })).line).toBe('omero-cors patch ');
    expect((await tabInBash('omero-cors limits --user roo', { load })).line).toBe(
      'omero-cors limits --user root ',
    );
  });

  cell('zsh that sources the file, in place of its path', async () => {
    const load = `autoload -U compinit && compinit -u -D\n. ${builtShare}/zsh/site-functions/_omero-cors`;
    expect((await tabInZsh('omero-cors pat', { load })).line).toBe('omero-cors patch ');
    expect((await tabInZsh('omero-cors patch --format te', { load })).line).toBe(
      'omero-cors patch --format text ',
    );
  });

  cell('bash-completion that finds a link in the home folder', async () => {
    if (!existsSync(BASH_COMPLETION)) throw new Missing(`no ${BASH_COMPLETION}`);
    const data = folder(['bash-completion/', 'bash-completion/completions/']);
    symlinkSync(
      `${builtShare}/bash-completion/completions/omero-cors`,
      join(data, 'bash-completion', 'completions', 'omero-cors'),
    );
    const load = `. ${BASH_COMPLETION}`;
    const { line } = await tabInBash('omero-cors pat', { load, env: { XDG_DATA_HOME: data } });
    expect(line).toBe('omero-cors patch ');
  });

  cell('fish that finds a link in the home folder', async () => {
    const config = folder(['fish/', 'fish/completions/']);
    symlinkSync(
      `${builtShare}/fish/vendor_completions.d/omero-cors.fish`,
      join(config, 'fish', 'completions', 'omero-cors.fish'),
    );
    const env = { XDG_CONFIG_HOME: config, XDG_DATA_DIRS: '' };
    expect(await tabInFish('omero-cors pat', { env })).toEqual(['patch\tturn on CORS in settings.py']);
    expect(await tabInFish('omero-cors pat', { env: { XDG_DATA_DIRS: '' } })).toEqual([]);
  });
});
