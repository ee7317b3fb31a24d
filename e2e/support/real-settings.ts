import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './cache.js';
import { Missing } from './missing.js';
import { findPython } from './python.js';
import { runOk } from './run.js';

/** A settings.py as OMERO.web shipped it. */
export interface RealSettings {
  /** `omero-5.5`, and `omero-web-5.6.0` from there on. */
  readonly name: string;
  readonly omeroWeb: string;
  /** The Pythons of its time, of those that still build. */
  readonly pythons: readonly string[];
  /** The name under which its Django reads the middleware. */
  readonly middleware: 'MIDDLEWARE' | 'MIDDLEWARE_CLASSES';
  readonly read: () => Promise<Buffer>;
}

const before56 = ['4.4', '5.0', '5.1', '5.2', '5.3.0', '5.3.2-map', '5.3.2-generator', '5.3.2', '5.4', '5.5'];

const from56: readonly (readonly [omeroWeb: string, pythons: readonly string[]])[] = [
  ['5.6.0', ['3.6', '3.8']],
  ['5.14.0', ['3.6', '3.9']],
  ['5.22.1', ['3.8', '3.10']],
  ['5.33.2', ['3.10', '3.12', '3.13']],
];

export const realSettings: readonly RealSettings[] = [
  ...before56.map((omeroWeb) => ({
    name: `omero-${omeroWeb}`,
    omeroWeb,
    pythons: ['2.7'],
    middleware: 'MIDDLEWARE_CLASSES' as const,
    read: async () => readCollected(`omero-${omeroWeb}.py`),
  })),
  ...from56.map(([omeroWeb, pythons]) => ({
    name: `omero-web-${omeroWeb}`,
    omeroWeb,
    pythons,
    middleware: 'MIDDLEWARE' as const,
    read: () => readReleased(omeroWeb),
  })),
];

/** From the folder that e2e/collect-settings.sh fills. */
function readCollected(name: string): Buffer {
  const folder = process.env['OMERO_SETTINGS_DIR'];
  if (!folder) throw new Missing('OMERO_SETTINGS_DIR is not set: see e2e/collect-settings.sh');
  const path = join(folder, name);
  if (!existsSync(path)) throw new Missing(`${path} is not there: run e2e/collect-settings.sh again`);
  return readFileSync(path);
}

/** From the wheel on PyPI, kept in the cache. */
export async function readReleased(version: string): Promise<Buffer> {
  const folder = join(cacheFolder, 'settings');
  const path = join(folder, `omero-web-${version}.py`);
  if (!existsSync(path)) {
    const python = await findPython('3.10');
    mkdirSync(folder, { recursive: true });
    const work = mkdtempSync(join(folder, 'download-'));
    const pip = ['-m', 'pip', '--disable-pip-version-check', '--quiet', 'download', '--no-deps'];
    await runOk(python, [...pip, '--retries', '5', '--dest', work, `omero-web==${version}`]);
    const [wheel = ''] = readdirSync(work);
    await runOk(python, ['-m', 'zipfile', '-e', join(work, wheel), work]);
    renameSync(join(work, 'omeroweb', 'settings.py'), path);
    rmSync(work, { recursive: true });
  }
  return readFileSync(path);
}
