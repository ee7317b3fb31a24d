import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { askPython } from '../../src/site/ask-python.js';
import { makeTree } from './tree.js';

/** A shell script stands in for Python: what it is asked, the end-to-end tests ask real ones. */
function fakePython(script: string, mode = 0o755): { cwd: string; env: Record<string, string | undefined> } {
  const cwd = makeTree({ 'bin/python': `#!/bin/sh\n${script}\n` });
  chmodSync(join(cwd, 'bin/python'), mode);
  return { cwd, env: process.env };
}

const answer = `echo 'omero-cors:{"version": "2.7.18", "executable": "/usr/bin/python2", "path": ["/a b"]}'`;

describe('the answer', () => {
  it('is found among what else is printed', async () => {
    const context = fakePython(`echo hello; echo; ${answer}; echo bye; echo noise >&2`);
    expect(await askPython('bin/python', context)).toEqual({
      version: '2.7.18',
      executable: '/usr/bin/python2',
      path: ['/a b'],
    });
  });
  it('a name without a slash is looked up in PATH', async () => {
    const { cwd, env } = fakePython(answer);
    const path = `${join(cwd, 'bin')}:${env['PATH']}`;
    expect((await askPython('python', { cwd: '/', env: { ...env, PATH: path } })).version).toBe('2.7.18');
  });
  it('is asked with -c and one program', async () => {
    const context = fakePython(
      `[ "$#" = 2 ] && [ "$1" = -c ] && [ "$PYTHONDONTWRITEBYTECODE" = 1 ] && ${answer}`,
    );
    expect((await askPython('bin/python', context)).version).toBe('2.7.18');
  });
});

describe('says what is wrong', () => {
  it.each([
    ['no such program', 'bin/nope', answer, 0o755, 'python-not-found', 'not found'],
    ['not executable', 'bin/python', answer, 0o644, 'python-not-found', 'not executable'],
    ['a folder', './bin', answer, 0o755, 'python-not-found', 'not executable'],
    [
      'it fails: the last line of what it says',
      'bin/python',
      'echo a >&2; echo "E: no" >&2; exit 1',
      0o755,
      'python-failed',
      'E: no',
    ],
    ['no Python', 'bin/python', 'echo 3.10', 0o755, 'python-failed', 'its answer is not that of a Python'],
    [
      'it answers and fails',
      'bin/python',
      `${answer}; exit 3`,
      0o755,
      'python-failed',
      'its answer is not that of a Python',
    ],
    [
      'no answer in time',
      'bin/python',
      'exec sleep 30',
      0o755,
      'python-failed',
      'no answer within 0.2 seconds',
    ],
  ])('%s', async (_, name, script, mode, code, reason) => {
    // Enough for a shell on a busy machine, and short enough to wait for.
    const context = { ...fakePython(script, mode), timeout: script.includes('sleep') ? 200 : 20_000 };
    await expect(askPython(name, context)).rejects.toMatchObject({
      code,
      message: `--python ${name}: ${reason}`,
    });
  });
});
