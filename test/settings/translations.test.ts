import { describe, expect, test } from 'vitest';
import { main } from '../../src/cli.js';
import type { PatchRequest } from '../../src/index.js';
import { loadPythonParser } from '../../src/python/parse.js';
import { patchText } from '../../src/settings/patch.js';
import { parseRequest } from '../../src/settings/request.js';
import { fakeIo } from '../support/fake-io.js';
import { APPS, MIDDLEWARE, settings } from '../support/settings.js';
import { tempFolder } from '../support/temp-folder.js';

const parser = await loadPythonParser();
const PLAIN = settings(APPS, MIDDLEWARE);
const OLD = '2.4.1';
const NEW = '3.7.0';

function patch(text: string, request: PatchRequest, corsHeaders: string) {
  const { newText, notes } = patchText(parser, text, 'settings.py', parseRequest(request), { corsHeaders });
  const begin = text.split('\n').findIndex((line) => line.startsWith('# omero-cors: begin')) + 1;
  return {
    newText,
    notes: notes.map((note) => {
      expect(note).toMatchObject({ severity: 'info', line: begin });
      const [entry, origin] = 'entry' in note && 'origin' in note ? [note.entry, note.origin] : [];
      return `${note.code}: ${entry} -> ${origin}`;
    }),
  };
}

/** The block that a run for 2.x has written. */
const blockFor2 = (...origins: readonly string[]) => patch(PLAIN, { origins }, OLD).newText;
/** And one for 3.x. */
const blockFor3 = (...origins: readonly string[]) => patch(PLAIN, { origins }, NEW).newText;

const B = 'https://b.example.org';

describe('after an upgrade of django-cors-headers', () => {
  test.each<readonly [what: string, before: string, origins: readonly string[], notes: readonly string[]]>([
    [
      'each entry that gets a scheme is told',
      blockFor2('https://a.example.org', 'http://viewer:8080'),
      [B],
      [
        'scheme-assumed: a.example.org -> https://a.example.org',
        'scheme-assumed: viewer:8080 -> http://viewer:8080',
      ],
    ],
    [
      'also where this run adds nothing else',
      blockFor2('a.example.org', 'b.example.org'),
      [B],
      ['scheme-assumed: a.example.org -> https://a.example.org'],
    ],
    ['not one that this run names', blockFor2('a.example.org'), ['http://a.example.org'], []],
    ['nor one that has its scheme', blockFor3('a.example.org'), [B], []],
  ])('%s', (_what, before, origins, notes) => {
    const { newText, notes: said } = patch(before, { origins }, NEW);
    expect(said).toEqual(notes);
    // The scheme is written now, and no assumption any more.
    expect(patch(newText, { origins }, NEW).notes).toEqual([]);
  });

  test('none where --replace takes them out', () => {
    expect(patch(blockFor2('a.example.org'), { origins: [B], replace: true }, NEW).notes).toEqual([]);
  });
});

test('back on an older one, each entry that loses its scheme is told', () => {
  const { newText, notes } = patch(blockFor3('http://a.example.org'), { origins: ['b.example.org'] }, OLD);
  expect(notes).toEqual(['scheme-not-compared: http://a.example.org -> a.example.org']);
  expect(patch(newText, { origins: ['b.example.org'] }, OLD).notes).toEqual([]);
});

describe('the command', () => {
  const run = async (text: string) => {
    const fake = fakeIo({ cwd: tempFolder({ 'settings.py': text }) });
    await main(['patch', 'settings.py', '--origin', B, '--cors-headers', NEW, '--dry-run'], fake.io);
    return fake.stderr();
  };

  test('says which entry, and how to name the other scheme', async () => {
    expect(await run(blockFor2('a.example.org'))).toContain(
      'the entry a.example.org names no scheme, so pages are let in from https://a.example.org\n' +
        '  If they come from the other, type --origin http://a.example.org\n',
    );
  });

  test.each([
    ["'a.example.org'", 'Write it as https://a.example.org (with http:// if its pages come by that), or'],
    ["'localhost:5173'", 'Write it as http://localhost:5173 (with https:// if its pages come by that), or'],
    ["'https://a.example.org/'", 'Write it as https://a.example.org, or'],
  ])('tells it of %s by hand, too', async (entry, hint) => {
    expect(await run(settings(APPS, MIDDLEWARE, `CORS_ORIGIN_WHITELIST = (${entry},)\n`))).toContain(hint);
  });
});
