import { setImmediate as nextTurn } from 'node:timers/promises';
import { SettingsError } from '../errors.js';
import type { Source } from '../files/source.js';
import { backupPath, type StagedWrite, stageBackup, stageChange } from '../files/write.js';
import { sayError } from '../terminal/failure.js';
import type { Reporter } from '../terminal/report.js';
import { holdSignals } from '../terminal/signals.js';
import type { AppliedFile } from './apply.js';

/**
 * Makes changes to which the user has agreed. All are staged before the first is committed, so that whatever
 * can stop one of them stops them all; and a signal takes effect between two files, never within one.
 *
 * @returns what became of the files that were reached
 */
export async function writeFiles(
  files: readonly AppliedFile[],
  keepsBackup: (source: Source) => boolean,
  reporter: Reporter,
): Promise<ReadonlyMap<AppliedFile, AppliedFile>> {
  const settled = new Map<AppliedFile, AppliedFile>();
  const staged: StagedWrite[] = [];
  const stage = (write: StagedWrite) => {
    staged.push(write);
    return write;
  };
  let interrupted = false;
  const releaseSignals = holdSignals(['SIGINT', 'SIGTERM', 'SIGHUP'], () => {
    interrupted = true;
  });
  let current: AppliedFile | undefined;
  try {
    const ready = files.map((file) => {
      current = file;
      const { source } = file.change;
      const backup = keepsBackup(source) ? stage(stageBackup(source)) : undefined;
      return { file, backup, change: stage(stageChange(file.change)) };
    });
    for (const { file, backup, change } of ready) {
      // Signals arrive here.
      await nextTurn();
      if (interrupted) break;
      current = file;
      backup?.commit();
      change.commit();
      settled.set(file, { ...file, status: 'changed' });
      sayWritten(file, backup !== undefined, change.otherNames, reporter);
    }
  } catch (error) {
    if (current === undefined || !(error instanceof SettingsError)) throw error;
    settled.set(current, { ...current, status: 'error', error });
    sayError(error, reporter);
  } finally {
    for (const write of staged.reverse()) write.discard();
    releaseSignals();
  }
  const left = files.filter((file) => settled.get(file)?.status !== 'changed');
  for (const file of left) {
    reporter.say(`not written: ${file.change.source.path}`);
    if (interrupted && !settled.has(file)) settled.set(file, { ...file, status: 'declined' });
  }
  return settled;
}

function sayWritten(file: AppliedFile, hasBackup: boolean, otherNames: number, reporter: Reporter): void {
  const { source, newText } = file.change;
  const { style } = reporter;
  reporter.say(`${style.green(newText === null ? 'removed' : 'written')}: ${source.path}`);
  if (hasBackup) reporter.say(`  what it was before is in ${backupPath(source)}`);
  if (otherNames > 0) {
    reporter.say(
      `  ${style.yellow('note:')} it had ${otherNames} more ${otherNames === 1 ? 'name' : 'names'} (hard links), ` +
        'which keep the old content',
    );
  }
}
