import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** What is kept between runs: `$XDG_CACHE_HOME/omero-cors`, by default in `~/.cache`. */
export const cacheFolder: string = join(
  process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'),
  'omero-cors',
);

/**
 * The same for what another user must be able to read and run: OMERO refuses to run as root, and root's home is
 * closed to others.
 */
export const sharedFolder: string = process.getuid?.() === 0 ? '/var/tmp/omero-cors' : cacheFolder;

mkdirSync(cacheFolder, { recursive: true });
mkdirSync(sharedFolder, { recursive: true });
