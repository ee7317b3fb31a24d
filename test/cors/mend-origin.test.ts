import { describe, expect, test } from 'vitest';
import { mendOrigin, regexForWildcard } from '../../src/cors/mend-origin.js';
import { anchorRegex } from '../../src/cors/origin-regex.js';

describe('mendOrigin', () => {
  test.each([
    ['https://viewer.example.org', 'https://viewer.example.org'],
    [' viewer.example.org:8080 ', 'https://viewer.example.org:8080'],
    ["'https://viewer.example.org',", 'https://viewer.example.org'],
    ['https://viewer.example.org/a/b?c#d', 'https://viewer.example.org'],
    ['http:\\\\viewer.example.org\\', 'http://viewer.example.org'],
    ['https:viewer.example.org', 'https://viewer.example.org'],
    ['https:////viewer.example.org', 'https://viewer.example.org'],
    ['//viewer.example.org', 'https://viewer.example.org'],
    ['me:secret@viewer.example.org', 'https://viewer.example.org'],
    ['viewer.example.org.', 'https://viewer.example.org'],
    ['fe80::1', 'http://[fe80::1]'],
  ])('%j', (typed, mended) => {
    expect(mendOrigin(typed)).toBe(mended);
  });

  // Guessing would be wrong, or there is nothing left to guess from.
  test.each([
    [''],
    ['/'],
    ['null'],
    ['*'],
    ['https://*.example.org'],
    ['127.1'],
    ['010.0.0.1'],
    ['a..b'],
    ['ftp://a.b'],
    ['http:8080'],
    ['viewer.example.org:0'],
  ])('%j stays refused', (typed) => {
    expect(mendOrigin(typed)).toBeUndefined();
  });
});

describe('regexForWildcard', () => {
  test.each([
    ['https://*.example.org', String.raw`https://[a-z0-9-]+\.example\.org`],
    ['*.example.org', String.raw`https://[a-z0-9-]+\.example\.org`],
    ['http://*.Example.org:8080/', String.raw`http://[a-z0-9-]+\.example\.org:8080`],
    ['https://viewer-*.example.org', String.raw`https://viewer-[a-z0-9-]+\.example\.org`],
    ['https://*.*.example.org', String.raw`https://[a-z0-9-]+\.[a-z0-9-]+\.example\.org`],
    ['https://*.bücher.example', String.raw`https://[a-z0-9-]+\.xn--bcher-kva\.example`],
    ['http://localhost:*', 'http://localhost(:[0-9]+)?'],
    ['http://[::1]:*', String.raw`http://\[::1\](:[0-9]+)?`],
    ['*.example.org:*', String.raw`https://[a-z0-9-]+\.example\.org(:[0-9]+)?`],
  ])('%s', (typed, regex) => {
    expect(regexForWildcard(typed)).toBe(regex);
    // What is offered is accepted.
    expect(anchorRegex(regex)).toBe(`^(?:${regex})$`);
  });

  test.each([
    ['*'],
    ['https://*'],
    ['https://*.org'],
    ['https://example.*'],
    ['https://*.example.*'],
    ['192.168.1.*'],
    ['*://viewer.example.org'],
    ['https://*.example.org/app'],
    ['https://*..example.org'],
    ['https://viewer.example.org:80*'],
  ])('none for %s', (typed) => {
    expect(regexForWildcard(typed)).toBeUndefined();
  });

  test('a subdomain matches, a stranger does not', () => {
    const regex = new RegExp(anchorRegex(regexForWildcard('https://*.example.org') ?? ''));
    expect('https://viewer.example.org').toMatch(regex);
    for (const stranger of [
      'https://example.org',
      'http://viewer.example.org',
      'https://viewer.example.org.evil.test',
      'https://viewerXexample.org',
      'https://evil.test/.example.org',
      'null',
    ]) {
      expect(stranger).not.toMatch(regex);
    }
  });
});
