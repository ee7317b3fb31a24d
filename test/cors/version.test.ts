import { describe, expect, test } from 'vitest';
import { compareReleases, isWithin, readRelease } from '../../src/cors/version.js';

describe('readRelease', () => {
  test.each([
    ['5.33.2', [5, 33, 2]],
    ['3.7.0', [3, 7, 0]],
    ['1.11.29', [1, 11, 29]],
    ['4', [4]],
    ['v3.7.0', [3, 7, 0]],
    [' 3.7.0\n', [3, 7, 0]],
    // Pre-releases count as the release that they lead to, in every spelling.
    ['5.2rc1', [5, 2]],
    ['5.14.0.rc1', [5, 14, 0]],
    ['5.7.dev1', [5, 7]],
    ['4.0a1', [4, 0]],
    ['3.0.0-beta.2', [3, 0, 0]],
    ['1.8.19.post1', [1, 8, 19]],
    ['1.0-1', [1, 0]],
    ['3.12.0+deadsnakes', [3, 12, 0]],
    // omero_version.py before 5.6.
    ['5.4.10-ice36-b105', [5, 4, 10]],
    ['5.2.0-m3-ice35-b9', [5, 2, 0]],
  ])('%j', (text, release) => {
    expect(readRelease(text)).toEqual(release);
  });

  test.each([
    [''],
    ['latest'],
    ['UNKNOWN'],
    ['3..7'],
    ['3.7.'],
    ['.7'],
    ['==3.7.0'],
    ['3.7.*'],
    ['3,7'],
    ['3.7 0'],
    ['-1'],
    // A number past what arithmetic holds is no version either.
    ['9'.repeat(400)],
  ])('%j is none', (text) => {
    expect(readRelease(text)).toBeUndefined();
  });
});

describe('compareReleases', () => {
  test.each([
    [[3, 7], [3, 7, 0], 0],
    [[3, 10], [3, 9], 1],
    [[3, 7], [3, 7, 1], -1],
    [[1, 11], [1, 8], 1],
    [[4], [3, 14, 0], 1],
  ])('%j and %j', (a, b, sign) => {
    expect(Math.sign(compareReleases(a, b))).toBe(sign);
    expect(Math.sign(compareReleases(b, a))).toBe(sign === 0 ? 0 : -sign);
  });
});

describe('isWithin', () => {
  test.each([
    ['5.14.0', '5.14', '6', true],
    ['5.13.9', '5.14', '6', false],
    ['6.0', '5.14', '6', false],
    ['6.0', '5.14', undefined, true],
    // Compared as numbers, not as text.
    ['5.9.2', '5.14', undefined, false],
    ['5.2rc1', '5.2', '5.3', true],
    [undefined, '5.2', '5.3', undefined],
    ['UNKNOWN', '5.2', undefined, undefined],
  ])('%j from %s below %s', (version, from, below, within) => {
    expect(isWithin(version, from, below)).toBe(within);
  });

  test('a bound that is no version is a bug of ours', () => {
    expect(() => isWithin('1.0', 'now')).toThrow(RangeError);
  });
});
