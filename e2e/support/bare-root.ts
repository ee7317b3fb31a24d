import { chmodSync, copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { tempFolder } from '../../test/support/temp-folder.js';
import { Missing } from './missing.js';
import { type Ran, type RunOptions, run, runOk } from './run.js';

/** A root folder that holds what is put into it, /proc and /dev, and nothing else; until the test has ended. */
export class BareRoot {
  readonly path: string = tempFolder();

  constructor() {
    if (process.getuid?.() !== 0) throw new Missing('only root can do this');
    for (const folder of ['proc', 'tmp', 'dev']) mkdirSync(join(this.path, folder));
  }

  put(from: string, to: string): void {
    const path = join(this.path, to);
    mkdirSync(dirname(path), { recursive: true });
    copyFileSync(from, path);
    chmodSync(path, 0o755);
  }

  /** With the libraries that it asks for. */
  async putProgram(from: string, to: string): Promise<void> {
    this.put(from, to);
    const { stdout } = await runOk('ldd', [from]);
    for (const [, library = ''] of stdout.matchAll(/(\/\S+) \(0x/g)) {
      if (!existsSync(join(this.path, library))) this.put(library, library);
    }
  }

  /** Runs a program of this root, with an environment that is empty but for `env`. */
  async run(argv: readonly string[], options: Pick<RunOptions, 'env' | 'input'> = {}): Promise<Ran> {
    const script =
      'mount -t proc proc "$1/proc" && mount --bind /dev "$1/dev" || exit 99; exec /usr/sbin/chroot "$@"';
    const words = ['-m', '/bin/sh', '-c', script, 'sh', this.path, ...argv];
    const ran = await run('/usr/bin/unshare', words, { env: {}, ...options }).catch(() => {
      throw new Missing('no unshare');
    });
    if (ran.code === 99 || /unshare failed/.test(ran.stderr)) throw new Missing('no mount namespaces here');
    return ran;
  }
}
