import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { alone } from './alone.js';
import { cacheFolder } from './cache.js';
import { Missing } from './missing.js';
import { run } from './run.js';

export type Target = 'linux-x64' | 'linux-arm64' | 'linux-x64-musl';

const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * The executable that `npm run build:executable` makes of the bundle as it is now.
 *
 * @param target by default what runs here
 */
export async function executable(target: Target = thisMachine()): Promise<string> {
  const path = join(root, 'dist', 'executable', `omero-cors-${target}`);
  return alone(join(cacheFolder, 'executable'), async () => {
    if (existsSync(path) && changed(path) > changed(join(root, 'dist/program/start.js'))) return path;
    const built = await run(process.execPath, [join(root, 'scripts', 'build-executable.mjs'), target]);
    if (built.code === 0) return path;
    if (/npm pack|ENOTFOUND|ECONN/.test(built.stderr)) throw new Missing('npm does not give Bun here');
    throw new Error(`no executable for ${target}: ${built.stderr}`);
  });
}

function thisMachine(): Target {
  const { platform, arch } = process;
  if (platform === 'linux' && arch === 'x64') return 'linux-x64';
  if (platform === 'linux' && arch === 'arm64') return 'linux-arm64';
  throw new Missing(`no executable for ${platform}-${arch}`);
}

function changed(path: string): number {
  return statSync(path).mtimeMs;
}
