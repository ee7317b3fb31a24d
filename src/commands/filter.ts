import { buffer } from 'node:stream/consumers';
import { SettingsError } from '../errors.js';
import { encodeDiff, unifiedDiff } from '../files/diff.js';
import { encodeText, sourceFromBytes } from '../files/source.js';
import { systemFailure } from '../files/system-failure.js';
import type { Io } from '../io.js';
import { detectEncoding } from '../python/encoding.js';
import type { TextPlan } from '../settings/patch.js';
import { sayFinding } from '../terminal/finding.js';
import { createReporter } from '../terminal/report.js';
import type { CommandInput } from './definition.js';
import { readWriteFlags } from './flags.js';

/**
 * `-` in place of a file: the text comes on stdin and the new text goes to stdout, nothing else does. With
 * `--dry-run` the diff takes its place, with `--check` nothing is printed.
 *
 * @throws SettingsError `stdin-alone` when other files or JSON are asked for beside it; `unreadable`
 */
export async function filterStdin(
  input: CommandInput,
  io: Io,
  plan: (text: string) => Promise<TextPlan>,
): Promise<number> {
  const { dryRun, check, format, color } = readWriteFlags(input);
  if (input.arguments.length > 1 || format === 'json') {
    throw new SettingsError('stdin-alone', '"-" goes with no other file and not with --format json');
  }
  const reporter = createReporter(io, color);
  const source = sourceFromBytes('settings.py', await readAll(io.stdin), detectEncoding);
  const { newText, blocked, notes } = await plan(source.text);
  for (const finding of [...blocked, ...notes]) sayFinding(finding, 'stdin', reporter);
  if (blocked.length > 0) return 2;
  const change = { source, newText };
  if (dryRun) await reporter.diff(unifiedDiff(change), (text) => encodeDiff(change, text));
  else if (!check) reporter.result(encodeText(source, newText));
  return check && newText !== source.text ? 1 : 0;
}

/** A folder as stdin is an error to Bun, and empty to Node. */
async function readAll(stdin: Io['stdin']): Promise<Buffer> {
  try {
    return await buffer(stdin);
  } catch (error) {
    throw systemFailure(error, 'unreadable', 'cannot read stdin');
  }
}
