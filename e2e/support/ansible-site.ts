import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { Controller, type Core, type Played, type Vars } from './ansible.js';
import { type Host, layOut, newest } from './ansible-hosts.js';
import { omeroCors } from './cli.js';
import { executable } from './executable.js';
import { findPython } from './python.js';
import { readReleased } from './real-settings.js';
import type { Later } from './scope.js';

export const viewer = 'https://viewer.example.org';
export const other = 'https://other.example.org';

/** The names of the role's tasks. */
export const tasks = {
  place: 'Put omero-cors on the host',
  install: 'Install the django-cors-headers that fits',
  turnOn: 'Turn on CORS',
  restart: 'Restart OMERO.web',
  limits: 'Set the limit of open files',
} as const;

export interface Site {
  readonly controller: Controller;
  readonly webs: Readonly<Record<string, Host>>;
  /** The place of the executable on a host. */
  readonly placeOn: (name: string) => string;
}

export interface SitePlan {
  readonly names?: readonly string[];
  readonly core?: Core;
  readonly folder?: string;
  readonly vars?: Vars;
  readonly lacksPackage?: boolean;
}

/** Hosts with today's OMERO.web, none of which is restarted. */
export async function buildSite(later: Later, plan: SitePlan = {}): Promise<Site> {
  const { names = ['web1'], core, folder, vars = {}, lacksPackage = false } = plan;
  const controller = new Controller(later, core, folder);
  const content = await readReleased(newest);
  const python = await findPython('3.12');
  const webs = Object.fromEntries(
    names.map((name) => [
      name,
      layOut(join(controller.hosts, name), { omeroWeb: newest, content, python, lacksPackage }),
    ]),
  );
  const placeOn = (name: string) => join(controller.hosts, name, 'bin', 'omero-cors');
  controller.inventory(
    Object.fromEntries(
      names.map((name) => [name, { cors_settings: webs[name]?.home, cors_executable_path: placeOn(name) }]),
    ),
    { cors_executable: await executable(), cors_restart: false, cors_origins: [viewer], ...vars },
  );
  return { controller, webs, placeOn };
}

export function hostOf({ webs }: Site, name = 'web1'): Host {
  return webs[name] as Host;
}

export function expectGood(played: Played): void {
  expect(played.code, played.stdout + played.stderr).toBe(0);
}

/** What the command line makes of the file of a host. */
export async function byHand(later: Later, host: Host, words: readonly string[]): Promise<string> {
  const copy = mkdtempSync(join(tmpdir(), 'omero-cors-by-hand-'));
  later(() => rmSync(copy, { recursive: true, force: true }));
  cpSync(host.home, copy, { recursive: true, verbatimSymlinks: true });
  const { code, stderr } = await omeroCors(['patch', copy, '--yes', ...words]);
  expect(code, stderr).toBe(0);
  return readFileSync(host.settings.replace(host.home, copy), 'latin1');
}
