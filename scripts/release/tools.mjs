// The programs of PyPI that a release needs, in a virtualenv that is built once for each state of tools.txt.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cache, run, Skipped } from './project.mjs';

const lock = join(import.meta.dirname, 'tools.txt');

/**
 * @param {string} name of a program of twine or ansible-core
 * @returns {string} its path
 * @throws Skipped where there is no Python that could run it
 */
export function tool(name) {
  const python = run('sh', ['-c', 'command -v python3 || true']).trim();
  if (python === '') throw new Skipped('no python3 on the PATH');
  const about = run(python, ['-c', 'import sys; print(sys.version_info >= (3, 11), sys.version)']);
  if (!about.startsWith('True')) throw new Skipped(`python3 is ${about.split(' ')[1]}, and 3.11 is needed`);

  const key = createHash('sha256')
    .update(`${readFileSync(lock)}${about}`)
    .digest('hex')
    .slice(0, 12);
  const folder = join(cache, 'venvs', `release-${key}`);
  // A virtualenv cannot be moved, so it is built in place; this file is written last.
  const finished = join(folder, 'omero-cors.finished');
  if (!existsSync(finished)) {
    rmSync(folder, { recursive: true, force: true });
    run(python, ['-m', 'venv', folder]);
    const pip = ['-m', 'pip', '--disable-pip-version-check', 'install', '--quiet', '--no-deps', '-r', lock];
    run(join(folder, 'bin', 'python'), pip);
    writeFileSync(finished, key);
  }
  return join(folder, 'bin', name);
}
