import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { SettingsError } from '../errors.js';
import { locate, readText, type Tree } from './tree.js';

/** What the kernel says of one process, from /proc. */
export interface ProcessLimits {
  readonly pid: number;
  readonly role: 'master' | 'worker';
  /** The name of the program, as ps shows it. */
  readonly name: string;
  /** Descriptors; Infinity for `unlimited`. */
  readonly soft: number;
  readonly hard: number;
  /** What it has open now; undefined when only root or its own user may know. */
  readonly open: OpenFiles | undefined;
}

/** Descriptors by what they lead to: what OMERO.web leaked were pipes and sockets. */
export interface OpenFiles {
  readonly total: number;
  readonly sockets: number;
  readonly pipes: number;
}

/**
 * The master of OMERO.web and its workers, which are its children.
 *
 * @throws SettingsError `not-running` when there is no such process
 */
export function readProcesses(tree: Tree, master: number): readonly ProcessLimits[] {
  const first = readProcess(tree, master, 'master');
  if (first === undefined) {
    throw new SettingsError('not-running', `there is no process ${master}`, {
      hint: 'OMERO.web is not running, or was started again meanwhile, or only root can see its processes.',
    });
  }
  const workers = listProcesses(tree)
    .filter((pid) => readStat(tree, pid)?.parent === master)
    .map((pid) => readProcess(tree, pid, 'worker'));
  return [first, ...workers.filter((worker) => worker !== undefined)];
}

/**
 * The number in the PID file that `omero web start` writes.
 *
 * @param path as the tree sees it
 * @throws SettingsError `no-pid-file` when there is none, or no number in it
 */
export function readPidFile(tree: Tree, path: string): number {
  const text = readText(tree, path);
  if (text !== undefined && /^\s*\d+\s*$/.test(text)) return Number(text);
  const problem = text === undefined ? 'does not exist' : 'holds no process number';
  throw new SettingsError('no-pid-file', `${join(tree.root, path)} ${problem}`, {
    hint: 'OMERO.web is not running, or its folder is another: see --omero-dir and --pid.',
  });
}

function listProcesses(tree: Tree): readonly number[] {
  const names = ifReadable(() => readdirSync(locate(tree, '/proc'))) ?? [];
  return names
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .sort((a, b) => a - b);
}

/** Undefined when it is gone, be it while we read, or a zombie, which has neither limits nor files. */
function readProcess(tree: Tree, pid: number, role: ProcessLimits['role']): ProcessLimits | undefined {
  const stat = readStat(tree, pid);
  const limits = readFile(tree, `/proc/${pid}/limits`);
  const [, soft, hard] = /^Max open files\s+(\S+)\s+(\S+)/m.exec(limits ?? '') ?? [];
  if (stat === undefined || stat.state === 'Z' || soft === undefined || hard === undefined) return undefined;
  const open = readOpenFiles(locate(tree, `/proc/${pid}/fd`));
  return { pid, role, name: stat.name, soft: readLimit(soft), hard: readLimit(hard), open };
}

function readLimit(text: string): number {
  return text === 'unlimited' ? Infinity : Number(text);
}

/** proc(5): the name stands in parentheses and may hold some itself; behind it the state and the parent. */
function readStat(tree: Tree, pid: number): { name: string; state: string; parent: number } | undefined {
  const stat = readFile(tree, `/proc/${pid}/stat`) ?? '';
  const [, name, state, parent] = /^\d+ \((.*)\) (\S) (\d+)/s.exec(stat) ?? [];
  if (name === undefined || state === undefined) return undefined;
  return { name, state, parent: Number(parent) };
}

function readOpenFiles(folder: string): OpenFiles | undefined {
  const names = ifReadable(() => readdirSync(folder));
  const targets = names?.map((name) => ifReadable(() => readlinkSync(join(folder, name))) ?? '');
  if (targets === undefined) return undefined;
  const count = (kind: string): number => targets.filter((target) => target.startsWith(`${kind}:`)).length;
  return { total: targets.length, sockets: count('socket'), pipes: count('pipe') };
}

function readFile(tree: Tree, path: string): string | undefined {
  return ifReadable(() => readFileSync(locate(tree, path), 'utf8'));
}

/** Undefined for what is gone or not ours to see. */
function ifReadable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM', 'ENOTDIR'].includes(code)) return undefined;
    throw error;
  }
}
