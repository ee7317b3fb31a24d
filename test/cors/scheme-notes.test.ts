import { describe, expect, test } from 'vitest';
import { parseOrigin } from '../../src/cors/origin.js';
import { noteOnScheme } from '../../src/cors/scheme-notes.js';

const since = { schemes: true, version: '3.7.0' };
const before = { schemes: false, version: '2.4.1' };

describe('noteOnScheme, from 3.0 on', () => {
  test.each([
    ['viewer.example.org:8080', 'https://viewer.example.org:8080', 'http://viewer.example.org:8080'],
    ['localhost:5173/', 'http://localhost:5173', 'https://localhost:5173'],
    // The port is the assumed scheme's own, and not the other's.
    ['viewer.example.org:80', 'http://viewer.example.org', 'https://viewer.example.org:80'],
    ['viewer:443', 'https://viewer', 'http://viewer:443'],
    ['BÜCHER.example', 'https://xn--bcher-kva.example', 'http://xn--bcher-kva.example'],
  ])('%s: the scheme is assumed', (typed, origin, instead) => {
    expect(noteOnScheme(parseOrigin(typed), since)).toEqual({
      code: 'scheme-assumed',
      severity: 'info',
      origin,
      instead,
    });
  });

  test.each([['https://viewer.example.org'], ['http://viewer.example.org:8080']])(
    '%s: nothing to say',
    (typed) => {
      expect(noteOnScheme(parseOrigin(typed), since)).toBeUndefined();
    },
  );
});

describe('noteOnScheme, before 3.0', () => {
  test.each([['http://viewer.example.org:8080'], ['https://viewer.example.org:8080']])(
    '%s: the scheme is not compared',
    (typed) => {
      expect(noteOnScheme(parseOrigin(typed), before)).toEqual({
        code: 'scheme-not-compared',
        severity: 'info',
        origin: 'viewer.example.org:8080',
      });
    },
  );

  test.each([['viewer.example.org:8080'], ['localhost']])('%s: no scheme was named', (typed) => {
    expect(noteOnScheme(parseOrigin(typed), before)).toBeUndefined();
  });
});
