import { existsSync, mkdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a thing that is kept on disk, one process at a time: two test files may want the same one at once. What
 * is there already when the others have waited is theirs to see.
 *
 * @param path of the thing; the lock is a link beside it that names the process
 */
export async function alone<T>(path: string, make: () => Promise<T>): Promise<T> {
  const lock = `${path}.lock`;
  mkdirSync(dirname(path), { recursive: true });
  while (!take(lock)) await new Promise((resolve) => setTimeout(resolve, 200));
  try {
    return await make();
  } finally {
    rmSync(lock, { force: true });
  }
}

function take(lock: string): boolean {
  try {
    symlinkSync(String(process.pid), lock);
    return true;
  } catch {
    if (!isHeld(lock)) rmSync(lock, { force: true });
    return false;
  }
}

/** Whether the process that took it lives, or has just let go of it. */
function isHeld(lock: string): boolean {
  try {
    return existsSync(`/proc/${readlinkSync(lock)}`);
  } catch {
    return true;
  }
}
