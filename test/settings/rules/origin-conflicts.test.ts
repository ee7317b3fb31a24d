import { describe, expect, test } from 'vitest';
import { loadPythonParser } from '../../../src/python/parse.js';
import { patchText } from '../../../src/settings/patch.js';
import { type ConfiguredCors, type PatchRequest, parseRequest } from '../../../src/settings/request.js';
import { APPS, LOOP, MIDDLEWARE, ORIGIN, settings } from '../../support/settings.js';

const parser = await loadPythonParser();
const plan = (text: string, more: PatchRequest = {}) =>
  patchText(parser, text, 'settings.py', parseRequest({ origins: [ORIGIN], ...more }), more);
const codes = (text: string, more: PatchRequest = {}) => plan(text, more).blocked.map(({ code }) => code);
const withHand = (...statements: readonly string[]) => settings(APPS, MIDDLEWARE, ...statements);
const list = (...entries: readonly string[]) =>
  `CORS_ORIGIN_WHITELIST = (${entries.map((entry) => `${JSON.stringify(entry)}, `).join('')})\n`;

describe('an entry by hand that would stop the site, or open it, once CORS is on', () => {
  test.each([
    ['no scheme on 3.x', list('viewer.example.org')],
    ['null', list('null')],
    ['an asterisk', list('*')],
    ['a path', list('https://viewer.example.org/')],
    ['one among good ones', list('https://a.example.org', 'b.example.org')],
  ])('blocks: %s', (_name, hand) => {
    expect(codes(withHand(hand))).toEqual(['entry-harmful']);
    expect(codes(withHand(hand), { replace: true })).toEqual([]);
  });

  test.each([
    ['a healthy one', list('https://a.example.org:8443'), '3.7.0'],
    ['one that only never matches', list('https://A.example.org:443'), '3.7.0'],
    ['one with a scheme on 2.x, which never matches', list('https://a.example.org'), '2.4.1'],
    ['one of an extension', list('chrome-extension://abcdef'), '3.7.0'],
  ])('leaves alone: %s', (_name, hand, corsHeaders) => {
    expect(codes(withHand(hand), { corsHeaders })).toEqual([]);
  });

  test('says what was most likely meant', () => {
    expect(plan(withHand(list('viewer.example.org'))).blocked).toMatchObject([
      { code: 'entry-harmful', entry: 'viewer.example.org', instead: 'https://viewer.example.org' },
    ]);
  });
});

describe('letting everybody in with credentials on needs a choice', () => {
  const ON = 'CORS_ALLOW_CREDENTIALS = True\n';
  const LATER = 'for k, v in DJANGO_ADDITIONAL_SETTINGS:\n    setattr(m, k, v)\n';
  const off: ConfiguredCors = {
    keys: [],
    additionalSettings: ['CORS_ALLOW_CREDENTIALS'],
    credentials: false,
    namesApp: false,
  };

  test.each([
    ['--allow-all', { allowAll: true }],
    ['an expression for every host', { originRegexes: ['https://.*'] }],
    ['one for every host of either scheme', { originRegexes: ['https?://[^/]+'] }],
    ['one for every host without port', { originRegexes: ['https://[a-z.-]+'] }],
    ['one for every host on a port', { originRegexes: ['http://.+:8443'] }],
  ])('%s', (_name, more) => {
    expect(codes(withHand(ON), more)).toEqual(['allow-all-needs-choice']);
    expect(codes(withHand(ON), { ...more, credentials: false })).toEqual([]);
    expect(codes(withHand(), more)).toEqual([]);
    // What is refused for what it opens is not handed out to be pasted.
    expect(plan(withHand(ON), more).textToPaste).toBeUndefined();
  });

  test('not so an expression for hosts of one domain', () => {
    expect(codes(withHand(ON), { originRegexes: ['https://[a-z0-9-]+\\.example\\.org'] })).toEqual([]);
  });

  test('the later of file and configuration counts', () => {
    const more = { allowAll: true, config: off };
    expect(codes(withHand(ON, LATER), more)).toEqual([]);
    expect(codes(withHand(LATER, ON), more)).toEqual(['allow-all-needs-choice']);
  });

  test('a flag is written where the configuration sets it too, whatever it says', () => {
    const { newText } = plan(withHand(ON, LATER), { credentials: false, config: off });
    expect(newText).toContain('\nCORS_ALLOW_CREDENTIALS = False\n# omero-cors: end');
    const urls = { ...off, additionalSettings: ['CORS_URLS_REGEX'], credentials: undefined };
    const text = withHand('CORS_URLS_REGEX = "^/api/"\n', LATER);
    const written = plan(text, { urlsRegex: '^/api/', config: urls }).newText;
    expect(written).toContain("\nCORS_URLS_REGEX = '^/api/'\n# omero-cors: end");
    expect(plan(text, { urlsRegex: '^/api/' }).newText).not.toContain("CORS_URLS_REGEX = '^/api/'");
  });
});

test('a list above the place where OMERO.web sets its own counts for nothing', () => {
  const mapping = 'M = {"omero.web.cors_origin_whitelist": ["CORS_ORIGIN_WHITELIST", "[]", f]}\n';
  const reset = 'process_custom_settings(m, "M")\n';
  const { newText } = plan(withHand(list(ORIGIN), mapping, reset));
  expect(newText).toContain(`CORS_ORIGIN_WHITELIST = (\n    '${ORIGIN}',\n)\n# omero-cors: end`);
  // Behind that place it is there already.
  expect(plan(withHand(mapping, reset, list(ORIGIN))).newText).not.toContain('tuple(CORS_ORIGIN_WHITELIST)');
});

describe('the text to paste', () => {
  const computed = 'INSTALLED_APPS = f()\n';
  const paste = (text: string, more: PatchRequest = {}) => plan(text, more).textToPaste ?? '';

  test('keeps each app once where the loop may add it again', () => {
    const text = settings(computed, LOOP, MIDDLEWARE);
    expect(paste(text)).toContain('key=INSTALLED_APPS.index');
    expect(paste(settings(computed, MIDDLEWARE))).not.toContain('key=INSTALLED_APPS.index');
  });

  test('adds to a list by hand, and to one of the configuration', () => {
    const extended = 'CORS_ORIGIN_WHITELIST = tuple(CORS_ORIGIN_WHITELIST) + (';
    expect(paste(settings(computed, MIDDLEWARE, list('https://a.example.org')))).toContain(extended);
    expect(paste(settings(computed, MIDDLEWARE, 'CORS_ORIGIN_WHITELIST = f()\n'))).toContain(extended);
    const config = { keys: ['omero.web.cors_origin_whitelist'], additionalSettings: [], namesApp: false };
    expect(paste(withHand(), { config })).toContain(extended);
    // Added to, a string would fall into its letters.
    expect(paste(withHand('CORS_ORIGIN_WHITELIST = "https://a.example.org"\n'))).not.toContain(extended);
  });

  test('has the new name where that one counts', () => {
    const text = withHand('CORS_ALLOWED_ORIGINS = ["https://a.example.org"]\n');
    expect(paste(text)).toContain('CORS_ALLOWED_ORIGINS = tuple(CORS_ALLOWED_ORIGINS) + (');
    expect(paste(text)).not.toContain('CORS_ORIGIN_WHITELIST');
  });
});
