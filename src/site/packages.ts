import { join } from 'node:path';
import type { Finding } from '../findings.js';
import type { PythonAnswer } from './ask-python.js';
import { type Distribution, findDistribution, openLibrary, type PackageState } from './distributions.js';
import { type Layout, readVirtualenv } from './layout.js';
import { readLibraryPath } from './library-path.js';
import { isFolder, textOf } from './look.js';
import type { ServiceUnit } from './systemd-unit.js';

/** The packages that matter, and the Python that loads them. */
export interface Packages {
  readonly versions: {
    readonly omeroWeb: string | undefined;
    readonly django: string | undefined;
    readonly python: string | undefined;
  };
  readonly corsHeaders: PackageState;
  /** OMERO 4.4 brought its own Django, which pip does not know. */
  readonly bundlesDjango: boolean;
  /** Where pip puts packages, where the interpreter was asked. */
  readonly sitePackages: string | undefined;
  readonly findings: readonly Finding[];
}

/**
 * The versions of an installation's packages: by the metadata beside settings.py, or, where the user named
 * an interpreter, in the folders that it looks in. Where both are known and differ, a finding says so.
 *
 * @param service its PYTHONPATH comes first
 * @param answer of `--python`
 */
export function readPackages(
  layout: Layout,
  service: ServiceUnit | undefined,
  answer?: PythonAnswer,
): Packages {
  const pythonPath = service?.environment['PYTHONPATH']?.split(':').filter(Boolean) ?? [];
  const seen = readLibraryPath(layout, pythonPath);
  const beside = (distribution: Distribution) =>
    findDistribution(distribution, seen.libraries, seen.complete);
  const found = {
    omeroWeb: beside('omero-web'),
    django: beside('django'),
    corsHeaders: beside('django-cors-headers'),
  };
  const omeroWeb = versionOf(found.omeroWeb) ?? serverVersion(layout);
  const home = layout.kind === 'site-packages' ? layout.home : undefined;
  const bundlesDjango =
    layout.kind === 'server-tree' && layout.library !== undefined && isFolder(join(layout.library, 'django'));

  if (answer === undefined) {
    const python = (home === undefined ? undefined : readVirtualenv(home)?.version) ?? layout.pythonVersion;
    return {
      versions: { omeroWeb, django: versionOf(found.django), python },
      corsHeaders: found.corsHeaders,
      bundlesDjango,
      sitePackages: undefined,
      findings: [],
    };
  }
  // `bin/omero` of a server puts its own folder in front, where OMERO 4.4 bundles its Django.
  const front = layout.kind === 'site-packages' || layout.library === undefined ? [] : [layout.library];
  const libraries = [...front, ...answer.path].map(openLibrary);
  const asked = (distribution: Distribution) => findDistribution(distribution, libraries, true);
  const django = asked('django');
  const corsHeaders = asked('django-cors-headers');
  return {
    versions: {
      omeroWeb: omeroWeb ?? versionOf(asked('omero-web')),
      django: versionOf(django),
      python: answer.version,
    },
    corsHeaders,
    bundlesDjango,
    sitePackages: answer.path.find((path) => /\/(?:site|dist)-packages$/.test(path) && isFolder(path)),
    findings: [
      ...disagreement('Django', django, found.django),
      ...disagreement('django-cors-headers', corsHeaders, found.corsHeaders),
    ],
  };
}

function disagreement(name: string, asked: PackageState, found: PackageState): readonly Finding[] {
  if (found.state === 'unknown' || asked.state === 'unknown') return [];
  if (versionOf(asked) === versionOf(found)) return [];
  const words = (state: PackageState) => versionOf(state) ?? '(none)';
  return [{ code: 'python-disagrees', severity: 'warning', name, asked: words(asked), found: words(found) }];
}

function versionOf(state: PackageState): string | undefined {
  return state.state === 'installed' ? state.version : undefined;
}

/** `omero_version="5.4.10-ice36-b105"` in the omero_version.py of a server tree. */
function serverVersion({ library }: Layout): string | undefined {
  if (library === undefined) return undefined;
  const text = textOf(join(library, 'omero_version.py')) ?? '';
  return /^omero_version\s*=\s*['"](\d+(?:\.\d+)*)/m.exec(text)?.[1];
}
