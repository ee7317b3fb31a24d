// What is released: where it lies, its version, its time; and how the steps run programs.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');
/** Everything that a release consists of, and nothing else. */
export const release = join(root, 'dist', 'release');
export const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
export const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'omero-cors');

/** What a step throws that can't be taken here, and why. */
export class Skipped extends Error {}

/** @returns what a program wrote to stdout; an error has what it wrote to both. */
export function run(program, words, options = {}) {
  const { env, ...others } = options;
  try {
    return execFileSync(program, words, {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 1 << 28,
      env: { ...process.env, NO_COLOR: '1', ...env },
      ...others,
    });
  } catch (error) {
    if (error.status === undefined || error.status === null) throw error;
    const said = `${error.stdout}${error.stderr}`.trim().split('\n').slice(-15).join('\n');
    throw new Error(`${program} ${words.join(' ')}: exit ${error.status}\n${said}`);
  }
}

/** When the commit was made: the same sources give the same files, whenever they are built. */
export function commitTime() {
  const seconds = Number(run('git', ['log', '-1', '--format=%ct']));
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}

export function sha256(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
