import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tempFolder } from '../../test/support/temp-folder.js';
import { Missing } from './missing.js';
import { runOk } from './run.js';

/** A certificate authority that nobody knows, until the test has ended. */
export class Authority {
  readonly #folder = tempFolder();
  /** Its own certificate, as NODE_EXTRA_CA_CERTS takes it. */
  readonly path: string = join(this.#folder, 'ca.pem');

  static async create(): Promise<Authority> {
    const authority = new Authority();
    const words = ['req', '-x509', '-days', '2', '-subj', '/CN=omero-cors tests', ...newKey];
    await authority.#openssl([...words, '-keyout', 'ca.key', '-out', 'ca.pem']);
    return authority;
  }

  /** @returns certificate and key for a server, e.g. for `IP:127.0.0.1`. With 0 days it has ended when it is made. */
  async certify(name: string, days: number): Promise<Buffer> {
    await this.#openssl([
      'req',
      '-subj',
      '/CN=server',
      ...newKey,
      '-keyout',
      'key.pem',
      '-out',
      'request.pem',
    ]);
    writeFileSync(join(this.#folder, 'names'), `subjectAltName=${name}\n`);
    const words = [
      'x509',
      '-req',
      '-in',
      'request.pem',
      '-CA',
      'ca.pem',
      '-CAkey',
      'ca.key',
      '-CAcreateserial',
    ];
    const more = ['-extfile', 'names', '-days', String(days), '-out', 'cert.pem'];
    await this.#openssl([...words, ...more]);
    return Buffer.concat(['cert.pem', 'key.pem'].map((file) => readFileSync(join(this.#folder, file))));
  }

  async #openssl(words: readonly string[]): Promise<void> {
    await runOk('openssl', words, { cwd: this.#folder }).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'ENOENT' ? new Missing('no openssl') : error;
    });
  }
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
