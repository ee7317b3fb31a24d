import { describe, expect, test } from 'vitest';
import { formatOrigin, parseOrigin } from '../../src/cors/origin.js';
import { SettingsError } from '../../src/errors.js';

const withScheme = { schemes: true };
const withoutScheme = { schemes: false };

function refusalOf(typed: string): SettingsError {
  try {
    parseOrigin(typed);
  } catch (error) {
    if (error instanceof SettingsError) return error;
    throw error;
  }
  throw new Error(`${JSON.stringify(typed)} was accepted`);
}

describe('an origin is written as django-cors-headers compares it', () => {
  test.each([
    // typed, before 3.0, from 3.0 on
    ['viewer.example.org:8080', 'viewer.example.org:8080', 'https://viewer.example.org:8080'],
    ['viewer.example.org', 'viewer.example.org', 'https://viewer.example.org'],
    ['viewer.example.org/', 'viewer.example.org', 'https://viewer.example.org'],
    ['http://viewer.example.org', 'viewer.example.org', 'http://viewer.example.org'],
    ['http://viewer.example.org:8080/', 'viewer.example.org:8080', 'http://viewer.example.org:8080'],
    ['https://Viewer.Example.org:443/', 'viewer.example.org', 'https://viewer.example.org'],
    ['HTTPS://VIEWER.EXAMPLE.ORG', 'viewer.example.org', 'https://viewer.example.org'],
    // The other scheme's own port is a port like any other.
    ['https://viewer.example.org:80', 'viewer.example.org:80', 'https://viewer.example.org:80'],
    ['http://viewer.example.org:443', 'viewer.example.org:443', 'http://viewer.example.org:443'],
    // No public authority certifies these.
    ['localhost:5173', 'localhost:5173', 'http://localhost:5173'],
    ['viewer:8080', 'viewer:8080', 'http://viewer:8080'],
    ['10.0.0.5', '10.0.0.5', 'http://10.0.0.5'],
    ['omero.home.arpa', 'omero.home.arpa', 'http://omero.home.arpa'],
    ['[::1]:5173', '[::1]:5173', 'http://[::1]:5173'],
    // What was named is believed.
    ['https://localhost:5173', 'localhost:5173', 'https://localhost:5173'],
    // The port tells the scheme, and is then left out, as browsers do.
    ['viewer.example.org:443', 'viewer.example.org', 'https://viewer.example.org'],
    ['localhost:443', 'localhost', 'https://localhost'],
    ['viewer.example.org:80', 'viewer.example.org', 'http://viewer.example.org'],
    ['localhost:80', 'localhost', 'http://localhost'],
    ['viewer.example.org:65535', 'viewer.example.org:65535', 'https://viewer.example.org:65535'],
    ['bücher.example:8080', 'xn--bcher-kva.example:8080', 'https://xn--bcher-kva.example:8080'],
    ['https://[2001:DB8:0::1]:443', '[2001:db8::1]', 'https://[2001:db8::1]'],
  ])('%s', (typed, before, since) => {
    const origin = parseOrigin(typed);
    expect(formatOrigin(origin, withoutScheme)).toBe(before);
    expect(formatOrigin(origin, withScheme)).toBe(since);
  });
});

test('an origin is data, and remembers what was typed', () => {
  expect(parseOrigin('Viewer.example.org:8080')).toEqual({
    typed: 'Viewer.example.org:8080',
    scheme: 'https',
    schemeAssumed: true,
    host: 'viewer.example.org',
    port: 8080,
  });
  expect(parseOrigin('http://localhost:80')).toEqual({
    typed: 'http://localhost:80',
    scheme: 'http',
    schemeAssumed: false,
    host: 'localhost',
  });
});

describe('what no browser sends is refused, with what to type instead', () => {
  test.each([
    ['', 'origin-empty', 'Type host[:port] or scheme://host[:port]'],

    ['*', 'origin-is-wildcard', '--allow-all'],
    ['https://*', 'origin-is-wildcard', '--allow-all'],
    ['http://*:*', 'origin-is-wildcard', '--allow-all'],
    [
      'https://*.example.org',
      'origin-is-wildcard',
      String.raw`--origin-regex 'https://[a-z0-9-]+\.example\.org'`,
    ],
    // A star there would let in hosts of other owners.
    ['https://*.org', 'origin-is-wildcard', 'its own --origin'],

    ['null', 'origin-is-null', 'from a web server'],
    ['NULL', 'origin-is-null', 'from a web server'],
    ['http://null', 'origin-host', 'Type host[:port]'],
    ['null:8080', 'origin-host', 'Type host[:port]'],

    ['https://viewer.example.org/app', 'origin-path', '--origin https://viewer.example.org'],
    ['https://viewer.example.org//', 'origin-path', '--origin https://viewer.example.org'],
    ['viewer.example.org:8080/app/', 'origin-path', '--origin https://viewer.example.org:8080'],
    ['https://viewer.example.org?', 'origin-path', '--origin https://viewer.example.org'],
    ['https://viewer.example.org/?x=1', 'origin-path', '--origin https://viewer.example.org'],
    ['https://viewer.example.org#top', 'origin-path', '--origin https://viewer.example.org'],
    ['http://[::1]:5173/app', 'origin-path', '--origin http://[::1]:5173'],

    ['https://user@viewer.example.org', 'origin-user', '--origin https://viewer.example.org'],
    ['https://user:secret@viewer.example.org:80/x', 'origin-user', '--origin https://viewer.example.org:80'],
    ['https://@viewer.example.org', 'origin-user', '--origin https://viewer.example.org'],

    ['ftp://viewer.example.org', 'origin-scheme', 'from a web server'],
    ['file:///home/me/viewer.html', 'origin-scheme', 'from a web server'],
    ['chrome-extension://abcdef', 'origin-scheme', 'from a web server'],
    ['wss://viewer.example.org/socket', 'origin-scheme', '--origin https://viewer.example.org'],

    ['viewer.example.org:0', 'origin-port', 'Type host[:port]'],
    ['viewer.example.org:65536', 'origin-port', 'Type host[:port]'],
    ['viewer.example.org:08080', 'origin-port', 'Type host[:port]'],
    ['viewer.example.org:', 'origin-port', '--origin https://viewer.example.org'],
    ['https://viewer.example.org:/', 'origin-port', '--origin https://viewer.example.org'],
    ['viewer.example.org:http', 'origin-port', 'Type host[:port]'],
    ['viewer.example.org:８０', 'origin-port', '--origin http://viewer.example.org'],

    [' https://viewer.example.org', 'origin-character', '--origin https://viewer.example.org'],
    ['https://viewer.example.org\n', 'origin-character', '--origin https://viewer.example.org'],
    ['"https://viewer.example.org"', 'origin-character', '--origin https://viewer.example.org'],
    ['\u201chttps://viewer.example.org\u201d', 'origin-character', '--origin https://viewer.example.org'],
    ["viewer.example.org',)#", 'origin-character', 'Type host[:port]'],
    ['https:\\\\viewer.example.org', 'origin-character', '--origin https://viewer.example.org'],
    ['https://viewer.example.org\u200b', 'origin-character', '--origin https://viewer.example.org'],
    ['https://view\ter.example.org', 'origin-character', 'Type host[:port]'],
    // The platform's URL would drop the soft hyphen, and obey the override only on the screen.
    ['https://view\u00ader.example.org', 'origin-character', 'Type host[:port]'],
    ['https://\u202eviewer.example.org', 'origin-character', 'Type host[:port]'],
    ['https://viewer\ud800.example.org', 'origin-character', 'Type host[:port]'],
    [
      'a.example.org b.example.org',
      'origin-character',
      '--origin https://a.example.org --origin https://b.example.org',
    ],

    [
      'a.example.org,http://localhost:1',
      'origin-character',
      '--origin https://a.example.org --origin http://localhost:1',
    ],
    ['a..b', 'origin-host', 'Type host[:port]'],
    ['viewer.example.org.', 'origin-host', '--origin https://viewer.example.org'],
    ['viewer.example.org.:8080', 'origin-host', '--origin https://viewer.example.org:8080'],
    ['-viewer.example.org', 'origin-host', 'Type host[:port]'],
    // 8.0.0.1 to a browser, 10.0.0.1 to a reader: nothing is guessed.
    ['010.0.0.1', 'origin-host', 'Type host[:port]'],
    ['127.1', 'origin-host', 'Type host[:port]'],
    ['ｖiewer.example.org', 'origin-host', '--origin https://viewer.example.org'],
    ['%76iewer.example.org', 'origin-host', 'Type host[:port]'],

    // What the platform's URL would mend.
    ['//viewer.example.org', 'origin-form', '--origin https://viewer.example.org'],
    ['https:/viewer.example.org', 'origin-form', '--origin https://viewer.example.org'],
    ['https:///viewer.example.org', 'origin-form', '--origin https://viewer.example.org'],
    ['https:viewer.example.org', 'origin-form', '--origin https://viewer.example.org'],
    ['https:8080', 'origin-form', 'Type host[:port]'],
    ['http', 'origin-form', 'Type host[:port]'],
    ['https://', 'origin-form', 'Type host[:port]'],
    ['https://:8080', 'origin-form', 'Type host[:port]'],
    [':8080', 'origin-form', 'Type host[:port]'],
    ['/', 'origin-form', 'Type host[:port]'],
    ['viewer.example.org:80:90', 'origin-form', 'Type host[:port]'],
    ['::1', 'origin-form', '--origin http://[::1]'],
    ['2001:db8::1', 'origin-form', '--origin https://[2001:db8::1]'],
    ['[::1', 'origin-form', 'Type host[:port]'],
    ['[::1]8080', 'origin-form', 'Type host[:port]'],
  ])('%j', (typed, code, hint) => {
    const refusal = refusalOf(typed);
    expect(refusal.code).toBe(code);
    expect(refusal.hint).toContain(hint);
  });
});

test('the message quotes what was typed without obeying it', () => {
  expect(refusalOf('\x1b[2Jviewer\u202e.example.org').message).toBe(
    String.raw`'\x1b[2Jviewer\u202e.example.org' is no origin: it holds a hidden character (\x1b)`,
  );
  expect(refusalOf('https://viewer.example.org/app').message).toBe(
    "'https://viewer.example.org/app' is no origin: it goes on after the host, and browsers send no path",
  );
});
