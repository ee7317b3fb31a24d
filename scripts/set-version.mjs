// Carries the version of package.json to the files that say it too, and stages them. `npm version` runs it between
// its own change and the commit.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesWithVersions, releaseChanges, withVersion } from './versions.mjs';

const root = join(import.meta.dirname, '..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const day = new Date().toISOString().slice(0, 10);

change('CHANGELOG.md', (text) => releaseChanges(text, version, day));
for (const path of filesWithVersions(root)) change(path, (text) => withVersion(path, text, version));

function change(path, make) {
  const text = readFileSync(join(root, path), 'utf8');
  const changed = make(text);
  if (changed === text) return;
  writeFileSync(join(root, path), changed);
  execFileSync('git', ['add', '--', path], { cwd: root });
  console.log(`${path}: ${version}`);
}
