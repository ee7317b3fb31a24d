import { basename, dirname, join } from 'node:path';
import { isFile, textOf } from './look.js';

/**
 * What kind of place a settings.py lies in, told by the names of the folders above it:
 * `site-packages` from OMERO 5.6 on, `server-tree` (`<server>/lib/python/omeroweb`) before, `unknown` for a
 * copy or a source checkout.
 */
export interface Layout {
  readonly kind: 'site-packages' | 'server-tree' | 'unknown';
  /** The folder on Python's path in which the package omeroweb lies; undefined for a copy elsewhere. */
  readonly library: string | undefined;
  /** The virtualenv or other prefix, or the server tree. */
  readonly home: string | undefined;
  /** `3.10`, where a folder's name says so. */
  readonly pythonVersion: string | undefined;
}

/** A text that lies nowhere, or a file outside a package `omeroweb`. */
export const nowhere: Layout = {
  kind: 'unknown',
  library: undefined,
  home: undefined,
  pythonVersion: undefined,
};

/** @param settings the absolute path of settings.py, links resolved */
export function readLayout(settings: string): Layout {
  const packageFolder = dirname(settings);
  if (basename(packageFolder) !== 'omeroweb') return nowhere;
  const library = dirname(packageFolder);
  const python = /^(.*)\/lib(?:64)?\/python([\d.]*)(\/(?:site|dist)-packages)?$/.exec(library);
  if (python === null) return { ...nowhere, library };
  const [, home = '', version = '', packages] = python;
  const pythonVersion = version.includes('.') ? version : undefined;
  if (packages !== undefined) return { kind: 'site-packages', library, home: home || '/', pythonVersion };
  return version === '' ? { kind: 'server-tree', library, home, pythonVersion } : { ...nowhere, library };
}

/** The interpreter beside the packages, which for a virtualenv is its own; undefined for a server tree. */
export function pythonOf(layout: Layout): string | undefined {
  if (layout.kind !== 'site-packages' || layout.home === undefined) return undefined;
  // Debian's /usr/local/lib/python3.11/dist-packages belongs to /usr/bin/python3.11.
  const homes = [layout.home, layout.home.replace(/\/local$/, '')];
  const names = layout.pythonVersion === undefined ? [] : [`python${layout.pythonVersion}`];
  const candidates = homes.flatMap((home) =>
    [...names, 'python3', 'python'].map((name) => join(home, 'bin', name)),
  );
  return candidates.find(isFile);
}

/** What a virtualenv says about itself in pyvenv.cfg; undefined where there is none. */
export function readVirtualenv(
  home: string,
): { readonly systemSitePackages: boolean; readonly version: string | undefined } | undefined {
  const text = textOf(join(home, 'pyvenv.cfg'));
  if (text === undefined) return undefined;
  const values = new Map(
    text.split(/\r?\n/).map((line) => {
      const [key = '', ...rest] = line.split('=');
      return [key.trim().toLowerCase(), rest.join('=').trim()];
    }),
  );
  const version = values.get('version') ?? values.get('version_info');
  return {
    systemSitePackages: values.get('include-system-site-packages')?.toLowerCase() === 'true',
    // virtualenv writes 3.8.18.final.0
    version: version === undefined ? undefined : /^\d+(?:\.\d+)*/.exec(version)?.[0],
  };
}
