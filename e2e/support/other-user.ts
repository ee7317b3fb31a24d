import { accessSync, constants, cpSync, existsSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { alone } from './alone.js';
import { sharedFolder } from './cache.js';
import { run, runOk } from './run.js';

/** `nobody`, as Debian and its kin number it. */
const nobody = { uid: 65534, gid: 65534 };

/** Who runs OMERO.web, which refuses root: this user, or nobody where this one is root. */
export const serverUser: { readonly uid?: number; readonly gid?: number } =
  process.getuid?.() === 0 ? nobody : {};

/** A Python that the server's user can run, with what its environment needs for that. */
export interface SharedPython {
  readonly python: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The same Python where the server's user can read it. One that lies in root's home is copied out of there: its
 * folder is found from where the executable is, and its library by LD_LIBRARY_PATH.
 */
export async function sharePython(python: string): Promise<SharedPython> {
  const seen = await run('test', ['-x', python], serverUser);
  if (seen.code === 0) return { python, env: {} };
  const asked = 'import sys; print(sys.base_prefix); print("%d.%d.%d" % sys.version_info[:3])';
  const { stdout } = await runOk(python, ['-c', asked]);
  const [prefix = '', version = ''] = stdout.trim().split('\n');
  const copy = join(sharedFolder, `python-${version}`);
  await alone(copy, async () => {
    if (existsSync(copy)) return;
    const part = `${copy}.part`;
    rmSync(part, { recursive: true, force: true });
    const isTest = (path: string) => /\/lib\/python3\.\d+\/test$/.test(path);
    cpSync(prefix, part, { recursive: true, verbatimSymlinks: true, filter: (path) => !isTest(path) });
    renameSync(part, copy);
  });
  return {
    python: join(copy, 'bin', python.slice(dirname(python).length + 1)),
    env: { LD_LIBRARY_PATH: join(copy, 'lib') },
  };
}

/** Whether a file can be read here; for what Debian packages bring. */
export function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
