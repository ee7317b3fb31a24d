import { cpSync, lstatSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Missing } from './missing.js';
import { run, runOk } from './run.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Nobody's configuration, and no other way to a repository than by its path. */
export const gitEnv: Readonly<Record<string, string | undefined>> = {
  ...process.env,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_ALLOW_PROTOCOL: 'file',
  ...Object.fromEntries(
    ['AUTHOR', 'COMMITTER'].flatMap((who) => [
      [`GIT_${who}_NAME`, 'tester'],
      [`GIT_${who}_EMAIL`, 'tester@example.org'],
    ]),
  ),
};

/**
 * A repository with what a clone of this one would hold, as the work tree has it now, so that also what is not yet
 * committed is tested.
 *
 * @param folder is made
 * @returns its commit
 */
export async function copyRepository(folder: string): Promise<string> {
  const listed = await run('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: root });
  if (listed.code !== 0) throw new Missing('this is no git clone');
  for (const name of new Set(listed.stdout.split('\0'))) {
    const from = join(root, name);
    if (name === '' || lstatSync(from, { throwIfNoEntry: false }) === undefined) continue;
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    cpSync(from, join(folder, name), { verbatimSymlinks: true });
  }
  return commitAll(folder);
}

/** Makes the folder a repository, where it is none, and commits all that is in it. */
export async function commitAll(folder: string): Promise<string> {
  const git = (...words: readonly string[]) => runOk('git', words, { cwd: folder, env: gitEnv });
  await git('init', '--quiet');
  await git('add', '--all');
  await git('commit', '--quiet', '--allow-empty', '-m', 'as it is');
  return (await git('rev-parse', 'HEAD')).stdout.trim();
}
