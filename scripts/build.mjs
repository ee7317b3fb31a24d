// Bundles the program into dist/: the command line and the library, the WebAssembly files of the parser, the
// licences of everything inside, the type declarations, and what V8 compiles of the command line.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** chalk asks os and tty which colours a terminal has; it is always told the level here. */
const withoutColorDetection = {
  name: 'without-color-detection',
  setup: ({ onResolve }) => {
    onResolve({ filter: /^#supports-color$/ }, ({ resolveDir }) => ({
      path: join(resolveDir, 'vendor', 'supports-color', 'browser.js'),
    }));
  },
};

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
const modules = join(root, 'node_modules');
// CommonJS, which Node starts faster than ESM by a sixth of an empty run.
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: ['src/cli.ts', 'src/index.ts'],
  outdir: dist,
  bundle: true,
  minify: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  define: { VERSION: JSON.stringify(version), 'import.meta.url': 'urlOfThisFile' },
  banner: { js: "const urlOfThisFile=require('node:url').pathToFileURL(__filename).href;" },
  plugins: [withoutColorDetection],
  alias: { 'web-tree-sitter': join(modules, 'web-tree-sitter', 'web-tree-sitter.cjs') },
  metafile: true,
  logLevel: 'warning',
});
writeFileSync(join(dist, 'package.json'), '{ "type": "commonjs" }\n');
copyFileSync(join(root, 'scripts', 'start.cjs'), join(dist, 'start.js'));

copyFileSync(join(modules, 'web-tree-sitter', 'web-tree-sitter.wasm'), join(dist, 'web-tree-sitter.wasm'));
copyFileSync(
  join(modules, 'tree-sitter-python', 'tree-sitter-python.wasm'),
  join(dist, 'tree-sitter-python.wasm'),
);

const bundled = Object.keys(metafile.inputs)
  .map((input) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1])
  .filter((name) => name !== undefined);
const packages = [...new Set([...bundled, 'tree-sitter-python'])].sort();
const notices = packages.map((name) => {
  const manifest = JSON.parse(readFileSync(join(modules, name, 'package.json'), 'utf8'));
  const licence = ['LICENSE', 'LICENSE.md', 'license', 'LICENSE.txt'].flatMap((file) => {
    try {
      return [readFileSync(join(modules, name, file), 'utf8').trim()];
    } catch {
      return [];
    }
  })[0];
  if (licence === undefined) throw new Error(`${name} has no licence file`);
  return `${name} ${manifest.version}\n\n${licence}\n`;
});
writeFileSync(join(dist, 'THIRD-PARTY-LICENSES.txt'), notices.join(`\n${'-'.repeat(72)}\n\n`));

execFileSync(join(modules, '.bin', 'tsc'), ['-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });

// A run on a sample leaves what V8 compiled of it. Only a Node with the same V8 takes it; others compile anew.
const sample = join(root, 'fixtures', 'patch', 'omero-5.8-black', 'settings.py');
execFileSync(
  process.execPath,
  [join(dist, 'start.js'), 'patch', sample, '--origin', 'https://viewer.example.org', '--dry-run'],
  { env: { ...process.env, OMERO_CORS_BUILD: 'write-code-cache' }, stdio: 'ignore' },
);
