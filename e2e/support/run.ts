import { spawn } from 'node:child_process';

export interface Ran {
  /** The exit code, or null where a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stdoutBytes: Buffer;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  /** The whole environment; this process's own where not given. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Who runs it; only root can be somebody else. */
  readonly uid?: number;
  readonly gid?: number;
  readonly input?: string | Buffer;
  /** Milliseconds until SIGKILL. */
  readonly timeout?: number;
}

/** Runs a program to its end, whatever the end is. Fails only where it could not be started. */
export function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { input, timeout = 300_000, ...spawnOptions } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...spawnOptions, env: spawnOptions.env ?? process.env });
    const watchdog = setTimeout(() => child.kill('SIGKILL'), timeout);
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(watchdog);
      const stdoutBytes = Buffer.concat(stdout);
      resolve({
        code,
        signal,
        stdout: stdoutBytes.toString(),
        stdoutBytes,
        stderr: Buffer.concat(stderr).toString(),
      });
    });
  });
}

/** As `run`, for programs that must end well. The error holds the command and the end of what it said. */
export async function runOk(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Ran> {
  const ran = await run(program, args, options);
  if (ran.code === 0) return ran;
  const said = `${ran.stdout}\n${ran.stderr}`.trim().split('\n').slice(-30).join('\n');
  throw new Error(`${[program, ...args].join(' ')}: exit ${ran.code ?? ran.signal}\n${said}`);
}
