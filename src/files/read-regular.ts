import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';

/**
 * The text of a file that somebody else may have put there, as the user of OMERO.web may around settings.py: a pipe
 * would be waited for and a device read without an end, and this may run as root.
 *
 * @throws the error of the system call; an Error without code for what is no regular file
 */
export function readRegular(path: string): string {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (!fstatSync(descriptor).isFile()) throw new Error('it is no regular file');
    return readFileSync(descriptor, 'utf8');
  } finally {
    closeSync(descriptor);
  }
}
