import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { alone } from './alone.js';
import { cacheFolder } from './cache.js';
import { Missing } from './missing.js';
import { isReadable } from './other-user.js';
import { virtualenv } from './python.js';
import { run, runOk } from './run.js';

const given = fileURLToPath(new URL('../../../shared/wheels/', import.meta.url));
const built = join(cacheFolder, 'wheels');

/**
 * A folder with the wheel of zeroc-ice 3.6.5 for Python 3.10, which PyPI has as source only. Built once, which
 * takes ten minutes, where neither the folder beside the repository nor the cache has it.
 */
export async function iceWheels(): Promise<string> {
  if (hasWheel(given)) return given;
  await alone(built, async () => {
    if (!hasWheel(built)) await build();
  });
  return built;
}

async function build(): Promise<void> {
  const { python } = await virtualenv('ice-build');
  const compiler = await run('sh', ['-c', 'command -v g++']);
  const headers = ['/usr/include/openssl/ssl.h', '/usr/include/bzlib.h'];
  if (compiler.code !== 0 || !headers.every(isReadable)) {
    throw new Missing(
      'no wheel of zeroc-ice 3.6.5, and g++, libssl-dev, libbz2-dev to build it are not installed',
    );
  }
  process.stderr.write('building the wheel of zeroc-ice 3.6.5: ten minutes\n');
  mkdirSync(built, { recursive: true });
  const pip = [
    '-m',
    'pip',
    '--disable-pip-version-check',
    'wheel',
    '--quiet',
    '--no-deps',
    '--no-build-isolation',
  ];
  await runOk(python, [...pip, '--wheel-dir', built, 'zeroc-ice==3.6.5'], { timeout: 1_800_000 });
}

function hasWheel(folder: string): boolean {
  return (
    existsSync(folder) && readdirSync(folder).some((name) => /^zeroc_ice-3\.6\.5-cp310-.*\.whl$/.test(name))
  );
}
