import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PatchRequest } from '../../src/index.js';
import { loadPythonParser } from '../../src/python/parse.js';
import { patchText, revertText } from '../../src/settings/patch.js';
import { parseRequest } from '../../src/settings/request.js';
import { APPS, COMPUTED, LOOP, settings } from '../support/settings.js';

const parser = await loadPythonParser();
const A = 'https://a.example.org';
const B = 'https://b.example.org';
const C = 'https://c.example.org';

function patch(text: string, request: PatchRequest, corsHeaders = '3.7.0') {
  const { newText, blocked, notes } = patchText(parser, text, 'settings.py', parseRequest(request), {
    corsHeaders,
  });
  expect(blocked).toEqual([]);
  return { newText, notes: notes.map((note) => `${note.code}: ${'comment' in note ? note.comment : ''}`) };
}

const PLAIN = settings(APPS + LOOP, COMPUTED);
const TWO = patch(PLAIN, { origins: [A, B] }).newText;

/** The block of two origins, after somebody wrote into it. */
function commented(...edits: readonly (readonly [string, string])[]): string {
  return edits.reduce((text, [from, to]) => {
    expect(text).toContain(from);
    return text.replace(from, to);
  }, TWO);
}

/** The allow list in the text, line by line. */
function list(text: string): readonly string[] {
  return /^CORS_ORIGIN_WHITELIST = \(\n([\s\S]*?)^\)/m.exec(text)?.[1]?.trimEnd().split('\n') ?? [];
}

describe('comments that stay', () => {
  const text = commented(
    [`    '${A}',`, `    # lab A\n    # since May\n    '${A}',  # Jane`],
    ['CORS_ORIGIN_ALLOW_ALL = False', 'CORS_ORIGIN_ALLOW_ALL = False    # never'],
    [`    '${B}',`, `    '${B}',# half a year`],
  );

  test('change nothing by themselves, but for their blanks', () => {
    const { newText, notes } = patch(text, { origins: [A] });
    expect([newText, notes]).toEqual([text.replace(',# half', ',  # half'), []]);
    expect(patch(newText, { origins: [A] }).newText).toBe(newText);
  });

  test('beside the entries, where one more comes', () => {
    const { newText, notes } = patch(text, { origins: [C] });
    expect(list(newText)).toEqual([
      '    # lab A',
      '    # since May',
      `    '${A}',  # Jane`,
      `    '${B}',  # half a year`,
      `    '${C}',`,
    ]);
    expect(newText).toContain('\nCORS_ORIGIN_ALLOW_ALL = False    # never\n');
    expect(notes).toEqual([]);
  });

  test('beside an entry that --replace names again', () => {
    const { newText, notes } = patch(text, { origins: [C, A], replace: true });
    expect(list(newText)).toEqual([`    '${C}',`, '    # lab A', '    # since May', `    '${A}',  # Jane`]);
    expect(notes).toEqual(['comment-dropped: # half a year']);
  });

  test('beside an entry in the form of another django-cors-headers', () => {
    const { newText, notes } = patch(text, { origins: [A] }, '2.4.1');
    expect(list(newText).at(2)).toBe("    'a.example.org',  # Jane");
    expect(notes).not.toContainEqual(expect.stringMatching(/^comment-dropped/));
  });

  test('beside two entries that become one', () => {
    const twice = commented(
      [`'${B}',`, `'http://a.example.org',  # the old one`],
      [`'${A}',`, `'${A}',  # Jane`],
    );
    const { newText } = patch(twice, { origins: [A] }, '2.4.1');
    expect(list(newText)).toEqual(["    'a.example.org',  # Jane  # the old one"]);
    expect(patch(newText, { origins: [A] }, '2.4.1').newText).toBe(newText);
  });

  test('beside expressions, with the line ends of the file', () => {
    const { newText } = patch(PLAIN.replaceAll('\n', '\r\n'), { originRegexes: ['https://x'] });
    const text = newText.replace("https://x)$',", (entry) => `${entry}  # why`);
    expect(text).not.toBe(newText);
    expect(patch(text, { originRegexes: ['https://x'] })).toEqual({ newText: text, notes: [] });
    expect(patch(text, { originRegexes: ['https://y'] }).newText).toContain("https://x)$',  # why\r\n");
  });

  test('go with the block when it is taken out', () => {
    expect(revertText(parser, text, 'settings.py', false).newText).toBe(PLAIN);
  });
});

describe('a comment without a place is dropped with a warning', () => {
  test.each<readonly [what: string, edit: readonly [string, string], comment: string]>([
    [
      'below the last entry',
      [`    '${B}',\n`, `    '${B}',\n    # 'https://old.example',\n`],
      "# 'https://old.example',",
    ],
    ['behind the bracket', ['WHITELIST = (', 'WHITELIST = (  # all of them'], '# all of them'],
    ['behind the end', ["',\n)\n# omero-cors: end", "',\n)  # done\n# omero-cors: end"], '# done'],
    ['in the middleware', ['+ tuple(\n', '+ tuple(  # see the wiki\n'], '# see the wiki'],
    ['behind what changes', ['ALL = False', 'ALL = True  # for now'], '# for now'],
  ])('%s', (_what, edit, comment) => {
    const { newText, notes } = patch(commented(edit), { origins: [A], replace: true });
    expect(newText).not.toContain(comment);
    expect(notes).toContain(`comment-dropped: ${comment}`);
  });

  test('with its line', () => {
    const text = commented([`    '${B}',\n`, `    '${B}',\n    # gone\n`]);
    const { notes } = patchText(parser, text, 'settings.py', parseRequest({ origins: [A] }), {});
    expect(notes.map(({ line }) => text.split('\n')[(line ?? 0) - 1])).toEqual(['    # gone']);
  });

  test('but not where it stands elsewhere in the block, or is none', () => {
    const text = commented(['# omero-cors: end', "# for the labs\nNOTE = '# no comment'\n# omero-cors: end"]);
    const { newText, notes } = patch(text, { origins: [C] });
    expect(newText).toContain("# for the labs\nNOTE = '# no comment'\n");
    expect(notes).toEqual([]);
  });
});

test('wherever somebody comments, it stays or is told', () => {
  const lines = TWO.split('\n');
  const from = lines.findIndex((line) => line.startsWith('# omero-cors: begin')) + 1;
  const to = lines.findIndex((line) => line.startsWith('# omero-cors: end'));
  const place = fc.record({
    line: fc.integer({ min: from, max: to - 1 }),
    indent: fc.constantFrom('', '  ', '    '),
    behind: fc.boolean(),
  });
  const requests = fc.record({
    origins: fc.subarray([A, B, C, 'https://d.example.org'], { minLength: 1 }),
    replace: fc.boolean(),
  });
  const version = fc.constantFrom('3.7.0', '2.4.1');
  fc.assert(
    fc.property(fc.array(place, { maxLength: 5 }), requests, version, (places, request, corsHeaders) => {
      const text = lines
        .flatMap((line, index) =>
          places.reduce<string[]>(
            (all, { line: at, indent, behind }, number) => {
              if (at !== index) return all;
              const comment = `# note ${number}.`;
              const last = all.at(-1) ?? '';
              // Behind a comment of ours it would be a part of that.
              if (behind && !last.startsWith('#')) return [...all.slice(0, -1), `${last}  ${comment}`];
              return [...all.slice(0, -1), indent + comment, last];
            },
            [line],
          ),
        )
        .join('\n');
      const { newText, notes } = patch(text, request, corsHeaders);
      for (const number of places.keys()) {
        const comment = `# note ${number}.`;
        // One inside another goes with it.
        const isTold = notes.some((note) => note.startsWith('comment-dropped') && note.includes(comment));
        expect([newText.includes(comment), isTold]).toContain(true);
      }
      expect(patch(newText, { ...request, replace: false }, corsHeaders).newText).toBe(newText);
    }),
    { numRuns: 1000 },
  );
});
