import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { sharedFolder } from './cache.js';

/** Stops the server and removes the folder of every run that was killed before it could. */
export function removeDeadRuns(): void {
  for (const name of readdirSync(sharedFolder)) {
    const owner = /^run-(\d+)-/.exec(name)?.[1];
    if (owner === undefined || existsSync(`/proc/${owner}`)) continue;
    const folder = join(sharedFolder, name);
    const pidFile = join(folder, 'omero-web/var/django.pid');
    const server = existsSync(pidFile) ? readFileSync(pidFile, 'utf8').trim() : '';
    const isOurs =
      existsSync(`/proc/${server}/cmdline`) &&
      readFileSync(`/proc/${server}/cmdline`, 'utf8').includes(folder);
    if (isOurs) process.kill(Number(server), 'SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  }
}
