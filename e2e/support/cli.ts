import { fileURLToPath } from 'node:url';
import { executable } from './executable.js';
import { type Ran, type RunOptions, run } from './run.js';

/**
 * Which packaging of the program is under test: vitest.e2e.config.ts runs the suites about the program with Node,
 * and again with the executable.
 */
export const isExecutable: boolean = process.env['OMERO_CORS_E2E_PROGRAM'] === 'executable';

/** What Node runs: the program of the npm package. */
export const script: string = fileURLToPath(new URL('../../bin/omero-cors.js', import.meta.url));

/**
 * The program under test, as the first words of a command line.
 *
 * @throws Missing where there is no executable and can be none
 */
export async function programWords(): Promise<readonly [string, ...string[]]> {
  return isExecutable ? [await executable()] : [process.execPath, script];
}

/**
 * Runs the built program as a user would, without a terminal. The environment holds nothing of OMERO's but what
 * the caller gives, so that no installation of this machine is found.
 */
export async function omeroCors(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { PATH, HOME, NODE_EXTRA_CA_CERTS } = process.env;
  const env = { PATH, HOME, NODE_EXTRA_CA_CERTS, ...options.env };
  const [program, ...words] = await programWords();
  return run(program, [...words, ...args], { timeout: 120_000, ...options, env });
}
