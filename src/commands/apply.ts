import { dirname } from 'node:path';
import { SettingsError } from '../errors.js';
import { encodeDiff, unifiedDiff } from '../files/diff.js';
import { type Change, isUnchanged, type Source } from '../files/source.js';
import { clearTemporaries } from '../files/temporary.js';
import type { Io } from '../io.js';
import { confirm } from '../terminal/confirm.js';
import type { Reporter } from '../terminal/report.js';

/**
 * What became of one file. `planned`: it would change, and was not asked to (`--dry-run`, `--check`) or was
 * given up because another one failed. `declined`: the answer was no, or a signal came.
 */
export type ApplyStatus = 'changed' | 'unchanged' | 'planned' | 'declined' | 'error';

export interface ApplyOptions {
  readonly dryRun: boolean;
  readonly check: boolean;
  /** Do not ask. */
  readonly yes: boolean;
  /** With `json` no diff goes to stdout: the outcome holds them. */
  readonly format: 'text' | 'json';
  /** Whose old content is kept beside the file; left out: nobody's. */
  readonly keepsBackup?: (source: Source) => boolean;
}

export interface AppliedFile {
  readonly change: Change;
  readonly status: ApplyStatus;
  /** Empty when nothing changes. */
  readonly diff: string;
  /** Why the status is `error`; it has been said on stderr. */
  readonly error?: SettingsError;
}

export interface ApplyOutcome {
  /** In the order of the changes. */
  readonly files: readonly AppliedFile[];
  /** 2 where one failed, 1 where a change is needed and was not made though it was asked for or checked, else 0. */
  readonly exitCode: 0 | 1 | 2;
}

/**
 * Shows changes, asks once, and makes them: what every command that writes shares.
 *
 *     changes -> diffs shown -> consent -> all staged on the disk -> each committed by a rename -> outcome
 *
 * Where one of them cannot be staged, none is made. The question comes where stdin is a terminal.
 *
 * @param changes one a file; two for the same file would stand in each other's way
 * @throws SettingsError `not-shown` when stdout does not take the diff, as on a full disk; nothing is written
 */
export async function applyChanges(
  changes: readonly Change[],
  options: ApplyOptions,
  io: Io,
  reporter: Reporter,
): Promise<ApplyOutcome> {
  const files = changes.map(planFile);
  const pending = files.filter(({ status }) => status === 'planned');
  if (options.format === 'text') await showDiffs(pending, reporter);
  if (options.dryRun || options.check) {
    return { files, exitCode: options.check && pending.length > 0 ? 1 : 0 };
  }
  if (!(await hasConsent(pending, options, io, reporter))) {
    reporter.say('Nothing was written.');
    return conclude(files, new Map(pending.map((file) => [file, { ...file, status: 'declined' }])));
  }
  for (const folder of new Set(files.map(({ change }) => dirname(change.source.realPath)))) {
    clearTemporaries(folder);
  }
  if (pending.length === 0) return conclude(files, new Map());
  // Loaded only now: most runs look, and what it stands on is a part of their time.
  const { writeFiles } = await import('./write-files.js');
  return conclude(files, await writeFiles(pending, options.keepsBackup ?? (() => false), reporter));
}

function planFile(change: Change): AppliedFile {
  return { change, status: isUnchanged(change) ? 'unchanged' : 'planned', diff: unifiedDiff(change) };
}

function conclude(
  files: readonly AppliedFile[],
  settled: ReadonlyMap<AppliedFile, AppliedFile>,
): ApplyOutcome {
  const done = files.map((file) => settled.get(file) ?? file);
  const has = (status: ApplyStatus) => done.some((file) => file.status === status);
  return { files: done, exitCode: has('error') ? 2 : has('declined') ? 1 : 0 };
}

async function showDiffs(files: readonly AppliedFile[], reporter: Reporter): Promise<void> {
  const failures = await Promise.all(
    files.map(({ change, diff }) => reporter.diff(diff, (text) => encodeDiff(change, text))),
  );
  // A reader who closes the pipe (head, a pager) has seen what he wanted.
  const failure = failures.find((each) => each !== undefined && each.code !== 'EPIPE');
  if (failure === undefined) return;
  throw new SettingsError('not-shown', `cannot show the diff: ${failure.message}; nothing was written`);
}

async function hasConsent(
  pending: readonly AppliedFile[],
  options: ApplyOptions,
  io: Io,
  reporter: Reporter,
): Promise<boolean> {
  if (pending.length === 0 || options.yes || io.stdin.isTTY !== true) return true;
  if (options.format === 'json') {
    // stdout is for the JSON; nobody should say yes to what he cannot see.
    for (const { diff } of pending) for (const line of diff.trimEnd().split(/\r?\n/)) reporter.say(line);
  }
  return confirm(io, 'Apply? [y/N]');
}
