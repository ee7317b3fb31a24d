import { statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { SettingsError } from '../errors.js';
import { distinct, isFile, namesIn } from './look.js';

/**
 * Turns what the user named into the settings file that is meant.
 *
 * @param path a file of any name, taken as it is; or a folder: the omeroweb package, a virtualenv, an old
 *   OMERO.server or OMERO.py tree, or the folder around one of these
 * @param cwd what a relative path starts from
 * @returns the file, under the name that the user began: relative stays relative
 * @throws SettingsError `settings-not-found`, `settings-ambiguous` (lists them), `settings-unreadable`
 */
export function findSettings(path: string, cwd: string): string {
  const onDisk = (name: string) => (isAbsolute(name) ? name : join(cwd, name));
  if (!isExistingFolder(path, onDisk(path))) return path;

  const near = candidatesIn(path, onDisk);
  const candidates = near.length > 0 ? near : candidatesAround(path, onDisk);
  const [first, ...others] = candidates;
  if (first === undefined) {
    throw new SettingsError('settings-not-found', `${path}: no OMERO.web settings.py in this folder`, {
      hint: `Looked for ${places.join(', ')}, here and one folder down.\nName the file itself.`,
    });
  }
  if (others.length > 0) {
    throw new SettingsError('settings-ambiguous', `${path}: several OMERO.web installations`, {
      hint: `Name one of them:\n${candidates.join('\n')}`,
    });
  }
  return first;
}

function isExistingFolder(path: string, onDisk: string): boolean {
  try {
    return statSync(onDisk).isDirectory();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new SettingsError('settings-not-found', `${path}: no such file or folder`);
    }
    throw new SettingsError('settings-unreadable', `${path}: ${message}`);
  }
}

/** What `candidatesIn` tries, in words. */
const places = [
  'settings.py',
  'omeroweb/settings.py',
  'lib/python/omeroweb/settings.py',
  'lib/python*/site-packages/omeroweb/settings.py',
];

type OnDisk = (name: string) => string;

function candidatesIn(folder: string, onDisk: OnDisk): readonly string[] {
  const files = [
    join(folder, 'settings.py'),
    join(folder, 'omeroweb', 'settings.py'),
    ...libraryFolders(folder, onDisk).map((library) => join(library, 'omeroweb', 'settings.py')),
  ];
  // A package folder that is named itself holds nothing but its own file.
  return distinctNames(
    files.filter((file) => isFile(onDisk(file))),
    onDisk,
  );
}

function candidatesAround(folder: string, onDisk: OnDisk): readonly string[] {
  const found = namesIn(onDisk(folder)).flatMap((name) =>
    libraryFolders(join(folder, name), onDisk).map((library) => join(library, 'omeroweb', 'settings.py')),
  );
  return distinctNames(
    found.filter((file) => isFile(onDisk(file))),
    onDisk,
  );
}

/** Where Python packages lie under a prefix: `lib/python` of a server, `site-packages` of everything else. */
function libraryFolders(prefix: string, onDisk: OnDisk): readonly string[] {
  return ['lib', 'lib64', 'local/lib'].flatMap((lib) =>
    namesIn(onDisk(join(prefix, lib)))
      .filter((name) => /^python[\d.]*$/.test(name))
      .flatMap((name) => {
        const python = join(prefix, lib, name);
        return [python, join(python, 'site-packages'), join(python, 'dist-packages')];
      }),
  );
}

/** lib64 is mostly a link to lib, and `OMERO.server` one to the newest server: each file counts once. */
function distinctNames(files: readonly string[], onDisk: OnDisk): readonly string[] {
  const kept = new Set(distinct(files.map(onDisk)));
  return files.filter((file) => kept.has(onDisk(file)));
}
