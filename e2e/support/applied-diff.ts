import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Installation } from './installation.js';
import { Missing } from './missing.js';
import { run, runOk } from './run.js';

const programs = { patch: ['-p1'], git: ['apply', '-'] } as const;

/** Copies of a settings.py, made before an edit, for the other programs to edit by the diff that it printed. */
export class Copies {
  readonly #installation: Installation;

  constructor(installation: Installation) {
    this.#installation = installation;
    for (const program of Object.keys(programs)) {
      const target = join(this.#folder(program), installation.name);
      mkdirSync(join(target, '..'), { recursive: true });
      copyFileSync(installation.settings, target);
    }
  }

  /** Lets patch(1) and git apply the diff: both must come to the file's own bytes. */
  async expectSame(diff: string | Buffer): Promise<void> {
    for (const [program, words] of Object.entries(programs)) {
      if ((await run('sh', ['-c', `command -v ${program}`])).code !== 0) {
        throw new Missing(`${program} is not installed`);
      }
      const cwd = this.#folder(program);
      await runOk(program, words, {
        cwd,
        input: diff,
        env: { ...process.env, GIT_CEILING_DIRECTORIES: cwd },
      });
      const { name } = this.#installation;
      expect(readFileSync(join(cwd, name)).equals(this.#installation.read()), program).toBe(true);
    }
  }

  #folder(program: string): string {
    return join(this.#installation.folder, 'by', program);
  }
}
