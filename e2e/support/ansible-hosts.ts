import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Missing } from './missing.js';
import { type RealSettings, realSettings } from './real-settings.js';

/** An installation of OMERO.web on a host, as far as omero-cors looks at one. */
export interface Host {
  /** What cors_settings names. */
  readonly home: string;
  readonly settings: string;
}

export interface Text {
  readonly name: string;
  readonly omeroWeb: string;
  readonly content: Buffer;
}

/** The settings.py that can be had here: of every release whose text is in PyPI or in OMERO_SETTINGS_DIR. */
export async function texts(): Promise<readonly Text[]> {
  const read = await Promise.all(realSettings.map(readOrNone));
  return read.filter((text) => text !== undefined);
}

async function readOrNone({ name, omeroWeb, read }: RealSettings): Promise<Text | undefined> {
  try {
    return { name, omeroWeb, content: await read() };
  } catch (error) {
    if (error instanceof Missing) return undefined;
    throw error;
  }
}

/** The packages that pip put beside each release from 5.6 on. */
const packages: Readonly<Record<string, { readonly django: string; readonly corsHeaders: string }>> = {
  '5.6.0': { django: '1.11.29', corsHeaders: '3.2.1' },
  '5.14.0': { django: '3.2.25', corsHeaders: '3.7.0' },
  '5.22.1': { django: '4.2.30', corsHeaders: '3.7.0' },
  '5.33.2': { django: '5.2.19', corsHeaders: '3.7.0' },
};

/** What the cells have in common where one release stands for all. */
export const newest = '5.33.2';

export interface HostPlan {
  readonly omeroWeb: string;
  readonly content: Buffer | string;
  /** Of the virtualenv, which from 5.6 on is part of an installation. */
  readonly python: string;
  readonly lacksPackage?: boolean;
}

/**
 * Lays out an installation in a new folder: a virtualenv with the metadata of its packages, or before 5.6 a server
 * tree.
 */
export function layOut(folder: string, { omeroWeb, content, python, lacksPackage }: HostPlan): Host {
  const versions = packages[omeroWeb];
  if (versions === undefined) {
    const settings = join(folder, 'OMERO.server/lib/python/omeroweb/settings.py');
    put(settings, content);
    return { home: folder, settings };
  }
  const library = join(folder, 'venv3/lib/python3.12/site-packages');
  const settings = join(library, 'omeroweb/settings.py');
  put(settings, content);
  put(join(folder, 'venv3/pyvenv.cfg'), `home = ${dirname(python)}\nversion = 3.12.1\n`);
  mkdirSync(join(folder, 'venv3/bin'));
  symlinkSync(python, join(folder, 'venv3/bin/python3.12'));
  putMetadata(library, 'omero_web', omeroWeb);
  putMetadata(library, 'Django', versions.django);
  if (lacksPackage !== true) putMetadata(library, 'django_cors_headers', versions.corsHeaders);
  return { home: folder, settings };
}

function putMetadata(library: string, name: string, version: string): void {
  const folder = join(library, `${name}-${version}.dist-info`);
  put(
    join(folder, 'METADATA'),
    `Metadata-Version: 2.1\nName: ${name.replaceAll('_', '-')}\nVersion: ${version}\n`,
  );
  put(join(folder, 'INSTALLER'), 'pip\n');
  put(join(folder, 'RECORD'), '');
}

export function put(path: string, content: Buffer | string, mode = 0o644): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  chmodSync(path, mode);
}

export function contentOf({ settings }: Host): string {
  return readFileSync(settings, 'latin1');
}
