import { describe, expect } from 'vitest';
import { networkCases } from '../test/probe/network-cases.js';
import { probeCases } from '../test/probe/probe-cases.js';
import { type AskProbe, healthyPage, outline, type SaidRow } from '../test/probe/rows.js';
import { serve, serveSocket } from '../test/probe/serve.js';
import { omeroWeb, viewer, withCors } from '../test/probe/sites.js';
import { cell } from './support/cell.js';
import { Authority } from './support/certificates.js';
import { spawned } from './support/shell.js';

async function ask(argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const ran = await spawned(['probe', ...argv, '--origin', viewer, '--format', 'json'], { env });
  if (ran.stdout === '') throw new Error(ran.stderr);
  return { ...ran, rows: (JSON.parse(ran.stdout) as { rows: SaidRow[] }).rows };
}

const byProgram: AskProbe = async ({ urls, seconds, insecure }) => {
  const more = ['--timeout', String(seconds), ...(insecure ? ['--insecure'] : [])];
  return (await ask([...urls, ...more])).rows;
};

probeCases(byProgram);
networkCases(byProgram);

const tile = '/webgateway/tile/1/';
const healthy = { ...healthyPage, 'mixed-content': 'pass not-mixed' };

describe('certificates', () => {
  cell('of an authority that NODE_EXTRA_CA_CERTS names are good', async () => {
    const authority = await Authority.create();
    const { url } = await serve(withCors(omeroWeb), { tls: await authority.certify('IP:127.0.0.1', 1) });
    const known = await ask([url + tile], { NODE_EXTRA_CA_CERTS: authority.path });
    expect([known.exitCode, outline(known.rows)]).toEqual([0, healthy]);
    const unknown = await ask([url + tile]);
    expect(unknown.exitCode).toBe(2);
    expect(unknown.rows[0]?.message).toMatch(/^nobody known here vouches for the certificate/);
  });

  for (const [about, name, days, message] of [
    ['for another name', 'DNS:other.example.org', 1, /^the certificate is for another name \(.*127\.0\.0\.1/],
    ['that has ended', 'IP:127.0.0.1', 0, /^the certificate is not valid now \(certificate has expired\)/],
  ] as const) {
    cell(`${about}: said, and --insecure takes it`, async () => {
      const authority = await Authority.create();
      const { url } = await serve(withCors(omeroWeb), { tls: await authority.certify(name, days) });
      // Certificates count seconds.
      await new Promise((resolve) => setTimeout(resolve, days === 0 ? 1100 : 0));
      const env = { NODE_EXTRA_CA_CERTS: authority.path };
      const refused = await ask([url + tile], env);
      expect([refused.exitCode, refused.rows]).toMatchObject([
        2,
        [{ question: 'answer', result: 'fail', message: expect.stringMatching(message) }],
      ]);
      const taken = await ask([url + tile, '--insecure'], env);
      expect([taken.exitCode, outline(taken.rows)]).toEqual([0, healthy]);
    });
  }

  cell('a file of NODE_EXTRA_CA_CERTS that is not there is no end', async () => {
    const { url } = await serve(withCors(omeroWeb));
    expect((await ask([url + tile], { NODE_EXTRA_CA_CERTS: '/nowhere/ca.pem' })).exitCode).toBe(0);
  });
});

describe('what the surroundings say', () => {
  cell('a proxy is not used, and that is said', async () => {
    const { url } = await serve(withCors(omeroWeb));
    let asked = false;
    const proxy = await serveSocket(() => {
      asked = true;
    });
    for (const name of ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY', 'ALL_PROXY', 'all_proxy']) {
      const { exitCode, rows, stderr } = await ask([url + tile], { [name]: proxy });
      expect([exitCode, outline(rows), asked]).toEqual([0, healthyPage, false]);
      expect(stderr).toContain(`${name} is not used`);
    }
  });

  cell('NODE_TLS_REJECT_UNAUTHORIZED=0 does not do what --insecure does', async () => {
    const { url } = await serve(withCors(omeroWeb), { tls: true });
    expect((await ask([url + tile], { NODE_TLS_REJECT_UNAUTHORIZED: '0' })).exitCode).toBe(2);
  });
});
