import { readFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { check, expectHealthy, probe } from './support/asked.js';
import { cell } from './support/cell.js';
import { askAgain, expectAllowed, expectRefused, preflight } from './support/cors-answers.js';
import { ask, values } from './support/http.js';
import { OmeroWeb } from './support/omero-web.js';
import { lockedVersions } from './support/python.js';
import { once, suiteScope } from './support/scope.js';

const origin = 'https://viewer.example.org';
const stranger = 'https://stranger.example.net';
const proof = { omeroWeb: '5.33.2', how: 'all of it', ...lockedVersions('omero-web-5.33.2') };
const static200 = '/static/webgateway/css/ome.body.css';
const whiteNoise = `config append --set omero.web.middleware '{"index": 0, "class": "whitenoise.middleware.WhiteNoiseMiddleware"}'`;
const corsApp = `config append --set omero.web.apps '"corsheaders"'`;

/** A suite whose cells share one OMERO.web and run in their order. */
function suite(
  name: string,
  define: (proven: (name: string, run: (web: OmeroWeb) => unknown) => void) => void,
) {
  describe(name, () => {
    const later = suiteScope();
    const omeroWeb = once(() => OmeroWeb.create(later));
    // Long, since the first one may build Ice.
    define((title, run) => cell(title, async () => run(await omeroWeb()), { proof, timeout: 1_900_000 }));
  });
}

async function expectCors({ url }: OmeroWeb): Promise<void> {
  for (const path of ['/webclient/login/', '/api/']) {
    const answer = await ask(url + path, { origin });
    expect(answer.status).toBe(200);
    expectAllowed(answer, origin);
    expect(values(answer, 'access-control-allow-credentials')).toEqual(['true']);
    expectRefused(await ask(url + path, { origin: stranger }));
    expectRefused(await ask(url + path, { origin: 'null' }));
  }
  const moved = await ask(`${url}/api`, { origin });
  expect(moved.status).toBe(301);
  expectAllowed(moved, origin);
  expectAllowed(await preflight(`${url}/api/`, origin), origin);
}

suite('from install to revert', (proven) => {
  let original: Buffer;

  proven('without the package patch refuses, and the running site survives a killed worker', async (web) => {
    original = readFileSync(web.settings);
    await web.pip('uninstall', '--yes', 'django-cors-headers');
    await web.start();
    const { code, stderr } = await web.program(['patch', web.venv, '--origin', origin, '--yes']);
    expect(code).toBe(2);
    expect(stderr).toContain('omero-cors install');
    expect(readFileSync(web.settings).equals(original)).toBe(true);
    await web.killWorkers();
    expect((await ask(`${web.url}/api/`)).status).toBe(200);
  });

  proven('install brings the package that fits, and leaves Django alone', async (web) => {
    await web.omeroCors('install', web.venv, '--yes');
    const { stdout } = await web.shell('python -m pip --disable-pip-version-check freeze');
    expect(stdout).toContain(`django-cors-headers==${proof.corsHeaders}\n`);
    expect(stdout).toContain(`Django==${proof.django}\n`);
  });

  proven('patch on the running site: a worker that is replaced has it', async (web) => {
    await web.omeroCors('patch', web.venv, '--origin', origin, '--yes');
    await web.killWorkers();
    await expectCors(web);
  });

  proven('after a restart every answer is right', async (web) => {
    await web.restart();
    await expectCors(web);
  });

  proven('probe finds the same', async (web) => {
    const { code, failed } = await probe(web.program, [web.url], origin);
    expect(failed).toEqual([]);
    expect(code).toBe(0);
  });

  proven('check finds it healthy', async (web) => {
    await expectHealthy(web.program, web.venv);
  });

  proven('patched again, nothing changes', async (web) => {
    const { stdout } = await web.omeroCors('patch', web.venv, '--origin', origin, '--yes');
    expect(stdout).toBe('');
  });

  proven('corsheaders added to omero.web.apps later: it still starts', async (web) => {
    await web.load(corsApp);
    await web.restart();
    await expectCors(web);
  });

  proven('revert: the file is the old one, and the site starts without CORS', async (web) => {
    await web.load('config set omero.web.apps []');
    await web.omeroCors('revert', web.venv, '--yes');
    expect(readFileSync(web.settings).equals(original)).toBe(true);
    await web.restart();
    expectRefused(await ask(`${web.url}/api/`, { origin }));
  });
});

suite('set up by the lines of config', (proven) => {
  proven('through omero config, twice the same', async (web) => {
    const { stdout } = await web.omeroCors(
      'config',
      '--for',
      web.venv,
      '--origin',
      origin,
      '--format',
      'shell',
    );
    const runs = [];
    for (let times = 0; times < 2; times += 1) {
      const { code, stderr } = await web.shell(stdout);
      expect(code, stderr).toBe(0);
      runs.push((await web.omero('config', 'get')).stdout);
    }
    expect(runs[1]).toBe(runs[0]);
  });

  proven('starts, and every answer is right', async (web) => {
    await web.start();
    await expectCors(web);
    expect((await probe(web.program, [web.url], origin)).failed).toEqual([]);
    await expectHealthy(web.program, web.venv);
  });
});

suite('WhiteNoise and corsheaders in config.xml before the patch', (proven) => {
  proven('starts, with the app once', async (web) => {
    await web.load(whiteNoise, corsApp);
    await web.omeroCors('patch', web.venv, '--origin', origin, '--yes');
    await web.start();
    await expectCors(web);
  });

  proven('static files and their 304 carry the header', async (web) => {
    const file = await ask(web.url + static200, { origin });
    expect(file.status).toBe(200);
    expectAllowed(file, origin);
    const again = await askAgain(web.url + static200, origin);
    expect(again.status).toBe(304);
    expectAllowed(again, origin);
  });

  proven('probe and check find the same', async (web) => {
    expect((await probe(web.program, [web.url, web.url + static200], origin)).failed).toEqual([]);
    expect(await check(web.program, web.venv)).toMatchObject({ code: 0, error: [] });
  });
});

suite('an origin without a scheme, by hand', (proven) => {
  const byHand = [
    `config append --set omero.web.middleware '{"index": 0.5, "class": "corsheaders.middleware.CorsMiddleware"}'`,
    `config append --set omero.web.cors_origin_whitelist '"viewer.example.org"'`,
  ];

  proven('with the app it does not start, and check says why', async (web) => {
    await web.load(...byHand, corsApp);
    const { code, stdout, stderr } = await web.omero('web', 'start');
    expect(code).not.toBe(0);
    expect(stdout + stderr).toContain('corsheaders.E013');
    expect((await check(web.program, web.venv)).error).toContain('origin-without-scheme');
  });

  proven('without the app it starts and lets null in: check and probe say so', async (web) => {
    await web.load('config set omero.web.apps []');
    await web.start();
    expectRefused(await ask(`${web.url}/api/`, { origin }));
    expectAllowed(await ask(`${web.url}/api/`, { origin: 'null' }), 'null');
    expect((await check(web.program, web.venv)).error).toContain('origin-without-scheme');
    const { code, failed } = await probe(web.program, [web.url], origin);
    expect(code).toBe(1);
    expect(failed).toContain('/api/ null');
    expect(failed).toContain('/api/ origin');
  });
});
