import { dirname } from 'node:path';
import { findUnit, serviceValue, serviceValues } from '../limits/systemd.js';
import { readText, type Tree } from '../limits/tree.js';
import { splitWords } from './shell-words.js';

/** What the service of OMERO.web says about the installation that it starts. */
export interface ServiceUnit {
  readonly name: string;
  readonly user: string | undefined;
  /** `Environment=` and `EnvironmentFile=`. */
  readonly environment: Readonly<Record<string, string>>;
  /** The OMERODIR of the service, from its environment, or from where its PID file lies. */
  readonly omeroDir: string | undefined;
  /** The folder whose `*.omero` files are loaded before each start, where the unit does so. */
  readonly omeroFiles: string | undefined;
  /** Every value, to tell which installation it belongs to. */
  readonly text: string;
}

const unitName = 'omero-web.service';

/**
 * Reads `omero-web.service` with its drop-ins, as far as we may.
 *
 * @param root the folder that stands for `/`
 * @returns undefined where there is no such unit, none that we may read, or one that is masked
 */
export function readServiceUnit(root: string): ServiceUnit | undefined {
  const tree = { root, skipsDenied: true };
  const unit = findUnit(tree, unitName);
  if (unit === undefined || unit === 'masked') return undefined;
  const values = (key: string) => serviceValues(unit, key);
  const environment = readEnvironment(values('Environment'), values('EnvironmentFile'), tree);
  const pidFile = serviceValue(unit, 'PIDFile');
  const all = unit.files.flatMap(({ assignments }) => assignments.map(({ value }) => value));
  const load = all.find((value) => /\bload\s+--glob\s/.test(value));
  return {
    name: unitName,
    user: serviceValue(unit, 'User'),
    environment,
    omeroDir:
      environment['OMERODIR'] ??
      (pidFile?.endsWith('/var/django.pid') ? dirname(dirname(pidFile)) : undefined),
    omeroFiles: /--glob\s+["']?(\/[^\s"']*)\/\*\.omero/.exec(load ?? '')?.[1],
    text: all.join('\n'),
  };
}

/** An empty value takes back what stands above it; the files have the last word (systemd.exec(5)). */
function readEnvironment(
  assigned: readonly string[],
  files: readonly string[],
  tree: Tree,
): Readonly<Record<string, string>> {
  const texts = sinceReset(files).map((file) => readText(tree, file.replace(/^-/, '')) ?? '');
  const lines = texts.flatMap((text) => text.split(/\r?\n/)).filter((line) => !/^\s*[#;]/.test(line));
  return Object.assign({}, ...[...sinceReset(assigned), ...lines].map(readAssignments));
}

function sinceReset(values: readonly string[]): readonly string[] {
  return values.slice(values.lastIndexOf('') + 1);
}

/** `A=1 "B=two words"`; a line that can't be split says nothing. */
function readAssignments(line: string): Record<string, string> {
  const split = splitWords(line);
  if ('problem' in split) return {};
  return Object.fromEntries(
    split.words.flatMap((word) => {
      const at = word.indexOf('=');
      return at > 0 ? [[word.slice(0, at), word.slice(at + 1)]] : [];
    }),
  );
}
