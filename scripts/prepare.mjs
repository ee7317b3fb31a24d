// npm runs this after an install in a clone, before it packs one, and for `npm install <git address>`, which is how
// pre-commit installs our hooks. There with --global, npm leaves the devDependencies out (npm/cli#8440): what the
// build needs is installed here then, by the lock and without the scripts of others. The GitHub Action does the same.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
// With these, npm would work on the global folder.
const { npm_config_global: _, npm_config_location: __, ...env } = process.env;
const npm = (...words) => execFileSync('npm', words, { cwd: root, env, stdio: 'inherit' });

if (!existsSync(join(root, 'node_modules', 'rolldown')))
  npm('ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund');
npm('run', 'build');
