// Bundles the program into dist/program/, which every packaging takes as it is: one entry for the command line, one
// for the library, the WebAssembly files of the parser beside them, the licences of everything inside, and the type
// declarations.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';
import { joinNotices } from './licenses/notices.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist', 'program');

/** chalk asks os and tty which colours a terminal has; it is always told the level here. */
const withoutColorDetection = {
  name: 'without-color-detection',
  setup: ({ onResolve }) => {
    onResolve({ filter: /^#supports-color$/ }, ({ resolveDir }) => ({
      path: join(resolveDir, 'vendor', 'supports-color', 'browser.js'),
    }));
  },
};

/** commander would load it to run commands that are programs of their own; ours are not. */
const withoutSubprograms = {
  name: 'without-subprograms',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      /node_modules\/commander\//.test(importer) ? { path: 'none', namespace: 'none' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'none' }, () => ({ contents: '' }));
  },
};

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
const { metafile, outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: ['src/start.ts', 'src/index.ts'],
  outdir: dist,
  bundle: true,
  // Each command is a file of its own, read only when it runs.
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  define: { BUILD: JSON.stringify(BUILD), 'import.meta.url': 'urlOfThisFile' },
  plugins: [withoutColorDetection, withoutSubprograms],
  alias: { 'web-tree-sitter': join(modules, 'web-tree-sitter', 'web-tree-sitter.cjs') },
  write: false,
  metafile: true,
  logLevel: 'warning',
});
// Node starts CommonJS faster than ESM by a sixth of an empty run, and esbuild splits only ESM.
for (const { path, text } of outputFiles) {
  const { code } = await transform(text, {
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    minify: true,
    supported: { 'dynamic-import': false },
    banner: text.includes('urlOfThisFile')
      ? "const urlOfThisFile=require('node:url').pathToFileURL(__filename).href;"
      : '',
  });
  writeFileSync(path, code);
}
writeFileSync(join(dist, 'package.json'), '{ "type": "commonjs" }\n');

copyFileSync(join(modules, 'web-tree-sitter', 'web-tree-sitter.wasm'), join(dist, 'web-tree-sitter.wasm'));
copyFileSync(
  join(modules, 'tree-sitter-python', 'tree-sitter-python.wasm'),
  join(dist, 'tree-sitter-python.wasm'),
);

const bundled = Object.keys(metafile.inputs)
  .map((input) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1])
  .filter((name) => name !== undefined);
const packages = [...new Set([...bundled, 'tree-sitter-python'])].sort();
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
    return execFileSync('git', ['describe', '--always', '--dirty', '--exclude=*'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return 'of an unknown commit';
  }
}
