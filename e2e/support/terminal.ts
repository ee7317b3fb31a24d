import { fileURLToPath } from 'node:url';
import { programWords } from './cli.js';
import { Missing } from './missing.js';
import { run } from './run.js';

const driver = fileURLToPath(new URL('terminal.py', import.meta.url));

/** What is done when a text stands on stderr. */
export interface Step {
  readonly await: string;
  /** Typed as it is: `\x03` is Ctrl-C, `\x04` Ctrl-D. */
  readonly send?: string;
  /** A shell command, run while the program waits. */
  readonly run?: string;
  /** The terminal is closed. */
  readonly hangup?: true;
}

export interface Screen {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Sitting {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Which of the outputs are terminals too; the others are pipes. */
  readonly terminals?: readonly ('stdout' | 'stderr')[];
  readonly steps: readonly Step[];
}

/** Runs omero-cors with its stdin on a real terminal. */
export async function onTerminal(args: readonly string[], sitting: Sitting): Promise<Screen> {
  return programOnTerminal([...(await programWords()), ...args], sitting);
}

/** Runs any program with its stdin on a real terminal. */
export async function programOnTerminal(
  argv: readonly string[],
  { cwd, env = {}, terminals = ['stdout', 'stderr'], steps }: Sitting,
): Promise<Screen> {
  const request = {
    argv,
    cwd,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], TERM: 'xterm', ...env },
    terminals,
    steps,
  };
  const { code, stdout, stderr } = await run('python3', [driver], { input: JSON.stringify(request) }).catch(
    (error: NodeJS.ErrnoException) => {
      throw error.code === 'ENOENT' ? new Missing('no python3 on the PATH') : error;
    },
  );
  if (code !== 0) throw new Error(`terminal.py: ${stderr}`);
  return JSON.parse(stdout) as Screen;
}
