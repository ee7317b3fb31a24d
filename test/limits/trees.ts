import { cpSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { main } from '../../src/cli.js';
import { fakeIo } from '../support/fake-io.js';
import type { Limit } from './independent-reader.js';

const folder = fileURLToPath(new URL('../../fixtures/limits', import.meta.url));

/** One case.json of fixtures/limits, whose folder `tree` is what --root gets. */
export interface TreeCase {
  readonly name: string;
  /** The odd thing about it. */
  readonly why: string;
  readonly arguments: readonly string[];
  readonly exit: number;
  /** Codes, in any order. */
  readonly findings: readonly string[];
  /** The files that are new or other afterwards. */
  readonly writes: readonly string[];
  readonly login: { readonly before: [Limit, Limit]; readonly after: [Limit, Limit] };
  readonly units: Readonly<
    Record<string, { readonly before: [Limit, Limit]; readonly after: [Limit, Limit] }>
  >;
}

export const treeCases: readonly TreeCase[] = readdirSync(folder).map((name) => ({
  name,
  ...JSON.parse(readFileSync(join(folder, name, 'case.json'), 'utf8')),
}));

/** Runs `use` with a copy of the tree that may be written to. */
export async function withTree(name: string, use: (root: string) => Promise<void>): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'omero-cors-tree-'));
  try {
    cpSync(join(folder, name, 'tree'), root, { recursive: true, verbatimSymlinks: true });
    await use(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Every entry of a tree with its bytes, a link with where it leads, a folder with null. */
export function snapshot(root: string): ReadonlyMap<string, string | null> {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true }).map((entry) => {
    const path = join(entry.parentPath, entry.name);
    const content = entry.isDirectory()
      ? null
      : entry.isSymbolicLink()
        ? `-> ${readlinkSync(path)}`
        : readFileSync(path, 'latin1');
    return [path.slice(root.length + 1), content] as const;
  });
  return new Map(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The program in this process, with no terminal unless there is an answer to give. */
export async function run(
  argv: readonly string[],
  more: { readonly env?: Record<string, string>; readonly cwd?: string; readonly answer?: string } = {},
): Promise<{ exitCode: number; stdout: string; stdoutBytes: Buffer; stderr: string }> {
  const { answer, env = {}, cwd = tmpdir() } = more;
  const fake = fakeIo({ terminal: answer !== undefined, env, cwd });
  if (answer !== undefined) fake.stdin.write(`${answer}\n`);
  const exitCode = await main(['limits', ...argv], fake.io);
  return { exitCode, stdout: fake.stdout(), stdoutBytes: fake.stdoutBytes(), stderr: fake.stderr() };
}
