import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './cache.js';
import { Missing } from './missing.js';
import { findPython } from './python.js';
import { runOk } from './run.js';

/** A settings.py as OMERO.web shipped it. */
export interface RealSettings {
  readonly name: string;
  /** The Pythons of its time, of those that still build. */
  readonly pythons: readonly string[];
  readonly read: () => Promise<Buffer>;
}

const collected = [
  'omero-4.4',
  'omero-5.0',
  'omero-5.1',
  'omero-5.2',
  'omero-5.3.0',
  'omero-5.3.2-map',
  'omero-5.3.2-generator',
  'omero-5.3.2',
  'omero-5.4',
  'omero-5.5',
].map((name): RealSettings => ({ name, pythons: ['2.7'], read: async () => readCollected(name) }));

const released = [
  { version: '5.6.0', pythons: ['3.6', '3.8'] },
  { version: '5.14.0', pythons: ['3.6', '3.9'] },
  { version: '5.22.1', pythons: ['3.8', '3.10'] },
  { version: '5.33.2', pythons: ['3.10', '3.12', '3.13'] },
].map(
  ({ version, pythons }): RealSettings => ({
    name: `omero-web-${version}`,
    pythons,
    read: () => readReleased(version),
  }),
);

export const realSettings: readonly RealSettings[] = [...collected, ...released];

/** From the folder that e2e/collect-settings.sh fills. */
function readCollected(name: string): Buffer {
  const folder = process.env['OMERO_SETTINGS_DIR'];
  if (!folder) throw new Missing('OMERO_SETTINGS_DIR is not set: see e2e/collect-settings.sh');
  const path = join(folder, `${name}.py`);
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
    const pip = [
      '-m',
      'pip',
      '--disable-pip-version-check',
      'download',
      '--quiet',
      '--no-deps',
      '--retries',
      '5',
    ];
    await runOk(python, [...pip, '--dest', work, `omero-web==${version}`]);
    const [wheel = ''] = readdirSync(work);
    await runOk(python, ['-m', 'zipfile', '-e', join(work, wheel), work]);
    renameSync(join(work, 'omeroweb', 'settings.py'), path);
    rmSync(work, { recursive: true });
  }
  return readFileSync(path);
}
