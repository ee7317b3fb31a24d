import { describe, expect, it } from 'vitest';
import { check } from './fixtures.js';

/** The report without the folder of the test and the long way to settings.py. */
async function report(name: string): Promise<string> {
  const { stdout } = await check(name);
  return stdout
    .replaceAll(/\/[^\s,]*\/omero-cors-\w+\//g, '')
    .replaceAll(/\/tmp\/etc\/grid\/config\.xml(?:, )?/g, '')
    .replaceAll(/(?:venv3|OMERO\.server)\/lib\/[\w./-]*omeroweb\//g, '');
}

describe('the report', () => {
  it('of an installation without CORS says once what mends all of it', async () => {
    expect(await report('untouched-5.2')).toBe(`\
settings.py
  error    app          missing  settings.py:70
  error    middleware   missing  settings.py:52
  error    origins      missing
  ok       credentials  not allowed: public data only
  unknown  package      django-cors-headers version not known (--python names the Python that runs OMERO.web)
  ok       config.xml   OMERO.server/etc/grid/config.xml

  error: settings.py:70: corsheaders is not in INSTALLED_APPS
  error: settings.py:52: CorsMiddleware is not in MIDDLEWARE_CLASSES, so no answer carries CORS headers
  error: no origin is allowed: the allow list is empty, and so is the list of expressions
    omero-cors patch settings.py --origin https://<the viewer>

  CORS is off (3 errors)
`);
  });
  it('of one that is as it should be says what holds, and where it is set', async () => {
    expect(await report('config-everything-done')).toBe(`\
settings.py
  ok       app          corsheaders  OMERO.web/etc/grid/config.xml:7
  ok       middleware   CorsMiddleware, first of 6  OMERO.web/etc/grid/config.xml:8
  ok       origins      https://viewer.example.org  OMERO.web/etc/grid/config.xml:9
  ok       credentials  allowed: read with the visitor's session  settings.py:134
  ok       package      django-cors-headers 3.7.0; OMERO.web 5.33.2, Django 5.2.9, Python 3.12
  ok       config.xml   OMERO.web/etc/grid/config.xml: omero.web.middleware, omero.web.apps, omero.web.cors_origin_whitelist

  CORS is on
`);
  });
  it('of a wrong origin in config.xml names the line, the danger and the command', async () => {
    expect(await report('origin-without-scheme-config')).toContain(`
  error: OMERO.web/etc/grid/config.xml:9: 'viewer.example.org' in CORS_ORIGIN_WHITELIST has no scheme, and \
django-cors-headers 3.0 and later compare it: the origin that is meant is refused, while "Origin: null", which \
every web page can send, is let in, with the visitor's session; the system checks refuse it, and the next start \
of OMERO.web ends there (corsheaders.E013)
    These lines put 'https://viewer.example.org' in its place:  omero-cors config --for settings.py --origin https://viewer.example.org
`);
  });
});

describe('what it says about null', () => {
  it.each([
    // Up to Python 3.8 a number behind a colon is a port, and the entry has neither scheme nor netloc.
    ['origin-without-scheme', /is let in, with the visitor's session/],
    ['origin-star', /never matches: .*while "Origin: null", which every web page can send, is let in/],
    ['wiki-5.2-package-unknown', /^(?!.*null)/],
  ])('%s', async (name, words) => {
    expect(await report(name)).toMatch(words);
  });
});

describe('what it says mends a finding', () => {
  it.each([
    ['app-missing', /omero-cors patch settings\.py --origin https:\/\/<the viewer>/],
    ['config-docs-without-app', /omero config append --set omero\.web\.apps '"corsheaders"'/],
    ['middleware-missing', /omero-cors config --for settings\.py --origin/],
    ['middleware-not-first', /omero-cors config --for settings\.py --origin/],
    ['middleware-not-first-common', /omero-cors patch settings\.py --origin/],
    ['origin-with-scheme', /Write 'viewer\.example\.org' in its place\./],
    ['origin-never-matches', /--origin-regex 'https:\/\/\[a-z0-9-\]\+\\\.example\\\.org'/],
    ['origins-a-string', /\('https:\/\/viewer\.example\.org',\) {2}with the comma/],
    ['origins-a-string-in-config', /omero config set omero\.web\.cors_origin_whitelist '\["https/],
    ['additional-settings-a-string', /\["CORS_ORIGIN_WHITELIST", \["https/],
    ['regex-not-anchored', /Write {2}\^\(\?:https:\/\/viewer\\\.example\\\.org\)\$ {2}in its place/],
    ['allow-all-with-credentials', /omero config set omero\.web\.cors_origin_allow_all false/],
    ['allow-all-as-text', /--replace --allow-all --no-credentials/],
    ['package-too-new', /omero-cors install settings\.py/],
    ['config-overridden', /omero config set omero\.web\.cors_origin_whitelist\n/],
    // Unsetting this key would take the rest of it away, too.
    ['config-middleware-overridden', /or the entry of omero\.web\.middleware\.\n/],
    ['not-evaluated-environment', /omero-cors probe/],
    ['patched-5.33', /omero config append --set omero\.web\.csrf_trusted_origins/],
  ])('%s', async (name, words) => {
    expect(await report(name)).toMatch(words);
  });
  it('never an omero command that empties a list of other things', async () => {
    for (const name of [
      'config-middleware-overridden',
      'additional-settings-overridden',
      'middleware-not-first',
    ]) {
      expect(await report(name)).not.toMatch(/omero config set omero\.web\.(?:middleware|apps|django_)/);
    }
  });
});
