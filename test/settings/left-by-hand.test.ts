import { describe, expect, test } from 'vitest';
import { main } from '../../src/cli.js';
import { loadPythonParser } from '../../src/python/parse.js';
import { revertText } from '../../src/settings/patch.js';
import { fakeIo } from '../support/fake-io.js';
import { APPS, COMPUTED, MIDDLEWARE, settings } from '../support/settings.js';
import { tempFolder } from '../support/temp-folder.js';

/** Since OMERO 5.3.2. */
const MAPPED = `M = {
    "omero.web.cors_origin_whitelist": ["CORS_ORIGIN_WHITELIST", "[]", json.loads],
}
`;
const OWN = 'CORS_ALLOW_CREDENTIALS = True\nCORS_REPLACE_HTTPS_REFERER = True\n';
const CORS = "'corsheaders.middleware.CorsMiddleware'";

const parser = await loadPythonParser();

/** The text without CORS, and `NAME: the line that stays`. */
function revert(text: string, all = true) {
  const { newText, notes } = revertText(parser, text, 'settings.py', all);
  const lines = text.split('\n');
  return {
    newText,
    left: notes.map((note) => `${'name' in note ? note.name : ''}: ${lines[(note.line ?? 0) - 1]?.trim()}`),
    codes: [...new Set(notes.map(({ code, severity }) => `${severity} ${code}`))],
  };
}

describe('revert --all says what it leaves of somebody', () => {
  test.each<readonly [what: string, line: string, name: string]>([
    ['the paths', "CORS_URLS_REGEX = r'^/api/'", 'CORS_URLS_REGEX'],
    ['the headers', "CORS_ALLOW_HEADERS = ('x-a',)", 'CORS_ALLOW_HEADERS'],
    ['credentials a second time', 'CORS_ALLOW_CREDENTIALS = True', 'CORS_ALLOW_CREDENTIALS'],
    ['credentials switched off', 'CORS_ALLOW_CREDENTIALS = False', 'CORS_ALLOW_CREDENTIALS'],
    ['origins in an if', "if x: CORS_ORIGIN_WHITELIST = ('a',)", 'CORS_ORIGIN_WHITELIST'],
    ['an app in an if', "if x: INSTALLED_APPS += ('corsheaders',)", 'INSTALLED_APPS'],
    ['middleware in a sum', `MIDDLEWARE = (${CORS},) + MIDDLEWARE`, 'MIDDLEWARE'],
  ])('%s', (_what, line, name) => {
    const text = settings(MAPPED, APPS, OWN, COMPUTED, `${line}\n`);
    const { newText, left, codes } = revert(text);
    expect([newText, left, codes]).toEqual([text, [`${name}: ${line}`], ['info left-by-hand']]);
  });

  test('OMERO.web own line, where somebody has edited it', () => {
    const text = settings(MAPPED, APPS, OWN.replace('True', 'False'), COMPUTED);
    expect(revert(text).left).toEqual(['CORS_ALLOW_CREDENTIALS: CORS_ALLOW_CREDENTIALS = False']);
  });

  test('beside what it takes out', () => {
    const hand = "CORS_ORIGIN_WHITELIST = ('https://a.example',)\nCORS_URLS_REGEX = r'^/api/'\n";
    const { newText, left } = revert(settings(MAPPED, APPS, OWN, COMPUTED, hand));
    expect(newText).not.toContain('CORS_ORIGIN_WHITELIST =');
    expect(newText).toContain('CORS_URLS_REGEX');
    expect(left).toEqual(["CORS_URLS_REGEX: CORS_URLS_REGEX = r'^/api/'"]);
  });
});

describe('and nothing of', () => {
  test.each<readonly [what: string, text: string]>([
    ['what is OMERO.web', settings(MAPPED, APPS, OWN, COMPUTED)],
    [
      'what it takes out',
      settings(
        APPS.replace('(\n', "(\n    'corsheaders',\n"),
        MIDDLEWARE.replace('(\n', `(\n    ${CORS},\n`),
      ),
    ],
    ['an element that was appended', settings(APPS, `MIDDLEWARE = []\nMIDDLEWARE.insert(0, ${CORS})\n`)],
    ['a setting before 5.3.2, which goes', settings(APPS, MIDDLEWARE, "CORS_URLS_REGEX = ''\n")],
    [
      'a comment',
      settings(APPS.replace("'pipeline'", "'pipeline',  # corsheaders: not yet\n 'x'"), MIDDLEWARE),
    ],
  ])('%s', (_what, text) => {
    expect(revert(text).left).toEqual([]);
  });

  test('what revert alone is not asked for', () => {
    const text = settings(MAPPED, APPS, OWN, COMPUTED, "CORS_URLS_REGEX = ''\n");
    expect(revert(text, false).left).toEqual([]);
  });
});

test('the command says it, with the line, also in JSON and for a text from stdin', async () => {
  const text = settings(MAPPED, APPS, OWN, COMPUTED, "CORS_URLS_REGEX = ''\n");
  const cwd = tempFolder({ 'settings.py': text });
  const line = text.slice(0, text.indexOf('CORS_URLS')).split('\n').length;
  const sentence = `note: settings.py:${line}: CORS_URLS_REGEX stays: it says how far CORS goes`;
  const plain = fakeIo({ cwd });
  expect(await main(['revert', '--all', 'settings.py'], plain.io)).toBe(0);
  expect(plain.stderr()).toContain(sentence);
  const json = fakeIo({ cwd });
  await main(['revert', '--all', 'settings.py', '--format', 'json'], json.io);
  expect(JSON.parse(json.stdout()).files[0].findings).toMatchObject([{ code: 'left-by-hand', line }]);
  const filter = fakeIo({ cwd });
  filter.stdin.end(text);
  expect(await main(['revert', '--all', '-'], filter.io)).toBe(0);
  expect([filter.stdout(), filter.stderr()]).toEqual([
    text,
    expect.stringContaining('CORS_URLS_REGEX stays'),
  ]);
});
