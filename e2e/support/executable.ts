import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { alone } from './alone.js';
import { cacheFolder } from './cache.js';
import { Missing } from './missing.js';
import { run } from './run.js';

export type Target = 'linux-x64' | 'linux-arm64' | 'linux-x64-musl';

const root = fileURLToPath(new URL('../../', import.meta.url));

const built = new Map<Target, Promise<string>>();

/**
 * The executable that `npm run build:executable` makes of the bundle as it is now.
 *
 * @param target by default what runs here
 */
export function executable(target: Target = thisMachine()): Promise<string> {
  const path = built.get(target) ?? build(target);
  built.set(target, path);
  return path;
}

/** One process at a time; the script leaves alone what is newer than the bundle. */
async function build(target: Target): Promise<string> {
  return alone(join(cacheFolder, 'executable'), async () => {
    const script = join(root, 'scripts', 'build-executable.mjs');
    const { code, stderr } = await run(process.execPath, [script, target]);
    if (code === 0) return join(root, 'dist', 'executable', `omero-cors-${target}`);
    if (/npm pack|ENOTFOUND|ECONN/.test(stderr)) throw new Missing('npm does not give Bun here');
    if (stderr.includes('executables are built on Linux'))
      throw new Missing('executables are built on Linux');
    throw new Error(`no executable for ${target}: ${stderr}`);
  });
}

function thisMachine(): Target {
  const { platform, arch } = process;
  if (platform === 'linux' && arch === 'x64') return 'linux-x64';
  if (platform === 'linux' && arch === 'arm64') return 'linux-arm64';
  throw new Missing(`no executable for ${platform}-${arch}`);
}
