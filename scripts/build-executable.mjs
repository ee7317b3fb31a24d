// Makes dist/executable/omero-cors-<target> of the bundle in dist/program, with Bun's compiler.
//
//     npm run build:executable [-- <target> ...]
//
// Without a target, all of them.
import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { bunFor, bunHere, targets } from './bun.mjs';

const root = join(import.meta.dirname, '..');
const program = join(root, 'dist', 'program');
const executables = join(root, 'dist', 'executable');

/** Where an executable of Bun's finds the files that it carries; by itself it looks where they were at the build. */
const INSIDE = '/$bunfs/root';

const flags = [
  '--compile',
  '--bytecode',
  // What lies in the working directory is somebody else's: a .env or a bunfig.toml there must not change what runs.
  '--no-compile-autoload-dotenv',
  '--no-compile-autoload-bunfig',
  ...['web-tree-sitter.wasm', 'tree-sitter-python.wasm', 'THIRD-PARTY-LICENSES.txt'].map(
    (file) => `--asset=${file}`,
  ),
  `--define=__filename=${JSON.stringify(`${INSIDE}/start.js`)}`,
  `--define=__dirname=${JSON.stringify(INSIDE)}`,
];

mkdirSync(executables, { recursive: true });
for (const target of process.argv.length > 2 ? process.argv.slice(2) : targets) {
  const runtime = bunFor(target);
  const output = join(executables, `omero-cors-${target}`);
  const unfinished = `${output}.${process.pid}`;
  try {
    execFileSync(
      bunHere(),
      ['build', ...flags, `--compile-executable-path=${runtime}`, './start.js', `--outfile=${unfinished}`],
      { cwd: program, stdio: ['ignore', 'ignore', 'inherit'] },
    );
    renameSync(unfinished, output);
  } finally {
    rmSync(unfinished, { force: true });
  }
  console.log(`${output}: ${(statSync(output).size / 1e6).toFixed(0)} MB`);
}
