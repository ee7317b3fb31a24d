import { describe, expect, test } from 'vitest';
import { SelfCheckError, SettingsError } from '../../src/errors.js';
import { loadPythonParser } from '../../src/python/parse.js';
import { readModel } from '../../src/settings/model.js';
import { patchText, revertText } from '../../src/settings/patch.js';
import { type PatchRequest, parseRequest } from '../../src/settings/request.js';
import { applyVerified } from '../../src/settings/verify.js';
import { parse } from '../support/python.js';
import { APPS, COMPUTED, LOADER, LOOP, MIDDLEWARE, ORIGIN, settings } from '../support/settings.js';

const parser = await loadPythonParser();
const patch = (text: string, more: PatchRequest = {}) =>
  patchText(parser, text, 'settings.py', parseRequest({ origins: [ORIGIN], ...more }), more);

function failureOf(run: () => unknown): SettingsError {
  try {
    run();
  } catch (error) {
    if (error instanceof SettingsError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('the era, and what the origins are written for', () => {
  const mapped = "M = {'omero.web.cors_origin_whitelist': ['CORS_ORIGIN_WHITELIST', '[]', f]}\n";
  const older = MIDDLEWARE.replace('MIDDLEWARE', 'MIDDLEWARE_CLASSES');
  const twoParts = `INSTALLED_APPS = ('a',)\n${LOOP}INSTALLED_APPS += ('pipeline',)\n`;
  const additional = 'for k, v in DJANGO_ADDITIONAL_SETTINGS:\n    setattr(m, k, v)\n';

  test.each([
    ['4.4-5.2', settings(APPS, LOOP, older), false],
    ['5.3.0-5.3.1', settings(twoParts, older), false],
    ['5.3.2-5.4', settings(mapped, twoParts, older), false],
    ['5.5', settings(mapped, twoParts, older, additional), false],
    ['5.6 on', settings(mapped, twoParts, COMPUTED, additional), true],
  ])('%s', (era, text, schemes) => {
    expect(patch(text)).toMatchObject({ era, target: { schemes, version: undefined } });
    expect(patch(text, { corsHeaders: '2.4.1' }).target).toEqual({ schemes: false, version: '2.4.1' });
    expect(patch(text, { corsHeaders: '3.7.0' }).target).toEqual({ schemes: true, version: '3.7.0' });
  });

  test('is told by revert, too', () => {
    expect(revertText(parser, settings(APPS, COMPUTED), 'settings.py', false).era).toBe('5.6 on');
  });
});

describe('a text that can not be planned', () => {
  test('says where, with the line', () => {
    const { code, message, position, hint } = failureOf(() => patch(`${APPS}x = = 1\n${LOADER}`));
    expect(code).toBe('syntax-error');
    expect(message).toBe('this is no Python that could run: the syntax is broken here');
    expect(position).toEqual({ path: 'settings.py', line: 4, column: 5, code: 'x = = 1' });
    expect(hint).toMatch(/backup/);
  });

  test.each([
    ['a broken block', `${APPS}# omero-cors: begin\n${LOADER}`, 'block-damaged'],
    ['bad indentation', `${APPS}  x = 1\n${LOADER}`, 'syntax-error'],
  ])('%s, also for revert', (_name, text, code) => {
    expect(failureOf(() => patch(text)).code).toBe(code);
    expect(failureOf(() => revertText(parser, text, 'settings.py', false)).code).toBe(code);
  });

  test('a version that is none', () => {
    expect(failureOf(() => patch(settings(APPS, MIDDLEWARE), { corsHeaders: 'new' })).code).toBe(
      'version-refused',
    );
  });
});

describe('the text to paste', () => {
  test('is none where the app would be there under two names', () => {
    const text = settings(
      "INSTALLED_APPS = ('corsheaders', 'corsheaders.apps.CorsHeadersAppConfig')\n",
      MIDDLEWARE,
    );
    const { blocked, textToPaste } = patch(text);
    expect([blocked.map(({ code }) => code), textToPaste]).toEqual([['app-spelled-twice'], undefined]);
  });

  test('holds the whole edit, in the quotes of the file', () => {
    const text = settings('INSTALLED_APPS = [\n    "a",\n]\n', 'if DEBUG:\n    MIDDLEWARE = ()\n');
    expect(patch(text, { credentials: true }).textToPaste).toBe(
      [
        '1. the last element of INSTALLED_APPS, if it is not in there already:',
        '       "corsheaders",',
        '2. directly before load_server_list(), behind everything that sets one of these names:',
        '       MIDDLEWARE = ("corsheaders.middleware.CorsMiddleware",) + tuple(',
        '           name for name in MIDDLEWARE if name != "corsheaders.middleware.CorsMiddleware"',
        '       )',
        '       CORS_ORIGIN_ALLOW_ALL = False',
        '       CORS_ORIGIN_WHITELIST = (',
        `           "${ORIGIN}",`,
        '       )',
        '       CORS_ALLOW_CREDENTIALS = True',
      ].join('\n'),
    );
  });

  test('names the middleware of the file, and the form of its django-cors-headers', () => {
    const older = settings('INSTALLED_APPS = f()\n', MIDDLEWARE.replace('MIDDLEWARE', 'MIDDLEWARE_CLASSES'));
    const { textToPaste } = patch(older);
    expect(textToPaste).toContain('MIDDLEWARE_CLASSES = (');
    expect(textToPaste).toContain("'viewer.example.org',");
    // Nothing tells the quotes there.
    expect(textToPaste).toContain("'corsheaders',");
  });

  test('is there in a file without a loader, and nowhere else', () => {
    expect(patch(APPS).textToPaste).toContain('CORS_ORIGIN_WHITELIST');
    expect(patch(settings(APPS, MIDDLEWARE)).textToPaste).toBeUndefined();
  });
});

test('everything that blocks is told at once, the loader first', () => {
  const text =
    'INSTALLED_APPS = f()\nMIDDLEWARE = None\nCORS_ORIGIN_WHITELIST = f()\nCORS_ALLOWED_ORIGINS = []\n';
  const { blocked, newText } = patch(text);
  expect(blocked.map(({ code }) => code)).toEqual([
    'loader-missing',
    'value-not-literal',
    'value-not-literal',
    'value-not-literal',
    'new-name-set',
  ]);
  expect(newText).toBe(text);
});

describe('the block stands', () => {
  const BLOCK = /# omero-cors: begin[\s\S]*# omero-cors: end(?=\r?\n)/;

  test.each([
    [
      'between as many blank lines as there were',
      '\n\n# Load server list\n',
      '\n\nBLOCK\n\n\n# Load server list\n',
    ],
    ['between no blank lines', '', 'BLOCK\n'],
    ['before the import', '\nfrom connector import Server\n', '\nBLOCK\n\nfrom connector import Server\n'],
    ['in lines that end alike', '\r\n# Load server list\r\n', '\r\nBLOCK\r\n\r\n# Load server list\r\n'],
    // Blank lines that hold blanks stay as they are, and are not repeated.
    ['behind odd blank lines', '  \n\n# Load server list\n', '  \n\nBLOCK\n\n\n# Load server list\n'],
  ])('%s', (_name, above, expected) => {
    const body = 'def load_server_list():\n    pass\n';
    const { newText } = patch(`${APPS}${MIDDLEWARE}${above}${body}`);
    expect(newText.replace(BLOCK, 'BLOCK').endsWith(`)\n${expected}${body}`)).toBe(true);
  });

  test('before a loader that begins the file, where nothing else can stand', () => {
    const { blocked } = patch(`${LOADER}${APPS}${MIDDLEWARE}`);
    expect(blocked.map(({ code }) => code)).toEqual(['setting-after-loader', 'setting-after-loader']);
  });
});

describe('the self-check', () => {
  const model = () => readModel(parse(settings(APPS, MIDDLEWARE)), 'settings.py');
  const nothing = () => ({ edits: [], blocked: [] });
  const at = (replacement: string) => [{ start: 0, end: 0, replacement }];

  test('lets a good plan pass', () => {
    expect(applyVerified(model(), at('A = 1\n'), nothing, false)).toBe(
      `A = 1\n${settings(APPS, MIDDLEWARE)}`,
    );
  });

  test.each([
    ['is no Python', () => applyVerified(model(), at('A = = 1\n'), nothing, false), 'would not be Python'],
    [
      'is indented as no Python',
      () => applyVerified(model(), at('  A = 1\n'), nothing, false),
      'would not be Python',
    ],
    [
      'would change again',
      () => applyVerified(model(), at('\n'), () => ({ edits: at('\n'), blocked: [] }), false),
      'would change the file again',
    ],
    [
      'would be blocked',
      () =>
        applyVerified(
          model(),
          at('\n'),
          () => ({ edits: [], blocked: [{ code: 'loader-missing', severity: 'error' }] }),
          false,
        ),
      'would be blocked: loader-missing',
    ],
    [
      'leaves what revert does not find',
      () => applyVerified(model(), at('A = 1\n'), nothing, true),
      'would not give the original',
    ],
  ])('stops a plan whose text %s', (_name, run, message) => {
    expect(run).toThrow(SelfCheckError);
    expect(run).toThrow(message);
  });
});
