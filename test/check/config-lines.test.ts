import { describe, expect, it } from 'vitest';
import { runCheck } from '../../src/commands/check.js';
import { runConfig } from '../../src/commands/config.js';
import { addTo, configXml, distInfo, makeTree } from '../site/tree.js';
import { fakeIo } from '../support/fake-io.js';
import { fixture } from './fixtures.js';

const library = 'venv3/lib/python3.12/site-packages';
const settings = `${library}/omeroweb/settings.py`;

/** Each era that configuration can turn CORS on in, untouched, and a django-cors-headers of its time. */
const eras = [
  ['config-5.3.2', '2.4.1'],
  ['config-5.5', '2.4.1'],
  ['config-5.6', '3.2.1'],
  ['config-5.33', '3.7.0'],
] as const;

const requests = {
  'an origin': { origin: ['viewer.example.org'] },
  'two, one with a port': { origin: ['https://a.example.org', 'http://localhost:5173'] },
};
/** Said by `omero.web.django_additional_settings`, which came with 5.5. */
const later = {
  'an expression': { originRegex: ['https://[a-z]+\\.example\\.org'] },
  everybody: { allowAll: true, credentials: false },
  'no credentials, few paths': {
    origin: ['viewer.example.org'],
    credentials: false,
    urlsRegex: '^/(api|webgateway)/',
  },
};

/** What people have set before; of the origin, a form that this django-cors-headers may not read. */
const apps = { 'omero.web.apps': '["omero_iviewer", "corsheaders", "corsheaders"]' };
const origins = { 'omero.web.cors_origin_whitelist': '["viewer.example.org", "https://viewer.example.org"]' };

describe.each(eras)('%s', (name, corsHeaders) => {
  const asked = name === 'config-5.3.2' ? requests : { ...requests, ...later };
  it.each(Object.entries(asked))('the lines of config for %s leave nothing to say', async (what, options) => {
    const before = what === 'an origin' ? { ...apps, ...origins } : apps;
    const root = makeTree({
      [settings]: fixture(name),
      ...distInfo(library, 'django-cors-headers', corsHeaders),
      'OMERO.web/etc/grid/config.xml': configXml(before),
    });
    const config = fakeIo({ cwd: root });
    const wanted = { ...options, for: settings, format: 'omero' };
    expect(await runConfig({ arguments: [], options: wanted }, config.io), config.stderr()).toBe(0);
    addTo(root, { 'config/50-cors.omero': config.stdout() });
    const { io, stdout } = fakeIo({ cwd: root });
    expect(await runCheck({ arguments: [settings], options: { strict: true } }, io), stdout()).toBe(0);
    expect(stdout()).toContain('50-cors.omero');
  });
});
