// Bundles the program into dist/: one entry for the command line, one for the library, the WebAssembly
// files of the parser beside them, the licences of everything inside, and the type declarations.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: ['src/cli.ts', 'src/index.ts'],
  outdir: dist,
  bundle: true,
  splitting: true,
  minify: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  define: { VERSION: JSON.stringify(version) },
  // A CommonJS module inside an ESM bundle still asks for `require`.
  banner: { js: "import{createRequire as createRequireOfBundle}from'node:module';const require=createRequireOfBundle(import.meta.url);" },
  metafile: true,
  logLevel: 'warning',
});

const modules = join(root, 'node_modules');
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
