import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { alone } from './alone.js';
import { cacheFolder } from './cache.js';
import { Missing } from './missing.js';
import { findPython } from './python.js';
import { run, runOk } from './run.js';

/**
 * What an Alpine has that this machine lacks, put together from elsewhere: musl from Debian 13 (its libstdc++ needs
 * musl 1.2.4, and Debian 12 has 1.2.3), libstdc++ and libgcc_s out of a musllinux wheel, which brings Alpine's own.
 *
 * @returns path in a root folder of an Alpine -> path of the file here
 */
export async function alpineLibraries(): Promise<Readonly<Record<string, string>>> {
  const folder = join(cacheFolder, 'musl');
  await alone(folder, async () => {
    if (existsSync(folder)) return;
    const part = `${folder}.part`;
    rmSync(part, { recursive: true, force: true });
    mkdirSync(part, { recursive: true });
    await fetchMusl(part);
    await fetchWheel(part);
    renameSync(part, folder);
  });
  const libraries = join(folder, 'wheel', 'contourpy.libs');
  const named = (start: string) =>
    join(libraries, readdirSync(libraries).find((name) => name.startsWith(start)) ?? '');
  const [stdlib, gcc] = [named('libstdc++'), named('libgcc_s')];
  const musl = join(folder, 'usr/lib/x86_64-linux-musl/libc.so');
  return {
    '/lib/ld-musl-x86_64.so.1': musl,
    '/usr/lib/libstdc++.so.6': stdlib,
    // libstdc++ asks for it by the name that the wheel gave it.
    [gcc.replace(libraries, '/usr/lib')]: gcc,
  };
}

/** By apt, with a list of its own, so that this machine's packages stay what they are. */
async function fetchMusl(folder: string): Promise<void> {
  const lists = join(folder, 'lists');
  mkdirSync(join(lists, 'partial'), { recursive: true });
  const source = join(folder, 'sources.list');
  const key = '[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]';
  writeFileSync(source, `deb ${key} http://deb.debian.org/debian trixie main\n`);
  const options = Object.entries({
    'Dir::Etc::sourcelist': source,
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::State::lists': lists,
    'Dir::Cache': folder,
    'APT::Sandbox::User': 'root',
  }).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  for (const words of [['update'], ['download', 'musl/trixie']]) {
    const { code } = await run('apt-get', [...options, '--quiet', ...words], { cwd: folder }).catch(() => {
      throw new Missing('no apt-get');
    });
    if (code !== 0) throw new Missing('Debian does not give its musl here');
  }
  rmSync(lists, { recursive: true });
  const archive = readdirSync(folder).find((name) => name.endsWith('.deb')) ?? '';
  await runOk('dpkg-deb', ['-x', archive, '.'], { cwd: folder });
}

async function fetchWheel(folder: string): Promise<void> {
  const python = await findPython('3.11');
  const platform = ['--platform', 'musllinux_1_2_x86_64', '--python-version', '3.11', '--only-binary=:all:'];
  const pip = ['-m', 'pip', '--disable-pip-version-check', '--quiet', 'download', '--no-deps', ...platform];
  const { code } = await run(python, [...pip, 'contourpy==1.3.0'], { cwd: folder });
  if (code !== 0) throw new Missing('PyPI does not give a musllinux wheel here');
  const wheel = readdirSync(folder).find((name) => name.endsWith('.whl')) ?? '';
  await runOk(python, ['-m', 'zipfile', '-e', wheel, 'wheel'], { cwd: folder });
}
