import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { alone } from './alone.js';
import { cacheFolder } from './cache.js';
import { Missing } from './missing.js';
import { findPython, virtualenv } from './python.js';
import { type Ran, run, runOk } from './run.js';

/**
 * pip leaves nothing behind by running, and nothing that this machine has to say about packages but where its
 * registry is.
 */
const env = {
  ...process.env,
  PYTHONDONTWRITEBYTECODE: '1',
  PIP_DISABLE_PIP_VERSION_CHECK: '1',
  PIP_NO_INPUT: '1',
};

/**
 * Makes a fresh virtualenv with this pip and nothing else.
 *
 * @param version of Python: `3.10`
 * @returns its Python
 */
export async function virtualenvWithPip(folder: string, version: string, pip: string): Promise<string> {
  const base = await findPython(version);
  if (version === '2.7') {
    const tool = await virtualenv('virtualenv');
    const empty = ['--no-pip', '--no-setuptools', '--no-wheel', '--no-periodic-update', '--quiet'];
    await runOk(tool.python, ['-m', 'virtualenv', ...empty, '--python', base, folder]);
  } else {
    await runOk(base, ['-m', 'venv', '--without-pip', folder]);
  }
  const python = join(folder, 'bin', 'python');
  const wheel = await pipWheel(pip);
  // A wheel of pip can run as it is, which is enough to install it.
  await runOk(python, [join(wheel, 'pip'), '--quiet', 'install', '--no-index', wheel], { env });
  return python;
}

/** Runs the pip of this Python, whatever the end is. */
export function runPip(
  python: string,
  words: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  return run(python, ['-m', 'pip', ...words], { env: { ...env, ...more } });
}

/** The same for what must end well. */
export function pip(
  python: string,
  words: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  return runOk(python, ['-m', 'pip', ...words], { env: { ...env, ...more } });
}

/** From PyPI, kept in the cache. */
async function pipWheel(version: string): Promise<string> {
  const folder = join(cacheFolder, `pip-${version}`);
  await alone(folder, async () => {
    if (existsSync(folder)) return;
    const python = await findPython('3.12');
    mkdirSync(cacheFolder, { recursive: true });
    const fresh = mkdtempSync(join(cacheFolder, 'pip-'));
    const words = ['--quiet', 'download', '--no-deps', '--retries', '5', '--dest', fresh, `pip==${version}`];
    const { code, stderr } = await runPip(python, words);
    if (code === 0) renameSync(fresh, folder);
    else rmSync(fresh, { recursive: true });
    if (code !== 0)
      throw new Missing(`PyPI does not give pip ${version} here: ${stderr.trim().split('\n').at(-1)}`);
  });
  return join(folder, readdirSync(folder)[0] ?? '');
}
