import { constants } from 'node:os';
import { SettingsError } from '../errors.js';

/** What the kernel's answers mean, in words, and what to do about them. */
const REASONS: Readonly<Record<string, { readonly reason: string; readonly hint?: string }>> = {
  EACCES: {
    reason: 'permission denied',
    hint: 'Run it as the owner of the file and its folder, or with sudo.',
  },
  EPERM: {
    reason: 'operation not permitted',
    hint:
      'Run it as the owner of the file, or with sudo. Where that is the case already: lsattr shows whether ' +
      'the file is immutable (chattr -i), ls -ld whether its folder is sticky.',
  },
  EROFS: { reason: 'the file system is mounted read-only' },
  ENOSPC: { reason: 'no space left on the device', hint: 'Make room there (df -h, df -i) and run it again.' },
  EDQUOT: { reason: 'the disk quota is used up' },
  EFBIG: { reason: 'the file would be larger than this process may write (ulimit -f)' },
  EIO: { reason: 'the disk reports an input/output error', hint: 'dmesg says more.' },
  ELOOP: { reason: 'its symbolic links lead back to themselves' },
  ENOENT: { reason: 'no such file or folder' },
  ENOTDIR: { reason: 'a part of the path is no folder' },
  EISDIR: { reason: 'it is a folder' },
  ENAMETOOLONG: { reason: 'the name is too long' },
  EEXIST: { reason: 'a file of that name exists' },
  EBUSY: {
    reason: 'the file is in use as a mount point',
    hint: 'A file that is mounted into a container is changed on the host.',
  },
  ETXTBSY: { reason: 'the file is in use' },
};

/** The `EACCES` of a failed system call; undefined for every other kind of error. */
export function systemErrorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('syscall' in error)) return undefined;
  const { code, errno } = error as NodeJS.ErrnoException;
  // Node has no name for some, EDQUOT among them, and says "Unknown system error -122".
  if (!code?.startsWith('Unknown system error')) return code;
  return Object.entries(constants.errno).find(([, number]) => number === -(errno ?? 0))?.[0] ?? code;
}

/**
 * Turns a failed system call into an error for the reader; any other error is a bug and returned as it is.
 *
 * @param code of the SettingsError
 * @param what the beginning of its message: `cannot write /path/to/file`
 */
export function systemFailure(error: unknown, code: string, what: string): unknown {
  const errno = systemErrorCode(error);
  if (errno === undefined) return error;
  const { reason, hint } = REASONS[errno] ?? { reason: errno };
  return new SettingsError(code, `${what}: ${reason}`, hint === undefined ? {} : { hint });
}
