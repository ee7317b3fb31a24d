import { isUtf8 } from 'node:buffer';
import { lstatSync, readFileSync, realpathSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { SelfCheckError, SettingsError } from '../errors.js';
import { systemErrorCode, systemFailure } from './system-failure.js';

/** How the bytes of a file become text and back. Both ways lose nothing. */
export type Encoding = 'utf8' | 'latin1';

/** A text file as it was read: what every change is planned from and compared with before writing. */
export interface Source {
  /** As the user named it. */
  readonly path: string;
  /** Symbolic links resolved: the file that is written, and the one that diffs show. */
  readonly realPath: string;
  /** In diffs: relative to the working directory, or absolute without the leading slash outside it. */
  readonly diffPath: string;
  /** False for a file that is to be created; then `bytes` and `text` are empty. */
  readonly exists: boolean;
  readonly bytes: Buffer;
  /** Decoded, without byte order mark. */
  readonly text: string;
  readonly encoding: Encoding;
  readonly byteOrderMark: boolean;
}

/** A new content for one file. `newText` null: the file is removed. */
export interface Change {
  readonly source: Source;
  readonly newText: string | null;
}

/** Tells the encoding from the bytes, e.g. by a coding line (PEP 263); may refuse with a SettingsError. */
export type DetectEncoding = (bytes: Buffer, path: string) => Encoding;

const UTF8_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Reads a text file that is to be changed.
 *
 * @param path absolute, or relative to `cwd`; symbolic links are followed
 * @throws SettingsError `not-found`, `dangling-link`, `not-a-file` (folder, pipe, socket, device) or `unreadable`
 */
export function readSource(
  path: string,
  { cwd, detectEncoding }: { readonly cwd: string; readonly detectEncoding?: DetectEncoding },
): Source {
  const absolute = resolve(cwd, path);
  const { realPath, stats } = follow(absolute, path);
  if (!stats.isFile()) {
    throw new SettingsError('not-a-file', `${path} is ${describeKind(stats)}, not a regular file`);
  }
  let bytes: Buffer;
  try {
    bytes = readFileSync(realPath);
  } catch (error) {
    throw systemFailure(error, 'unreadable', `cannot read ${path}`);
  }
  const place = { path, realPath, diffPath: diffPath(realPath, cwd), exists: true };
  return { ...place, bytes, ...decode(bytes, path, detectEncoding) };
}

/**
 * The source of a file that is to be created.
 *
 * @throws SettingsError `exists` where anything, be it a dangling link, has that name already; `unreadable`
 *   where its folder cannot be looked into
 */
export function absentSource(path: string, { cwd }: { readonly cwd: string }): Source {
  const absolute = resolve(cwd, path);
  let realPath: string;
  try {
    if (isThere(absolute)) throw new SettingsError('exists', `${path} exists already`);
    realPath = resolveExistingPart(absolute);
  } catch (error) {
    throw systemFailure(error, 'unreadable', `cannot look for ${path}`);
  }
  const place = { path, realPath, diffPath: diffPath(realPath, cwd), exists: false };
  return { ...place, bytes: Buffer.alloc(0), text: '', encoding: 'utf8', byteOrderMark: false };
}

/** The source of a text that comes from elsewhere, e.g. stdin: `name` stands for its path in diffs. */
export function sourceFromBytes(name: string, bytes: Buffer, detectEncoding?: DetectEncoding): Source {
  const place = { path: name, realPath: name, diffPath: name, exists: true };
  return { ...place, bytes, ...decode(bytes, name, detectEncoding) };
}

/**
 * The bytes of a new text for a file, in the encoding and with the byte order mark that the file has.
 *
 * @throws SelfCheckError when the text holds a character that the encoding lacks: omero-cors writes ASCII only
 */
export function encodeText(source: Source, text: string): Buffer {
  const bytes = Buffer.from(text, source.encoding);
  if (bytes.toString(source.encoding) !== text) {
    throw new SelfCheckError(`the new text of ${source.path} cannot be written as ${source.encoding}`);
  }
  return source.byteOrderMark ? Buffer.concat([UTF8_MARK, bytes]) : bytes;
}

/** True when the change leaves nothing to write. */
export function isUnchanged({ source, newText }: Change): boolean {
  return newText === null ? !source.exists : source.exists && newText === source.text;
}

function decode(bytes: Buffer, path: string, detectEncoding: DetectEncoding = () => 'utf8') {
  const detected = detectEncoding(bytes, path);
  // Bytes that are no UTF-8 would come back as others.
  const encoding: Encoding = detected === 'utf8' && !isUtf8(bytes) ? 'latin1' : detected;
  const byteOrderMark = bytes.subarray(0, UTF8_MARK.length).equals(UTF8_MARK);
  const text = (byteOrderMark ? bytes.subarray(UTF8_MARK.length) : bytes).toString(encoding);
  return { text, encoding, byteOrderMark };
}

function follow(absolute: string, path: string): { realPath: string; stats: Stats } {
  try {
    const realPath = realpathSync(absolute);
    return { realPath, stats: statSync(realPath) };
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw systemFailure(error, 'unreadable', `cannot read ${path}`);
    if (isThere(absolute)) {
      throw new SettingsError('dangling-link', `${path} is a symbolic link that leads nowhere`);
    }
    throw new SettingsError('not-found', `${path}: no such file or folder`);
  }
}

function describeKind(stats: Stats): string {
  if (stats.isDirectory()) return 'a folder';
  if (stats.isFIFO()) return 'a named pipe';
  if (stats.isSocket()) return 'a socket';
  return 'a device';
}

function diffPath(realPath: string, cwd: string): string {
  const inside = relative(realpathSync(cwd), realPath);
  return inside === '..' || inside.startsWith('../') || isAbsolute(inside) ? realPath.slice(1) : inside;
}

/** The folders of a file to be created may themselves be missing, or lie behind a link. */
function resolveExistingPart(absolute: string): string {
  const folder = dirname(absolute);
  return join(isThere(folder) ? realpathSync(folder) : resolveExistingPart(folder), basename(absolute));
}

/** A link counts, wherever it leads. */
function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
