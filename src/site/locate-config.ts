import { dirname, join, resolve } from 'node:path';
import { SettingsError } from '../errors.js';
import type { Finding } from '../findings.js';
import { type ConfigXml, parseConfigXml } from './config-xml.js';
import type { Layout } from './layout.js';
import { distinct, isFile, isFolder, lookAtFile, namesIn } from './look.js';

/** Where OMERO's configuration was found, or not. */
export interface LocatedConfig {
  readonly config: ConfigXml | undefined;
  /** Those that could be meant, where that is not clear; one that can't be read is empty. */
  readonly candidates: readonly ConfigXml[];
  /** config.xml lies in its etc/grid; known also where there is no config.xml yet. */
  readonly omeroDir: string | undefined;
  readonly findings: readonly Finding[];
}

/** Where to look, beside the files themselves. */
export interface ConfigContext {
  /** The value of `--config-xml`. */
  readonly named: string | undefined;
  /** OMERODIR of the service that starts this installation. */
  readonly serviceDir: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

/**
 * Finds and reads config.xml: the one that was named, else that of OMERODIR, of OMERO_HOME, of the tree that
 * settings.py is in, of the service, of the folders beside the virtualenv. One that may not be read, and
 * several that could be meant, are findings; the configuration is then unknown.
 *
 * @throws SettingsError `config-xml-not-found` for a named one, `config-xml-syntax`
 */
export async function locateConfig(layout: Layout, context: ConfigContext): Promise<LocatedConfig> {
  const { named, env, cwd } = context;
  if (named !== undefined) {
    const path = resolve(cwd, named);
    if (isFile(path)) return readConfig(path, env);
    throw new SettingsError('config-xml-not-found', `--config-xml ${named}: no such file`, {
      hint: 'It lies in etc/grid under OMERODIR.',
    });
  }

  const groups = omeroDirs(layout, context).filter((group) => group.length > 0);
  for (const group of groups) {
    const [found, ...others] = distinct(group.map(configIn));
    if (found === undefined) continue;
    if (others.length === 0) return readConfig(found, env);
    return readCandidates([found, ...others], env);
  }
  return {
    config: undefined,
    candidates: [],
    omeroDir: groups.flat().find((folder) => isFolder(join(folder, 'etc', 'grid'))),
    findings: [{ code: 'config-not-found', severity: 'info', searched: groups.flat().map(configIn) }],
  };
}

/** Folders that may be OMERODIR; a later group counts only where the earlier ones hold no config.xml. */
function omeroDirs(layout: Layout, { serviceDir, env, cwd }: ConfigContext): readonly (readonly string[])[] {
  const fromEnvironment = [env['OMERODIR'], env['OMERO_HOME']].map((folder) =>
    folder ? [resolve(cwd, folder)] : [],
  );
  if (layout.home === undefined) return fromEnvironment;
  return [
    ...fromEnvironment,
    ...fromHomeUp(layout.home).map((folder) => [folder]),
    serviceDir === undefined ? [] : [serviceDir],
    foldersBeside(layout.home),
  ];
}

function fromHomeUp(folder: string): readonly string[] {
  return folder === '/' ? [] : [folder, ...fromHomeUp(dirname(folder))];
}

function foldersBeside(home: string): readonly string[] {
  const around = dirname(home);
  return namesIn(around)
    .map((name) => join(around, name))
    .filter((folder) => isFolder(join(folder, 'etc', 'grid')));
}

function configIn(omeroDir: string): string {
  return join(omeroDir, 'etc', 'grid', 'config.xml');
}

async function readConfig(path: string, env: ConfigContext['env']): Promise<LocatedConfig> {
  const omeroDir = path.endsWith('/etc/grid/config.xml') ? dirname(dirname(dirname(path))) : undefined;
  const looked = lookAtFile(path);
  if ('found' in looked) {
    const config = await parseConfigXml(looked.found, path, env['OMERO_CONFIG']);
    return { config, candidates: [], omeroDir, findings: [] };
  }
  const reason = 'denied' in looked ? looked.denied : 'gone while it was read';
  const finding: Finding = { code: 'config-unreadable', severity: 'warning', file: path, reason };
  return { config: undefined, candidates: [], omeroDir, findings: [finding] };
}

/** Several that could be meant: which of them OMERO.web uses can't be seen from here. */
async function readCandidates(paths: readonly string[], env: ConfigContext['env']): Promise<LocatedConfig> {
  const read = await Promise.all(paths.map((path) => readCandidate(path, env)));
  const candidates = read.map(({ config }, index): ConfigXml => {
    return config ?? { path: paths[index] ?? '', profile: 'default', properties: new Map() };
  });
  const severity = 'warning';
  const findings: Finding[] = [
    { code: 'config-ambiguous', severity, candidates: paths },
    ...read.flatMap((located) => located.findings),
  ];
  return { config: undefined, candidates, omeroDir: undefined, findings };
}

/** A broken one may be anybody's, and stops nobody. */
async function readCandidate(path: string, env: ConfigContext['env']): Promise<LocatedConfig> {
  try {
    return await readConfig(path, env);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    const finding: Finding = {
      code: 'config-unreadable',
      severity: 'warning',
      file: path,
      reason: error.message,
    };
    return { config: undefined, candidates: [], omeroDir: undefined, findings: [finding] };
  }
}
