import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { SettingsError } from '../errors.js';
import { readRegular } from '../files/read-regular.js';

/** A file system as it looks from the inside: `/` for this machine, or the tree of an image. */
export interface Tree {
  readonly root: string;
  /** What can't be read, or is no file, is passed over, in place of an error. */
  readonly skipsDenied?: boolean;
}

/**
 * Where a path of the tree lies on this machine. Symbolic links are followed inside the tree, as chroot(2)
 * would: an absolute link in an image leads to the image's file, never to this machine's.
 *
 * @param path absolute, as the tree sees it; what does not exist (yet) is kept as it is
 * @throws SettingsError `link-loop`
 */
export function locate(tree: Tree, path: string): string {
  let ahead = path.split('/');
  let at: string[] = [];
  for (let links = 0; ahead.length > 0; ) {
    const [name = '', ...rest] = ahead;
    ahead = rest;
    if (name === '' || name === '.') continue;
    if (name === '..') {
      at = at.slice(0, -1);
      continue;
    }
    const here = join(tree.root, ...at, name);
    const target = readLink(here);
    if (target === undefined) {
      at = [...at, name];
      continue;
    }
    links += 1;
    if (links > 40) {
      if (tree.skipsDenied) return join(tree.root, path);
      throw new SettingsError('link-loop', `${here}: the symbolic links lead round in a circle`);
    }
    if (target.startsWith('/')) at = [];
    ahead = [...target.split('/'), ...ahead];
  }
  return join(tree.root, ...at);
}

/** The text of a file of the tree; undefined when it does not exist. @throws SettingsError `unreadable` */
export function readText(tree: Tree, path: string): string | undefined {
  const file = locate(tree, path);
  return orUndefined(tree, file, () => (tree.skipsDenied ? readRegular(file) : readFileSync(file, 'utf8')));
}

/** The names in a folder of the tree, in the C locale's order; none when it does not exist. */
export function listNames(tree: Tree, path: string): readonly string[] {
  const folder = locate(tree, path);
  const names = orUndefined(tree, folder, () => readdirSync(folder)) ?? [];
  return [...names].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

export function exists(tree: Tree, path: string): boolean {
  const file = locate(tree, path);
  return orUndefined(tree, file, () => lstatSync(file)) !== undefined;
}

function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined; // no link, or not there
  }
}

function orUndefined<T>({ skipsDenied }: Tree, path: string, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || skipsDenied) return undefined;
    const denied = code === 'EACCES' || code === 'EPERM';
    throw new SettingsError('unreadable', `${path}: ${denied ? 'permission denied' : message}`, {
      ...(denied && { hint: 'Run it as root, e.g. with sudo.' }),
    });
  }
}
