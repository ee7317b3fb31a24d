import { fileURLToPath } from 'node:url';
import { type Ran, type RunOptions, run } from './run.js';

export const program: string = fileURLToPath(new URL('../../bin/omero-cors.js', import.meta.url));

/**
 * Runs the built program as a user would, without a terminal. The environment holds nothing of OMERO's but what
 * the caller gives, so that no installation of this machine is found.
 */
export function omeroCors(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { PATH, HOME, NODE_EXTRA_CA_CERTS } = process.env;
  const env = { PATH, HOME, NODE_EXTRA_CA_CERTS, ...options.env };
  return run(process.execPath, [program, ...args], { timeout: 120_000, ...options, env });
}
