import { TestRunner } from 'vitest';
import type { Ran, RunIn, Shell } from '../../test/support/shell.js';
import { programWords } from './cli.js';
import { Missing } from './missing.js';
import { run } from './run.js';
import { onTerminal } from './terminal.js';

/**
 * The program under test as the cases of `npm test` know it, a process for each command line; a terminal is a real
 * one. What is not on this machine skips the test that asks for it.
 */
export const spawned: Shell = async (argv, options = {}) => {
  try {
    return await (options.terminal === true ? typed(argv, options) : piped(argv, options));
  } catch (error) {
    if (error instanceof Missing) TestRunner.getCurrentTest()?.context.skip(error.message);
    throw error;
  }
};

async function piped(argv: readonly string[], { cwd = '/', env, input = '' }: RunIn): Promise<Ran> {
  const [program, ...words] = await programWords();
  const surroundings = { PATH: process.env['PATH'], ...env };
  const { code, ...ran } = await run(program, [...words, ...argv], { cwd, env: surroundings, input });
  return { exitCode: code, ...ran };
}

/** Only stdin is the terminal: the outputs are then the same bytes as without. */
async function typed(argv: readonly string[], { cwd = '/', env = {}, input = '' }: RunIn): Promise<Ran> {
  const text = input.toString();
  // Ctrl-D ends the input where the line is empty, and else only hands over what was typed.
  const end = text.endsWith('\n') ? '' : text === '' ? '\x04' : '\x04\x04';
  const steps = [{ await: '[y/N] ', send: text + end }];
  const { code, stdout, stderr } = await onTerminal(argv, { cwd, env, terminals: [], steps });
  return { exitCode: code, stdout, stdoutBytes: Buffer.from(stdout), stderr };
}
