import { spawnSync } from 'node:child_process';
import { fchmodSync, fchownSync, fstatSync, type Stats } from 'node:fs';
import { SettingsError } from '../errors.js';
import { systemErrorCode } from './system-failure.js';

const PERMISSIONS = 0o7777;

/**
 * Gives an open file the owner, group, mode, access control list, SELinux context and other extended
 * attributes of another. Both are named by descriptors, so nobody who may write in the folder can slip another
 * file in between.
 *
 * Node has no call for extended attributes, not even for asking whether there are any; GNU cp has, and takes 2 ms.
 *
 * @param path of the original, for messages
 * @throws SettingsError `owner-not-kept` or `attributes-not-kept`
 */
export function copyAttributes(original: number, copy: number, path: string): void {
  const wanted = fstatSync(original);
  keepOwner(wanted, copy, path);
  if (process.platform === 'linux') copyExtended(original, copy, path);
  // After the owner: a change of owner takes the setuid and setgid bits away.
  fchmodSync(copy, wanted.mode & PERMISSIONS);
  const got = fstatSync(copy);
  if (got.uid !== wanted.uid || got.gid !== wanted.gid) throw ownerNotKept(wanted, path);
  if (got.mode !== wanted.mode) {
    throw new SettingsError(
      'attributes-not-kept',
      `cannot keep the mode ${(wanted.mode & PERMISSIONS).toString(8)} of ${path}; nothing was written`,
      { hint: 'Run it as the owner of the file, or with sudo.' },
    );
  }
}

function keepOwner(wanted: Stats, copy: number, path: string): void {
  const { uid, gid } = fstatSync(copy);
  if (uid === wanted.uid && gid === wanted.gid) return;
  try {
    fchownSync(copy, wanted.uid, wanted.gid);
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    throw ownerNotKept(wanted, path);
  }
}

function ownerNotKept({ uid, gid }: Stats, path: string): SettingsError {
  return new SettingsError(
    'owner-not-kept',
    `${path} belongs to user ${uid}, group ${gid}, and would not any more; nothing was written`,
    { hint: 'Run it as that user, or with sudo.' },
  );
}

function copyExtended(original: number, copy: number, path: string): void {
  const first = runCp('mode,ownership,context,xattr', original, copy);
  // cp refuses the word `context` where SELinux is off, as on Debian and in most containers.
  const failure = first.includes('SELinux-enabled kernel')
    ? runCp('mode,ownership,xattr', original, copy)
    : first;
  if (failure === '' || hasNoneByGetfattr(original)) return;
  throw new SettingsError(
    'attributes-not-kept',
    `cannot keep the extended attributes (SELinux context, ACL) of ${path}; nothing was written (${failure})`,
    {
      hint: 'They are copied by `cp --attributes-only` of GNU coreutils: install it (Alpine: apk add coreutils).',
    },
  );
}

/** @returns what cp says against it; empty on success */
function runCp(preserve: string, original: number, copy: number): string {
  const { status, signal, error, stderr } = spawnSync(
    'cp',
    ['--attributes-only', `--preserve=${preserve}`, '/dev/fd/3', '/dev/fd/4'],
    {
      stdio: ['ignore', 'ignore', 'pipe', original, copy],
      env: { ...process.env, LC_ALL: 'C' },
      encoding: 'utf8',
    },
  );
  if (status === 0) return '';
  // What the system says of it differs between Node and Bun, which runs the executable.
  if (error !== undefined) return systemErrorCode(error) === 'ENOENT' ? 'cp was not found' : error.message;
  return stderr.trim().replaceAll('\n', '; ') || `cp: ${signal ?? `exit ${status}`}`;
}

/** Where cp is another than GNU's, a file without any extended attribute loses nothing. */
function hasNoneByGetfattr(original: number): boolean {
  const { status, stdout } = spawnSync('getfattr', ['--match=-', '/dev/fd/3'], {
    stdio: ['ignore', 'pipe', 'ignore', original],
    encoding: 'utf8',
  });
  return status === 0 && stdout === '';
}
