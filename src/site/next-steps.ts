import { join } from 'node:path';
import type { Installation } from './installation.js';
import { ownerIdOf, textOf } from './look.js';

/** What an administrator has to do after a change, as data. */
export interface NextSteps {
  /** The command that restarts OMERO.web, word by word. */
  readonly restart: readonly string[];
  readonly restartBy: 'systemd' | 'init' | 'omero';
  /** For `restartBy: 'omero'`: who has to run it, where that is known. The client refuses root. */
  readonly restartAs: string | undefined;
  /** For `restartBy: 'omero'`: OMERODIR, which the client needs. */
  readonly omeroDir: string | undefined;
  /** `pip install -U omero-web` replaces settings.py: the edit is lost, unless it is made by `config`. */
  readonly upgradeRemovesEdit: boolean;
}

/** @param root the folder that stands for `/` */
export function nextSteps(installation: Installation, root = '/'): NextSteps {
  const { service, initScript, omeroDir, kind } = installation;
  const upgradeRemovesEdit = kind === 'site-packages';
  if (service !== undefined) {
    return {
      restart: ['systemctl', 'restart', service.name.replace(/\.service$/, '')],
      restartBy: 'systemd',
      restartAs: undefined,
      omeroDir: undefined,
      upgradeRemovesEdit,
    };
  }
  if (initScript) {
    return {
      restart: ['/etc/init.d/omero-web', 'restart'],
      restartBy: 'init',
      restartAs: undefined,
      omeroDir: undefined,
      upgradeRemovesEdit,
    };
  }
  return {
    restart: [omeroCommand(installation), 'web', 'restart'],
    restartBy: 'omero',
    restartAs: omeroDir === undefined ? undefined : ownerOf(omeroDir, root),
    omeroDir,
    upgradeRemovesEdit,
  };
}

/** The client of this installation; the bare name where it is not known. */
function omeroCommand({ home, kind }: Installation): string {
  return home === undefined || kind === 'unknown' ? 'omero' : join(home, 'bin', 'omero');
}

function ownerOf(folder: string, root: string): string | undefined {
  const uid = ownerIdOf(folder);
  // An image's folder; the client refuses to run as root.
  if (uid === 0) return undefined;
  const lines = textOf(join(root, 'etc/passwd'))?.split('\n') ?? [];
  return lines.map((line) => line.split(':')).find(([, , id]) => id === String(uid))?.[0];
}
