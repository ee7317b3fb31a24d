import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatOrigin, type Origin, parseOrigin } from '../../src/cors/origin.js';
import { SettingsError } from '../../src/errors.js';

const label = fc.oneof(
  fc.stringMatching(/^[a-z0-9_-]{1,8}$/),
  fc.stringMatching(/^[A-Za-zäöüß例え０1xnＡ-]{1,6}$/u),
  fc.constantFrom('xn--bcher-kva', 'www', 'null', '10', '0x7f', 'localhost', '*'),
);
const host = fc.oneof(
  fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.')),
  fc.ipV4(),
  fc.ipV6().map((address) => `[${address}]`),
);
const port = fc.oneof(
  fc.constant(''),
  fc.nat(70_000).map((number) => `:${number}`),
  fc.constantFrom(':', ':80', ':443', ':0x50'),
);
const originLike = fc
  .tuple(
    fc.constantFrom('', 'http://', 'https://', 'HTTPS://', 'ftp://', '//', 'https:/'),
    host,
    port,
    fc.constantFrom('', '', '/', '/x', '?', '.'),
  )
  .map((parts) => parts.join(''));
const anything = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc
    .tuple(fc.constantFrom('', 'https://', 'http://'), fc.string({ unit: 'binary', maxLength: 12 }))
    .map((parts) => parts.join('')),
  fc.string({ unit: fc.constantFrom(...'aA0.:-_/\\[]@*%?#\'" \t\u00ad\u202e。ü'), maxLength: 16 }),
);

/** The origin, or undefined where it was refused as it should be. */
function parse(typed: string): Origin | undefined {
  try {
    return parseOrigin(typed);
  } catch (error) {
    if (error instanceof SettingsError) return undefined;
    throw error;
  }
}

function assertSound(typed: string): void {
  const origin = parse(typed);
  if (origin === undefined) return;
  const since = formatOrigin(origin, { schemes: true });
  const before = formatOrigin(origin, { schemes: false });
  // What a browser sends for pages there, to the letter.
  expect(new URL(since).origin).toBe(since);
  expect(since).toBe(`${origin.scheme}://${before}`);
  expect(since).toMatch(/^https?:\/\/[a-z0-9_.:[\]-]+$/);
  expect(before).not.toBe('null');
  // What was read is read again as the same.
  const again = parseOrigin(since);
  expect(formatOrigin(again, { schemes: true })).toBe(since);
  expect(again).toEqual({ ...origin, typed: since, schemeAssumed: false });
}

test('origins are refused, or written exactly as browsers send them', () => {
  fc.assert(fc.property(originLike, assertSound), { numRuns: 2000 });
});

test('any text at all is refused, or written exactly as browsers send it', () => {
  fc.assert(fc.property(anything, assertSound), { numRuns: 2000 });
});

test('plain names, addresses and ports are never refused', () => {
  const plain = fc
    .stringMatching(/^[a-z](?:[a-z0-9-]{0,8}[a-z0-9])?$/)
    .filter((name) => !/^null$|^https?$|^xn--|^.{2}--/.test(name));
  const name = fc.array(plain, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'));
  const address = fc.oneof(
    name,
    fc.ipV4(),
    fc.ipV6().map((text) => `[${text}]`),
  );
  fc.assert(
    fc.property(
      fc.constantFrom('', 'http://', 'https://'),
      address,
      fc.integer({ min: 1, max: 65_535 }),
      (scheme, at, number) => {
        const { host: read, port: readPort } = parseOrigin(`${scheme}${at}:${number}`);
        expect(read).toBe(new URL(`http://${at}`).hostname);
        expect(readPort ?? number).toBe(number);
      },
    ),
    { numRuns: 2000 },
  );
});

test('the hint names only origins that are accepted', () => {
  fc.assert(
    fc.property(fc.oneof(originLike, anything), (typed) => {
      try {
        parseOrigin(typed);
      } catch (error) {
        const { hint = '' } = error as SettingsError;
        for (const [, flag = ''] of hint.matchAll(/--origin (\S+)/g)) {
          expect(formatOrigin(parseOrigin(flag), { schemes: true })).toBe(flag);
        }
      }
    }),
    { numRuns: 2000 },
  );
});
