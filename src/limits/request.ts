import { SettingsError } from '../errors.js';
import { readText, type Tree } from './tree.js';

/** What `limits` was asked for. */
export interface LimitsRequest {
  readonly tree: Tree;
  readonly user: string;
  /** Descriptors. */
  readonly nofile: number;
  /** limits.conf as the tree sees it. */
  readonly limitsConf: string;
  /** Whole names of the services that were asked for; omero-web.service needs no asking. */
  readonly units: readonly string[];
}

/** What the kernel allows where nobody changed fs.nr_open: 1024 * 1024 (fs/file.c). */
const usualNrOpen = 1_048_576;

/** @throws SettingsError `bad-user` for a name that limits.conf would read as something else */
export function checkUser(name: string): string {
  if (/^[A-Za-z0-9_][A-Za-z0-9_.+@\\-]*\$?$/.test(name) && !/^\d+$/.test(name)) return name;
  const reason = /^\d+$/.test(name) ? 'is a number, where limits.conf wants the name' : 'is no user name';
  throw new SettingsError('bad-user', `--user: ${JSON.stringify(name)} ${reason}`, {
    hint: 'A name has letters, digits and any of _ . + @ \\ -; OMERO.web usually runs as omero-web.',
  });
}

/** The whole name of a service. @throws SettingsError `bad-unit` */
export function checkUnit(name: string): string {
  const whole = name.endsWith('.service') ? name : `${name}.service`;
  // The letters of systemd.unit(5), and its length.
  if (/^[A-Za-z0-9:_.\\@-]+\.service$/.test(whole) && whole.length < 256) return whole;
  throw new SettingsError('bad-unit', `--unit: ${JSON.stringify(name)} is no name of a systemd service`, {
    hint: 'Name it as systemctl does, without a folder: omero-web.service.',
  });
}

/**
 * @param text as typed
 * @returns descriptors
 * @throws SettingsError `bad-nofile` when it is no number, or more than the kernel of this tree gives a process
 */
export function checkNofile(text: string, tree: Tree): number {
  const nofile = Number(text);
  if (!/^[1-9]\d*$/.test(text)) {
    throw new SettingsError('bad-nofile', `--nofile: ${JSON.stringify(text)} is no whole number above 0`, {
      hint: 'The usual value is 65535.',
    });
  }
  const nrOpen = Number(readText(tree, '/proc/sys/fs/nr_open') ?? usualNrOpen);
  if (nofile <= nrOpen) return nofile;
  throw new SettingsError(
    'bad-nofile',
    `--nofile: the kernel gives no process more than ${nrOpen} open files`,
    {
      hint: `With more in limits.conf, PAM sets no limit at all or refuses the login. Take up to ${nrOpen}, or raise fs.nr_open with sysctl first.`,
    },
  );
}
