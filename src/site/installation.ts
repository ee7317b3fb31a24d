import { dirname, join, resolve } from 'node:path';
import type { Finding } from '../findings.js';
import type { ConfigProperties, ConfigXml } from './config-xml.js';
import type { PackageState } from './distributions.js';
import { readEnvironmentConfig } from './environment-config.js';
import { inspectPackages, type PackageInspection } from './inspect-packages.js';
import type { Layout } from './layout.js';
import { locateConfig } from './locate-config.js';
import { isFile, isFolder, namesIn } from './look.js';
import { type ConfigOperation, readOmeroFiles } from './omero-files.js';
import type { ServiceUnit } from './systemd-unit.js';

/** What stands around a settings.py. What can't be known is undefined, or `unknown`, and no error. */
export interface Installation {
  readonly kind: Layout['kind'];
  readonly omeroWeb: string | undefined;
  readonly django: string | undefined;
  readonly corsHeaders: PackageState;
  /** `3.10.13`, or `3.10` where only a folder's name tells. */
  readonly python: string | undefined;
  /** The interpreter that runs OMERO.web: the one that was named, else the one of the virtualenv. */
  readonly pythonExecutable: string | undefined;
  /** The virtualenv or other prefix, or the server tree. */
  readonly home: string | undefined;
  readonly omeroDir: string | undefined;
  readonly config: ConfigXml | undefined;
  /** Where several could be meant, all of them: see `possibleInstallations`. */
  readonly configCandidates: readonly ConfigXml[];
  /** The folder for `*.omero` files, beside OMERODIR; undefined where there is none. */
  readonly configFolder: string | undefined;
  /** The `*.omero` files in it, in the order in which they are applied. */
  readonly configFiles: readonly string[];
  /** What these files do. */
  readonly configOperations: readonly ConfigOperation[];
  /** Keys that the Docker image sets from the environment. */
  readonly environmentConfig: ConfigProperties;
  readonly service: ServiceUnit | undefined;
  /** Whether `/etc/init.d/omero-web` starts it. */
  readonly initScript: boolean;
  readonly findings: readonly Finding[];
}

/** What the user said about the installation, and the world to look at. */
export interface Inspection extends PackageInspection {
  /** `--config-xml` */
  readonly configXml?: string | undefined;
  /** `--cors-headers`: taken for the installed version, whatever is found. */
  readonly corsHeaders?: string | undefined;
}

/**
 * Looks at an installation. Reads only; runs nothing but the interpreter that the user named.
 *
 * @param settings the absolute path of settings.py, links resolved; undefined for a text from stdin, where
 *   only the configuration that was named or that the environment tells is looked at
 * @throws SettingsError `python-not-found`, `python-failed`, `config-xml-not-found`, `config-xml-syntax`
 */
export async function inspectInstallation(
  settings: string | undefined,
  inspection: Inspection,
): Promise<Installation> {
  const { configXml, corsHeaders, env, cwd, root = '/' } = inspection;
  const { layout, service, packages, pythonExecutable } = await inspectPackages(settings, inspection);
  const serviceDir = service?.omeroDir === undefined ? undefined : join(root, service.omeroDir);
  const located = await locateConfig(layout, { named: configXml, serviceDir, env, cwd });
  // Candidates lie side by side, and so have one folder for these files.
  const [candidate] = located.candidates;
  const omeroDir = located.omeroDir ?? (candidate && resolve(candidate.path, '../../..'));
  const omeroFiles = listOmeroFiles(omeroDir, service, root);
  const read = readOmeroFiles(omeroFiles?.files ?? []);

  return {
    kind: layout.kind,
    ...packages.versions,
    corsHeaders:
      corsHeaders === undefined ? packages.corsHeaders : { state: 'installed', version: corsHeaders },
    pythonExecutable,
    home: layout.home,
    omeroDir: located.omeroDir,
    config: located.config,
    configCandidates: located.candidates,
    configFolder: omeroFiles?.folder,
    configFiles: omeroFiles?.files ?? [],
    configOperations: read.operations,
    environmentConfig: readEnvironmentConfig(env),
    service,
    initScript: layout.home !== undefined && isFile(join(root, 'etc/init.d/omero-web')),
    findings: [...packages.findings, ...located.findings, ...read.findings],
  };
}

/** The folder that the service loads, else `config` beside OMERODIR as the role ome.omero_web lays it out. */
function listOmeroFiles(
  omeroDir: string | undefined,
  service: ServiceUnit | undefined,
  root: string,
): { readonly folder: string; readonly files: readonly string[] } | undefined {
  const fromService = service?.omeroFiles === undefined ? undefined : join(root, service.omeroFiles);
  const folder = fromService ?? (omeroDir === undefined ? undefined : join(dirname(omeroDir), 'config'));
  if (folder === undefined || !isFolder(folder)) return undefined;
  const names = namesIn(folder).filter((name) => name.endsWith('.omero') && !name.startsWith('.'));
  return { folder, files: names.map((name) => join(folder, name)) };
}
