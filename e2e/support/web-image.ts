import { randomUUID } from 'node:crypto';
import {
  chownSync,
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sharedFolder } from './cache.js';
import { cloneVirtualenv } from './clone-virtualenv.js';
import { removeDeadRuns } from './dead-runs.js';
import { type Mount, readDockerfile } from './dockerfile.js';
import { iceWheels } from './ice.js';
import { Missing } from './missing.js';
import { serverUser, sharePython } from './other-user.js';
import { buildVirtualenv, findPython } from './python.js';
import { type Ran, run, runOk } from './run.js';
import type { Later } from './scope.js';

const lock = fileURLToPath(new URL('../locks/omero-web-5.33.2.txt', import.meta.url));
const startup = readFileSync(new URL('image-startup.py', import.meta.url), 'utf8');

type Environment = Readonly<Record<string, string>>;

/** What the base image sets (ome/omero-web-docker, Dockerfile), and Docker itself. */
const imageEnvironment: Environment = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  OMERODIR: '/opt/omero/web/OMERO.web/',
  LANG: 'C.UTF-8',
};

export const venv = '/opt/omero/web/venv3';
export const settings: string = `${venv}/lib/python3.10/site-packages/omeroweb/settings.py`;

/**
 * An image laid out like openmicroscopy/omero-web-standalone: a layer of files above those of this machine, which
 * stand in for its Linux. What runs in it sees both as one tree (overlayfs, chroot) and writes to a copy of the layer,
 * which is the next image. OMERO.web and its virtualenv are real.
 */
export class WebImage {
  readonly #layer: string;
  readonly #shelf: Shelf;
  readonly user: User;

  private constructor(layer: string, shelf: Shelf, user: User) {
    this.#layer = layer;
    this.#shelf = shelf;
    this.user = user;
  }

  /** @param later removes it, and all that is built from it */
  static async base(later: Later): Promise<WebImage> {
    if (process.getuid?.() !== 0) throw new Missing('only root can mount the layers of an image');
    const python = await sharePython(await findPython('3.10'));
    const made = await buildVirtualenv({
      parent: join(sharedFolder, 'venvs'),
      name: 'omero-web-5.33.2',
      lock,
      key: readFileSync(lock, 'utf8'),
      base: python.python,
      pipArguments: ['--find-links', await iceWheels()],
      env: { ...process.env, ...python.env },
    });
    removeDeadRuns();
    const folder = mkdtempSync(join(sharedFolder, `run-${process.pid}-`));
    later(() => rmSync(folder, { recursive: true, force: true }));
    const layer = join(folder, 'base');
    mkdirSync(layer);
    cloneVirtualenv(made.folder, join(layer, venv), ['omeroweb', 'corsheaders'], venv);
    layOut(join(layer, 'opt/omero/web'));
    const env = { ...imageEnvironment, ...python.env, ...pipEnvironment() };
    const image = new WebImage(layer, { folder, env }, 'omero-web');
    const { code, stderr } = await image.run('true');
    if (code !== 0) throw new Missing(`no overlayfs here: ${stderr.trim().split('\n')[0]}`);
    // The configuration of the real one was loaded when it was made.
    return image.commit(`${venv}/bin/omero config set omero.web.prefix ""`);
  }

  /**
   * Builds a Dockerfile from this image, whatever its FROM says.
   *
   * @param context the folder beside it
   * @param options.args `--build-arg`
   * @param options.env what stands in for the network
   * @returns the image, and what its RUNs said; the first that fails ends the build
   */
  async build(
    dockerfile: string,
    context: string,
    options: { readonly args?: Environment; readonly env?: Environment } = {},
  ): Promise<{ readonly image: WebImage; readonly ran: readonly Ran[] }> {
    let image: WebImage = this;
    let args: Environment = {};
    const ran: Ran[] = [];
    for (const step of readDockerfile(dockerfile)) {
      if (step.kind === 'arg') args = { ...args, [step.name]: options.args?.[step.name] ?? step.value };
      if (step.kind === 'user') image = image.as(step.name);
      if (step.kind === 'copy') image = await image.#copy(join(context, step.source), step.target);
      if (step.kind !== 'run') continue;
      const mounts = step.mounts.map(({ source, target }) => ({ source: join(context, source), target }));
      const one = await image.#run(step.script, { env: { ...options.env, ...args }, mounts });
      ran.push(one.ran);
      if (one.ran.code !== 0) break;
      image = one.image;
    }
    return { image, ran };
  }

  /** Runs a line in a container of it, as its user; what it writes is gone afterwards. */
  async run(script: string, more: Run = {}): Promise<Ran> {
    const { ran, image } = await this.#run(script, more);
    rmSync(image.#layer, { recursive: true, force: true });
    return ran;
  }

  /** Runs a line, which must succeed, and keeps what it writes. */
  async commit(script: string, more: Run = {}): Promise<WebImage> {
    const { ran, image } = await this.#run(script, more);
    if (ran.code !== 0) throw new Error(`${script}: exit ${ran.code}\n${ran.stdout}${ran.stderr}`);
    return image;
  }

  /**
   * A container that was started with these variables, at the moment before OMERO.web itself is: the image's
   * entrypoint loads the files, then sets the variables.
   */
  started(env: Environment = {}): Promise<WebImage> {
    const load = `${venv}/bin/omero load --glob '/opt/omero/web/config/*.omero'`;
    return this.commit(`set -e\nPATH=${venv}/bin:$PATH\n${load}\npython -`, { env, input: startup });
  }

  /** The same with another user. */
  as(user: string): WebImage {
    if (user !== 'root' && user !== 'omero-web') throw new Error(`the image has no user ${user}`);
    return new WebImage(this.#layer, this.#shelf, user);
  }

  /** The files that another has not, or not as they are here. */
  above(other: WebImage): string[] {
    const old = other.#files();
    return [...this.#files()].filter(([name, state]) => old.get(name) !== state).map(([name]) => name);
  }

  /** With size and time, which copies keep. */
  #files(): Map<string, string> {
    const entries = readdirSync(this.#layer, { recursive: true, encoding: 'utf8', withFileTypes: true });
    const paths = entries
      .filter((entry) => !entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name));
    return new Map(
      paths.sort().map((path) => {
        const { size, mtimeMs } = lstatSync(path);
        return [path.slice(this.#layer.length), `${size} ${mtimeMs}`];
      }),
    );
  }

  /** As COPY does it: owned by root, with the mode that the file has. */
  async #copy(source: string, target: string): Promise<WebImage> {
    const layer = await this.#nextLayer();
    const path = join(layer, target.endsWith('/') ? join(target, basename(source)) : target);
    mkdirSync(dirname(path), { recursive: true });
    cpSync(source, path);
    chownSync(path, 0, 0);
    return new WebImage(layer, this.#shelf, this.user);
  }

  async #run(
    script: string,
    more: Run & { readonly mounts?: readonly Mount[] },
  ): Promise<{ readonly ran: Ran; readonly image: WebImage }> {
    const { env = {}, mounts = [], input = '' } = more;
    const layer = await this.#nextLayer();
    const root = mkdtempSync(join(this.#shelf.folder, 'mount-'));
    const work = mkdtempSync(join(this.#shelf.folder, 'work-'));
    const { uid = 0, gid = 0 } = this.user === 'root' ? {} : serverUser;
    const lines = [
      `mount -t overlay overlay -o 'lowerdir=/,upperdir=${layer},workdir=${work}' '${root}'`,
      ...['proc', 'dev'].map((name) => `mount --rbind /${name} '${root}/${name}'`),
      // Upon another file system, so that nothing of it stays in the layer.
      ...mounts.flatMap(({ source, target }) => [
        `mount -t tmpfs tmpfs '${join(root, dirname(target))}'`,
        `touch '${join(root, target)}'`,
        `mount --bind -o ro '${source}' '${join(root, target)}'`,
      ]),
      `exec chroot --userspec=${uid}:${gid} '${root}' /bin/sh -c "$1"`,
    ];
    const home = this.user === 'root' ? '/root' : '/opt/omero/web/OMERO.web/var';
    const ran = await run('unshare', ['--mount', 'sh', '-ec', lines.join('\n'), 'sh', script], {
      env: { ...this.#shelf.env, HOME: home, ...env },
      input,
      cwd: '/',
    });
    // Were anything mounted there still, this would fail, and delete nothing.
    rmdirSync(root);
    rmSync(work, { recursive: true, force: true });
    return { ran, image: new WebImage(layer, this.#shelf, this.user) };
  }

  async #nextLayer(): Promise<string> {
    const layer = join(this.#shelf.folder, `layer-${randomUUID()}`);
    await runOk('cp', ['--archive', this.#layer, layer]);
    return layer;
  }
}

/** What a container is given. */
interface Run {
  readonly env?: Environment;
  readonly input?: string;
}

type User = 'root' | 'omero-web';

/** Where an image's layers lie, and what is set in each of its containers. */
interface Shelf {
  readonly folder: string;
  readonly env: Environment;
}

/** What pip needs to reach its registry on this machine. */
function pipEnvironment(): Environment {
  const names = Object.keys(process.env).filter((name) => /^PIP_/.test(name));
  return Object.fromEntries(names.map((name) => [name, process.env[name] ?? '']));
}

/** What the role that makes the base image, and the standalone image, have beside the virtualenv. */
function layOut(folder: string): void {
  const whiteNoise = '{"index": 0, "class": "whitenoise.middleware.WhiteNoiseMiddleware"}';
  const files = {
    '00-omero-web.omero': ['config drop default', 'config set -- omero.web.application_server.host 0.0.0.0'],
    '01-default-webapps.omero': [
      `config append -- omero.web.middleware '${whiteNoise}'`,
      `config append -- omero.web.apps '"omero_marshal"'`,
    ],
  };
  mkdirSync(join(folder, 'config'));
  for (const [name, lines] of Object.entries(files))
    writeFileSync(join(folder, 'config', name), lines.map((line) => `${line}\n`).join(''));
  const own = ['OMERO.web/etc/grid', 'OMERO.web/var', 'OMERO.web/var/log'];
  for (const name of own) {
    mkdirSync(join(folder, name), { recursive: true });
    chownSync(join(folder, name), serverUser.uid ?? 0, serverUser.gid ?? 0);
  }
}
