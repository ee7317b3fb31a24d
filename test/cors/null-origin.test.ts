import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { entryAdmitsNull } from '../../src/cors/null-origin.js';

const PYTHONS = ['2.7.18', '3.6.15', '3.7.16', '3.8.18', '3.9.18', '3.10.13', '3.11.7', '3.12.1', '3.13.0'];

/**
 * The entry; what the `urlparse` of these Pythons made of it (y: neither scheme nor netloc, so as good as
 * null; n: one of them, or a ValueError); and what we say, with ? where we do not.
 */
const MEASURED: readonly (readonly [entry: string, measured: string, said: string])[] = [
  ['viewer.example.org', 'yyyyyyyyy', 'yyyyyyyyy'],
  ['viewer.example.org:8080', 'yyyynnnnn', 'yyyynnnnn'],
  ['localhost:5173', 'yyyynnnnn', 'yyyynnnnn'],
  ['viewer:8080', 'yyyynnnnn', 'yyyynnnnn'],
  ['viewer-1.example.org:80', 'yyyynnnnn', 'yyyynnnnn'],
  ['localhost:00', 'yyyynnnnn', 'yyyynnnnn'],
  ['null:8080', 'yyyynnnnn', 'yyyynnnnn'],
  // 3.9 and 3.10 take an address for a scheme, unless the distribution put the later fix in.
  ['10.0.0.5:8080', 'yyyynnyyy', 'yyyy??yyy'],
  ['1st.example.org:8080', 'yyyynnyyy', 'yyyy??yyy'],
  ['-host:80', 'yyyynnyyy', 'yyyy??yyy'],
  ['+.-:8080', 'yyyynnyyy', 'yyyy??yyy'],
  ['10.0.0.5', 'yyyyyyyyy', 'yyyyyyyyy'],
  ['[::1]:8080', 'yyyyyyyyy', 'yyyyyyyyy'],
  ['[::1]', 'yyyyyyyyy', 'yyyyyyyyy'],
  ['my_host:8080', 'yyyyyyyyy', 'yyyyyyyyy'],
  ['bücher.example:8080', 'yyyyyyyyy', 'yyyyyyyyy'],
  ['user@viewer.example.org:8080', 'yyyyyyyyy', 'yyyyyyyyy'],
  ['*', 'yyyyyyyyy', 'yyyyyyyyy'],
  ['*:8080', 'yyyyyyyyy', 'yyyyyyyyy'],
  ['*.example.org', 'yyyyyyyyy', 'yyyyyyyyy'],
  ['*.example.org:443', 'yyyyyyyyy', 'yyyyyyyyy'],
  ['', 'yyyyyyyyy', 'yyyyyyyyy'],
  ['null', 'yyyyyyyyy', 'yyyyyyyyy'],
  ['NULL', 'yyyyyyyyy', 'yyyyyyyyy'],
  ['viewer.example.org/app', 'yyyyyyyyy', 'yyyyyyyyy'],
  ['viewer.example.org?x=1', 'yyyyyyyyy', 'yyyyyyyyy'],
  ['viewer.example.org#x', 'yyyyyyyyy', 'yyyyyyyyy'],
  ['viewer.example.org :8080', 'yyyyyyyyy', 'yyyyyyyyy'],
  ['://viewer.example.org', 'yyyyyyyyy', 'yyyyyyyyy'],
  ['https ://viewer.example.org', 'yyyyyyyyy', 'yyyyyyyyy'],
  [':8080', 'yyyyyyyyy', 'yyyyyyyyy'],
  ['//', 'yyyyyyyyy', 'yyyyyyyyy'],
  ['///viewer', 'yyyyyyyyy', 'yyyyyyyyy'],
  ['/viewer', 'yyyyyyyyy', 'yyyyyyyyy'],
  // Up to 3.8 only `http`, in lower case, is a scheme before a number.
  ['http:8080', 'nnnnnnnnn', 'nnnnnnnnn'],
  ['https:8080', 'yyyynnnnn', 'yyyynnnnn'],
  ['HTTP:8080', 'yyyynnnnn', 'yyyynnnnn'],
  // No number behind the colon, so a scheme to all of them.
  ['viewer.example.org:', 'nnnnnnnnn', 'nnnnnnnnn'],
  ['viewer.example.org:8080/', 'nnnnnnnnn', 'nnnnnnnnn'],
  ['viewer.example.org:8080x', 'nnnnnnnnn', 'nnnnnnnnn'],
  ['viewer.example.org:８０', 'nnnnnnnnn', 'nnnnnnnnn'],
  ['a:b:80', 'nnnnnnnnn', 'nnnnnnnnn'],
  ['https://viewer.example.org', 'nnnnnnnnn', 'nnnnnnnnn'],
  ['HTTPS://viewer.example.org', 'nnnnnnnnn', 'nnnnnnnnn'],
  ['https:viewer.example.org', 'nnnnnnnnn', 'nnnnnnnnn'],
  ['https:/viewer.example.org', 'nnnnnnnnn', 'nnnnnnnnn'],
  ['https://', 'nnnnnnnnn', 'nnnnnnnnn'],
  ['https:', 'nnnnnnnnn', 'nnnnnnnnn'],
  ['file://', 'nnnnnnnnn', 'nnnnnnnnn'],
  ['chrome-extension://abcdef', 'nnnnnnnnn', 'nnnnnnnnn'],
  ['//viewer.example.org', 'nnnnnnnnn', 'nnnnnnnnn'],
  // A ValueError: the request is answered by a 500, and nobody is let in.
  ['https://[::1', 'nnnnnnnnn', 'nnnnnnnnn'],
  ['//[::1', 'nnnnnnnnn', 'nnnnnnnnn'],
  // Dropped first by newer releases, and by older ones that were patched.
  [' https://viewer.example.org', 'yyynnnnnn', '???????nn'],
  [' //viewer.example.org', 'yyynnnnnn', '???????nn'],
  ['\thttps://viewer.example.org', 'ynnnnnnnn', '???????nn'],
  ['ht\ntps://viewer.example.org', 'ynnnnnnnn', '???????nn'],
];

const LETTERS = { yes: 'y', no: 'n', unknown: '?' };
const since = { schemes: true, version: '3.7.0' };

describe('from 3.0 on, as the installed Python takes an entry apart', () => {
  test.each(MEASURED)('%j', (entry, measured, said) => {
    const letters = PYTHONS.map((python) => LETTERS[entryAdmitsNull(entry, { ...since, python })]).join('');
    expect(letters).toBe(said);
    // What we say is what was measured.
    expect([...said].filter((letter, index) => letter !== '?' && letter !== measured[index])).toEqual([]);
  });

  test.each([
    ['viewer.example.org', undefined, 'yes'],
    ['https://viewer.example.org', undefined, 'no'],
    ['viewer.example.org:8080', undefined, 'unknown'],
    ['viewer.example.org:8080', 'PyPy', 'unknown'],
    // Known by its folder alone, lib/python3.8.
    ['viewer.example.org:8080', '3.8', 'yes'],
    ['viewer.example.org:8080', '3.9', 'no'],
    ['10.0.0.5:8080', '3.8', 'yes'],
    ['10.0.0.5:8080', '3.11', 'unknown'],
    ['10.0.0.5:8080', '3.11.0', 'unknown'],
    ['10.0.0.5:8080', '3.11.1', 'yes'],
    ['10.0.0.5:8080', '3.12', 'yes'],
    // The rule for ports was out for one release each (bpo-27657).
    ['viewer.example.org:8080', '3.7.5', 'yes'],
    ['viewer.example.org:8080', '3.7.6', 'no'],
    ['viewer.example.org:8080', '3.7.7', 'yes'],
    ['viewer.example.org:8080', '3.8.1', 'no'],
    ['viewer.example.org:8080', '3.8.2', 'yes'],
    ['viewer.example.org:8080', '3.14.0', 'no'],
  ] as const)('%j on Python %s: %s', (entry, python, answer) => {
    expect(entryAdmitsNull(entry, { ...since, python })).toBe(answer);
  });
});

describe('before 3.0 entries are compared as they are', () => {
  test.each([
    ['null', '2.4.1', 'yes'],
    ['null', '2.0.1', 'yes'],
    // `urlparse('null').netloc` is empty, and that alone was looked up.
    ['null', '2.0.0', 'no'],
    ['null', '1.1.0', 'no'],
    ['null', undefined, 'unknown'],
    ['', '1.1.0', 'yes'],
    ['', '2.4.1', 'yes'],
    ['', undefined, 'yes'],
    ['NULL', '2.4.1', 'no'],
    ['viewer.example.org', '2.4.1', 'no'],
    ['viewer.example.org:8080', undefined, 'no'],
    ['*', '2.4.1', 'no'],
    ['https://viewer.example.org', '2.4.1', 'no'],
  ] as const)('%j, %s: %s', (entry, version, answer) => {
    expect(entryAdmitsNull(entry, { schemes: false, version, python: '3.6' })).toBe(answer);
  });
});

test('no text crashes it, and one that begins with a web scheme never lets null in', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(undefined, ...PYTHONS), (text, python) => {
      expect(['yes', 'no', 'unknown']).toContain(entryAdmitsNull(text, { ...since, python }));
      expect(entryAdmitsNull(`https://${text}`, { ...since, python })).toBe('no');
    }),
    { numRuns: 2000 },
  );
});
