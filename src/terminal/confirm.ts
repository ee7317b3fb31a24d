import type { Io } from '../io.js';
import { holdSignals } from './signals.js';

/**
 * Asks on stderr and reads one line of the terminal.
 *
 * @param question ends without a space: `Apply? [y/N]`
 * @returns true for `y` or `yes`, in any case; false for everything else: another answer, none, the end of the
 *   input (Ctrl-D), Ctrl-C, and a terminal that goes away
 */
export async function confirm({ stdin, stderr }: Io, question: string): Promise<boolean> {
  stderr.write(`${question} `);
  const answer = await readLine(stdin);
  // The cursor still stands behind the question.
  if (answer === undefined) stderr.write('\n');
  return answer !== undefined && /^y(es)?$/i.test(answer.trim());
}

/** @returns undefined when no whole line came */
async function readLine(stdin: Io['stdin']): Promise<string | undefined> {
  return new Promise((resolve) => {
    let typed = '';
    const releaseSignals = holdSignals(() => finish(undefined));
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
