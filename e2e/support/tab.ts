import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { quoteFish } from '../../src/shell/quote.js';
import { script } from './cli.js';
import { Missing } from './missing.js';
import { run } from './run.js';
import { programOnTerminal } from './terminal.js';

/** What `npm run build` made for the shells. */
export const builtShare: string = fileURLToPath(new URL('../../dist/share', import.meta.url));

export interface Tabbed {
  /** The command line after the key. */
  readonly line: string;
  /** What was offered, sorted; none where the one that fitted was typed. */
  readonly offered: readonly string[];
}

export interface TabOptions {
  /** Where the shell stands; an empty folder where not given. */
  readonly cwd?: string;
  /** What loads the completion, in place of the usual way. */
  readonly load?: string;
  /** The folder `share`, where it is not the built one. */
  readonly share?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A folder in front of the PATH. */
  readonly path?: string;
}

/** Presses Tab behind a line in bash, on a terminal, with nothing set up but the completion. */
export async function tabInBash(line: string, options: TabOptions = {}): Promise<Tabbed> {
  const { share = builtShare } = options;
  const home = scratchFolder();
  const rc = [
    "PS1='ready> '",
    'stty rows 500 cols 120',
    ...[
      'bell-style none',
      'enable-bracketed-paste off',
      'show-all-if-ambiguous on',
      'completion-query-items 0',
      'page-completions off',
      'completion-display-width 0',
    ].map((setting) => `bind 'set ${setting}'`),
    String.raw`show() { printf '\nLINE<%s>\n' "$READLINE_LINE" >&2; }`,
    String.raw`bind -x '"\C-t": show'`,
    options.load ?? `. ${share}/bash-completion/completions/omero-cors`,
  ].join('\n');
  writeFileSync(join(home, 'rc'), `${rc}\n`);
  const { stderr } = await programOnTerminal(['bash', '--noprofile', '--rcfile', join(home, 'rc'), '-i'], {
    cwd: options.cwd ?? scratchFolder(),
    env: { HOME: home, PATH: pathOf(options), HISTFILE: '/dev/null', LC_ALL: 'C.UTF-8', ...options.env },
    steps: [
      { await: 'ready> ', send: `${line}\t\x14` },
      // Ctrl-U: nothing of it is run.
      { await: 'LINE<', send: '\x15exit\n' },
    ],
  });
  // The line as it was typed, the list, and the prompt again.
  const [before = '', after = ''] = stderr.split(/\r\nLINE</);
  const [, ...list] = before.split('\r\n');
  return {
    line: after.slice(0, after.indexOf('>\r\n')),
    offered: list.filter((text) => text !== '' && !text.startsWith('ready> ')).sort(),
  };
}

/**
 * Presses Tab behind a line in zsh, on a terminal. Each candidate comes as `name` or `name -- description`, as the
 * list shows it.
 */
export async function tabInZsh(line: string, options: TabOptions = {}): Promise<Tabbed> {
  await need('zsh');
  const { share = builtShare } = options;
  const home = scratchFolder();
  const log = join(home, 'log');
  const rc = `
    PS1='ready> '
    stty rows 500 cols 120
    ${options.load ?? `fpath=(${share}/zsh/site-functions $fpath)`}
    (( $+functions[compdef] )) || { autoload -U compinit && compinit -u -D }
    # Writes down what each call adds, and how the list shows it.
    compadd() {
      if (( ! $argv[(I)-[a-zA-Z]#[OAD]*] )); then
        local -a named hits shown
        zparseopts -E -a ignored d:=named
        (( $#named )) && shown=("\${(@P)named[2]}")
        builtin compadd -O hits -D shown "$@"
        local i
        for (( i = 1; i <= $#hits; i++ )); print -r -- "\${shown[i]:-$hits[i]}" >> ${log}
      fi
      builtin compadd "$@"
    }
    show() { zle complete-word; print -r -- "LINE<$BUFFER>" >> ${log}; print -n SHOWN >&2 }
    zle -N show
    bindkey '^T' show
  `;
  writeFileSync(join(home, '.zshrc'), rc);
  await programOnTerminal(['zsh', '-d', '-i'], {
    cwd: options.cwd ?? scratchFolder(),
    env: { HOME: home, PATH: pathOf(options), ZDOTDIR: home, LC_ALL: 'C.UTF-8', ...options.env },
    steps: [
      { await: 'ready> ', send: `${line}\x14` },
      { await: 'SHOWN', send: '\x15exit\n' },
    ],
  });
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n');
  const last = lines.pop() ?? '';
  return { line: last.slice('LINE<'.length, -1), offered: [...new Set(lines)].sort() };
}

/** What fish offers for a line: `name` or `name<Tab>description`, sorted. */
export async function tabInFish(line: string, options: TabOptions = {}): Promise<readonly string[]> {
  await need('fish');
  const home = scratchFolder();
  // fish looks only for the completions of programs that it finds.
  symlinkSync(script, join(home, 'omero-cors'));
  const { stdout, stderr } = await run('fish', ['-c', `complete -C ${quoteFish(line)}`], {
    cwd: options.cwd ?? scratchFolder(),
    env: {
      PATH: `${home}:${pathOf(options)}`,
      HOME: home,
      LC_ALL: 'C.UTF-8',
      // What is beside fish comes from its own share/.
      XDG_DATA_DIRS: options.share ?? builtShare,
      ...options.env,
    },
  });
  if (stderr !== '') throw new Error(`fish: ${stderr}`);
  return stdout.split('\n').filter(Boolean).sort();
}

function pathOf({ path }: TabOptions): string {
  const own = process.env['PATH'] ?? '';
  return path === undefined ? own : `${path}:${own}`;
}

/** @throws Missing where the program is not on the PATH */
export async function need(name: string): Promise<void> {
  const { code } = await run('sh', ['-c', 'command -v "$1"', 'sh', name]);
  if (code !== 0) throw new Missing(`no ${name} on the PATH`);
}

function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'omero-cors-tab-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
