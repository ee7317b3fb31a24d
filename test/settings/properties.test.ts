import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { SettingsError } from '../../src/errors.js';
import { sourceFromBytes } from '../../src/files/source.js';
import { type PatchRequest, type Plan, planPatch, planRevert } from '../../src/index.js';
import { detectEncoding } from '../../src/python/encoding.js';
import { anySettings } from '../support/any-settings.js';
import { evaluate, type Names } from '../support/evaluate.js';

const CORS = 'corsheaders.middleware.CorsMiddleware';

/** Those that CorsMiddleware may stand below; not read from the program. */
const HARMLESS = ['django.contrib.sessions.middleware.SessionMiddleware'];

const origins = fc.subarray(
  [
    'https://viewer.example.org',
    'http://10.0.0.5:8080',
    'https://hand.example.org',
    'https://[2001:db8::1]:8443',
  ],
  { minLength: 1 },
);

const requests: fc.Arbitrary<PatchRequest> = fc
  .record({
    origins,
    originRegexes: fc.constantFrom([], [], ['https://[a-z]+\\.example\\.com']),
    allowAll: fc.constantFrom(false, false, false, true),
    credentials: fc.constantFrom(undefined, undefined, true, false),
    urlsRegex: fc.constantFrom(undefined, undefined, '^/(api|webgateway)/'),
    replace: fc.constantFrom(false, false, true),
    corsHeaders: fc.constantFrom(undefined, '2.4.1', '3.7.0'),
  })
  .map((request) => request);

/** The plan, or the refusal. Anything else that is thrown, a failed self-check above all, fails the test. */
async function tryPatch(text: string, request: PatchRequest): Promise<Plan | SettingsError> {
  try {
    return await planPatch(text, request);
  } catch (error) {
    if (error instanceof SettingsError) return error;
    throw error;
  }
}

/** A plan that nothing blocks; of one that is blocked, the text is seen to be as it was. */
function planOf(text: string, result: Plan | SettingsError): Plan | undefined {
  if (result instanceof SettingsError) return undefined;
  if (result.blocked.length === 0) return result;
  expect([result.newText, result.changed]).toEqual([text, false]);
  return undefined;
}

describe('patch', () => {
  let done = 0;
  let runs = 0;

  test('gives what was asked for, by the reading of somebody else, or changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(anySettings, requests, fc.boolean(), async ({ text, given }, asked, sees) => {
        runs += 1;
        const namesApp = (given['ADDITIONAL_APPS'] as string[]).includes('corsheaders');
        // Where somebody put the app into the file, only a configuration that is seen makes patch look after doubles.
        const isSeen = sees || /['"]corsheaders['"]/.test(text);
        const request = isSeen ? { ...asked, config: { keys: [], additionalSettings: [], namesApp } } : asked;
        const plan = planOf(text, await tryPatch(text, request));
        if (plan === undefined) return;
        done += 1;
        expectAsked(evaluate(text, given), evaluate(plan.newText, given), request);
        expect(await tryPatch(plan.newText, request)).toMatchObject({ changed: false, blocked: [] });
        expect((await planRevert(plan.newText)).newText).toBe(text);
        expect(newlines(plan.newText)).toEqual(newlines(text));
      }),
      { numRuns: 1000 },
    );
  });

  // Otherwise the property above could be true of a program that refuses everything.
  afterAll(() => expect(done).toBeGreaterThan(runs / 2));

  function expectAsked(before: Names, after: Names, request: PatchRequest): void {
    const apps = after['INSTALLED_APPS'] as string[];
    expect(apps.filter((app) => app === 'corsheaders')).toEqual(['corsheaders']);
    expect(new Set(apps)).toEqual(new Set([...(before['INSTALLED_APPS'] as string[]), 'corsheaders']));

    const name = 'MIDDLEWARE' in after ? 'MIDDLEWARE' : 'MIDDLEWARE_CLASSES';
    const classes = after[name] as string[];
    const above = classes.slice(0, classes.indexOf(CORS));
    expect(classes).toContain(CORS);
    expect(above.filter((each) => !HARMLESS.includes(each))).toEqual([]);
    const rest = (names: unknown) => (names as string[]).filter((each) => each !== CORS);
    expect(rest(classes)).toEqual(rest(before[name]));

    const schemes =
      request.corsHeaders === undefined ? name === 'MIDDLEWARE' : request.corsHeaders === '3.7.0';
    const wanted = (request.origins ?? []).map((origin) =>
      schemes ? origin : origin.replace(/^https?:\/\//, ''),
    );
    expect(new Set(after['CORS_ORIGIN_WHITELIST'] as string[])).toEqual(
      new Set([...(request.replace ? [] : ((before['CORS_ORIGIN_WHITELIST'] ?? []) as string[])), ...wanted]),
    );
    const regexes = (request.originRegexes ?? []).map((regex) => `^(?:${regex})$`);
    expect(new Set((after['CORS_ORIGIN_REGEX_WHITELIST'] ?? []) as string[])).toEqual(
      new Set([
        ...(request.replace ? [] : ((before['CORS_ORIGIN_REGEX_WHITELIST'] ?? []) as string[])),
        ...regexes,
      ]),
    );
    expect(after['CORS_ORIGIN_ALLOW_ALL'] ?? false).toBe(request.allowAll);
    expect(after['CORS_ALLOW_CREDENTIALS']).toBe(request.credentials ?? before['CORS_ALLOW_CREDENTIALS']);
    expect(after['CORS_URLS_REGEX']).toBe(request.urlsRegex);
  }

  function newlines(text: string): readonly [boolean, boolean] {
    return [/[^\r]\n/.test(text), text.includes('\r\n')];
  }
});

describe('patch after patch', () => {
  test('comes to the same end in every order, and revert leads back to the first byte', async () => {
    await fc.assert(
      fc.asyncProperty(
        anySettings,
        fc.array(requests, { minLength: 2, maxLength: 4 }),
        async ({ text, given }, steps) => {
          let now = text;
          for (const request of steps) {
            const plan = planOf(now, await tryPatch(now, request));
            if (plan === undefined) continue;
            now = plan.newText;
            evaluate(now, given);
            expect((await planRevert(now)).newText).toBe(text);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('adds origins, one run after the other', async () => {
    await fc.assert(
      fc.asyncProperty(anySettings, origins, origins, async ({ text, given }, first, second) => {
        const one = planOf(text, await tryPatch(text, { origins: first, corsHeaders: '3.7.0' }));
        fc.pre(one !== undefined);
        const two = await planPatch(one.newText, { origins: second, corsHeaders: '3.7.0' });
        expect(two.blocked).toEqual([]);
        const allowed = evaluate(two.newText, given)['CORS_ORIGIN_WHITELIST'];
        expect(allowed).toEqual(expect.arrayContaining([...first, ...second]));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a file that somebody edited after patch', () => {
  const lines = fc.constantFrom(
    '',
    '# lab A',
    'OTHER = 1',
    "CORS_ALLOW_METHODS = ('GET',)",
    "CORS_ORIGIN_WHITELIST += ('https://late.example.org',)",
    "CORS_ALLOWED_ORIGINS = ('https://late.example.org',)",
    'CORS_ORIGIN_ALLOW_ALL = True',
    "INSTALLED_APPS += ('late',)",
    "INSTALLED_APPS += ('corsheaders',)",
    "MIDDLEWARE = ('late.Middleware',)",
    '# omero-cors: begin',
    '# omero-cors: end',
    '# omero-cors: a note',
    "    'https://late.example.org',",
    'OTHER = 1; CORS_ORIGIN_ALLOW_ALL = False',
  );
  /** Near the block, where the harm is done. */
  const slips = fc.array(fc.tuple(fc.constantFrom('insert', 'delete', 'double', 'swap'), fc.nat(30), lines), {
    minLength: 1,
    maxLength: 3,
  });

  test('gets what is asked for, or stays as it is', async () => {
    let done = 0;
    await fc.assert(
      fc.asyncProperty(anySettings, slips, async ({ text, given }, changes) => {
        const first = planOf(
          text,
          await tryPatch(text, { origins: ['https://one.example.org'], corsHeaders: '3.7.0' }),
        );
        fc.pre(first !== undefined);
        const edited = changes.reduce(slip, first.newText);
        const second = { origins: ['https://two.example.org'], corsHeaders: '3.7.0' };
        const plan = planOf(edited, await tryPatch(edited, second));
        if (plan === undefined) return;
        done += 1;
        const after = evaluate(plan.newText, given);
        expect(after['CORS_ORIGIN_WHITELIST']).toContain('https://two.example.org');
        expect(after['INSTALLED_APPS']).toContain('corsheaders');
        expect(after['MIDDLEWARE'] ?? after['MIDDLEWARE_CLASSES']).toContain(CORS);
        expect(after['CORS_ALLOWED_ORIGINS']).toBeUndefined();
        expect((await planRevert(plan.newText)).newText).toBe((await planRevert(edited)).newText);
      }),
      { numRuns: 1500 },
    );
    expect(done).toBeGreaterThan(400);
  });

  function slip(text: string, [kind, distance, line]: readonly [string, number, string]): string {
    const newline = text.includes('\r\n') ? '\r\n' : '\n';
    const all = text.split(newline);
    const begin = Math.max(
      0,
      all.findIndex((each) => each.startsWith('# omero-cors: begin')),
    );
    const at = Math.min(all.length - 1, Math.max(0, begin - 4 + distance));
    const [old = '', next = ''] = all.slice(at, at + 2);
    if (kind === 'insert') all.splice(at, 0, line);
    else if (kind === 'delete') all.splice(at, 1);
    else if (kind === 'double') all.splice(at, 0, old);
    else all.splice(at, 2, next, old);
    return all.join(newline);
  }
});

describe('any text', () => {
  const request: PatchRequest = { origins: ['https://viewer.example.org'] };
  const crumbs = fc
    .array(
      fc.oneof(
        fc.constantFrom(
          'INSTALLED_APPS',
          'MIDDLEWARE',
          'MIDDLEWARE_CLASSES',
          'CORS_ORIGIN_WHITELIST',
          'CORS_ORIGIN_ALLOW_ALL',
          ' = ',
          ' += ',
          '(',
          ')',
          '[',
          ']',
          ',',
          "'pipeline'",
          "'corsheaders'",
          `'${CORS}'`,
          "'",
          '"""',
          '\n',
          '\r\n',
          '    ',
          '# omero-cors: begin (app, middleware)\n',
          '# omero-cors: begin\n',
          '# omero-cors: end\n',
          '# omero-cors: x\n',
          '# Load server list\n',
          'def load_server_list():\n    pass\n',
          'if x:\n',
          'for app in ADDITIONAL_APPS:\n    INSTALLED_APPS += (app,)\n',
          '.append(',
          'tuple(CORS_ORIGIN_WHITELIST) + (',
          'True\n',
          '#',
          ';',
          '\\\n',
          'INSTALLED_APPS = ()\n',
          'MIDDLEWARE = []\n',
          "CORS_ORIGIN_WHITELIST = ('a',)\n",
        ),
        fc.string({ unit: 'binary', maxLength: 4 }),
      ),
      { maxLength: 30 },
    )
    .map((parts) => parts.join(''));

  test('is patched so that revert leads back, or refused', async () => {
    await fc.assert(
      fc.asyncProperty(crumbs, async (text) => {
        for (const whole of [
          text,
          `INSTALLED_APPS = ()\nMIDDLEWARE = ()\n${text}\ndef load_server_list():\n    pass\n`,
        ]) {
          const plan = planOf(whole, await tryPatch(whole, request));
          if (plan !== undefined)
            expect((await planRevert(plan.newText)).newText).toBe((await planRevert(whole)).newText);
        }
      }),
      { numRuns: 3000 },
    );
  });

  test('is reverted, all of it or ours alone, or refused', async () => {
    await fc.assert(
      fc.asyncProperty(crumbs, fc.boolean(), async (text, all) => {
        try {
          await planRevert(text, { all });
        } catch (error) {
          expect(error).toBeInstanceOf(SettingsError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('in any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
        try {
          const { text } = sourceFromBytes('settings.py', Buffer.from(bytes), detectEncoding);
          await planPatch(text, request);
        } catch (error) {
          expect(error).toBeInstanceOf(SettingsError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
