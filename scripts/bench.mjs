// Times `patch --dry-run` as a whole process, by Node and as the executable, each in turn with `node -e 0`, and prints
// the ratios.
//
//     npm run bench [-- <settings.py>]
//
// Without a file, one as long as OMERO.web's own is made from a fixture. Never part of the tests: timings
// depend on the machine.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { executableFor } from './executable.mjs';

const RUNS = 15;
const FILES = 300;
const root = join(import.meta.dirname, '..');
const programs = [
  { name: 'npm', words: [process.execPath, join(root, 'bin', 'omero-cors.js')] },
  { name: 'executable', words: [executableFor(`${process.platform}-${process.arch}`)] },
];
const nothing = [process.execPath, '-e', '0'];
const folder = mkdtempSync(join(tmpdir(), 'omero-cors-bench-'));
const flags = ['--origin', 'viewer.example.org:8080', '--dry-run'];

try {
  const settings = join(folder, 'settings.py');
  const given = process.argv[2];
  if (given === undefined) writeFileSync(settings, makeLong());
  else copyFileSync(given, settings);
  const many = Array.from({ length: FILES }, (_, index) => {
    const path = join(folder, String(index));
    mkdirSync(path);
    copyFileSync(settings, join(path, 'settings.py'));
    return join(path, 'settings.py');
  });

  const size = Math.round(readFileSync(settings).length / 1024);
  const patch = ({ words }, ...files) => [...words, 'patch', ...files, ...flags];
  for (const words of [nothing, ...programs.map((program) => patch(program, settings))]) time(words);
  const rounds = Array.from({ length: RUNS }, () => ({
    nothing: time(nothing),
    runs: programs.map((program) => time(patch(program, settings))),
  }));

  console.log(
    `patch --dry-run of ${size} KB against node -e 0, ${RUNS} rounds on Node.js ${process.version}`,
  );
  console.log(`  node -e 0    ${spread(rounds.map((round) => round.nothing))} ms`);
  for (const [index, program] of programs.entries()) {
    const milliseconds = rounds.map(({ runs }) => runs[index]);
    const ratios = rounds.map((round) => round.runs[index] / round.nothing);
    const one = time(patch(program, many[0]));
    const each = (time(patch(program, ...many)) - one) / (FILES - 1);
    console.log(`${program.name}`);
    console.log(`  ratio        ${spread(ratios, 2)}`);
    console.log(
      `  whole run    ${spread(milliseconds)} ms, ${peakMemory(patch(program, settings))} MiB at its peak`,
    );
    console.log(`  ${FILES} files    ${each.toFixed(1)} ms for each after the first`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** One run of a program, in milliseconds of wall time. */
function time([program, ...words], env = {}) {
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(program, words, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', ...env },
    maxBuffer: 1 << 28,
  });
  const milliseconds = Number(process.hrtime.bigint() - start) / 1e6;
  if (status !== 0) throw new Error(`${program} ${words.join(' ')} ended with ${status}: ${stderr}`);
  return milliseconds;
}

/** Peak resident memory of one run, in MiB, as the process itself reports it at its end. */
function peakMemory(words) {
  const [report, hook] = [join(folder, 'peak'), join(folder, 'hook.cjs')];
  writeFileSync(
    hook,
    `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(report)}, String(process.resourceUsage().maxRSS)))`,
  );
  time(words, { NODE_OPTIONS: `--require=${hook}`, BUN_OPTIONS: `--preload=${hook}` });
  return (Number(readFileSync(report, 'utf8')) / 1024).toFixed(0);
}

function spread(values, digits = 0) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share) => sorted[Math.round((sorted.length - 1) * share)].toFixed(digits);
  return `median ${at(0.5)}, from ${at(0)} to ${at(1)}`;
}

/** A settings.py of the newest shape, with as much text and about as many statements as OMERO.web's has. */
function makeLong() {
  const text = readFileSync(join(root, 'fixtures', 'patch', 'omero-5.8-black', 'settings.py'), 'utf8');
  const sentence = 'What an administrator should know of it, in as many words as it takes to say.';
  const entry = (index) => `    "omero.web.padding_${index}": [
        "PADDING_${index}",
        "value",
        str,
        (
            "${sentence}"
            "${sentence}"
        ),
    ],
`;
  const count = Math.ceil((60_000 - text.length) / entry(100).length);
  const padding = Array.from({ length: count }, (_, index) => entry(index)).join('');
  const anchor = text.indexOf('INSTALLED_APPS');
  const lineStart = text.lastIndexOf('\n', anchor) + 1;
  return `${text.slice(0, lineStart)}PADDING = {\n${padding}}\n\n${text.slice(lineStart)}`;
}
