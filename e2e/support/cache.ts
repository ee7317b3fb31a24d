import { mkdirSync, statSync } from 'node:fs';
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
// Programs are run from it, and /var/tmp is everybody's.
if (statSync(sharedFolder).uid !== process.getuid?.())
  throw new Error(`${sharedFolder} belongs to somebody else`);

/** Whether everybody may pass through all the folders of this path. */
function isOpen(path: string): boolean {
  const isLast = dirname(path) === path;
  return (statSync(path).mode & 0o001) !== 0 && (isLast || isOpen(dirname(path)));
}
