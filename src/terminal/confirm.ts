import type { Io } from '../io.js';
import { holdSignals } from './signals.js';

/**
 * Asks on stderr and reads one line of the terminal.
 *
 * @param question ends without a space: `Apply? [y/N]`
 * @returns true for `y` or `yes`, in any case; false for everything else: another answer, none, the end of the
 *   input (Ctrl-D) and Ctrl-C. A terminal that is closed ends the program
 */
export async function confirm({ stdin, stderr }: Io, question: string): Promise<boolean> {
  // Before the question, so that whoever reads it finds us listening.
  const line = readLine(stdin);
  stderr.write(`${question} `);
  const answer = await line;
  // The cursor still stands behind the question.
  if (answer === undefined) stderr.write('\n');
  return answer !== undefined && /^y(es)?$/i.test(answer.trim());
}

/** @returns undefined when no whole line came */
async function readLine(stdin: Io['stdin']): Promise<string | undefined> {
  return new Promise((resolve) => {
    let typed = '';
    // Not SIGHUP: of itself it ends the program, with nothing written, as it should where nobody is left to ask;
    // Node aborts when it ends in order and the terminal is gone.
    const releaseSignals = holdSignals(['SIGINT', 'SIGTERM'], () => finish(undefined));
    const onData = (chunk: Buffer | string) => {
      typed += chunk.toString();
      const end = typed.indexOf('\n');
      if (end !== -1) finish(typed.slice(0, end));
    };
    const onEnd = () => finish(undefined);
    const finish = (line: string | undefined) => {
      releaseSignals();
      stdin.off('data', onData).off('end', onEnd).off('error', onEnd);
      // Otherwise the program would wait for more input, for ever.
      stdin.pause();
      resolve(line);
    };
    stdin.on('data', onData).on('end', onEnd).on('error', onEnd);
  });
}
