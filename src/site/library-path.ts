import { isAbsolute, join } from 'node:path';
import { type Library, openLibrary } from './distributions.js';
import { type Layout, readVirtualenv } from './layout.js';
import { distinct, isFile, textOf } from './look.js';

/**
 * The folders in which the Python of an installation finds its packages, as far as files tell.
 *
 * @param layout where settings.py lies
 * @param extra folders that come first: PYTHONPATH of the service
 * @returns the folders in Python's order, and whether they are all: only an isolated virtualenv is closed.
 *   Every other Python may see user site, system site or Debian's dist-packages too.
 */
export function readLibraryPath(
  layout: Layout,
  extra: readonly string[],
): { readonly libraries: readonly Library[]; readonly complete: boolean } {
  const { library, home } = layout;
  if (library === undefined) return { libraries: [], complete: false };
  const siblings = layout.kind === 'site-packages' ? [library, otherLib(library)] : [library];
  const libraries = distinct([...extra, ...siblings]).map(openLibrary);
  const linked = libraries.flatMap(readPathFiles);
  return {
    libraries: [...libraries, ...distinct(linked).map(openLibrary)],
    complete: layout.kind === 'site-packages' && home !== undefined && isIsolated(home, library),
  };
}

/** `lib64/python3.9/site-packages` for `lib/...` and the other way round: Fedora and RHEL use both. */
function otherLib(library: string): string {
  return library.replace(/\/lib(64)?(\/python[\d.]+\/[a-z]+-packages)$/, (_, bits, rest) =>
    bits === undefined ? `/lib64${rest}` : `/lib${rest}`,
  );
}

/** Lines of `*.pth` files that name folders; lines that begin with `import` are code, and add none we need. */
function readPathFiles({ path, names }: Library): readonly string[] {
  if (!('found' in names)) return [];
  return names.found
    .filter((name) => name.endsWith('.pth'))
    .sort()
    .flatMap((name) => textOf(join(path, name))?.split(/\r?\n/) ?? [])
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(?:#|import[ \t])/.test(line))
    .map((line) => (isAbsolute(line) ? line : join(path, line)));
}

/** virtualenv before 20 wrote no pyvenv.cfg, but a marker beside site-packages. */
function isIsolated(home: string, library: string): boolean {
  const virtualenv = readVirtualenv(home);
  if (virtualenv !== undefined) return !virtualenv.systemSitePackages;
  return isFile(join(library, '..', 'no-global-site-packages.txt'));
}
