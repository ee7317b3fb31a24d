import { lstatSync, mkdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** What is kept between runs: `$XDG_CACHE_HOME/omero-cors`, by default in `~/.cache`. */
export const cacheFolder: string = join(
  process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'),
  'omero-cors',
);

mkdirSync(cacheFolder, { recursive: true });

/**
 * The same for what another user must be able to read and run: OMERO refuses to run as root, and root's home is
 * closed to others.
 */
export const sharedFolder: string =
  process.getuid?.() === 0 && !isOpen(cacheFolder) ? '/var/tmp/omero-cors' : cacheFolder;

mkdirSync(sharedFolder, { recursive: true });
// Programs are run from it, and in /var/tmp anybody may have put a folder or a link of that name.
if (sharedFolder !== cacheFolder) {
  const found = lstatSync(sharedFolder);
  if (!found.isDirectory() || found.uid !== process.getuid?.()) {
    throw new Error(`${sharedFolder} is no folder of this user: remove it`);
  }
}

/** Whether everybody may pass through all the folders of this path. */
function isOpen(path: string): boolean {
  const isLast = dirname(path) === path;
  return (statSync(path).mode & 0o001) !== 0 && (isLast || isOpen(dirname(path)));
}
