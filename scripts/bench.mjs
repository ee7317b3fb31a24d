// Times `patch --dry-run` as a whole process against `node -e 0`, in turn, and prints the ratios.
//
//     npm run bench [-- <settings.py>]
//
// Without a file, one as long as OMERO.web's own is made from a fixture. Never part of the tests: timings
// depend on the machine.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const RUNS = 15;
const FILES = 300;
const root = join(import.meta.dirname, '..');
const program = join(root, 'bin', 'omero-cors.js');
const folder = mkdtempSync(join(tmpdir(), 'omero-cors-bench-'));

try {
  const settings = join(folder, 'settings.py');
  const given = process.argv[2];
  if (given === undefined) writeFileSync(settings, makeLong());
  else copyFileSync(given, settings);
  const size = Math.round(readFileSync(settings).length / 1024);
  const patch = [program, 'patch', settings, '--origin', 'viewer.example.org:8080', '--dry-run'];

  time(['-e', '0']);
  time(patch);
  const pairs = Array.from({ length: RUNS }, () => ({ empty: time(['-e', '0']), run: time(patch) }));
  const ratios = pairs.map(({ empty, run }) => run / empty);
  console.log(`patch --dry-run, ${size} KB, against node -e 0, ${RUNS} paired runs on ${process.version}`);
  console.log(`  ratio     ${spread(ratios, 2)}`);
  console.log(
    `  patch     ${spread(
      pairs.map(({ run }) => run),
      0,
    )} ms`,
  );
  console.log(
    `  node      ${spread(
      pairs.map(({ empty }) => empty),
      0,
    )} ms`,
  );
  console.log(`  memory    ${peakMemory(patch).toFixed(0)} MiB at its peak`);

  const many = Array.from({ length: FILES }, (_, index) => {
    const path = join(folder, String(index));
    mkdirSync(path);
    copyFileSync(settings, join(path, 'settings.py'));
    return join(path, 'settings.py');
  });
  const flags = ['--origin', 'viewer.example.org:8080', '--dry-run'];
  const one = time([program, 'patch', many[0], ...flags]);
  const all = time([program, 'patch', ...many, ...flags]);
  const each = (all - one) / (FILES - 1);
  console.log(`${FILES} files in one run: ${each.toFixed(1)} ms for each after the first`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** One run of this Node with the given words, in milliseconds of wall time. */
function time(words) {
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, words, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, NO_COLOR: '1' },
    maxBuffer: 1 << 28,
  });
  const milliseconds = Number(process.hrtime.bigint() - start) / 1e6;
  if (status !== 0) throw new Error(`${words.join(' ')} ended with ${status}: ${stderr}`);
  return milliseconds;
}

/** Peak resident memory of one run, in MiB, as the process itself reports it at its end. */
function peakMemory(words) {
  const report = join(folder, 'peak');
  const hook = `import{writeFileSync}from'node:fs';process.on('exit',()=>writeFileSync(${JSON.stringify(report)},String(process.resourceUsage().maxRSS)))`;
  time(['--import', `data:text/javascript,${encodeURIComponent(hook)}`, ...words]);
  return Number(readFileSync(report, 'utf8')) / 1024;
}

function spread(values, digits) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share) => sorted[Math.round((sorted.length - 1) * share)].toFixed(digits);
  return `median ${at(0.5)}, from ${at(0)} to ${at(1)}`;
}

/** A settings.py of the newest shape, padded to the length that OMERO.web's has. */
function makeLong() {
  const text = readFileSync(join(root, 'fixtures', 'patch', 'omero-5.8-black', 'settings.py'), 'utf8');
  const entry = (index) =>
    `PADDING_${index} = {\n    "name": "value %d" % ${index},  # as long as the real file\n    "items": ["a", "b", ${index}],\n}\n`;
  const count = Math.ceil((61_000 - text.length) / entry(1000).length);
  const padding = Array.from({ length: count }, (_, index) => entry(index)).join('\n');
  const anchor = text.indexOf('INSTALLED_APPS');
  const lineStart = text.lastIndexOf('\n', anchor) + 1;
  return `${text.slice(0, lineStart)}${padding}\n${text.slice(lineStart)}`;
}
