import type { Io } from '../io.js';
import { nextSteps } from '../site/next-steps.js';
import { sayError } from '../terminal/failure.js';
import { sayFinding } from '../terminal/finding.js';
import { sayNextSteps } from '../terminal/next-steps.js';
import { createReporter } from '../terminal/report.js';
import { applyChanges } from './apply.js';
import type { WriteFlags } from './flags.js';
import { changeOf, findingsOf, isBlocked, type PlannedFile } from './settings-file.js';
import { toJson } from './settings-outcome.js';

const NOTHING_TO_DO = {
  patch: 'nothing to do: it has all of this already',
  revert: 'nothing to do: nothing in it is by omero-cors',
};

/**
 * The second half of patch and revert: says what stands in the way, or shows, asks and writes.
 *
 * @param backup whether the old file is kept beside the new one
 * @returns the exit code
 */
export async function finishSettings(
  command: 'patch' | 'revert',
  files: readonly PlannedFile[],
  flags: WriteFlags & { readonly backup: boolean },
  io: Io,
  advice: { readonly again?: (path: string) => string; readonly origin?: string | undefined } = {},
): Promise<number> {
  const reporter = createReporter(io, flags.color);
  const looksOnly = flags.dryRun || flags.check;
  for (const file of files) {
    if (file.error !== undefined) sayError(file.error, reporter);
    for (const finding of findingsOf(file)) sayFinding(finding, file.path, reporter);
    if (file.plan?.textToPaste !== undefined) {
      reporter.say(`To make the edit by hand in ${file.path}:`);
      for (const line of ['', ...file.plan.textToPaste.split('\n')]) reporter.say(line);
    }
  }
  const isStuck = files.some((file) => file.error !== undefined || isBlocked(file));
  const isRefused = !looksOnly && files.some(({ refused }) => refused !== undefined);
  // One file that can't be written leaves all the others as they are.
  const dryRun = flags.dryRun || isStuck || isRefused;
  const changes = files.map(changeOf).filter((change) => change !== undefined);
  const applied = await applyChanges(
    changes,
    { ...flags, dryRun, keepsBackup: ({ text }) => flags.backup && !text.includes('# omero-cors: begin') },
    io,
    reporter,
  );
  if (flags.format === 'json')
    reporter.result(toJson(command, files, applied.files, { isHeld: isStuck || isRefused, looksOnly }));
  else {
    for (const { change, status } of applied.files) {
      if (status === 'unchanged' && !isStuck)
        reporter.say(`${change.source.path}: ${NOTHING_TO_DO[command]}`);
    }
  }
  if (isStuck || isRefused) reporter.say('Nothing was written.');
  for (const file of files) {
    const written = applied.files.find(({ change }) => change.source === file.source);
    if (written?.status !== 'changed' || file.installation === undefined) continue;
    const { again, origin } = advice;
    sayNextSteps(nextSteps(file.installation), { again: again?.(file.path), origin }, reporter);
  }
  return isStuck || isRefused ? 2 : applied.exitCode;
}
