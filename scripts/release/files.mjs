// Makes the files of a release, each from the scripts that make it on any other day.
import {
  copyFileSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
// Not Node's zlib, whose bytes depend on the processor.
import { gzipSync } from 'fflate';
import { bunPackage, bunVersions, targets } from '../bun.mjs';
import { executableFor } from '../executable.mjs';
import { bunComponents } from '../licenses/notices.mjs';
import { billOfMaterials } from '../sbom.mjs';
import { fileNameOf } from '../wheel.mjs';
import { commitTime, manifest, root, run, sha256 } from './project.mjs';
import { tool } from './tools.mjs';

const { name, version } = manifest;
export const tarball = `${name}-${version}.tgz`;
export const executables = targets.map((target) => `${name}-${target}`);
export const wheels = targets.map((target) => fileNameOf(manifest, target));
export const collection = `omero_cors-web-${version}.tar.gz`;
export const share = `${name}-${version}-share.tar.gz`;
const billOf = (file) => `${file}.cdx.json`;
export const bills = [tarball, ...executables].map(billOf);
export const checksums = 'SHA256SUMS';

/** The parts of a release in the order in which they are made: what it is, and how it gets into a folder. */
export const parts = [
  ['npm package', makeTarball],
  ['executables', makeExecutables],
  ['wheels', makeWheels],
  ['Ansible collection', makeCollection],
  ['man page and completions', makeShare],
  ['bills of materials', makeBills],
  ['checksums', makeChecksums],
];

/** The bundle, which all of them contain. */
export function bundle() {
  run('npm', ['run', 'build']);
}

function makeTarball(folder) {
  run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder]);
  return tarball;
}

function makeExecutables(folder) {
  for (const target of targets) bring(executableFor(target), join(folder, `${name}-${target}`));
  return targets.join(', ');
}

function makeWheels(folder) {
  run(process.execPath, [join(root, 'scripts', 'build-wheel.mjs')]);
  for (const wheel of wheels) bring(join(root, 'dist', 'wheel', wheel), join(folder, wheel));
  return `${wheels.length} platforms`;
}

/** ansible-galaxy writes the time of the build into it, so that it is packed again. */
function makeCollection(folder) {
  const galaxy = tool('ansible-galaxy');
  const work = mkdtempSync(join(folder, '..', 'collection-'));
  try {
    const env = { ANSIBLE_HOME: join(work, 'home') };
    run(galaxy, ['collection', 'build', join(root, 'ansible'), '--output-path', work], { env });
    const content = join(work, 'content');
    mkdirSync(content);
    run('tar', ['-xzf', join(work, collection), '-C', content]);
    archive(content, join(folder, collection));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return collection;
}

function makeShare(folder) {
  archive(join(root, 'dist', 'share'), join(folder, share));
  return share;
}

/** A bill for each thing that contains others' work: the npm package, and the executables, which wheels carry too. */
function makeBills(folder) {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const bundled = JSON.parse(readFileSync(join(root, 'dist', 'bundled.json'), 'utf8'));
  const packages = bundled.map((each) => ({ name: each, ...lock[`node_modules/${each}`] }));
  const files = ['web-tree-sitter', 'tree-sitter-python'].map((each) => ({
    name: `${each}.wasm`,
    package: each,
    sha256: sha256(join(root, 'dist', 'program', `${each}.wasm`)),
  }));
  const write = (file, bun) => {
    const described = { name: file, sha256: sha256(join(folder, file)) };
    const bill = billOfMaterials({ manifest, file: described, time: commitTime(), packages, files, bun });
    writeFileSync(join(folder, billOf(file)), `${JSON.stringify(bill, null, 2)}\n`);
  };
  write(tarball);
  const versions = bunVersions();
  for (const target of targets) {
    write(`${name}-${target}`, { package: bunPackage(target), versions, parts: bunComponents });
  }
  return `${bills.length}, CycloneDX 1.6`;
}

function makeChecksums(folder) {
  const files = readdirSync(folder).filter((file) => file !== checksums);
  writeFileSync(
    join(folder, checksums),
    files.map((file) => `${sha256(join(folder, file))}  ${file}\n`).join(''),
  );
  return `of ${files.length} files`;
}

/** The same bytes for the same files: by name, without owners, at the time of the commit. */
function archive(from, to) {
  const words = [
    '--sort=name',
    `--mtime=${commitTime()}`,
    '--owner=0',
    '--group=0',
    '--numeric-owner',
    '--mode=u=rwX,go=rX',
    '--format=ustar',
    '-C',
    from,
    '-cf',
    '-',
    ...readdirSync(from).sort(),
  ];
  writeFileSync(to, gzipSync(run('tar', words, { encoding: 'buffer' }), { mtime: 0, level: 9 }));
}

/** The executables have 115 MB each. */
function bring(from, to) {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}
