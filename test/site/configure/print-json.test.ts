import fc from 'fast-check';
import { expect, it } from 'vitest';
import { printJson } from '../../../src/site/configure/print-json.js';

it.each<[unknown, string]>([
  ['a', '"a"'],
  [["it's", 'ä', '\u{1f52c}', '\u007f'], '["it\\u0027s", "\\u00e4", "\\ud83d\\udd2c", "\\u007f"]'],
  [{ index: -1, class: 'a.B' }, '{"index": -1, "class": "a.B"}'],
  [['CORS_URLS_REGEX', '^/a\\.b'], '["CORS_URLS_REGEX", "^/a\\\\.b"]'],
  [[true, null, 0.5, [], {}], '[true, null, 0.5, [], {}]'],
])('%j', (value, printed) => {
  expect(printJson(value)).toBe(printed);
});

it('any value comes back, from ASCII without a single quote', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const printed = printJson(value);
      expect(JSON.parse(printed)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(printed).toMatch(/^[\x20-\x26\x28-\x7e]*$/);
    }),
    { numRuns: 1000 },
  );
});
