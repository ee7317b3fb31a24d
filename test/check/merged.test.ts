import { describe, expect, it } from 'vitest';
import { areSeveralOrigins, areSeveralRegexes, findMerged } from '../../src/check/merged.js';
import type { TextValue } from '../../src/check/value.js';

describe('several origins in one', () => {
  it.each([
    [['https://a.example.org', 'https://b.example.org']],
    [['https://a.example.org', 'https://*.example.org']],
    [['a.example.org', 'b.example.org']],
    [['localhost:8080', 'localhost:3000']],
  ])('%j', (parts) => {
    expect(areSeveralOrigins(parts)).toBe(true);
  });
  it.each([
    [['https://', 'viewer.example.org']],
    [['https://viewer', '.example.org']],
    [['https://viewer.', 'example.org']],
    [['https://viewer.example.org', ':8080']],
    [['viewer-', 'a.example.org']],
  ])('not: %j', (parts) => {
    expect(areSeveralOrigins(parts)).toBe(false);
  });
});

describe('several expressions in one', () => {
  it.each([[['^https://a$', '^https://b$']], [['https://a$', 'https://b$']], [['https://a', '^https://b$']]])(
    '%j',
    (parts) => {
      expect(areSeveralRegexes(parts)).toBe(true);
    },
  );
  it.each([
    [['^https://(?:a|b)', String.raw`\.example\.org$`]],
    [['^(?:https://a|', 'https://b)$']],
    [[String.raw`^https://a\$`, 'b$']],
  ])('not: %j', (parts) => {
    expect(areSeveralRegexes(parts)).toBe(false);
  });
});

describe('findMerged', () => {
  const text = (parts?: readonly string[]): TextValue => ({
    kind: 'text',
    text: (parts ?? ['x']).join(''),
    place: { line: 3 },
    ...(parts === undefined ? {} : { parts }),
  });
  const find = (...texts: TextValue[]) => findMerged(texts, 'NAME', () => true);

  it('names the parts and the place', () => {
    expect(find(text(['a', 'b']))).toEqual([
      { code: 'origins-merged', severity: 'error', name: 'NAME', parts: ['a', 'b'], line: 3 },
    ]);
  });
  it.each([
    ['one literal', text()],
    ['one literal and an empty one', text(['a', ''])],
  ])('not %s', (_, value) => {
    expect(find(value)).toEqual([]);
  });
  it('asks whether they were meant as several', () => {
    expect(findMerged([text(['a', 'b'])], 'NAME', () => false)).toEqual([]);
  });
});
