import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { alone } from './alone.js';
import { cacheFolder } from './cache.js';
import { Missing } from './missing.js';
import { run, runOk } from './run.js';

const locks = fileURLToPath(new URL('../locks/', import.meta.url));

type Environment = Readonly<Record<string, string | undefined>>;

/** A virtualenv that is ready for use. Shared by all runs: never install into it, clone it. */
export interface Virtualenv {
  readonly folder: string;
  readonly python: string;
}

/**
 * A Python of this version: one of pyenv's, else `python<version>` on the PATH.
 *
 * @param version major and minor: `2.7`, `3.10`
 * @returns the executable, which was seen to run
 */
export async function findPython(version: string): Promise<string> {
  for (const candidate of candidates(version)) {
    if (!existsSync(candidate)) continue;
    const probe = await run(candidate, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])']);
    if (probe.stdout.trim() === version) return candidate;
  }
  throw new Missing(`no Python ${version} in pyenv or on the PATH`);
}

function candidates(version: string): string[] {
  const pyenv = join(process.env['PYENV_ROOT'] || join(homedir(), '.pyenv'), 'versions');
  const installed = existsSync(pyenv) ? readdirSync(pyenv) : [];
  const onPath = (process.env['PATH'] ?? '').split(delimiter);
  return [
    ...installed
      .filter((name) => name.startsWith(`${version}.`))
      .map((name) => join(pyenv, name, 'bin', 'python')),
    ...onPath.map((folder) => join(folder, `python${version}`)),
  ];
}

/**
 * The virtualenv of a lock: `e2e/locks/<name>.txt`, exact versions of everything, its Pythons in order of
 * preference in the first line (`# python 3.12 3.11`). Built once and kept, by the lock's hash; one that
 * was not finished is built again.
 */
export async function virtualenv(name: string): Promise<Virtualenv> {
  const lock = join(locks, `${name}.txt`);
  const text = readFileSync(lock, 'utf8');
  return buildVirtualenv({
    parent: join(cacheFolder, 'venvs'),
    name,
    lock,
    key: text,
    base: await findFirst(pythonsOf(text, lock)),
  });
}

/** The versions that a lock stands for; of several Pythons, the one that is preferred. */
export function lockedVersions(name: string): { python: string; django: string; corsHeaders: string } {
  const path = join(locks, `${name}.txt`);
  const text = readFileSync(path, 'utf8');
  const pinned = (project: string) => new RegExp(`^${project}==(.+)$`, 'm').exec(text)?.[1] ?? 'none';
  return {
    python: pythonsOf(text, path)[0] ?? '',
    django: pinned('Django'),
    corsHeaders: pinned('django-cors-headers'),
  };
}

/** Reads the first line of a lock. */
function pythonsOf(lock: string, path: string): string[] {
  const versions = /^# python ((?:\d+\.\d+ ?)+)\n/.exec(lock)?.[1];
  if (versions === undefined) throw new Error(`${path}: its first line names no Python`);
  return versions.trim().split(' ');
}

async function findFirst(versions: readonly string[]): Promise<string> {
  for (const version of versions) {
    try {
      return await findPython(version);
    } catch (error) {
      if (!(error instanceof Missing)) throw error;
    }
  }
  throw new Missing(`no Python ${versions.join(' or ')} in pyenv or on the PATH`);
}

/**
 * @param plan.key what the cache goes by, besides the Python
 * @param plan.pipArguments more words for `pip install`
 */
export async function buildVirtualenv(plan: {
  readonly parent: string;
  readonly name: string;
  readonly lock: string;
  readonly key: string;
  readonly base: string;
  readonly pipArguments?: readonly string[];
  readonly env?: Environment;
}): Promise<Virtualenv> {
  const env = plan.env ?? process.env;
  const about = 'import sys; print("%s %d" % (sys.version, sys.version_info[0]))';
  const { stdout } = await runOk(plan.base, ['-c', about], { env });
  const hash = createHash('sha256').update(`${plan.key}\n${plan.base}\n${stdout}`).digest('hex').slice(0, 12);
  const folder = join(plan.parent, `${plan.name}-${hash}`);
  const python = join(folder, 'bin', 'python');
  // A virtualenv cannot be moved, so it is built in place; this file is written last.
  const finished = join(folder, 'omero-cors.finished');
  if (!existsSync(finished)) {
    await alone(folder, async () => {
      if (existsSync(finished)) return;
      process.stderr.write(`building the virtualenv ${plan.name} in ${folder}\n`);
      rmSync(folder, { recursive: true, force: true });
      await makeEmpty(folder, plan.base, stdout.trim().endsWith(' 2'), env);
      await installLock(python, plan.lock, plan.pipArguments ?? [], env);
      writeFileSync(finished, plan.key);
    });
  }
  return { folder, python };
}

/** @param isPython2 it has no venv of its own; the last virtualenv that makes one for it does */
async function makeEmpty(folder: string, base: string, isPython2: boolean, env: Environment): Promise<void> {
  if (!isPython2) {
    await runOk(base, ['-m', 'venv', folder], { env });
    return;
  }
  const tool = await virtualenv('virtualenv');
  const words = ['-m', 'virtualenv', '--quiet', '--no-periodic-update', '--python', base, folder];
  await runOk(tool.python, words, { env });
}

const quiet = ['--disable-pip-version-check', '--quiet'];

async function installLock(
  python: string,
  lock: string,
  more: readonly string[],
  env: Environment,
): Promise<void> {
  const words = ['-m', 'pip', ...quiet, 'install', '--no-deps', '--retries', '5'];
  await runOk(python, [...words, ...more, '-r', lock], { env, timeout: 1_200_000 });
}
