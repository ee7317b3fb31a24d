import { describe, expect, it } from 'vitest';
import { anchor, matchOrigin, problemOf } from '../../src/check/origin-regex.js';

describe('matchOrigin is re.match', () => {
  it.each<[regex: string, origin: string, matches: boolean | undefined]>([
    [String.raw`^https://a\.b$`, 'https://a.b', true],
    [String.raw`https://a\.b`, 'https://a.b.evil', true],
    // It begins at the first character.
    [String.raw`a\.b$`, 'https://a.b', false],
    ['.*', 'null', true],
    ['https?://.*', 'null', false],
    [String.raw`\Ahttps://a\Z`, 'https://a', true],
    ['a|https://b', 'https://b', true],
    // Only Python knows.
    ['(?i)https://a', 'https://A', undefined],
    ['(?P<x>https)://a', 'https://a', undefined],
    ['https://(', 'https://a', undefined],
  ])('%s on %s', (regex, origin, matches) => {
    expect(matchOrigin(regex, origin)).toBe(matches);
  });
});

describe('problemOf', () => {
  it.each([
    [String.raw`^viewer\.example\.org$`, 'an origin begins with its scheme'],
    [String.raw`^https://Viewer\.example\.org$`, 'lower case'],
    [String.raw`^https://viewer\.example\.org/$`, 'no slash behind an origin'],
    ['^https://(a$', 'never closed'],
    ['', 'empty'],
  ])('%s lets nobody in', (regex, reason) => {
    expect(problemOf(regex)).toContain(reason);
  });
  it.each([
    String.raw`^https://viewer\.example\.org$`,
    String.raw`https://[a-z]+\.example\.org`,
    '^.*$',
    // What patch would not write may be right all the same.
    '(?i)^https://a$',
    '^https://bücher$',
  ])('%s: nothing to say', (regex) => {
    expect(problemOf(regex)).toBeUndefined();
  });
});

describe('anchor', () => {
  it('ends an open expression as patch would', () => {
    expect(anchor(String.raw`^https://a\.b`)).toBe(String.raw`^(?:https://a\.b)$`);
    expect(anchor(String.raw`^https://a\.b|https://c\.d$`)).toBe(
      String.raw`^(?:^https://a\.b|https://c\.d$)$`,
    );
  });
  it('is silent where patch would refuse', () => {
    expect(anchor('.*')).toBeUndefined();
    expect(anchor('(?i)https://a')).toBeUndefined();
  });
});
