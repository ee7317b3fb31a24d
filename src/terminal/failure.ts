import { SelfCheckError, SettingsError } from '../errors.js';
import type { Io } from '../io.js';
import { type ColorChoice, createReporter, type Reporter } from './report.js';

/**
 * Says on stderr why the program ends, and returns the exit code: 2 for a reason outside omero-cors, with
 * place, code frame and hint; 3 for a bug, with the stack that a report needs.
 */
export function reportFailure(error: unknown, io: Io, color: ColorChoice = 'auto'): 2 | 3 {
  const reporter = createReporter(io, color);
  if (error instanceof SettingsError) {
    sayError(error, reporter);
    return 2;
  }
  const { style } = reporter;
  const what = error instanceof SelfCheckError ? 'a self-check failed' : 'unexpected error';
  reporter.say(`${style.red('bug:')} ${what}; nothing was written. Please report this:`);
  const report = error instanceof Error ? (error.stack ?? error.message) : String(error);
  for (const line of report.split('\n')) reporter.say(line);
  return 3;
}

/** `error: path:line: message`, the line with a caret, and what to do next. */
export function sayError(error: SettingsError, reporter: Reporter): void {
  const { style } = reporter;
  const { position } = error;
  const place = position === undefined ? '' : `${position.path}:${position.line}: `;
  reporter.say(`${style.red('error:')} ${place}${error.message}`);
  if (position?.code !== undefined) {
    const gutter = `${position.line} | `;
    reporter.say(`  ${style.dim(gutter)}${position.code}`);
    if (position.column !== undefined) {
      reporter.say(`  ${' '.repeat(gutter.length + position.column - 1)}${style.red('^')}`);
    }
  }
  sayHint(error.hint, reporter);
}

/** What to do next, below the sentence that it belongs to. */
export function sayHint(hint: string | undefined, reporter: Reporter): void {
  for (const line of hint?.split('\n') ?? []) reporter.say(line === '' ? '' : `  ${line}`);
}
