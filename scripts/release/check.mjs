// Does everything of a release but the publishing: makes its files in dist/release, proves them, and makes them once
// more to see the same bytes. The release workflow runs this, and publishes what it leaves.
//
//     npm run release:check [-- --tag v1.2.3]
//
// With a tag, a release is meant: then nothing may be left out. Without one, it says what it left out and why.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { notesOf } from '../versions.mjs';
import { bundle, checksums, parts } from './files.mjs';
import { manifest, release, root, Skipped } from './project.mjs';
import * as proofs from './proofs.mjs';

const { tag } = parseArgs({ options: { tag: { type: 'string' } } }).values;
const again = join(release, '..', 'release-again');

const steps = [
  ['source', () => proofs.provesSource(tag)],
  ['release notes', proofs.provesNotes],
  ['repository', proofs.provesRepository],
  ['bundle', bundle],
  ...parts.map(([name, make]) => [`make: ${name}`, () => make(release)]),
  ['files', proofs.provesFiles],
  ['checksums', proofs.provesChecksums],
  ['npm package', proofs.provesTarball],
  ['executables', proofs.provesExecutables],
  ['wheels', proofs.provesWheels],
  ['Ansible collection', proofs.provesCollection],
  ['bills of materials', proofs.provesBills],
  ['made twice', makeTwice],
];

empty(release);
const skipped = [];
const failed = [];
for (const [name, take] of steps) {
  const started = Date.now();
  const [state, detail] = attempt(take);
  if (state === 'skipped') skipped.push(name);
  if (state === 'failed') failed.push(name);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(`${state.padEnd(8)} ${name}${detail === '' ? '' : `: ${detail}`} (${seconds} s)`);
}
const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');
const notes = notesOf(changelog, manifest.version) || notesOf(changelog, 'Unreleased');
writeFileSync(join(release, '..', 'release-notes.md'), `${notes}\n`);

if (skipped.length > 0) console.log(`left out: ${skipped.join(', ')}`);
if (failed.length > 0) console.log(`failed: ${failed.join(', ')}`);
const isDone = failed.length === 0 && (tag === undefined || skipped.length === 0);
console.log(isDone ? `dist/release holds omero-cors ${manifest.version}` : 'this is no release');
process.exitCode = isDone ? 0 : 1;

function attempt(take) {
  try {
    return ['ok', String(take() ?? '').trim()];
  } catch (error) {
    return [error instanceof Skipped ? 'skipped' : 'failed', error.message];
  }
}

/** Everything from the bundle on, into another folder; what could not be made could not the first time either. */
function makeTwice() {
  empty(again);
  try {
    bundle();
    for (const [, make] of parts) attempt(() => make(again));
    const [first, second] = [release, again].map(readSums);
    const different = first.filter((line) => !second.includes(line)).map((line) => line.split('  ')[1]);
    if (different.length > 0) throw new Error(`other bytes the second time: ${different.join(', ')}`);
    return `the same bytes of ${first.length} files`;
  } finally {
    rmSync(again, { recursive: true, force: true });
  }
}

function readSums(folder) {
  return readFileSync(join(folder, checksums), 'utf8').trim().split('\n');
}

function empty(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
}
