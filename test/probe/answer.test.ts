import { describe, expect, test } from 'vitest';
import {
  type Answer,
  allowsCredentials,
  cacheTrace,
  isRedirect,
  listMembers,
  readGrant,
} from '../../src/probe/answer.js';

const viewer = 'https://viewer.example.org';

function answer(headers: Answer['headers'], status = 200): Answer {
  return { url: 'https://omero.example.org/', status, headers, body: '' };
}

const allow = (...values: readonly string[]) =>
  answer(values.map((value) => ['Access-Control-Allow-Origin', value]));

describe('readGrant', () => {
  test.each([
    ['itself', viewer, allow(viewer), { kind: 'itself' }],
    ['everyone', viewer, allow('*'), { kind: 'everyone' }],
    ['null, to null', 'null', allow('null'), { kind: 'itself' }],
    ['nothing', viewer, allow(), { kind: 'missing' }],
    ['null, to somebody', viewer, allow('null'), { kind: 'other', value: 'null' }],
    // Browsers compare bytes: neither case, nor a slash, nor a default port is forgiven.
    ['upper case', viewer, allow(viewer.toUpperCase()), { kind: 'other', value: viewer.toUpperCase() }],
    ['a slash', viewer, allow(`${viewer}/`), { kind: 'other', value: `${viewer}/` }],
    ['a port', viewer, allow(`${viewer}:443`), { kind: 'other', value: `${viewer}:443` }],
    ['no scheme', viewer, allow('viewer.example.org'), { kind: 'other', value: 'viewer.example.org' }],
    ['an empty value', viewer, allow(''), { kind: 'other', value: '' }],
    ['the same twice', viewer, allow(viewer, viewer), { kind: 'repeated', values: [viewer, viewer] }],
    ['* twice', viewer, allow('*', '*'), { kind: 'repeated', values: ['*', '*'] }],
    ['a list', viewer, allow(`${viewer},*`), { kind: 'repeated', values: [`${viewer},*`] }],
  ])('%s', (_, origin, given, grant) => {
    expect(readGrant(given, origin)).toEqual(grant);
  });

  test('whatever the case of the name', () => {
    expect(readGrant(answer([['ACCESS-CONTROL-ALLOW-ORIGIN', viewer]]), viewer)).toEqual({ kind: 'itself' });
  });
});

test.each([
  [['true'], true],
  [['True'], false],
  [['1'], false],
  [['true, true'], false],
  [['true', 'true'], false],
  [[], false],
])('credentials %j: %s', (values, allowed) => {
  expect(allowsCredentials(answer(values.map((value) => ['Access-Control-Allow-Credentials', value])))).toBe(
    allowed,
  );
});

test('the members of a list, however they are spread', () => {
  const given = answer([
    ['Vary', 'Cookie,  Origin ,,'],
    ['vary', 'Accept-Encoding'],
    ['Vary', ''],
  ]);
  expect(listMembers(given, 'vary')).toEqual(['cookie', 'origin', 'accept-encoding']);
});

test.each([
  [301, 'x', true],
  [302, 'x', true],
  [303, 'x', true],
  [307, 'x', true],
  [308, 'x', true],
  [300, 'x', false],
  [304, 'x', false],
  [201, 'x', false],
  [302, undefined, false],
])('%i with Location %s is a redirect: %s', (status, location, expected) => {
  expect(isRedirect(answer(location === undefined ? [] : [['location', location]], status))).toBe(expected);
});

test.each([
  [[['Age', '12']], 'Age: 12'],
  [[['X-Cache', 'HIT from proxy']], 'X-Cache: HIT from proxy'],
  [[['X-Cache-Status', 'STALE']], 'X-Cache-Status: STALE'],
  [[['CF-Cache-Status', 'HIT']], 'CF-Cache-Status: HIT'],
  [[['X-Cache', 'MISS']], undefined],
  [[['Cache-Control', 'max-age=3600']], undefined],
  [[['X-Language', 'en']], undefined],
] as const)('%j shows the cache: %s', (headers, trace) => {
  expect(cacheTrace(answer(headers))).toBe(trace);
});
