import { dirname, join } from 'node:path';
import { namesIn, textOf } from './look.js';
import { splitWords } from './shell-words.js';

/** What the service of OMERO.web says about the installation that it starts. */
export interface ServiceUnit {
  readonly name: string;
  readonly path: string;
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
const unitFolders = [
  'etc/systemd/system',
  'run/systemd/system',
  'lib/systemd/system',
  'usr/lib/systemd/system',
];

/**
 * Reads `omero-web.service` with its drop-ins.
 *
 * @param root the folder that stands for `/`
 * @returns undefined where there is no such unit, or none that we may read
 */
export function readServiceUnit(root: string): ServiceUnit | undefined {
  const path = unitFolders.map((folder) => join(root, folder, unitName)).find((file) => textOf(file));
  if (path === undefined) return undefined;
  const dropIns = unitFolders.flatMap((folder) => {
    const dropInFolder = join(root, folder, `${unitName}.d`);
    return namesIn(dropInFolder)
      .filter((name) => name.endsWith('.conf'))
      .map((name) => join(dropInFolder, name));
  });
  const text = [path, ...dropIns].map((file) => textOf(file) ?? '').join('\n');
  const directives = readDirectives(text);
  const environment = readEnvironment(directives, root);
  const pidFile = directives.findLast(({ key }) => key === 'PIDFile')?.value;
  const load = directives.find(({ value }) => /\bload\s+--glob\s/.test(value))?.value;
  return {
    name: unitName,
    path,
    user: directives.findLast(({ key }) => key === 'User')?.value,
    environment,
    omeroDir:
      environment['OMERODIR'] ??
      (pidFile?.endsWith('/var/django.pid') ? dirname(dirname(pidFile)) : undefined),
    omeroFiles: /--glob\s+["']?(\/[^\s"']*)\/\*\.omero/.exec(load ?? '')?.[1],
    text,
  };
}

interface Directive {
  readonly key: string;
  readonly value: string;
}

function readDirectives(text: string): readonly Directive[] {
  return text
    .replaceAll(/\\\r?\n/g, ' ')
    .split(/\r?\n/)
    .flatMap((line) => {
      const match = /^\s*([A-Za-z]+)\s*=\s*(.*?)\s*$/.exec(line);
      return match === null ? [] : [{ key: match[1] ?? '', value: match[2] ?? '' }];
    });
}

/** An empty `Environment=` takes back what stands above it. */
function readEnvironment(directives: readonly Directive[], root: string): Readonly<Record<string, string>> {
  let environment: Record<string, string> = {};
  for (const { key, value } of directives) {
    if (key === 'Environment')
      environment = value === '' ? {} : { ...environment, ...readAssignments(value) };
    if (key === 'EnvironmentFile') {
      const file = textOf(join(root, value.replace(/^-/, ''))) ?? '';
      const lines = file.split(/\r?\n/).filter((line) => !/^\s*[#;]/.test(line));
      for (const line of lines) environment = { ...environment, ...readAssignments(line) };
    }
  }
  return environment;
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
