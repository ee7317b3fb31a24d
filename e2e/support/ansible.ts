import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { virtualenv } from './python.js';
import { type Ran, run } from './run.js';
import type { Later } from './scope.js';

/** The releases of ansible-core that stand for all; the newest is first. */
export const cores = ['2.21', '2.19', '2.16', '2.14'] as const;

export type Core = (typeof cores)[number];

export const collectionSource: string = fileURLToPath(new URL('../../ansible', import.meta.url));

/** What became of one task on one host: see ansible-callbacks/ansible_results.py. */
export interface TaskResult {
  readonly host: string;
  readonly task: string;
  readonly state: 'ok' | 'changed' | 'skipped' | 'failed' | 'unreachable';
  readonly message: string;
  readonly diffs: readonly string[];
  readonly warnings: readonly string[];
  readonly files: readonly { readonly path: string; readonly status: string }[];
  readonly path: string | null;
}

export interface Played extends Ran {
  readonly results: readonly TaskResult[];
  readonly seconds: number;
}

export type Vars = Readonly<Record<string, unknown>>;

/** The words and data of one run of ansible-playbook. */
export interface Play {
  /** A playbook as data, since JSON is YAML too; or as text. */
  readonly book: readonly Vars[] | string;
  readonly words?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A controller: its own home, inventory and remote_tmp, with our collection installed as its users install it. */
export class Controller {
  readonly folder: string;
  /** Where the files of hosts lie, one folder each. */
  readonly hosts: string;
  readonly remoteTmp: string;
  readonly #core: Core;
  #runs = 0;

  /**
   * @param later removes all of it
   * @param name of its folder, to try odd ones
   */
  constructor(later: Later, core: Core = '2.21', name = 'site') {
    const parent = mkdtempSync(join(tmpdir(), 'omero-cors-ansible-'));
    later(() => rmSync(parent, { recursive: true, force: true }));
    this.folder = join(parent, name);
    this.hosts = join(this.folder, 'hosts');
    // Ansible itself takes blanks here, and no quotes.
    this.remoteTmp = join(parent, 'remote tmp');
    this.#core = core;
    mkdirSync(this.hosts, { recursive: true });
    mkdirSync(join(this.folder, 'home'));
  }

  /** A program of ansible-core, run by what every host here has: a PATH without Node. */
  async command(name: string, words: readonly string[], env: Play['env'] = {}): Promise<Ran> {
    const { folder } = await virtualenv(`ansible-core-${this.#core}`);
    return run(join(folder, 'bin', name), words, {
      cwd: this.folder,
      timeout: 900_000,
      env: {
        PATH: this.#tools(),
        HOME: join(this.folder, 'home'),
        LC_ALL: 'C.UTF-8',
        PYTHONDONTWRITEBYTECODE: '1',
        ANSIBLE_NOCOLOR: '1',
        ANSIBLE_LOCALHOST_WARNING: '0',
        ANSIBLE_COLLECTIONS_PATH: join(this.folder, 'collections'),
        ...env,
      },
    });
  }

  async install(): Promise<void> {
    if (existsSync(join(this.folder, 'collections'))) return;
    const words = ['collection', 'install', collectionSource, '-p', join(this.folder, 'collections')];
    const ran = await this.command('ansible-galaxy', words);
    if (ran.code !== 0) throw new Error(`ansible-galaxy: ${ran.stdout}${ran.stderr}`);
  }

  /** @param all variables of all hosts, by host its own */
  inventory(hosts: Readonly<Record<string, Vars>>, all: Vars = {}): void {
    const vars = {
      ansible_connection: 'local',
      ansible_python_interpreter: '/usr/bin/python3',
      ansible_remote_tmp: this.remoteTmp,
      ...all,
    };
    writeFileSync(join(this.folder, 'inventory.json'), JSON.stringify({ all: { hosts, vars } }));
  }

  async play({ book, words = [], env = {} }: Play): Promise<Played> {
    await this.install();
    this.#runs += 1;
    const [file, results] = [`play-${this.#runs}.yml`, join(this.folder, `results-${this.#runs}`)];
    writeFileSync(join(this.folder, file), typeof book === 'string' ? book : JSON.stringify(book));
    const started = Date.now();
    const ran = await this.command('ansible-playbook', ['-i', 'inventory.json', file, ...words], {
      ANSIBLE_CALLBACK_PLUGINS: fileURLToPath(new URL('ansible-callbacks', import.meta.url)),
      ANSIBLE_CALLBACKS_ENABLED: 'ansible_results',
      ANSIBLE_RESULTS: results,
      ...env,
    });
    const lines = existsSync(results) ? readFileSync(results, 'utf8').trim().split('\n') : [];
    return {
      ...ran,
      results: lines.map((line) => JSON.parse(line)),
      seconds: (Date.now() - started) / 1000,
    };
  }

  /** What was left behind in remote_tmp. */
  leftBehind(): readonly string[] {
    return existsSync(this.remoteTmp) ? readdirSync(this.remoteTmp) : [];
  }

  /** Everything that this machine has, but Node. */
  #tools(): string {
    const tools = join(this.folder, 'tools');
    if (existsSync(tools)) return tools;
    mkdirSync(tools);
    for (const folder of ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin']) {
      for (const name of existsSync(folder) ? readdirSync(folder) : []) {
        if (/^(?:node(?:js)?|np[mx]|omero-cors)$/.test(name) || existsSync(join(tools, name))) continue;
        symlinkSync(join(folder, name), join(tools, name));
      }
    }
    return tools;
  }
}

/** A play that gives hosts our role with these variables. */
export function withRole(vars: Vars = {}, more: Vars = {}): Vars {
  return { hosts: 'all', gather_facts: false, roles: [{ role: 'omero_cors.web.cors', ...vars }], ...more };
}

/** By host, the state of one task of the role. */
export function statesOf({ results }: Played, task: string): Readonly<Record<string, TaskResult['state']>> {
  return Object.fromEntries(
    results.filter((result) => result.task === task).map(({ host, state }) => [host, state]),
  );
}

/** The one result of a task on a host. */
export function resultOf({ results, stdout, stderr }: Played, host: string, task: string): TaskResult {
  const found = results.filter((result) => result.host === host && result.task === task);
  const [first] = found;
  if (first === undefined || found.length > 1) {
    throw new Error(`${found.length} results of ${task} on ${host}\n${stdout}${stderr}`);
  }
  return first;
}

/** The hosts on which anything changed, and those on which anything failed. */
export function summaryOf({ results }: Played): { changed: readonly string[]; failed: readonly string[] } {
  const hostsWith = (state: TaskResult['state']) =>
    [...new Set(results.filter((result) => result.state === state).map(({ host }) => host))].sort();
  return { changed: hostsWith('changed'), failed: hostsWith('failed') };
}

/** Syntax alone; nothing is run. */
export async function checkSyntax(controller: Controller, book: string): Promise<void> {
  const { code, stdout, stderr } = await controller.play({ book, words: ['--syntax-check'] });
  if (code !== 0) throw new Error(`${stdout}${stderr}\n${book}`);
}
