import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Config, Installation } from './installation.js';
import { virtualenv } from './python.js';
import { readReleased } from './real-settings.js';
import type { Later } from './scope.js';
import { type Server, startServer } from './server.js';

const sites = fileURLToPath(new URL('../sites/', import.meta.url));

/**
 * A whole Django project around a settings.py of OMERO.web: the real Django and django-cors-headers of a lock,
 * OMERO's own modules stubbed, and in place of its apps the few addresses of e2e/sites/project.
 */
export class Site {
  readonly installation: Installation;
  readonly #lock: string;
  readonly #later: Later;

  /** @param lock names the file in e2e/locks */
  constructor(text: Buffer, lock: string, later: Later) {
    this.#lock = lock;
    this.#later = later;
    this.installation = new Installation(text, later);
    this.installation.configure({});
    cpSync(join(sites, 'project'), this.installation.folder, { recursive: true });
  }

  configure(config: Config): void {
    this.installation.configure(config);
  }

  /** @throws where Django's system checks find an error */
  async start(): Promise<Server> {
    const { python } = await virtualenv(this.#lock);
    const { folder, omeroDir } = this.installation;
    const env = {
      PATH: process.env['PATH'],
      OMERODIR: omeroDir,
      OMERO_HOME: omeroDir,
      PYTHONDONTWRITEBYTECODE: '1',
    };
    return startServer(python, [join(sites, 'serve.py'), folder], env, this.#later);
  }
}

/** @param name of a file in e2e/sites/settings, or the version of a release: `omero-5.2`, `5.33.2` */
export async function settingsNamed(name: string): Promise<Buffer> {
  return name.startsWith('omero-') ? readFileSync(join(sites, 'settings', `${name}.py`)) : readReleased(name);
}
