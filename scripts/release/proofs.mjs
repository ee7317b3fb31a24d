// What must hold of the files of a release, in `dist/release`. Each proof returns what it saw, or throws.
import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { targets } from '../bun.mjs';
import { problemsOf } from '../sbom-schema.mjs';
import { notesOf } from '../versions.mjs';
import { pythonVersion } from '../wheel.mjs';
import { bills, checksums, collection, executables, share, tarball, wheels } from './files.mjs';
import { manifest, release, root, run, Skipped } from './project.mjs';
import { tool } from './tools.mjs';

const { version } = manifest;
const path = (file) => join(release, file);

/** That the commit is the one that its tag names, and nothing lies beside it. */
export function provesSource(tag) {
  const changed = run('git', ['status', '--porcelain']).trim();
  if (changed !== '') throw new Skipped(`files differ from the commit:\n${changed}`);
  if (tag !== undefined && tag !== `v${version}`)
    throw new Error(`${tag} is not v${version}, as package.json has it`);
  const tags = run('git', ['tag', '--points-at', 'HEAD']).trim().split('\n');
  if (!tags.includes(`v${version}`)) throw new Skipped(`the commit has no tag v${version}`);
  return `clean, at v${version}`;
}

/** That the changelog has something to say, which becomes the text of the release. */
export function provesNotes() {
  const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');
  if (notesOf(changelog, version) !== '') return `CHANGELOG.md on ${version}`;
  if (notesOf(changelog, 'Unreleased') === '') throw new Error(`CHANGELOG.md says nothing of ${version}`);
  throw new Skipped(`CHANGELOG.md has it under "Unreleased": npm version gives it its heading`);
}

/** npm's provenance is refused where package.json names another repository than the one that publishes. */
export function provesRepository() {
  const url = manifest.repository?.url ?? manifest.repository;
  if (url === undefined)
    throw new Skipped('package.json has no "repository", which npm asks for to show provenance');
  const publishes = process.env.GITHUB_REPOSITORY;
  if (publishes !== undefined && !new RegExp(`[/:]${publishes}(\\.git)?$`, 'i').test(url)) {
    throw new Error(`package.json names ${url}, and ${publishes} publishes`);
  }
  return url;
}

export function provesFiles() {
  const expected = [tarball, ...executables, ...wheels, collection, share, ...bills, checksums].sort();
  const there = readdirSync(release).sort();
  const missing = expected.filter((file) => !there.includes(file));
  const strange = there.filter((file) => !expected.includes(file));
  if (strange.length > 0) throw new Error(`what is ${strange.join(', ')}?`);
  if (missing.length > 0) throw new Skipped(`without ${missing.join(', ')}`);
  return `${there.length} files`;
}

export function provesChecksums() {
  run('sha256sum', ['--check', '--strict', '--quiet', checksums], { cwd: release });
  return 'sha256sum --check';
}

/** That the npm package has what it needs and no sources, and that npm would take it. */
export function provesTarball() {
  const files = run('tar', ['-tzf', path(tarball)])
    .trim()
    .split('\n');
  const wanted =
    /^package\/((bin|schema|dist\/(program|share))\/|(README|CHANGELOG)\.md$|LICENSE$|package\.json$)/;
  const strange = files.filter((file) => !wanted.test(file));
  if (strange.length > 0) throw new Error(`${tarball} has ${strange.join(', ')}`);
  const needed = [
    'bin/omero-cors.js',
    'dist/program/start.js',
    'dist/program/index.js',
    'dist/program/types/index.d.ts',
    'dist/program/tree-sitter-python.wasm',
    'dist/program/web-tree-sitter.wasm',
    'dist/program/THIRD-PARTY-LICENSES.txt',
    'dist/share/man/man1/omero-cors.1',
    'schema/output.schema.json',
  ];
  const missing = needed.filter((file) => !files.includes(`package/${file}`));
  if (missing.length > 0) throw new Error(`${tarball} is without ${missing.join(', ')}`);
  run('npm', ['publish', '--dry-run', '--ignore-scripts', '--access', 'public', path(tarball)]);
  return `${files.length} files, npm publish --dry-run`;
}

/** That each executable is one for its machine, and that the one for this machine is this version of this commit. */
export function provesExecutables() {
  const machines = { 'linux-x64': 0x3e, 'linux-arm64': 0xb7, 'linux-x64-musl': 0x3e };
  for (const [index, target] of targets.entries()) {
    const header = headOf(path(executables[index]), 0x14);
    if (header.toString('latin1', 0, 4) !== '\x7fELF')
      throw new Error(`${executables[index]} is no executable`);
    if (header.readUInt16LE(0x12) !== machines[target])
      throw new Error(`${executables[index]} is for another machine`);
  }
  const here = `${process.platform}-${process.arch}`;
  if (!targets.includes(here)) throw new Skipped(`none of them runs on ${here}`);
  const said = run(path(`${manifest.name}-${here}`), ['--version']);
  const commit = run('git', ['describe', '--always', '--dirty', '--exclude=*', '--abbrev=12']).trim();
  if (!said.startsWith(`omero-cors ${version}\nbuild: ${commit} (executable`))
    throw new Error(`it says ${said}`);
  return said.split('\n').slice(0, 2).join(', ');
}

export function provesWheels() {
  for (const wheel of wheels) {
    const contents = unzipSync(readFileSync(path(wheel)), {
      filter: ({ name }) => name.endsWith('/METADATA'),
    });
    const metadata = Buffer.from(Object.values(contents)[0]).toString();
    if (!metadata.includes(`\nVersion: ${pythonVersion(version)}\n`))
      throw new Error(`${wheel}: another version`);
  }
  run(tool('twine'), ['check', '--strict', ...wheels.map(path)]);
  return 'twine check --strict';
}

export function provesCollection() {
  if (!existsSync(path(collection))) throw new Skipped('it was not made');
  const read = (file) => JSON.parse(run('tar', ['-xzOf', path(collection), file]));
  const info = read('MANIFEST.json').collection_info;
  if (info.version !== version) throw new Error(`${collection} says version ${info.version}`);
  const files = read('FILES.json').files.filter((file) => file.ftype === 'file');
  const listed = run('tar', ['-tzf', path(collection)])
    .trim()
    .split('\n');
  const missing = files.filter((file) => !listed.includes(file.name));
  if (missing.length > 0)
    throw new Error(`${collection} is without ${missing.map(({ name }) => name).join(', ')}`);
  return `${info.namespace}.${info.name} ${info.version}, ${files.length} files`;
}

export function provesBills() {
  for (const file of bills) {
    const problems = problemsOf(JSON.parse(readFileSync(path(file), 'utf8')));
    if (problems.length > 0) throw new Error(`${file}: ${problems.join('; ')}`);
  }
  return 'valid by the schema of CycloneDX';
}

function headOf(file, length) {
  const head = Buffer.alloc(length);
  const descriptor = openSync(file, 'r');
  readSync(descriptor, head, 0, length, 0);
  closeSync(descriptor);
  return head;
}
