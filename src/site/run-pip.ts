import { spawn } from 'node:child_process';
import { systemFailure } from '../files/system-failure.js';
import { modeOf } from './look.js';

/**
 * Runs pip, without a shell.
 *
 * @param command the interpreter and its words
 * @param sitePackages where it is going to write: who may read that folder may read the new files, whatever
 *   the umask of this shell. OMERO.web mostly runs as another user than the one who installs.
 * @param say takes what pip prints, as it comes
 * @returns pip's exit code, or the signal that ended it
 * @throws SettingsError `python-not-found`
 */
export async function runPip(
  command: readonly string[],
  context: {
    readonly sitePackages: string | undefined;
    readonly env: Readonly<Record<string, string | undefined>>;
    readonly say: (output: Buffer) => void;
  },
): Promise<number | NodeJS.Signals> {
  const [python = '', ...words] = command;
  const { sitePackages, env, say } = context;
  const readable = (sitePackages === undefined ? 0 : (modeOf(sitePackages) ?? 0)) & 0o555;
  const umask = process.umask();
  process.umask(umask & ~readable);
  // A user install is found by nobody but who made it: rather fail. And Python imports from where it runs.
  const quiet = { PIP_USER: '0', PIP_DISABLE_PIP_VERSION_CHECK: '1' };
  const child = spawn(python, words, {
    cwd: '/',
    env: { ...env, ...quiet },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  process.umask(umask);
  child.stdout.on('data', say);
  child.stderr.on('data', say);
  return new Promise((resolve, reject) => {
    child.on('error', (error) => {
      reject(systemFailure(error, 'python-not-found', `cannot run ${python}`));
    });
    child.on('close', (code, signal) => resolve(code ?? signal ?? 1));
  });
}
