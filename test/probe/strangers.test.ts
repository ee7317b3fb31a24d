import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lookAlikes, otherScheme, stranger } from '../../src/probe/strangers.js';

test.each([
  [
    'https://viewer.example.org',
    [
      'https://viewer.example.org:8443',
      'https://viewer.example.org.evil.test',
      'https://evilexample.org',
      'https://viewerxexample.org',
    ],
  ],
  [
    'https://example.org',
    ['https://example.org:8443', 'https://example.org.evil.test', 'https://evilexample.org'],
  ],
  [
    'https://a.lab.example.org:8080',
    [
      'https://a.lab.example.org:8079', // 80801 is no port
      'https://a.lab.example.org.evil.test',
      'https://evillab.example.org',
      'https://a.labxexample.org',
    ],
  ],
  ['http://localhost:5173', ['http://localhost:51731', 'http://localhost.evil.test']],
  ['http://10.0.0.5', ['http://10.0.0.5:8443', 'http://10.0.0.5.evil.test']],
  ['http://[2001:db8::1]:808', ['http://[2001:db8::1]:8081']],
  ['https://viewer.example.org:65535', expect.arrayContaining(['https://viewer.example.org:65534'])],
  ['https://viewer.example.org:1', expect.arrayContaining(['https://viewer.example.org:11'])],
  ['https://viewer.example.org:8443', expect.arrayContaining(['https://viewer.example.org:8442'])],
])('who looks like %s', (origin, expected) => {
  expect(lookAlikes(origin)).toEqual(expected);
});

test('nobody below the same domain, whom a regex may let in on purpose', () => {
  for (const other of lookAlikes('https://viewer.example.org')) {
    expect(new URL(other).hostname).not.toMatch(/^(?!viewer\.).+\.example\.org$/);
  }
});

test('the other scheme keeps host and port', () => {
  expect(otherScheme('https://https.example.org:8080')).toBe('http://https.example.org:8080');
  expect(otherScheme('http://http.example.org')).toBe('https://http.example.org');
});

const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/);
const origins = fc
  .record({
    scheme: fc.constantFrom('http', 'https'),
    host: fc.oneof(
      fc
        .tuple(fc.array(label, { maxLength: 4 }), fc.stringMatching(/^[a-z]{2,8}$/))
        .map(([labels, top]) => [...labels, top].join('.')),
      fc.ipV4(),
      fc.ipV6().map((address) => `[${address}]`),
    ),
    port: fc.option(fc.integer({ min: 1, max: 65535 })),
  })
  .map(({ scheme, host, port }) => `${scheme}://${host}${port === null ? '' : `:${port}`}`)
  .filter((text) => URL.canParse(text))
  .map((text) => new URL(text).origin);

test('every stranger is an origin that a browser would send as it stands, and another one', () => {
  fc.assert(
    fc.property(origins, (origin) => {
      const strangers = [...lookAlikes(origin), otherScheme(origin), stranger];
      expect(lookAlikes(origin).length).toBeGreaterThan(0);
      expect(new Set([...strangers, origin]).size).toBe(strangers.length + 1);
      // `http://h:443` turned to https loses its port: browsers leave it out there.
      for (const other of lookAlikes(origin)) expect(new URL(other).origin).toBe(other);
    }),
    { numRuns: 2000 },
  );
});
