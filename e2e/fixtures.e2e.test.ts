import { describe, expect, onTestFinished } from 'vitest';
import type { PatchRequest } from '../src/index.js';
import { readFixtures } from '../test/support/fixtures.js';
import { cell } from './support/cell.js';
import { type Config, Installation, type Loaded, type Snapshot } from './support/installation.js';
import { findPython } from './support/python.js';

const app = 'corsheaders';
const middleware = 'corsheaders.middleware.CorsMiddleware';

const configs: Readonly<Record<string, Config>> = {
  'no configuration': {},
  'corsheaders in omero.web.apps': { 'omero.web.apps': [app] },
};

async function load(bytes: Buffer, python: string): Promise<Loaded> {
  const installation = new Installation(bytes, onTestFinished);
  return installation.load(await findPython(python));
}

describe('what patch makes of a fixture', () => {
  for (const fixture of readFixtures('patch')) {
    for (const [about, config] of Object.entries(configs)) {
      cell(`${fixture.name}, ${about}`, async () => {
        const { python = '', settings, expected = settings } = fixture;
        const installation = new Installation(settings, onTestFinished);
        installation.configure(config);
        const executable = await findPython(python);
        const before = await installation.load(executable);
        installation.write(expected);
        const after = await installation.load(executable);
        expect(after.loads).toBe(before.loads);
        expectPatched(fixture.request ?? {}, before.atLoad, after.atLoad);
        expectPatched(fixture.request ?? {}, before.atEnd, after.atEnd);
      });
    }
  }
});

describe('what is left alone', () => {
  for (const { name, python = '', settings, request } of readFixtures('unchanged')) {
    cell(`${name} runs, and has what was asked for`, async () => {
      const { atEnd } = await load(settings, python);
      if (request === undefined) return;
      expect(atEnd.apps.filter(isApp)).toHaveLength(1);
      expect(Object.values(atEnd.middleware).flat()).toContain(middleware);
      const allowed = atEnd.cors['CORS_ORIGIN_WHITELIST'] ?? [];
      for (const origin of written(request, atEnd)) expect(allowed).toContain(origin);
    });
  }
});

describe('what is refused', () => {
  for (const { name, python, settings } of readFixtures('blocked')) {
    if (python !== undefined) {
      // Where the case names a Python: some of them no Python reads, or nothing is there to look at.
      cell(`${name} is a file that runs`, async () => {
        expect((await load(settings, python)).loads).toBeGreaterThanOrEqual(0);
      });
    }
  }
});

describe('what revert leaves', () => {
  for (const { name, python = '', expected = Buffer.alloc(0) } of readFixtures('revert')) {
    cell(`${name} runs`, async () => {
      expect((await load(expected, python)).loads).toBeGreaterThanOrEqual(0);
    });
  }
});

/** What patch promises is there, and nothing else is different. */
function expectPatched(request: PatchRequest, before: Snapshot, after: Snapshot): void {
  expect(after.apps.filter(isApp)).toHaveLength(1);
  expect(after.apps.filter((name) => !isApp(name))).toEqual(before.apps.filter((name) => !isApp(name)));
  expect(Object.keys(after.middleware)).toEqual(Object.keys(before.middleware));
  for (const [name, classes] of Object.entries(after.middleware)) {
    expect(classes).toEqual([
      middleware,
      ...(before.middleware[name] ?? []).filter((each) => each !== middleware),
    ]);
  }
  expect(differing(before.others, after.others)).toEqual([]);
  expect(after.cors).toMatchObject({
    ...before.cors,
    ...(request.allowAll === true || request.replace === true
      ? { CORS_ORIGIN_ALLOW_ALL: request.allowAll === true }
      : {}),
    ...(request.credentials === undefined ? {} : { CORS_ALLOW_CREDENTIALS: request.credentials }),
    ...(request.urlsRegex === undefined ? {} : { CORS_URLS_REGEX: request.urlsRegex }),
    ...expectedList('CORS_ORIGIN_WHITELIST', written(request, after), request, before, after),
    ...expectedList(
      'CORS_ORIGIN_REGEX_WHITELIST',
      (request.originRegexes ?? []).map(anchored),
      request,
      before,
      after,
    ),
  });
}

/** A list in the order in which it stands, when it holds the wanted, and what was there before unless replaced. */
function expectedList(
  name: string,
  wanted: readonly string[],
  request: PatchRequest,
  before: Snapshot,
  after: Snapshot,
): Readonly<Record<string, unknown>> {
  const old = (before.cors[name] ?? []) as readonly string[];
  const now = (after.cors[name] ?? []) as readonly string[];
  const hosts = old.map((entry) => entry.replace(/^https?:\/\//, ''));
  expect(now).toEqual(expect.arrayContaining([...wanted]));
  expect(new Set(now).size).toBe(now.length);
  if (request.replace === true) return { [name]: wanted };
  // An entry for another django-cors-headers is written anew: the host tells.
  expect(now.map((entry) => entry.replace(/^https?:\/\//, ''))).toEqual(expect.arrayContaining(hosts));
  return now.length === 0 ? {} : { [name]: now };
}

/** The origins as the django-cors-headers of the request, or else of the era, reads them. */
function written({ origins = [], corsHeaders }: PatchRequest, { middleware }: Snapshot): readonly string[] {
  const schemes = corsHeaders === undefined ? 'MIDDLEWARE' in middleware : !corsHeaders.startsWith('2.');
  const https = ['viewer.example.org:8080', 'viewer.example.org', 'b.example.org'];
  return [
    ...new Set(
      origins.map((origin) => {
        const address = origin.replace(/^https?:\/\//, '').replace(/:443\/?$/, '');
        const scheme = /^https?/.exec(origin)?.[0] ?? (https.includes(address) ? 'https' : 'http');
        return schemes ? `${scheme}://${address}` : address;
      }),
    ),
  ];
}

function anchored(regex: string): string {
  return `^(?:${regex})$`;
}

function isApp(name: string): boolean {
  return name === app || name.startsWith('corsheaders.apps.');
}

/** The names that only one has, or that both have with different values. */
function differing(one: Snapshot['others'], other: Snapshot['others']): string[] {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].filter((name) => one[name] !== other[name]);
}
