import {
  closeSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  unlinkSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { systemErrorCode } from './system-failure.js';

/** `.omero-cors-<pid>-<place>-<number>.tmp`: no name that anyone reads by accident, and none that is not ours. */
const NAME = /^\.omero-cors-(\d+)-([0-9a-f]+)-\d+\.tmp$/;

/** How old a temporary file of a place that we cannot look into must be: a write takes milliseconds. */
const ABANDONED_AFTER_MS = 60 * 60 * 1000;

let count = 0;

/**
 * Creates an empty file in a folder, under a name that nobody else has.
 *
 * @param mode as for open(2): the umask is taken off
 * @returns its path and an open descriptor, which the caller closes
 * @throws the error of the system call
 */
export function createTemporary(
  folder: string,
  mode: number,
): { readonly path: string; readonly descriptor: number } {
  count += 1;
  const path = join(folder, `.omero-cors-${process.pid}-${thisPlace()}-${count}.tmp`);
  try {
    return { path, descriptor: openSync(path, 'wx', mode) };
  } catch (error) {
    if (systemErrorCode(error) !== 'EEXIST') throw error;
    // Nobody else has our pid here: an earlier process had it, as every run in a container may.
    unlinkSync(path);
    return { path, descriptor: openSync(path, 'wx', mode) };
  }
}

/**
 * Removes what killed runs of omero-cors left in a folder: the temporary files of dead processes. One of
 * another machine or container, whose processes we cannot see, goes when it is an hour old. Never fails.
 */
export function clearTemporaries(folder: string): void {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return;
  }
  for (const name of names) {
    const [, pid, place] = NAME.exec(name) ?? [];
    if (pid === undefined || place === undefined) continue;
    const path = join(folder, name);
    if (place === thisPlace() ? !isAlive(Number(pid)) : isAbandoned(path)) removeQuietly(path);
  }
}

/** Removes a file if it can be removed: for paths on which a failure is being reported already. */
export function removeQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // The failure that brought us here is the one to report.
  }
}

/**
 * Makes a rename, a removal or a new name in the folder last through a power cut. The file is whole with or
 * without it, and some network file systems refuse it, so a failure is none of ours.
 */
export function syncFolder(folder: string): void {
  try {
    const descriptor = openSync(folder, 'r');
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // See above.
  }
}

/**
 * Where our pid means our process: this boot of this kernel and this pid namespace. Containers and hosts that
 * share a folder count the same pids.
 */
function thisPlace(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').slice(0, 8);
    const namespace = /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? '0';
    return `${boot}${Number(namespace).toString(16)}`;
  } catch {
    // No /proc: not Linux, or a bare chroot.
    return Buffer.from(hostname()).toString('hex').slice(0, 32);
  }
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemErrorCode(error) !== 'ESRCH';
  }
}

function isAbandoned(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats !== undefined && Date.now() - stats.mtimeMs > ABANDONED_AFTER_MS;
}
