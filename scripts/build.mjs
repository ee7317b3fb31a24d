// Bundles the program into dist/program/, which every packaging takes as it is: one entry for the command line, one
// for the library, the WebAssembly files of the parser beside them, the licences of everything inside, and the type
// declarations.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { joinNotices } from './licenses/notices.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist', 'program');
/** Modules, by their paths; found when the bundler first asks. */
let first;
let core;

/** What the libraries would load and never need here. */
const withoutDetours = {
  name: 'without-detours',
  resolveId(id, importer = '') {
    // chalk asks os and tty which colours a terminal has; it is always told the level.
    if (id === '#supports-color') {
      return join(dirname(importer), 'vendor', 'supports-color', 'browser.js');
    }
    // commander runs commands that are programs of their own; ours are not.
    if (id === 'node:child_process' && /node_modules\/commander\//.test(importer)) return EMPTY;
  },
  load: (id) => (id === EMPTY ? 'export default {};' : undefined),
};
const EMPTY = '\0empty';

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
const modules = join(root, 'node_modules');
const manifestOf = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
const BUILD = {
  version: manifestOf(root).version,
  commit: commit(),
  parser: ['tree-sitter-python', 'web-tree-sitter']
    .map((name) => `${name} ${manifestOf(join(modules, name)).version}`)
    .join(', '),
};
const bundle = await rolldown({
  cwd: root,
  input: ['src/start.ts', 'src/index.ts'],
  platform: 'node',
  plugins: [withoutDetours],
  transform: { target: 'node20', define: { BUILD: JSON.stringify(BUILD) } },
  // web-tree-sitter uses it for what its grammars do not have.
  checks: { eval: false },
  preserveEntrySignatures: 'allow-extension',
  logLevel: 'warn',
});
const { output } = await bundle.write({
  dir: dist,
  // Node starts CommonJS faster than ESM by a sixth of an empty run.
  format: 'cjs',
  dynamicImportInCjs: false,
  minify: true,
  codeSplitting: { includeDependenciesRecursively: false, groups: [{ name: chunkOf, debugName: 'core' }] },
});

/**
 * What every run of patch reads is one file, since Node takes a third of a millisecond for each, and what the start
 * needs before is another; what other commands need beside them comes when they run.
 */
function chunkOf(id, context) {
  first ??= reachedFrom('src/start.ts');
  core ??= new Set([...reachedFrom('src/cli.ts'), ...reachedFrom('src/commands/patch.ts')]);
  if (id === join(root, 'src/start.ts')) return undefined;
  return first.has(id) ? 'first' : core.has(id) ? 'core' : undefined;

  function reachedFrom(entry) {
    const found = new Set();
    const visit = (module) => {
      if (found.has(module)) return;
      found.add(module);
      for (const imported of context.getModuleInfo(module)?.importedIds ?? []) visit(imported);
    };
    visit(join(root, entry));
    return found;
  }
}

writeFileSync(join(dist, 'package.json'), '{ "type": "commonjs" }\n');

copyFileSync(join(modules, 'web-tree-sitter', 'web-tree-sitter.wasm'), join(dist, 'web-tree-sitter.wasm'));
copyFileSync(
  join(modules, 'tree-sitter-python', 'tree-sitter-python.wasm'),
  join(dist, 'tree-sitter-python.wasm'),
);

const bundled = output
  .flatMap(({ moduleIds = [] }) => moduleIds)
  .map((id) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1])
  .filter((name) => name !== undefined);
// The grammar lies beside, and rolldown puts a file of its own among the others.
const packages = [...new Set([...bundled, 'rolldown', 'tree-sitter-python'])].sort();
// Outside of what is shipped: the bill of materials is made from it.
writeFileSync(join(root, 'dist', 'bundled.json'), `${JSON.stringify(packages)}\n`);
const own = `omero-cors ${BUILD.version}\n\n${readFileSync(join(root, 'LICENSE'), 'utf8')}`;
const notices = packages.map((name) => {
  const licence = ['LICENSE', 'LICENSE.md', 'license', 'LICENSE.txt'].flatMap((file) => {
    try {
      return [readFileSync(join(modules, name, file), 'utf8').trim()];
    } catch {
      return [];
    }
  })[0];
  if (licence === undefined) throw new Error(`${name} has no licence file`);
  return `${name} ${manifestOf(join(modules, name)).version}\n\n${licence}`;
});
writeFileSync(join(dist, 'THIRD-PARTY-LICENSES.txt'), joinNotices([own, ...notices]));

execFileSync(join(modules, '.bin', 'tsc'), ['-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });

/** A clone says which commit it is; the sources may also have come as an archive. */
function commit() {
  try {
    // As many digits in every clone: git by itself takes more where it knows more commits.
    return execFileSync('git', ['describe', '--always', '--dirty', '--exclude=*', '--abbrev=12'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return 'of an unknown commit';
  }
}
