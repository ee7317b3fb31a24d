import { PassThrough } from 'node:stream';
import type { Io, Output } from '../../src/io.js';

/** Streams that a test can look into, in place of a terminal or of pipes. */
export interface FakeIo {
  readonly io: Io;
  /** What stands on the streams so far. */
  readonly stdout: () => string;
  readonly stdoutBytes: () => Buffer;
  readonly stderr: () => string;
  /** The keyboard, or the other end of the pipe. */
  readonly stdin: PassThrough;
}

export interface FakeIoOptions {
  /** stdin is a terminal. */
  readonly terminal?: boolean;
  readonly env?: Io['env'];
  readonly cwd?: string;
  /** What every write to stdout fails with. */
  readonly stdoutFailure?: Error;
}

export function fakeIo({ terminal = false, env = {}, cwd = '/', stdoutFailure }: FakeIoOptions = {}): FakeIo {
  const stdin = Object.assign(new PassThrough(), { isTTY: terminal });
  const stdout = collect(stdoutFailure);
  const stderr = collect();
  return {
    io: { stdin, stdout: stdout.stream, stderr: stderr.stream, env, cwd },
    stdout: () => stdout.bytes().toString(),
    stdoutBytes: stdout.bytes,
    stderr: () => stderr.bytes().toString(),
    stdin,
  };
}

function collect(failure?: Error): { stream: Output; bytes: () => Buffer } {
  const chunks: Buffer[] = [];
  const stream: Output = {
    write: (content, done) => {
      chunks.push(Buffer.from(content));
      if (done !== undefined) setImmediate(done, failure);
    },
  };
  return { stream, bytes: () => Buffer.concat(chunks) };
}
