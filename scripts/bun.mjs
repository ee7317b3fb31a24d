// Bun's runtimes, from npm's registry: the one that compiles, and those that go into executables. No dependency of
// package.json, since a clone that only runs the tests has no use for its 50 MB for each target.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export const bunVersion = '1.4.5';

/** What runs where: target of an executable -> npm's package, and the hash that npm gives it (dist.integrity). */
const runtimes = {
  'linux-x64': [
    'bun-linux-x64',
    'sha512-IWX9BELoGHAUtMonkeSaNaZwXzRk+oDw6Mk+HBFXd3KHYIBNBsIGRupMZPcgNoDbJpLu6gAJjIoIVPZtt1aJ1g==',
  ],
  'linux-arm64': [
    'bun-linux-aarch64',
    'sha512-4BXmsSKnjOrlGWqZV4x/oWa7AVoR+B6lCXddMzOAXBIm3t50eslg9wb66gmtW1AamEQ1l1CDvmmruysEhqOWMg==',
  ],
  'linux-x64-musl': [
    'bun-linux-x64-musl',
    'sha512-10QoW/YfTgnURaGEaHpJCiXjLI2e5iTtfVDaA5JKcyUzaa1cq6cVUY9/Uq5XkYzvtRjHLRe9Oj/lTDIQcxy8HQ==',
  ],
};

export const targets = Object.keys(runtimes);

const cache = join(
  process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'),
  'omero-cors',
  `bun-${bunVersion}`,
);

/** What an executable for this target contains of npm: the package with Bun, and its hash. */
export function bunPackage(target) {
  const [name, integrity] = runtimes[target] ?? fail(`no target ${target}; there are: ${targets.join(', ')}`);
  return { name: `@oven/${name}`, version: bunVersion, integrity };
}

/**
 * The path of Bun's executable for a target, fetched once for each user of this machine.
 *
 * @throws Error where the registry can't be reached, or gives anything but what was looked at before
 */
export function bunFor(target) {
  const { name, integrity } = bunPackage(target);
  const kept = join(cache, name.slice('@oven/'.length));
  const bun = join(kept, 'package', 'bin', 'bun');
  if (existsSync(bun)) return bun;
  mkdirSync(cache, { recursive: true });
  const fresh = mkdtempSync(join(cache, 'fetch-'));
  try {
    execFileSync('npm', ['pack', '--silent', `${name}@${bunVersion}`, '--pack-destination', fresh], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const tarball = join(fresh, `${name.slice(1).replace('/', '-')}-${bunVersion}.tgz`);
    const hash = `sha512-${createHash('sha512').update(readFileSync(tarball)).digest('base64')}`;
    if (hash !== integrity) fail(`${name}@${bunVersion} is ${hash}, not ${integrity}`);
    execFileSync('tar', ['-xzf', tarball, '-C', fresh]);
    rmSync(tarball);
    keep(fresh, kept, bun);
    return bun;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** Two builds at once may both fetch: the second to end takes the first one's. */
function keep(fresh, kept, bun) {
  try {
    renameSync(fresh, kept);
  } catch (error) {
    if (!existsSync(bun)) throw error;
  }
}

/** Bun as it runs on this machine. */
export function bunHere() {
  const here = `${process.platform}-${process.arch}`;
  return bunFor(targets.includes(here) ? here : fail(`executables are built on Linux, and this is ${here}`));
}

/** The versions and commits of what this Bun contains, by its own word. */
export function bunVersions() {
  const words = ['--no-install', '--print', 'JSON.stringify(process.versions)'];
  return JSON.parse(execFileSync(bunHere(), words, { cwd: cache, encoding: 'utf8' }));
}

function fail(message) {
  throw new Error(message);
}
