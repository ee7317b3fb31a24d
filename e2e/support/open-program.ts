import { chmodSync, copyFileSync, cpSync, linkSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { isExecutable, programWords, script } from './cli.js';

/** A folder that other users may enter, removed after the test. */
export function openFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'omero-cors-open-'));
  chmodSync(folder, 0o755);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The program under test where every user may run it, until the test has ended: a clone may lie in root's home. */
export async function openProgram(): Promise<readonly [string, ...string[]]> {
  const folder = openFolder();
  const [program] = await programWords();
  if (isExecutable) {
    const path = join(folder, 'omero-cors');
    try {
      linkSync(program, path);
    } catch {
      // Another file system.
      copyFileSync(program, path);
    }
    return [path];
  }
  const root = dirname(dirname(script));
  for (const name of ['bin', 'dist/program', 'package.json']) {
    cpSync(join(root, name), join(folder, name), { recursive: true });
  }
  return [program, join(folder, 'bin/omero-cors.js')];
}
