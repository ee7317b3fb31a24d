import { join, resolve } from 'node:path';
import { SettingsError } from '../errors.js';
import type { Io } from '../io.js';
import { judgeProcess } from '../limits/judge-process.js';
import { readPidFile, readProcesses } from '../limits/process.js';
import { findUnit, serviceValue } from '../limits/systemd.js';
import type { Tree } from '../limits/tree.js';
import { describeFinding } from '../terminal/messages/index.js';
import { printableLine } from '../terminal/printable.js';
import { createReporter, type Reporter, renderLines } from '../terminal/report.js';
import type { CommandInput } from './definition.js';
import { readWriteFlags } from './flags.js';
import { type StatusRow, toStatusJson } from './limits-outcome.js';

/**
 * `omero-cors limits --status`: what the running OMERO.web may open and has open.
 *
 * @returns 1 where a soft limit is below `nofile`, else 0
 */
export function runStatus(
  input: CommandInput,
  { tree, nofile, units }: { tree: Tree; nofile: number; units: readonly string[] },
  io: Io,
): number {
  const { format, color } = readWriteFlags(input);
  const reporter = createReporter(io, color);
  const rows = readProcesses(tree, findMaster(input, tree, units, io)).map((process) => ({
    process,
    findings: judgeProcess(process, nofile),
  }));
  if (format === 'json') reporter.result(toStatusJson(rows));
  else reporter.result(renderLines([...formatTable(rows), '', ...formatVerdict(rows, reporter)]));
  return rows.some(({ process }) => process.soft < nofile) ? 1 : 0;
}

/** As told; else by the PID file of the service, or that of $OMERODIR. */
function findMaster({ options }: CommandInput, tree: Tree, units: readonly string[], io: Io): number {
  const pid = options['pid'] as string | undefined;
  if (pid !== undefined && /^[1-9]\d*$/.test(pid)) return Number(pid);
  if (pid !== undefined) {
    throw new SettingsError('bad-pid', `--pid: ${JSON.stringify(pid)} is no process number`);
  }
  const omeroDir = options['omeroDir'] as string | undefined;
  if (omeroDir !== undefined) {
    return readPidFile(tree, inOmeroDir(resolve(tree.root === '/' ? io.cwd : '/', omeroDir)));
  }
  for (const name of [...units, 'omero-web.service']) {
    const unit = findUnit(tree, name);
    const pidFile = unit === undefined || unit === 'masked' ? undefined : serviceValue(unit, 'PIDFile');
    if (pidFile?.startsWith('/')) return readPidFile(tree, pidFile);
  }
  const { OMERODIR } = io.env;
  if (OMERODIR?.startsWith('/')) return readPidFile(tree, inOmeroDir(OMERODIR));
  throw new SettingsError('process-unknown', 'no service tells which process is OMERO.web', {
    hint: 'Name its folder with --omero-dir (OMERODIR, which has var/django.pid), or its master process with --pid.',
  });
}

function inOmeroDir(folder: string): string {
  return join(folder, 'var', 'django.pid');
}

function formatTable(rows: readonly StatusRow[]): readonly string[] {
  const lines = [
    ['PID', 'ROLE', 'NAME', 'SOFT', 'HARD', 'OPEN'],
    ...rows.map(({ process: { pid, role, name, soft, hard, open } }) => [
      `${pid}`,
      role,
      // Any program may call itself what it likes, and the columns are as wide as what is shown.
      printableLine(name),
      formatLimit(soft),
      formatLimit(hard),
      `${open?.total ?? '?'}`,
    ]),
  ];
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
  return lines.map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths?.[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function formatLimit(limit: number): string {
  return Number.isFinite(limit) ? `${limit}` : 'unlimited';
}

/** Each sentence once, with the processes that it is about. */
function formatVerdict(rows: readonly StatusRow[], { resultStyle: style }: Reporter): readonly string[] {
  const pids = new Map<string, number[]>();
  for (const { process, findings } of rows) {
    for (const finding of findings) {
      const { message, hint } = describeFinding(finding);
      const text = [message, ...(hint?.split('\n') ?? [])].join('\n  ');
      pids.set(text, [...(pids.get(text) ?? []), process.pid]);
    }
  }
  if (pids.size === 0) return ['Neither the limit nor a leak is in the way.'];
  return [...pids].flatMap(([text, of]) => `${style.bold(`process ${of.join(', ')}:`)} ${text}`.split('\n'));
}
