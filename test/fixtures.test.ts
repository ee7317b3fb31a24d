import { applyPatch } from 'diff';
import { describe, expect, test } from 'vitest';
import { SettingsError } from '../src/errors.js';
import { unifiedDiff } from '../src/files/diff.js';
import { encodeText, type Source, sourceFromBytes } from '../src/files/source.js';
import { type Plan, planPatch, planRevert } from '../src/index.js';
import { detectEncoding } from '../src/python/encoding.js';
import { type Fixture, type Kind, readFixtures } from './support/fixtures.js';

const read = (bytes: Buffer) => sourceFromBytes('omeroweb/settings.py', bytes, detectEncoding);

function plan(text: string, { request, all }: Fixture): Promise<Plan> {
  return request === undefined ? planRevert(text, { all }) : planPatch(text, request);
}

function each(kind: Kind, run: (fixture: Fixture, source: Source) => Promise<void>): void {
  test.each(readFixtures(kind).map((fixture) => [fixture.name, fixture] as const))('%s', (_name, fixture) =>
    run(fixture, read(fixture.settings)),
  );
}

/** Line by line, so that a failure shows which. */
function lines(bytes: Buffer | undefined): readonly string[] {
  return bytes?.toString('latin1').split('\n') ?? [];
}

describe('patch', () => {
  each('patch', async (fixture, source) => {
    const { newText, blocked } = await plan(source.text, fixture);
    expect(blocked).toEqual([]);
    expect(lines(encodeText(source, newText))).toEqual(lines(fixture.expected));

    // A second run finds nothing to do.
    expect(await plan(newText, fixture)).toEqual({ changed: false, newText, blocked: [] });

    // revert gives what it gave before: the original bytes, unless a block of ours stood in them already.
    const { newText: clean } = await planRevert(newText);
    expect(clean).toBe((await planRevert(source.text)).newText);
    if (!/^# omero-cors: begin/m.test(source.text)) expect(clean).toBe(source.text);

    // The diff says all of it. (jsdiff takes a mark for a part of the first line, as patch does.)
    const diff = unifiedDiff({ source, newText });
    const mark = source.byteOrderMark ? '\ufeff' : '';
    expect(applyPatch(mark + source.text, diff, { autoConvertLineEndings: false })).toBe(mark + newText);
  });
});

describe('unchanged', () => {
  each('unchanged', async (fixture, source) => {
    expect(await plan(source.text, fixture)).toEqual({ changed: false, newText: source.text, blocked: [] });
  });
});

describe('blocked', () => {
  test.each(readFixtures('blocked').map((fixture) => [fixture.name, fixture] as const))(
    '%s',
    async (_name, fixture) => {
      const withLine = (code: string, line: number | undefined) =>
        line === undefined ? code : `${code} ${line}`;
      try {
        const source = read(fixture.settings);
        const { newText, blocked, changed } = await plan(source.text, fixture);
        expect(blocked.map(({ code, line }) => withLine(code, line))).toEqual(fixture.codes);
        expect([newText, changed]).toEqual([source.text, false]);
      } catch (error) {
        if (!(error instanceof SettingsError)) throw error;
        expect([withLine(error.code, error.position?.line)]).toEqual(fixture.codes);
      }
    },
  );
});

describe('revert', () => {
  each('revert', async (fixture, source) => {
    const { newText } = await plan(source.text, fixture);
    expect(lines(encodeText(source, newText))).toEqual(lines(fixture.expected));
    expect((await plan(newText, fixture)).changed).toBe(false);
  });
});

const fixtures = (['patch', 'unchanged', 'blocked', 'revert'] as const).flatMap(readFixtures);

describe('revert --all', () => {
  test.each(fixtures.map((fixture) => [`${fixture.kind}/${fixture.name}`, fixture] as const))(
    '%s: a second run finds nothing to do',
    async (_name, { kind, settings }) => {
      try {
        const { newText } = await planRevert(read(settings).text, { all: true });
        expect(await planRevert(newText, { all: true })).toEqual({ changed: false, newText, blocked: [] });
      } catch (error) {
        if (!(error instanceof SettingsError)) throw error;
        expect(kind).toBe('blocked');
      }
    },
  );
});

describe('the fixtures themselves', () => {
  test('hold no file that nothing reads, and none that shows no change', () => {
    for (const { kind, name, files, settings, expected } of fixtures) {
      const changes = kind === 'patch' || kind === 'revert';
      const wanted = ['case.json', ...(changes ? ['expected.py'] : []), 'settings.py'];
      expect([kind, name, ...files]).toEqual([kind, name, ...wanted]);
      if (changes) expect(expected?.equals(settings), `${kind}/${name} shows no change`).toBe(false);
    }
  });

  test('say why they are there, and what blocks them', () => {
    for (const { kind, name, why, codes } of fixtures) {
      expect(why, name).toMatch(/^[\s\S]{3,}\.$/);
      expect(codes.length > 0, name).toBe(kind === 'blocked');
    }
  });

  test('are at least as many that stay as they are as those that change', () => {
    const count = (kind: Kind) => fixtures.filter((fixture) => fixture.kind === kind).length;
    expect(count('unchanged') + count('blocked')).toBeGreaterThanOrEqual(count('patch') + count('revert'));
  });
});
