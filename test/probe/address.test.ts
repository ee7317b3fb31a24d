import { describe, expect, test } from 'vitest';
import { SettingsError } from '../../src/errors.js';
import { isLoopback, isMixedContent, readAddresses, withNonce } from '../../src/probe/address.js';

describe('readAddresses', () => {
  test.each([
    ['https://omero.example.org', 'https://omero.example.org/'],
    ['https://omero.example.org/', 'https://omero.example.org/'],
    ['HTTPS://OMERO.example.org:443/#top', 'https://omero.example.org/'],
    [' http://omero.example.org:4080/ ', 'http://omero.example.org:4080/'],
    ['http://[::1]:4080', 'http://[::1]:4080/'],
    ['https://example.org/omero/', 'https://example.org/omero/'],
    ['https://example.org/lab/omero/', 'https://example.org/lab/omero/'],
    // A folder may have the look of a path of OMERO.web, but not its name.
    ['https://example.org/webclients/', 'https://example.org/webclients/'],
  ])('%s is a site', (given, site) => {
    expect(readAddresses(given)).toEqual([
      { url: `${site}webclient/login/`, role: 'login' },
      { url: `${site}api/`, role: 'api' },
    ]);
  });

  test.each([
    ['https://omero.example.org/api/'],
    ['https://omero.example.org/api/v0/'],
    ['https://omero.example.org/webclient/'],
    ['https://omero.example.org/webclient/login/'],
    ['https://omero.example.org/webgateway/render_image/1/0/0/'],
    ['https://omero.example.org/omero/webgateway/imgData/1/'],
    ['https://omero.example.org/iviewer/'],
    ['https://omero.example.org/static/webgateway/css/ome.css'],
    // No slash at the end, or a query: the very page.
    ['https://omero.example.org/omero'],
    ['https://omero.example.org/?public=1'],
    ['https://omero.example.org/tiles/?x=1&y=2'],
    ['https://omero.example.org/%F0%9F%94%AC'],
  ])('%s is a page', (given) => {
    expect(readAddresses(given)).toEqual([{ url: given, role: 'page' }]);
  });

  test.each([
    [''],
    ['omero.example.org'],
    ['omero.example.org:4080'],
    ['localhost:4080/api/'],
    ['/webclient/login/'],
    ['//omero.example.org/'],
    ['https:omero.example.org'],
    ['https:/omero.example.org'],
    ['https://'],
    ['https://omero.example.org:99999'],
    ['https://[::1'],
    ['ftp://omero.example.org/'],
    ['file:///etc/passwd'],
    ['javascript:alert(1)'],
    ['ws://omero.example.org/'],
  ])('%j is none', (given) => {
    expect(() => readAddresses(given)).toThrow(
      expect.objectContaining({ code: 'not-a-url', hint: expect.stringContaining('https://') }),
    );
  });

  test('the message shows no control character of what was typed', () => {
    try {
      readAddresses('\u001b[31momero\u202e');
    } catch (error) {
      expect((error as SettingsError).message).toBe(
        "'\\x1b[31momero\\u202e' is not an http or https address",
      );
      return;
    }
    throw new Error('taken for an address');
  });

  test.each([
    ['https://me@omero.example.org/'],
    ['https://me:secret@omero.example.org/api/'],
    ['https://:secret@h/'],
  ])('%s: never sends credentials, and never shows them', (given) => {
    const read = () => readAddresses(given);
    expect(read).toThrow(SettingsError);
    expect(read).toThrow(expect.objectContaining({ code: 'url-with-user' }));
    expect(read).not.toThrow(/secret/);
  });
});

test.each([
  ['https://viewer.example.org', 'http://omero.example.org/', true],
  ['https://viewer.example.org', 'http://10.0.0.5:4080/', true],
  ['https://viewer.example.org', 'http://localhost.example.org/', true],
  ['https://viewer.example.org', 'http://128.0.0.1/', true],
  ['https://viewer.example.org', 'https://omero.example.org/', false],
  ['https://viewer.example.org', 'http://localhost:4080/', false],
  ['https://viewer.example.org', 'http://omero.localhost/', false],
  ['https://viewer.example.org', 'http://127.1.2.3/', false],
  ['https://viewer.example.org', 'http://[::1]:4080/', false],
  ['http://viewer.example.org', 'http://omero.example.org/', false],
  ['http://localhost:5173', 'https://omero.example.org/', false],
])('mixed content: a page of %s and %s: %s', (origin, url, mixed) => {
  expect(isMixedContent(origin, url)).toBe(mixed);
});

test('loopback is judged by the host, not by the text', () => {
  expect(isLoopback('http://example.org/localhost')).toBe(false);
  expect(isLoopback('http://0x7f.1/')).toBe(true); // as browsers read it: 127.0.0.1
});

test('a nonce is one more parameter', () => {
  expect(withNonce('https://h/tile/?x=1&y=a%20b', 'n')).toBe('https://h/tile/?x=1&y=a+b&omero-cors-probe=n');
  expect(withNonce('https://h/api/', 'n')).toBe('https://h/api/?omero-cors-probe=n');
});
