import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { alone } from './alone.js';
import { cacheFolder } from './cache.js';
import { executable, type Target } from './executable.js';
import { type Ran, run } from './run.js';

const script = fileURLToPath(new URL('../../scripts/build-wheel.mjs', import.meta.url));

const built = new Map<Target, Promise<string>>();

/** The wheel that `npm run build:wheel` makes of the program as it is now. Its folder may have others beside it. */
export function wheel(target: Target): Promise<string> {
  const path = built.get(target) ?? build(target);
  built.set(target, path);
  return path;
}

async function build(target: Target): Promise<string> {
  await executable(target);
  const { code, stdout, stderr } = await buildWheel([target]);
  const path = /^(\/.*\.whl): \d+ MB\n$/.exec(stdout)?.[1];
  if (code !== 0 || path === undefined) throw new Error(`no wheel for ${target}: ${stderr}`);
  return path;
}

/** Runs the script itself, one process at a time. */
export function buildWheel(words: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ran> {
  return alone(join(cacheFolder, 'wheel'), () =>
    run(process.execPath, [script, ...words], { env: { ...process.env, ...env } }),
  );
}
