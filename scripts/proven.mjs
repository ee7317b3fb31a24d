// Writes the README's table "proven on" from what the last whole run of `npm run test:e2e` left behind.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const begin = '<!-- proven: begin (npm run proven) -->';
const end = '<!-- proven: end -->';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'omero-cors');
const { cells } = JSON.parse(readFileSync(join(cache, 'e2e-results.json'), 'utf8'));

const suffix = '.e2e.test.ts';
const files = readdirSync(join(root, 'e2e')).filter((name) => name.endsWith(suffix));
const missing = files.filter((name) => !cells.some((cell) => cell.file === name.slice(0, -suffix.length)));
const programs = new Set(cells.map(({ program }) => program));
const notRun = cells.filter((cell) => cell.why === 'left out of this run');
const failed = cells.filter((cell) => cell.state === 'fail');
if (missing.length > 0) stop(`The last run was not of the whole suite, but without ${missing.join(', ')}`);
if (!programs.has('node') || !programs.has('executable'))
  stop('The last run was of one program only: npm run test:e2e runs both');
if (notRun.length > 0) stop(`The last run left ${notRun.length} cells out: npm run test:e2e runs all`);
if (failed.length > 0) stop(`${failed.length} cells failed in the last run: nothing to be proud of yet`);

// One row for each OMERO.web and way to run it, whatever the number of Pythons.
const rows = new Map();
for (const { program, state, proof } of cells) {
  if (proof === undefined || state !== 'pass') continue;
  // The same test with another packaging of the program proves nothing more about OMERO.web.
  if (program === 'executable') continue;
  const { omeroWeb, how, python, django = '', corsHeaders = '' } = proof;
  const key = [omeroWeb, how, django, corsHeaders].join(' | ');
  const row = rows.get(key) ?? { omeroWeb, how, django, corsHeaders, pythons: new Set(), passed: 0 };
  row.pythons.add(python);
  row.passed += 1;
  rows.set(key, row);
}
const byVersion = (one, other) => one.omeroWeb.localeCompare(other.omeroWeb, 'en', { numeric: true });
const table = [
  '| OMERO.web | what ran | Python | Django | django-cors-headers | tests passed |',
  '| --- | --- | --- | --- | --- | --- |',
  ...[...rows.values()].sort(byVersion).map(({ omeroWeb, how, django, corsHeaders, pythons, passed }) => {
    return `| ${[omeroWeb, how, [...pythons].join(', '), django, corsHeaders, passed].join(' | ')} |`;
  }),
].join('\n');

const readme = join(root, 'README.md');
const text = readFileSync(readme, 'utf8');
const [from, to] = [text.indexOf(begin), text.indexOf(end)];
if (from === -1 || to < from) stop(`README.md has no place for the table: ${begin} and ${end}`);
writeFileSync(readme, `${text.slice(0, from + begin.length)}\n\n${table}\n\n${text.slice(to)}`);
console.log(`README.md: ${rows.size} rows, ${cells.length} cells`);

function stop(reason) {
  console.error(reason);
  process.exit(1);
}
