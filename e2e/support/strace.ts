import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { programWords } from './cli.js';
import { Missing } from './missing.js';
import { type Ran, run } from './run.js';

/**
 * Runs omero-cors under strace.
 *
 * @param options strace's own: what to trace, what to inject
 */
export async function strace(
  options: readonly string[],
  args: readonly string[],
  cwd: string,
  output = '/dev/null',
): Promise<Ran> {
  // Not --seccomp-bpf, which is faster: strace 6.1 then injects no signals.
  const words = ['-f', '-qq', '-o', output, ...options, ...(await programWords()), ...args];
  try {
    return await run('strace', words, { cwd });
  } catch {
    throw new Missing('no strace');
  }
}

/** How often a run makes each of these system calls, in the thread that makes it most: so strace counts too. */
export async function countCalls(
  calls: readonly string[],
  args: readonly string[],
  cwd: string,
): Promise<ReadonlyMap<string, number>> {
  const log = join(tmpdir(), `omero-cors-strace-${process.pid}`);
  const { code, stderr } = await strace(['-e', `trace=${calls.join()}`], args, cwd, log);
  if (stderr.includes('Operation not permitted')) throw new Missing('strace may not trace here');
  if (code !== 0) throw new Error(`strace: exit ${code}\n${stderr}`);
  const threads = new Map<string, number>();
  for (const [, thread, call] of readFileSync(log, 'latin1').matchAll(/^(\d+) +(\w+)\(/gm)) {
    const key = `${call} ${thread}`;
    threads.set(key, (threads.get(key) ?? 0) + 1);
  }
  rmSync(log);
  const most = (call: string) =>
    Math.max(0, ...[...threads].filter(([key]) => key.startsWith(`${call} `)).map(([, count]) => count));
  return new Map(calls.map((call) => [call, most(call)]));
}
