// Makes the wheels for pip in dist/wheel: each carries an executable of dist/executable as its script, and dist/share.
// The same files give the same bytes, on every machine.
//
//     npm run build:wheel [-- <target> ...]
//
// Without a target, all of them.
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
// Not Node's zlib, whose bytes depend on the processor.
import { zipSync } from 'fflate';
import { askedTargets, executableFor, executableLicenses } from './executable.mjs';
import { bunComponents } from './licenses/notices.mjs';
import { fileNameOf, metadataOf, recordOf, stemOf, timeOf, wheelOf } from './wheel.mjs';

const root = join(import.meta.dirname, '..');
const wheels = join(root, 'dist', 'wheel');
const share = join(root, 'dist', 'share');
const read = (...path) => readFileSync(join(root, ...path));
const manifest = JSON.parse(read('package.json'));

const time = timeOf(process.env.SOURCE_DATE_EPOCH);
// A zip has no time zone, and fflate writes the local time.
process.env.TZ = 'UTC';

mkdirSync(wheels, { recursive: true });
for (const target of askedTargets()) {
  const path = join(wheels, fileNameOf(manifest, target));
  const unfinished = `${path}.${process.pid}`;
  try {
    writeFileSync(unfinished, zip(filesFor(target)));
    renameSync(unfinished, path);
  } finally {
    rmSync(unfinished, { force: true });
  }
  console.log(`${path}: ${(statSync(path).size / 1e6).toFixed(0)} MB`);
}

/** Paths and contents in the wheel's order: what is installed, then what describes it, RECORD last. */
function filesFor(target) {
  const [data, info] = ['data', 'dist-info'].map((kind) => `${stemOf(manifest)}.${kind}`);
  const executable = readFileSync(executableFor(target));
  const licenseFiles = new Map([
    ['LICENSE', read('LICENSE')],
    ['THIRD-PARTY-LICENSES.txt', Buffer.from(executableLicenses())],
  ]);
  const metadata = metadataOf(manifest, `${read('README.md')}`, licenses(), [...licenseFiles.keys()]);
  const files = new Map([
    [`${data}/scripts/omero-cors`, executable],
    ...filesBelow(share).map((path) => [`${data}/data/share/${relative(share, path)}`, readFileSync(path)]),
    [`${info}/METADATA`, Buffer.from(metadata)],
    [`${info}/WHEEL`, Buffer.from(wheelOf(target))],
    ...[...licenseFiles].map(([name, text]) => [`${info}/licenses/${name}`, text]),
  ]);
  return files.set(`${info}/RECORD`, Buffer.from(recordOf(files, `${info}/RECORD`)));
}

/** Those of omero-cors, of the packages in the bundle, and of Bun with what it contains. */
function licenses() {
  const bundled = JSON.parse(read('dist', 'bundled.json'));
  const manifests = bundled.map((name) => JSON.parse(read('node_modules', name, 'package.json')));
  return [manifest, ...manifests, ...bunComponents].map(({ license }) => license);
}

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** As Unix would: pip gives a script the mode that it has here. */
function zip(files) {
  const mode = (path) => (path.includes('.data/scripts/') ? 0o100755 : 0o100644);
  const entries = [...files].map(([path, content]) => {
    return [path, [content, { os: 3, attrs: mode(path) << 16, mtime: time * 1000 }]];
  });
  return zipSync(Object.fromEntries(entries));
}
