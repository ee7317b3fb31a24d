import { type ChildProcess, spawn } from 'node:child_process';
import type { Later } from './scope.js';

/** A server of ours that runs, or the words with which it ended. */
export interface Server {
  readonly url: string;
  readonly said: () => string;
  readonly stop: () => Promise<void>;
}

/**
 * Starts a program and waits until it says `listening on <port>`.
 *
 * @param later stops it
 * @throws with what it said, where it ends before or says nothing for 60 seconds
 */
export async function startServer(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  later: Later,
): Promise<Server> {
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const stop = () => stopChild(child);
  later(stop);
  const port = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no server within 60 seconds\n${output}`)), 60_000);
    const hear = (chunk: Buffer) => {
      output += chunk.toString();
      const heard = /^listening on (\d+)$/m.exec(output)?.[1];
      if (heard !== undefined) resolve(heard);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      reject(new Error(`the server ended with ${code}: ${lastLine(output)}\n${output}`));
    });
  });
  return { url: `http://127.0.0.1:${port}`, said: () => output, stop };
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGKILL');
  await ended;
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
