import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunOptions } from './run.js';
import type { Later } from './scope.js';

const script = fileURLToPath(new URL('omero-forks.py', import.meta.url));

/**
 * Puts an `omero` into `<folder>/bin` that answers `config` and `load` from a process that is loaded already (see
 * omero-forks.py); every other word goes to the virtualenv's own script.
 *
 * @param installation.options who runs it, and with which environment
 */
export async function startForks(installation: {
  readonly folder: string;
  readonly venv: string;
  readonly options: Pick<RunOptions, 'uid' | 'gid' | 'env'>;
  readonly later: Later;
}): Promise<void> {
  const { folder, venv, options, later } = installation;
  const [python, omero] = [join(venv, 'bin', 'python'), join(venv, 'bin', 'omero')];
  const [forks, socket] = [join(folder, 'bin', 'omero-forks.py'), join(folder, 'home', 'omero.socket')];
  mkdirSync(join(folder, 'bin'));
  // The repository may lie where the server's user cannot read.
  copyFileSync(script, forks);
  const wrapper = [
    '#!/bin/sh',
    'case "$1" in',
    `  config | load) exec '${python}' -IS '${forks}' call '${socket}' "$@" ;;`,
    `  *) exec '${omero}' "$@" ;;`,
    'esac',
  ];
  writeFileSync(join(folder, 'bin', 'omero'), `${wrapper.join('\n')}\n`, { mode: 0o755 });

  const server = spawn(python, [forks, 'serve', socket, omero], {
    ...options,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  later(() => {
    server.kill('SIGKILL');
  });
  await new Promise((resolve, reject) => {
    server.stdout.once('data', resolve);
    server.once('error', reject);
    server.once('close', (code) => reject(new Error(`omero-forks.py ended with ${code}`)));
  });
}
