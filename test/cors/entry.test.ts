import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeEntry } from '../../src/cors/entry.js';
import { formatOrigin, parseOrigin } from '../../src/cors/origin.js';
import { SettingsError } from '../../src/errors.js';

const since = { schemes: true, version: '3.7.0' };
const before = { schemes: false, version: '2.4.1' };

describe('from 3.0 on: fine', () => {
  test.each([
    ['https://viewer.example.org'],
    ['http://viewer.example.org:8080'],
    ['http://localhost:5173'],
    ['http://[::1]:5173'],
    ['http://my_host:8080'],
    ['https://xn--bcher-kva.example'],
    ['https://viewer.example.org:80'],
    // urlparse lowers the scheme before it is compared.
    ['HTTPS://viewer.example.org'],
    // A browser that is given the final dot sends it.
    ['https://viewer.example.org.'],
    ['chrome-extension://abcdefghijklmnop'],
    ['capacitor://localhost'],
    ['file://'],
  ])('%s', (entry) => {
    expect(judgeEntry(entry, since)).toEqual({ verdict: 'ok' });
  });
});

describe('from 3.0 on: not fine', () => {
  test.each([
    ['viewer.example.org', 'origin-without-scheme', undefined, 'https://viewer.example.org'],
    ['viewer.example.org:8080', 'origin-without-scheme', undefined, 'https://viewer.example.org:8080'],
    ['localhost:5173', 'origin-without-scheme', undefined, 'http://localhost:5173'],
    ['10.0.0.5:8080', 'origin-without-scheme', undefined, 'http://10.0.0.5:8080'],
    ['Viewer.example.org/', 'origin-without-scheme', undefined, 'https://viewer.example.org'],
    ['//viewer.example.org', 'origin-without-scheme', undefined, 'https://viewer.example.org'],
    ['127.1', 'origin-without-scheme', undefined, undefined],
    ['https://Viewer.example.org', 'origin-never-matches', 'upper-case', 'https://viewer.example.org'],
    ['https://viewer.example.org:443', 'origin-never-matches', 'default-port', 'https://viewer.example.org'],
    ['http://viewer.example.org:80', 'origin-never-matches', 'default-port', 'http://viewer.example.org'],
    ['https://me@viewer.example.org', 'origin-never-matches', 'user', 'https://viewer.example.org'],
    ['https://bücher.example', 'origin-never-matches', 'not-punycode', 'https://xn--bcher-kva.example'],
    [' https://viewer.example.org', 'origin-never-matches', 'white-space', 'https://viewer.example.org'],
    ['https://viewer.example.org ', 'origin-never-matches', 'white-space', 'https://viewer.example.org'],
    ['https:/viewer.example.org', 'origin-never-matches', 'path', 'https://viewer.example.org'],
    ['https:viewer.example.org', 'origin-never-matches', 'not-as-sent', 'https://viewer.example.org'],
    ['https://viewer.example.org:', 'origin-never-matches', 'not-as-sent', 'https://viewer.example.org'],
    ['http://[0:0::1]:5173', 'origin-never-matches', 'not-as-sent', 'http://[::1]:5173'],
    ['http://127.1', 'origin-never-matches', 'not-as-sent', undefined],
    ['http://[::1', 'origin-never-matches', 'not-as-sent', undefined],
    ['https://', 'origin-never-matches', 'not-as-sent', undefined],
    // What comes first: a path would be ignored, the capital is not.
    ['https://Viewer.example.org/app', 'origin-never-matches', 'path', 'https://viewer.example.org'],
    ['https://viewer.example.org/', 'origin-with-path', undefined, 'https://viewer.example.org'],
    [
      'https://viewer.example.org:8080/app?x',
      'origin-with-path',
      undefined,
      'https://viewer.example.org:8080',
    ],
    ['null', 'allow-null', undefined, undefined],
    // What `''.split(',')` gives.
    ['', 'allow-null', undefined, undefined],
  ])('%j: %s', (entry, verdict, reason, corrected) => {
    expect(judgeEntry(entry, since)).toEqual({
      verdict,
      ...(reason === undefined ? {} : { reason }),
      ...(corrected === undefined ? {} : { corrected }),
    });
  });
});

describe('before 3.0: fine', () => {
  test.each([
    ['viewer.example.org'],
    ['viewer.example.org:8080'],
    ['localhost:5173'],
    ['my_host'],
    ['10.0.0.5:8080'],
    ['[::1]:5173'],
    ['xn--bcher-kva.example'],
    ['viewer.example.org.'],
  ])('%s', (entry) => {
    expect(judgeEntry(entry, before)).toEqual({ verdict: 'ok' });
  });
});

describe('before 3.0: not fine', () => {
  test.each([
    ['https://viewer.example.org', 'origin-with-scheme', undefined, 'viewer.example.org'],
    ['http://Viewer.example.org:8080/', 'origin-with-scheme', undefined, 'viewer.example.org:8080'],
    ['chrome-extension://abc', 'origin-with-scheme', undefined, undefined],
    ['viewer.example.org/', 'origin-never-matches', 'path', 'viewer.example.org'],
    ['Viewer.example.org', 'origin-never-matches', 'upper-case', 'viewer.example.org'],
    ['viewer.example.org:443', 'origin-never-matches', 'default-port', 'viewer.example.org'],
    ['viewer.example.org:80', 'origin-never-matches', 'default-port', 'viewer.example.org'],
    ['me@viewer.example.org', 'origin-never-matches', 'user', 'viewer.example.org'],
    ['bücher.example', 'origin-never-matches', 'not-punycode', 'xn--bcher-kva.example'],
    ['viewer.example.org ', 'origin-never-matches', 'white-space', 'viewer.example.org'],
    ['127.1', 'origin-never-matches', 'not-as-sent', undefined],
    ['null', 'allow-null', undefined, undefined],
    ['', 'allow-null', undefined, undefined],
  ])('%j: %s', (entry, verdict, reason, corrected) => {
    expect(judgeEntry(entry, before)).toEqual({
      verdict,
      ...(reason === undefined ? {} : { reason }),
      ...(corrected === undefined ? {} : { corrected }),
    });
  });

  test('null, before it was looked up, lets nobody in', () => {
    const old = { schemes: false, version: '1.1.0' };
    expect(judgeEntry('null', old)).toEqual({ verdict: 'origin-never-matches', reason: 'not-as-sent' });
    expect(judgeEntry('null', { schemes: false, version: undefined })).toEqual({ verdict: 'allow-null' });
  });
});

test.each([
  ['*', undefined],
  ['https://*', undefined],
  ['https://*.example.org', String.raw`https://[a-z0-9-]+\.example\.org`],
  ['*.example.org:8080', String.raw`https://[a-z0-9-]+\.example\.org:8080`],
])('a wildcard matches nothing, on any version: %s', (entry, regex) => {
  const judgement = {
    verdict: 'origin-never-matches',
    reason: 'wildcard',
    ...(regex === undefined ? {} : { regex }),
  };
  expect(judgeEntry(entry, since)).toEqual(judgement);
  expect(judgeEntry(entry, before)).toEqual(judgement);
});

test('what we write is fine, and a correction is as we would write it', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.webUrl({ withFragments: true, withQueryParameters: true }),
    fc.domain(),
    fc.tuple(fc.domain(), fc.nat(70_000)).map(([domain, port]) => `${domain}:${port}`),
  );
  fc.assert(
    fc.property(text, fc.constantFrom(since, before), (entry, target) => {
      const { corrected } = judgeEntry(entry, target);
      if (corrected !== undefined) expect(judgeEntry(corrected, target)).toEqual({ verdict: 'ok' });
      try {
        expect(judgeEntry(formatOrigin(parseOrigin(entry), target), target)).toEqual({ verdict: 'ok' });
      } catch (error) {
        if (!(error instanceof SettingsError)) throw error;
      }
    }),
    { numRuns: 1500 },
  );
});
