import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anchorRegex, checkUrlsRegex } from '../../src/cors/origin-regex.js';
import { SettingsError } from '../../src/errors.js';

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof SettingsError) return error.code;
    throw error;
  }
  return 'accepted';
}

describe('anchorRegex', () => {
  test.each([
    [String.raw`https://viewer\.example\.org`, String.raw`^(?:https://viewer\.example\.org)$`],
    [
      String.raw`https?://[a-z0-9-]+\.example\.org(:\d+)?`,
      String.raw`^(?:https?://[a-z0-9-]+\.example\.org(:\d+)?)$`,
    ],
    // Each branch is bound on both sides.
    ['https://a|https://b', '^(?:https://a|https://b)$'],
    ['^https://a|https://b$', '^(?:^https://a|https://b$)$'],
    // All spellings of one expression give one text.
    ['^https://a$', '^(?:https://a)$'],
    ['^https://a', '^(?:https://a)$'],
    ['https://a$', '^(?:https://a)$'],
    [String.raw`\Ahttps://a\Z`, '^(?:https://a)$'],
    ['(?:https://a)', '^(?:https://a)$'],
    ['^(?:https://a)$', '^(?:https://a)$'],
    ['^(?:^(?:https://a)$)$', '^(?:https://a)$'],
    ['^(?:https://a|https://b)$', '^(?:https://a|https://b)$'],
    // These only look anchored, or only look like one group.
    ['(?:https://a)|(?:https://b)', '^(?:(?:https://a)|(?:https://b))$'],
    ['(?:http)(?:s://a)', '^(?:(?:http)(?:s://a))$'],
    ['(?:https://a)?', '^(?:(?:https://a)?)$'],
    [String.raw`https://a\$`, String.raw`^(?:https://a\$)$`],
    ['https://[a$]', '^(?:https://[a$])$'],
    ['(https://a)', '^(?:(https://a))$'],
    // A parenthesis that closes nothing, unless it is a letter.
    [String.raw`https://a\)|https://b\(`, String.raw`^(?:https://a\)|https://b\()$`],
    ['https://[)(]', '^(?:https://[)(])$'],
    [String.raw`https://[\]\[)]`, String.raw`^(?:https://[\]\[)])$`],
    ['https://\'"', `^(?:https://'")$`],
    [`https://${'(a)'.repeat(99)}`, `^(?:https://${'(a)'.repeat(99)})$`],
    // It matches nothing at all, but lets nobody in either.
    ['(https://a)?nu$ll', '^(?:(https://a)?nu$ll)$'],
    ['https://(?!evil)[a-z]{1,63}', '^(?:https://(?!evil)[a-z]{1,63})$'],
    [String.raw`.*\.example\.org`, String.raw`^(?:.*\.example\.org)$`],
    ['[^:]+://viewer', '^(?:[^:]+://viewer)$'],
  ])('%s', (typed, regex) => {
    expect(anchorRegex(typed)).toBe(regex);
    expect(anchorRegex(regex)).toBe(regex);
  });

  test.each([
    ['', 'regex-empty'],
    ['^$', 'regex-empty'],
    ['(?:)', 'regex-empty'],

    // What would reach out of the group.
    ['https://a)|(?:https://evil', 'regex-invalid'],
    ['https://a)', 'regex-invalid'],
    ['(https://a', 'regex-invalid'],
    ['https://[a', 'regex-invalid'],
    ['https://a\\', 'regex-invalid'],
    ['https://a(?#', 'regex-invalid'],
    ['https://a(?#)', 'regex-not-portable'],
    ['(?i)https://a', 'regex-not-portable'],
    ['(?x)https://a', 'regex-not-portable'],
    // With the flag x, the rest of the line would be a comment: `)$` too.
    ['https://a #(?x)', 'regex-not-portable'],
    ['(?x:https://a)', 'regex-not-portable'],
    ['(?m)https://a', 'regex-not-portable'],

    // What Pythons from 2.6 to 3.14 take differently, or not at all.
    ['(?i:https://a)', 'regex-not-portable'],
    ['(?>https://a)', 'regex-not-portable'],
    ['(?<=https://a)b', 'regex-not-portable'],
    ['(?P<a>https://a)', 'regex-not-portable'],
    ['(https)://(?(1)a|b)', 'regex-not-portable'],
    [String.raw`(https)://a\1`, 'regex-not-portable'],
    ['https://a++', 'regex-not-portable'],
    [String.raw`https://a\z`, 'regex-not-portable'],
    [String.raw`https\u003a//a`, 'regex-not-portable'],
    [String.raw`https://\y`, 'regex-not-portable'],
    ['https://[[a]', 'regex-not-portable'],
    ['https://[a--b]', 'regex-not-portable'],
    ['https://[+--]', 'regex-not-portable'],
    ['https://[]a]', 'regex-not-portable'],
    ['https://[z-a]', 'regex-not-portable'],
    [String.raw`https://[a-\d]`, 'regex-not-portable'],
    [String.raw`https://[\b]`, 'regex-not-portable'],
    ['https://a{1000}', 'regex-not-portable'],
    [`https://${'(a)'.repeat(100)}`, 'regex-not-portable'],
    ['https://a**', 'regex-invalid'],
    ['^*https://a', 'regex-invalid'],
    ['https://a{2,1}', 'regex-invalid'],

    ['https://a\0', 'regex-character'],
    ['https://a\nb', 'regex-character'],
    ['https://a\u202e', 'regex-character'],
    // Origins are sent in punycode.
    [String.raw`https://b\.bücher\.example`, 'regex-character'],
    [`https://${'a'.repeat(1000)}`, 'regex-too-long'],

    // `null` is what every page can send.
    ['.*', 'regex-admits-null'],
    ['.+', 'regex-admits-null'],
    ['https://a|.{4}', 'regex-admits-null'],
    [String.raw`[\w:/]+`, 'regex-admits-null'],
    ['(https?://.*)?[^x]*', 'regex-admits-null'],

    // No origin matches.
    [String.raw`viewer\.example\.org`, 'regex-never-matches'],
    [String.raw`\w+\.example\.org`, 'regex-never-matches'],
    [String.raw`viewer\.example\.org:8080`, 'regex-never-matches'],
    ['https://a|null', 'regex-never-matches'],
    [String.raw`https://Viewer\.example\.org`, 'regex-never-matches'],
    [String.raw`https://viewer\.example\.org/`, 'regex-never-matches'],
    [String.raw`^https://viewer\.example\.org/$`, 'regex-never-matches'],
  ])('refuses %j as %s', (typed, code) => {
    expect(codeOf(() => anchorRegex(typed))).toBe(code);
  });

  test('the message says what is wrong, and where', () => {
    expect(() => anchorRegex('https://a)|(b')).toThrow(
      "--origin-regex 'https://a)|(b' can't be used: a ) closes nothing (character 10)",
    );
  });

  test('what it accepts is anchored whatever stands in it', () => {
    const unit = fc.constantFrom(
      ...'ab()[]{}|*+?^$\\.-:/#xi \'"',
      'https://',
      '(?:',
      '(?=',
      '(?!',
      '\\d',
      '[^',
    );
    let accepted = 0;
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 20 }), (tail) => {
        const typed = `https://${tail}`;
        let regex: string;
        try {
          regex = anchorRegex(typed);
        } catch (error) {
          expect(error).toBeInstanceOf(SettingsError);
          return;
        }
        accepted++;
        expect(anchorRegex(regex)).toBe(regex);
        // Whole in itself: nothing in it closes the group around it, or comments it away.
        const group = /^\^\(\?:(.*)\)\$$/s.exec(regex)?.[1] ?? '(';
        expect(() => new RegExp(group)).not.toThrow();
        const whole = new RegExp(regex);
        expect(whole.test('null')).toBe(false);
      }),
      { numRuns: 2000 },
    );
    expect(accepted).toBeGreaterThan(100);
  });
});

describe('checkUrlsRegex', () => {
  test.each([
    ['^/(api|webgateway)/'],
    ['/api/'],
    ['^/api/|^/webgateway/'],
    [String.raw`\A/api/.*\Z`],
    ['.*'],
    ['(/omero)?/api/'],
    ['[/]api'],
    // One branch that matches is enough.
    ['api|/api'],
    ['/?api/'],
    ['^.*$'],
  ])('accepts %s', (typed) => {
    expect(codeOf(() => checkUrlsRegex(typed))).toBe('accepted');
  });

  test.each([
    ['', 'regex-empty'],
    ['^/api/(', 'regex-invalid'],
    ['^/api/\\', 'regex-invalid'],
    ['(?i)^/api/', 'regex-not-portable'],
    ['^/api/\n', 'regex-character'],
    ['^/bücher/', 'regex-character'],
    [`/${'a'.repeat(1000)}`, 'regex-too-long'],
    ['api/', 'regex-never-matches'],
    ['^webgateway/', 'regex-never-matches'],
    ['api|webgateway', 'regex-never-matches'],
    ['https://omero.example.org/api/', 'regex-never-matches'],
  ])('refuses %j as %s', (typed, code) => {
    expect(codeOf(() => checkUrlsRegex(typed))).toBe(code);
  });
});
