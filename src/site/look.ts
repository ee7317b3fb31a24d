import { readdirSync, realpathSync, statSync } from 'node:fs';
import { readRegular } from '../files/read-regular.js';

/**
 * Reading what may not be there. An installation is looked for in many places, so "not there" is an answer
 * here; "there, and not for our eyes" is another one, because absence must then not be concluded.
 */
export type Looked<T> = { readonly found: T } | { readonly absent: true } | { readonly denied: string };

/** The names in a folder. */
export function lookInFolder(path: string): Looked<readonly string[]> {
  return look(() => readdirSync(path));
}

/** The text of a file, read as UTF-8, without byte order mark; anything but a regular file is denied. */
export function lookAtFile(path: string): Looked<string> {
  return look(() => readRegular(path).replace(/^\uFEFF/, ''));
}

/** The names in a folder, sorted; none where it is absent or denied. */
export function namesIn(path: string): readonly string[] {
  const looked = lookInFolder(path);
  return 'found' in looked ? [...looked.found].sort() : [];
}

/** The text of a file; undefined where it is absent or denied. */
export function textOf(path: string): string | undefined {
  const looked = lookAtFile(path);
  return 'found' in looked ? looked.found : undefined;
}

export function isFile(path: string): boolean {
  const looked = look(() => statSync(path));
  return 'found' in looked && looked.found.isFile();
}

export function isFolder(path: string): boolean {
  const looked = look(() => statSync(path));
  return 'found' in looked && looked.found.isDirectory();
}

/** The number of the user that owns a file or folder. */
export function ownerIdOf(path: string): number | undefined {
  const looked = look(() => statSync(path));
  return 'found' in looked ? looked.found.uid : undefined;
}

/** The permission bits of a file or folder. */
export function modeOf(path: string): number | undefined {
  const looked = look(() => statSync(path));
  return 'found' in looked ? looked.found.mode & 0o777 : undefined;
}

/** Keeps the first name of each file or folder, whatever links lead to it; what is not there goes. */
export function distinct(paths: readonly string[]): readonly string[] {
  const byRealPath = new Map<string, string>();
  for (const path of paths) {
    const looked = look(() => realpathSync(path));
    if ('absent' in looked) continue;
    const real = 'found' in looked ? looked.found : path;
    if (!byRealPath.has(real)) byRealPath.set(real, path);
  }
  return [...byRealPath.values()];
}

/** Codes that mean "no such thing": also a file where a folder was expected, and a link that leads to itself. */
const absent = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG']);

function look<T>(read: () => T): Looked<T> {
  try {
    return { found: read() };
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    return absent.has(code) ? { absent: true } : { denied: message };
  }
}
