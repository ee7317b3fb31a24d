import { basename } from 'node:path';
import { listNames, locate, readText, type Tree } from './tree.js';
import { type Assignment, type NofileLimit, readAssignments, readNofileLimit } from './unit-file.js';

/** Where the administrator's own units and drop-ins are; ours goes there too. */
export const etcFolder = '/etc/systemd/system';

/** Where units are looked for; the first that has a file of a name wins (systemd.unit(5)). */
const unitFolders = [
  etcFolder,
  '/run/systemd/system',
  '/usr/local/lib/systemd/system',
  '/usr/lib/systemd/system',
  '/lib/systemd/system',
];

/** The name of our drop-in. It sorts last among the usual ones, so that it wins. */
const dropInName = 'zz-omero-cors.conf';

/** A service with every file that shapes it: the unit file, then its drop-ins in the order of their names. */
export interface Unit {
  readonly name: string;
  readonly files: readonly UnitPart[];
}

export interface UnitPart {
  /** As the tree sees it. */
  readonly path: string;
  readonly assignments: readonly Assignment[];
}

/** A limit with the place that sets it. */
export interface PlacedLimit extends NofileLimit {
  readonly path: string;
  readonly line: number;
}

/** Undefined when no folder has the unit, 'masked' when it is switched off by a link to /dev/null. */
export function findUnit(tree: Tree, name: string): Unit | 'masked' | undefined {
  const template = name.replace(/@.+(?=\.service$)/, '@');
  const nothing = locate(tree, '/dev/null');
  for (const title of new Set([name, template])) {
    for (const folder of unitFolders) {
      const path = `${folder}/${title}`;
      if (locate(tree, path) === nothing) return 'masked';
      if (readText(tree, path) === undefined) continue;
      return { name, files: [path, ...findDropIns(tree, name)].map((file) => readPart(tree, file)) };
    }
  }
  return undefined;
}

function readPart(tree: Tree, path: string): UnitPart {
  return { path, assignments: readAssignments(readText(tree, path) ?? '') };
}

/** Of several drop-ins of one name, the one in the first folder counts; the order is that of the names. */
function findDropIns(tree: Tree, unit: string): readonly string[] {
  const chosen = new Map<string, string>();
  const own = unitFolders.flatMap((folder) => dropInFolders(unit).map((name) => `${folder}/${name}`));
  const everyService = unitFolders.map((folder) => `${folder}/service.d`);
  for (const folder of [...own, ...everyService]) {
    for (const name of listNames(tree, folder)) {
      if (name.endsWith('.conf') && !chosen.has(name)) chosen.set(name, `${folder}/${name}`);
    }
  }
  return [...chosen.values()].sort(byFileName);
}

/** `a-b@i.service` takes its drop-ins from a-b@i.service.d, a-b@.service.d and a-.service.d. */
function dropInFolders(unit: string): readonly string[] {
  const [, prefix = '', instance = ''] = /^([^@]*)(@.*)?\.service$/.exec(unit) ?? [];
  const dashes = [...prefix.slice(0, -1).matchAll(/-/g)].map((dash) => prefix.slice(0, dash.index + 1));
  return [prefix, ...dashes.reverse()].flatMap((title) =>
    instance.length > 1
      ? [`${title}${instance}.service.d`, `${title}@.service.d`]
      : [`${title}${instance}.service.d`],
  );
}

function byFileName(a: string, b: string): number {
  return Buffer.compare(Buffer.from(basename(a)), Buffer.from(basename(b)));
}

/** The last readable `LimitNOFILE=`, which is the one that holds; undefined when there is none. */
export function effectiveLimit(unit: Unit): PlacedLimit | undefined {
  return unit.files
    .flatMap(({ path, assignments }) =>
      assignments
        .filter(({ section, key }) => section === 'Service' && key === 'LimitNOFILE')
        .map(({ value, line }) => ({ limit: readNofileLimit(value), path, line })),
    )
    .flatMap(({ limit, path, line }) => (limit === undefined ? [] : [{ ...limit, path, line }]))
    .at(-1);
}

/** Every value of a key of `[Service]`, in the order in which systemd reads them. */
export function serviceValues(unit: Unit, key: string): readonly string[] {
  return unit.files
    .flatMap(({ assignments }) => assignments)
    .filter((assignment) => assignment.section === 'Service' && assignment.key === key)
    .map(({ value }) => value);
}

/** The last value of a key of `[Service]`, such as `User`; undefined when unset or empty. */
export function serviceValue(unit: Unit, key: string): string | undefined {
  return serviceValues(unit, key).at(-1) || undefined;
}

/** The same unit with our drop-in holding this text, '' for none, in the place where systemd would read it. */
export function withDropIn(unit: Unit, text: string): Unit {
  const [main, ...dropIns] = unit.files;
  const ours = { path: dropInPath(unit.name), assignments: readAssignments(text) };
  const others = dropIns.filter(({ path }) => basename(path) !== dropInName);
  const sorted = [...others, ours].sort((a, b) => byFileName(a.path, b.path));
  return { name: unit.name, files: main === undefined ? sorted : [main, ...sorted] };
}

export function dropInPath(unit: string): string {
  return `${etcFolder}/${unit}.d/${dropInName}`;
}

/** The names of the services whose own file holds this text; templates, which do not run themselves, left out. */
export function listUnits(tree: Tree, text: string): readonly string[] {
  const found = unitFolders.flatMap((folder) =>
    listNames(tree, folder).filter(
      (name) =>
        name.endsWith('.service') &&
        !name.includes('@.') &&
        readText(tree, `${folder}/${name}`)?.includes(text),
    ),
  );
  return [...new Set(found)].sort();
}
