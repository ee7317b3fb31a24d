import { describe, expect } from 'vitest';
import { check, expectHealthy, probe } from './support/asked.js';
import { cell } from './support/cell.js';
import { omeroCors } from './support/cli.js';
import { askAgain, expectAllowed, expectRefused, preflight } from './support/cors-answers.js';
import { ask, values } from './support/http.js';
import type { Config } from './support/installation.js';
import { patch } from './support/patched.js';
import { lockedVersions, virtualenv } from './support/python.js';
import { type Later, once, suiteScope } from './support/scope.js';
import { Site, settingsNamed } from './support/site.js';

const origin = 'http://viewer.example.org:8080';
const stranger = 'http://stranger.example.net:8080';
const tile = '/webgateway/render_image/1/';
/** What probe asks, given the site and a tile. */
const asked = ['/webclient/login/', '/api/', tile];

/** An era of OMERO.web with a pair of Django and django-cors-headers that it ran with. */
interface Era {
  readonly omero: string;
  /** A file in e2e/sites/settings, or the release whose own settings.py it is. */
  readonly settings: string;
  readonly lock: string;
  /** django-cors-headers before 1.2 names no Vary at all. */
  readonly noVary?: true;
}

const eras: readonly Era[] = [
  { omero: '5.0', settings: 'omero-5.0', lock: 'django-1.6-cors-1.1.0', noVary: true },
  { omero: '5.2', settings: 'omero-5.2', lock: 'django-1.8-cors-1.3.1' },
  { omero: '5.2', settings: 'omero-5.2', lock: 'django-1.8-cors-2.4.1' },
  { omero: '5.5', settings: 'omero-5.5', lock: 'django-1.8-cors-2.4.1' },
  { omero: '5.6.0', settings: '5.6.0', lock: 'django-1.11-cors-2.1.0' },
  { omero: '5.6.0', settings: '5.6.0', lock: 'django-1.11-cors-3.2.1' },
  { omero: '5.14.0', settings: '5.14.0', lock: 'django-3.2-cors-3.7.0' },
  { omero: '5.22.1', settings: '5.22.1', lock: 'django-4.2-cors-3.7.0' },
  { omero: '5.33.2', settings: '5.33.2', lock: 'django-5.2-cors-3.7.0' },
  { omero: '5.33.2', settings: '5.33.2', lock: 'django-5.2-cors-3.14.0' },
];

for (const era of eras) {
  const versions = lockedVersions(era.lock);
  const about = `OMERO.web ${era.omero}, Python ${versions.python}, Django ${versions.django}, `;
  const how = era.settings.startsWith('omero-') ? 'a settings.py of its shape' : 'its settings.py';
  const proof = { omeroWeb: era.omero, how: `${how}, real Django`, ...versions };
  describe(`${about}django-cors-headers ${versions.corsHeaders}`, () => {
    const later = suiteScope();
    const patched = once(() => startPatched(era, later));
    const wrong = once(() => startWithMiddlewareLast(era, later));
    const proven = (name: string, run: () => unknown) => cell(name, run, { proof, timeout: 300_000 });

    proven('the server starts, with no error of a system check', async () => {
      const { server } = await patched();
      expect((await ask(`${server.url}/webclient/login/`)).status).toBe(200);
    });

    proven('the named origin is answered with itself', async () => {
      const { server } = await patched();
      for (const path of ['/api/', tile]) {
        const answer = await ask(server.url + path, { origin });
        expect(answer.status).toBe(200);
        if (era.noVary) expect(values(answer, 'access-control-allow-origin')).toEqual([origin]);
        else expectAllowed(answer, origin);
      }
    });

    proven('a stranger and null are not', async () => {
      const { server } = await patched();
      expectRefused(await ask(server.url + tile, { origin: stranger }));
      expectRefused(await ask(server.url + tile, { origin: 'null' }));
      expectRefused(await ask(server.url + tile));
    });

    proven('the preflight is answered', async () => {
      const { server } = await patched();
      const answer = await preflight(`${server.url}/api/`, origin);
      expect(answer.status).toBe(200);
      expect(values(answer, 'access-control-allow-origin')).toEqual([origin]);
      expect(values(answer, 'access-control-allow-methods').join()).toContain('POST');
      expect(values(answer, 'access-control-allow-headers').join()).toContain('content-type');
      expectRefused(await preflight(`${server.url}/api/`, stranger));
    });

    proven('a redirect carries the header', async () => {
      const { server } = await patched();
      const answer = await ask(`${server.url}/api`, { origin });
      expect(answer.status).toBe(301);
      expect(values(answer, 'access-control-allow-origin')).toEqual([origin]);
    });

    proven('a 304 carries the header', async () => {
      const { server } = await patched();
      const answer = await askAgain(server.url + tile, origin);
      expect(answer.status).toBe(304);
      expect(values(answer, 'access-control-allow-origin')).toEqual([origin]);
    });

    proven('credentials are allowed for the named origin alone', async () => {
      const { server } = await patched();
      const answer = await ask(`${server.url}/api/`, { origin });
      expect(values(answer, 'access-control-allow-credentials')).toEqual(['true']);
    });

    proven('probe finds the same', async () => {
      const { server } = await patched();
      const { code, failed, passed } = await probe(omeroCors, [server.url, server.url + tile], origin);
      expect(failed).toEqual(era.noVary ? asked.map((path) => `${path} vary`) : []);
      expect(code).toBe(era.noVary ? 1 : 0);
      expect(passed).toBeGreaterThan(30);
    });

    proven('check finds it healthy', async () => {
      const { site } = await patched();
      const { python } = await virtualenv(era.lock);
      const { settings, configXml } = site.installation;
      await expectHealthy(omeroCors, settings, '--config-xml', configXml, '--python', python);
    });

    cell('with CorsMiddleware last, by hand, an answer loses the header', async () => {
      const { server } = await wrong();
      // Where the middleware of Django 1.8 and before sees every answer, it is the 304; later the redirect.
      const lost = /^1\.[68]/.test(versions.django)
        ? await askAgain(server.url + tile, origin)
        : await ask(`${server.url}/api`, { origin });
      expect([301, 304]).toContain(lost.status);
      expectRefused(lost);
      expect(values(await ask(`${server.url}/api/`, { origin }), 'access-control-allow-origin')).toEqual([
        origin,
      ]);
    });

    cell('with CorsMiddleware last, by hand, probe says so', async () => {
      const { server } = await wrong();
      const { code, failed } = await probe(omeroCors, [server.url, server.url + tile], origin);
      expect(code).toBe(1);
      const lost = failed.filter((row) => !row.endsWith(' vary'));
      expect(lost).toContain(`/api/ ${questionLost(versions.django)}`);
      expect(lost.filter((row) => !row.endsWith(questionLost(versions.django)))).toEqual([]);
    });

    cell('with CorsMiddleware last, by hand, check says so', async () => {
      const { site } = await wrong();
      const { python } = await virtualenv(era.lock);
      const { settings, configXml } = site.installation;
      const checked = await check(omeroCors, settings, '--config-xml', configXml, '--python', python);
      expect(checked).toMatchObject({ code: 1, error: ['middleware-not-first'] });
    });
  });
}

/** The era's site after `omero-cors patch`, running. */
async function startPatched(era: Era, later: Later) {
  const site = new Site(await settingsNamed(era.settings), era.lock, later);
  site.configure(conditionalGet(era));
  const { python } = await virtualenv(era.lock);
  await patch(site.installation, '--origin', origin, '--credentials', '--python', python);
  return { site, server: await site.start() };
}

/** The era's site with the recipe followed by hand, but for the place of the middleware. */
async function startWithMiddlewareLast(era: Era, later: Later) {
  const text = await settingsNamed(era.settings);
  const literal = text.includes('MIDDLEWARE_CLASSES = (');
  const site = new Site(literal ? withMiddlewareLast(text, era) : text, era.lock, later);
  if (!literal) site.configure(middlewareLastByConfig(era));
  return { site, server: await site.start() };
}

const ownMiddleware = [
  { index: 1, class: 'django.middleware.common.BrokenLinkEmailsMiddleware' },
  { index: 2, class: 'django.middleware.common.CommonMiddleware' },
  { index: 3, class: 'django.contrib.sessions.middleware.SessionMiddleware' },
  { index: 4, class: 'django.middleware.csrf.CsrfViewMiddleware' },
  { index: 5, class: 'django.contrib.messages.middleware.MessageMiddleware' },
];

/** Before Django 1.11, USE_ETAGS answers 304; later a middleware, placed where an administrator would. */
function conditionalGet({ lock }: Era): Config {
  if (/^1\.[68]/.test(lockedVersions(lock).django)) return {};
  const conditional = { index: 2.5, class: 'django.middleware.http.ConditionalGetMiddleware' };
  return { 'omero.web.middleware': [...ownMiddleware, conditional] };
}

function middlewareLastByConfig(era: Era): Config {
  const cors = { index: 99, class: 'corsheaders.middleware.CorsMiddleware' };
  return {
    'omero.web.apps': ['corsheaders'],
    'omero.web.middleware': [...ownMiddleware, cors],
    'omero.web.cors_origin_whitelist': [entry(era)],
  };
}

function withMiddlewareLast(text: Buffer, era: Era): Buffer {
  const last = "    'django.contrib.messages.middleware.MessageMiddleware',\n";
  const edited = text
    .toString()
    .replace(last, `${last}    'corsheaders.middleware.CorsMiddleware',\n`)
    .replace("    'pipeline',\n", "    'pipeline',\n    'corsheaders',\n")
    .replace(/^# Load server list/m, `CORS_ORIGIN_WHITELIST = ('${entry(era)}',)\n\n$&`);
  return Buffer.from(edited);
}

/** The origin as this django-cors-headers reads it. */
function entry({ lock }: Era): string {
  return /^[12]\./.test(lockedVersions(lock).corsHeaders) ? origin.replace('http://', '') : origin;
}

/** The question whose answer has no header: up to Django 1.8 that of the 304, later that of the redirect. */
function questionLost(django: string): string {
  return /^1\.[68]/.test(django) ? 'not-modified' : 'redirect';
}
