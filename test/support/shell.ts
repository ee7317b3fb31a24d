import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { main } from '../../src/cli.js';
import { fakeIo } from './fake-io.js';
import { tempFolder } from './temp-folder.js';

/** What one command line came to. */
export interface Ran {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stdoutBytes: Buffer;
  readonly stderr: string;
}

export interface RunIn {
  readonly cwd?: string;
  /** All that is set, but for what a process of its own can't do without. */
  readonly env?: Readonly<Record<string, string>>;
  /** What comes on stdin, or is typed when it is asked for; then the end. Left out: stdin stays open, or empty. */
  readonly input?: string | Buffer;
  /** stdin is a terminal. */
  readonly terminal?: boolean;
}

/**
 * Runs omero-cors, in whatever way: the same cases hold for `main` in this process and for each packaging of the
 * program as a process of its own (in e2e).
 */
export type Shell = (argv: readonly string[], options?: RunIn) => Promise<Ran>;

/** `main` with streams that stand in for a terminal and for pipes. */
export const inProcess: Shell = async (argv, { input, ...options } = {}) => {
  const fake = fakeIo(options);
  if (input !== undefined) fake.stdin.end(input);
  const exitCode = await main(argv, fake.io);
  return { exitCode, stdout: fake.stdout(), stdoutBytes: fake.stdoutBytes(), stderr: fake.stderr() };
};

export type Files = Readonly<Record<string, string | Buffer>>;

/** A folder with files, and a shell in it. */
export function shellIn(run: Shell, files: Files) {
  const cwd = tempFolder(files);
  const path = (name: string) => join(cwd, name);
  return {
    cwd,
    read: (name = 'settings.py') => readFileSync(path(name), 'utf8'),
    names: () => readdirSync(cwd).sort(),
    /** What tells whether anybody wrote the file. */
    state: (name = 'settings.py') => {
      const { ino, mtimeNs } = statSync(path(name), { bigint: true });
      return { bytes: readFileSync(path(name), 'latin1'), ino, mtimeNs };
    },
    run: (...argv: readonly string[]) => run(argv, { cwd }),
    runWith: (options: RunIn, ...argv: readonly string[]) => run(argv, { cwd, ...options }),
  };
}
