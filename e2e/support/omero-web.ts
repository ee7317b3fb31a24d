import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Program } from './asked.js';
import { sharedFolder } from './cache.js';
import { omeroCors } from './cli.js';
import { cloneVirtualenv } from './clone-virtualenv.js';
import { removeDeadRuns } from './dead-runs.js';
import { ask } from './http.js';
import { iceWheels } from './ice.js';
import { startForks } from './omero-forks.js';
import { serverUser, sharePython } from './other-user.js';
import { buildVirtualenv, findPython } from './python.js';
import { type Ran, run, runOk } from './run.js';
import type { Later } from './scope.js';

const lock = fileURLToPath(new URL('../locks/omero-web-5.33.2.txt', import.meta.url));

/**
 * The whole of OMERO.web 5.33.2 in a virtualenv of its own, laid out as OMERO's documentation has it: `venv3`
 * belongs to whoever runs the tests, OMERODIR to the server's user, who is not root.
 */
export class OmeroWeb {
  readonly folder: string;
  readonly venv: string;
  readonly omeroDir: string;
  readonly settings: string;
  readonly configXml: string;
  readonly url: string;
  readonly #env: Readonly<Record<string, string | undefined>>;

  private constructor(folder: string, port: number, env: Readonly<Record<string, string>>) {
    this.folder = folder;
    this.venv = join(folder, 'venv3');
    this.omeroDir = join(folder, 'omero-web');
    this.settings = join(this.venv, 'lib/python3.10/site-packages/omeroweb/settings.py');
    this.configXml = join(this.omeroDir, 'etc/grid/config.xml');
    this.url = `http://127.0.0.1:${port}`;
    const home = join(folder, 'home');
    const path = [join(folder, 'bin'), join(this.venv, 'bin'), process.env['PATH']].join(':');
    this.#env = { ...env, PATH: path, HOME: home, OMERODIR: this.omeroDir, LANG: 'C.UTF-8' };
  }

  /** @param later stops the server and removes everything */
  static async create(later: Later): Promise<OmeroWeb> {
    const base = await sharePython(await findPython('3.10'));
    const made = await buildVirtualenv({
      parent: join(sharedFolder, 'venvs'),
      name: 'omero-web-5.33.2',
      lock,
      key: readFileSync(lock, 'utf8'),
      base: base.python,
      pipArguments: ['--find-links', await iceWheels()],
      env: { ...process.env, ...base.env },
    });
    removeDeadRuns();
    const folder = mkdtempSync(join(sharedFolder, `run-${process.pid}-`));
    chmodSync(folder, 0o755);
    const port = await freePort();
    const web = new OmeroWeb(folder, port, base.env);
    later(() => rmSync(folder, { recursive: true, force: true }));
    later(async () => {
      if (existsSync(join(web.omeroDir, 'var/django.pid'))) await web.omero('web', 'stop');
    });
    cloneVirtualenv(made.folder, web.venv, ['omeroweb', 'corsheaders']);
    web.#makeFolders();
    await startForks({ folder, venv: web.venv, options: { ...serverUser, env: web.#env }, later });
    // One worker is enough for tests, and quicker to replace.
    await web.load(
      `config set omero.web.server_list '[["localhost", 4064, "omero"]]'`,
      `config set omero.web.application_server.port ${port}`,
      'config set omero.web.wsgi_workers 1',
    );
    return web;
  }

  /** Runs `omero` as the server's user. */
  omero(...args: string[]): Promise<Ran> {
    const options = { ...serverUser, env: this.#env, cwd: this.omeroDir, timeout: 120_000 };
    return run(join(this.folder, 'bin', 'omero'), args, options);
  }

  /** Runs the lines of a `*.omero` file, which must succeed. */
  async load(...lines: string[]): Promise<void> {
    const file = join(this.folder, 'lines.omero');
    writeFileSync(file, `${lines.join('\n')}\n`);
    const { code, stdout, stderr } = await this.omero('load', file);
    if (code !== 0) throw new Error(`omero load: exit ${code}\n${lines.join('\n')}\n${stdout}${stderr}`);
  }

  /** Our program with this installation's surroundings, as an administrator's shell has them. */
  readonly program: Program = (args) => omeroCors(args, { env: this.#env });

  /** Runs our program, which must succeed. */
  async omeroCors(...args: string[]): Promise<Ran> {
    const ran = await this.program(args);
    if (ran.code !== 0) throw new Error(`omero-cors ${args.join(' ')}: exit ${ran.code}\n${ran.stderr}`);
    return ran;
  }

  /** Runs shell lines as the server's user, who may not be able to read this repository. */
  shell(lines: string, input = ''): Promise<Ran> {
    return run('sh', ['-euc', lines], { ...serverUser, env: this.#env, cwd: this.omeroDir, input });
  }

  /** Runs pip in the installation's virtualenv. */
  async pip(...args: string[]): Promise<void> {
    const words = ['-m', 'pip', '--disable-pip-version-check', '--quiet', ...args];
    await runOk(join(this.venv, 'bin/python'), words, { env: { ...process.env, ...this.#env } });
  }

  /** `omero web start`, and a first answer. */
  async start(): Promise<void> {
    const { code, stdout, stderr } = await this.omero('web', 'start');
    if (code !== 0) throw new Error(`omero web start: exit ${code}\n${stdout}${stderr}`);
    await this.answers();
  }

  async restart(): Promise<void> {
    await this.omero('web', 'stop');
    await this.start();
  }

  /** Kills gunicorn's workers, and waits until the master has new ones that answer. */
  async killWorkers(): Promise<void> {
    const master = readFileSync(join(this.omeroDir, 'var/django.pid'), 'utf8').trim();
    const workers = readFileSync(`/proc/${master}/task/${master}/children`, 'utf8').trim().split(' ');
    for (const worker of workers) process.kill(Number(worker), 'SIGKILL');
    await this.answers();
  }

  /** Waits until the server answers at all. */
  async answers(): Promise<void> {
    for (let tries = 0; ; tries += 1) {
      try {
        await ask(`${this.url}/webclient/login/`);
        return;
      } catch (error) {
        if (tries === 60) throw error;
        await new Promise((resolve) => setTimeout(resolve, 250));
      }
    }
  }

  #makeFolders(): void {
    for (const name of ['etc/grid', 'var/log']) mkdirSync(join(this.omeroDir, name), { recursive: true });
    mkdirSync(join(this.folder, 'home'));
    const { uid, gid } = serverUser;
    if (uid === undefined || gid === undefined) return;
    for (const name of ['', 'etc', 'etc/grid', 'var', 'var/log'])
      chownSync(join(this.omeroDir, name), uid, gid);
    chownSync(join(this.folder, 'home'), uid, gid);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
