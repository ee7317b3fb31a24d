import { join } from 'node:path';
import { type Looked, lookInFolder, textOf } from './look.js';

/** What is known about one package: "missing" is said only when every place it could be in was seen. */
export type PackageState =
  | { readonly state: 'installed'; readonly version: string }
  | { readonly state: 'missing' }
  | { readonly state: 'unknown' };

/** The packages that matter here, by their normalised name, with the module that each installs. */
export const distributions = {
  'omero-web': 'omeroweb',
  django: 'django',
  'django-cors-headers': 'corsheaders',
} as const;

export type Distribution = keyof typeof distributions;

/** A folder on Python's path, with its names read once. */
export interface Library {
  readonly path: string;
  readonly names: Looked<readonly string[]>;
}

export function openLibrary(path: string): Library {
  return { path, names: lookInFolder(path) };
}

/**
 * Looks for one package as Python's import does: the first folder that holds it wins.
 *
 * @param libraries the folders on Python's path, in its order
 * @param complete whether these are all the folders that this Python looks in
 */
export function findDistribution(
  distribution: Distribution,
  libraries: readonly Library[],
  complete: boolean,
): PackageState {
  for (const { path, names } of libraries) {
    if ('denied' in names) return { state: 'unknown' };
    if (!('found' in names)) continue;
    const versions = new Set(versionsIn(path, names.found, distribution));
    const module = distributions[distribution];
    const version = versions.size === 1 ? [...versions][0] : versionInCode(path, module);
    if (version !== undefined) return { state: 'installed', version };
    // The code without its metadata, or left-overs of several versions: there, and of unknown age.
    if (versions.size > 1 || names.found.includes(module)) return { state: 'unknown' };
  }
  return { state: complete ? 'missing' : 'unknown' };
}

/**
 * `*.dist-info/METADATA` by pip, `*.egg-info` (a folder with PKG-INFO, or that file itself) by older tools,
 * and `EGG-INFO/PKG-INFO` where the folder is an egg. A dist-info without METADATA is what an interrupted
 * uninstall leaves; pip does not count it either.
 */
function versionsIn(path: string, names: readonly string[], distribution: Distribution): readonly string[] {
  const files = names.flatMap((name) => {
    if (name === 'EGG-INFO') return [join(path, name, 'PKG-INFO')];
    const match = /^([^-]+(?:-[^-\d][^-]*)*?)(?:-\d[^/]*)?\.(dist|egg)-info$/i.exec(name);
    if (match?.[1] === undefined || normalise(match[1]) !== distribution) return [];
    if (match[2]?.toLowerCase() === 'dist') return [join(path, name, 'METADATA')];
    return [join(path, name, 'PKG-INFO'), join(path, name)];
  });
  return files.flatMap((file) => {
    const [header = ''] = textOf(file)?.split(/\r?\n\r?\n/, 1) ?? [];
    const name = /^Name: *(.+?)\s*$/m.exec(header)?.[1];
    const version = /^Version: *(.+?)\s*$/m.exec(header)?.[1];
    return name !== undefined && version !== undefined && normalise(name) === distribution ? [version] : [];
  });
}

/** `Django`, `django_cors_headers`, `Django.Cors-Headers`: PEP 503 calls them one name. */
function normalise(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

/** Django's `VERSION = (3, 2, 25, 'final', 0)`; `__version__` of corsheaders before 3.2; omeroweb's version.py. */
function versionInCode(path: string, module: string): string | undefined {
  const init = textOf(join(path, module, '__init__.py')) ?? '';
  const tuple = /^VERSION = \((\d+), (\d+), (\d+), /m.exec(init);
  if (module === 'django' && tuple !== null) return tuple.slice(1, 4).join('.');
  const assigned = module === 'omeroweb' ? textOf(join(path, module, 'version.py')) : init;
  return /^(?:omeroweb_version|__version__) = ['"](\d[^'"]*)['"]/m.exec(assigned ?? '')?.[1];
}
