// Makes dist/share/, or the folder that is named: the completions for the shells and the man page, from the
// definitions of the commands.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { rolldown } from 'rolldown';

const root = join(import.meta.dirname, '..');
const share = resolve(process.argv[2] ?? join(root, 'dist', 'share'));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** A definition names the text of its command, which is not needed here. */
const withoutCommands = {
  name: 'without-commands',
  resolveId: (id, _importer, { kind }) => (kind === 'dynamic-import' ? { id, external: true } : undefined),
};

const bundle = await rolldown({
  cwd: root,
  input: 'src/shell/index.ts',
  platform: 'node',
  plugins: [withoutCommands],
  logLevel: 'warn',
});
const { output } = await bundle.generate({ format: 'esm' });
const program = Buffer.from(output[0].code).toString('base64');
const { makeShare } = await import(`data:text/javascript;base64,${program}`);

rmSync(share, { recursive: true, force: true });
for (const [path, text] of Object.entries(makeShare(version, date()))) {
  mkdirSync(dirname(join(share, path)), { recursive: true });
  writeFileSync(join(share, path), text);
}

/** The same sources give the same page: the date is theirs, not today's. */
function date() {
  const seconds = process.env.SOURCE_DATE_EPOCH ?? dateOfCommit();
  return seconds === '' ? '' : new Date(Number(seconds) * 1000).toISOString().slice(0, 10);
}

/** Seconds since 1970; empty where the sources came as an archive. */
function dateOfCommit() {
  try {
    const words = ['log', '-1', '--format=%ct'];
    return execFileSync('git', words, {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return '';
  }
}
