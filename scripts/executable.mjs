// The executables that every packaging but npm's takes as they are: the bundle in dist/program, compiled by Bun.
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { bunFor, bunHere, bunVersions, targets } from './bun.mjs';
import { bunNotices, joinNotices } from './licenses/notices.mjs';

const root = join(import.meta.dirname, '..');
const program = join(root, 'dist', 'program');
const executables = join(root, 'dist', 'executable');

/** Where an executable of Bun's finds the files that it carries; by itself it looks where they were at the build. */
const INSIDE = '/$bunfs/root';

const LICENSES = 'THIRD-PARTY-LICENSES.txt';

/** What is newer than an executable makes it old. */
const madeOf = [
  join(program, 'start.js'),
  ...['bun.mjs', 'executable.mjs', 'licenses'].map((name) => join(import.meta.dirname, name)),
];

const flags = [
  '--compile',
  '--bytecode',
  // A short run is over before optimising its code would pay, and over many files there is time for it all the same.
  '--compile-jit-policy=1024',
  // What lies in the working directory is somebody else's: a .env or a bunfig.toml there must not change what runs.
  '--no-compile-autoload-dotenv',
  '--no-compile-autoload-bunfig',
  ...['web-tree-sitter.wasm', 'tree-sitter-python.wasm', LICENSES].map((file) => `--asset=${file}`),
  `--define=__filename=${JSON.stringify(`${INSIDE}/start.js`)}`,
  `--define=__dirname=${JSON.stringify(INSIDE)}`,
];

/**
 * What a script for several targets was asked for: all of them where its command line has none. Ends the script
 * where it has one that does not exist.
 */
export function askedTargets() {
  const asked = process.argv.slice(2);
  const unknown = asked.find((target) => !targets.includes(target));
  if (unknown === undefined) return asked.length > 0 ? asked : targets;
  console.error(`no target ${unknown}; there are: ${targets.join(', ')}`);
  process.exit(2);
}

/**
 * The executable for a target, built where there is none that is newer than the bundle. The same bundle gives the
 * same bytes.
 *
 * @returns its path, `dist/executable/omero-cors-<target>`
 * @throws Error where there is no such target, or Bun can't be fetched
 */
export function executableFor(target) {
  const runtime = bunFor(target);
  const name = `omero-cors-${target}`;
  const path = join(executables, name);
  if (existsSync(path) && changed(path) > Math.max(...madeOf.map(changed))) return path;

  mkdirSync(executables, { recursive: true });
  // In a folder of its own under its last name, which Bun writes into it.
  const unfinished = mkdtempSync(join(executables, 'unfinished-'));
  try {
    const inside = join(unfinished, 'program');
    cpSync(program, inside, { recursive: true });
    writeFileSync(join(inside, LICENSES), executableLicenses());
    const order = recordOrder(unfinished, inside);
    compile(inside, join(unfinished, name), [
      `--compile-executable-path=${runtime}`,
      `--bytecode-order=${order}`,
    ]);
    renameSync(join(unfinished, name), path);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return path;
}

/** Bun's compiler on a copy of the bundle. */
function compile(inside, output, more) {
  execFileSync(bunHere(), ['build', ...flags, ...more, './start.js', `--outfile=${output}`], {
    cwd: inside,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/**
 * Which functions a run of patch uses, in their order: they are laid together in the executable, which spares the
 * system to read the rest. A first build tells, on the machine that builds.
 *
 * @returns the path of Bun's list
 */
function recordOrder(folder, inside) {
  const [first, order] = [join(folder, 'first'), join(folder, 'order')];
  compile(inside, first, []);
  const settings = join(root, 'fixtures', 'patch', 'omero-5.8-black', 'settings.py');
  execFileSync(first, ['patch', settings, '--origin', 'https://viewer.example.org', '--dry-run'], {
    env: { BUN_BYTECODE_ORDER_OUT: order },
    stdio: 'ignore',
  });
  return order;
}

/** The licences of everything in an executable: what the bundle contains, and Bun. */
export function executableLicenses() {
  return joinNotices([readFileSync(join(program, LICENSES), 'utf8'), ...bunNotices(bunVersions())]);
}

function changed(path) {
  return statSync(path).mtimeMs;
}
