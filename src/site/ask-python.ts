import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { SettingsError } from '../errors.js';

/** What an interpreter says about itself. */
export interface PythonAnswer {
  /** `3.10.13` */
  readonly version: string;
  readonly executable: string;
  /** Folders and archives in which it looks for modules, in its order. */
  readonly path: readonly string[];
}

/** Runs on Python 2.6 to 3.14. The mark finds our line among what a sitecustomize may print. */
const mark = 'omero-cors:';
const question = `import sys, json
sys.stdout.write("\\n${mark}" + json.dumps({
  "version": ".".join([str(n) for n in sys.version_info[:3]]),
  "executable": sys.executable,
  "path": [p for p in sys.path if p],
}) + "\\n")`;

/**
 * Asks an interpreter where it finds its packages. It imports none of them, so a broken Django or an old
 * setuptools does no harm.
 *
 * @param python a path, or a name that PATH knows
 * @param timeout in milliseconds
 * @throws SettingsError `python-not-found`, `python-failed`
 */
export async function askPython(
  python: string,
  context: {
    readonly cwd: string;
    readonly env: Readonly<Record<string, string | undefined>>;
    readonly timeout?: number;
  },
): Promise<PythonAnswer> {
  const { cwd, env, timeout = 20_000 } = context;
  const { error, stdout, stderr } = await new Promise<{
    error: (Error & { code?: unknown; killed?: boolean }) | null;
    stdout: string;
    stderr: string;
  }>((resolve) => {
    execFile(
      locatePython(python, cwd),
      ['-c', question],
      // Python imports from where it runs, and the user may stand in a folder of somebody else's.
      { cwd: '/', timeout, killSignal: 'SIGKILL', env: { ...env, PYTHONDONTWRITEBYTECODE: '1' } },
      (error, stdout, stderr) => resolve({ error, stdout, stderr }),
    );
  });

  if (error?.code === 'ENOENT' || error?.code === 'EACCES') {
    const reason = error.code === 'ENOENT' ? 'not found' : 'not executable';
    throw new SettingsError('python-not-found', `--python ${python}: ${reason}`, {
      hint: 'Name the interpreter that runs OMERO.web, such as /opt/omero/web/venv3/bin/python.',
    });
  }
  const line = stdout.split('\n').find((line) => line.startsWith(mark));
  if (error !== null || line === undefined) {
    const reason =
      error?.killed === true
        ? `no answer within ${timeout / 1000} seconds`
        : (stderr.trim().split('\n').at(-1) ?? '') || 'its answer is not that of a Python';
    throw new SettingsError('python-failed', `--python ${python}: ${reason}`);
  }
  return JSON.parse(line.slice(mark.length)) as PythonAnswer;
}

/** A path as seen from `cwd`; a bare name stays one, for PATH to know. */
export function locatePython(python: string, cwd: string): string {
  return python.includes('/') ? resolve(cwd, python) : python;
}
