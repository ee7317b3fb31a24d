import { describe, expect, test } from 'vitest';
import { anchorRegex } from '../../src/cors/origin-regex.js';
import { originRegexIsAnchored } from '../../src/cors/regex-anchored.js';

describe('lets nothing in behind what it names', () => {
  test.each([
    [String.raw`^https://viewer\.example\.org$`],
    [String.raw`^(?:https://viewer\.example\.org)$`],
    [String.raw`^(https?://)?(\w+\.)?example\.org$`],
    // re.match begins at the start all by itself.
    [String.raw`https://viewer\.example\.org$`],
    [String.raw`https://a\.org$|https://b\.org$`],
    [String.raw`https://a\.org$|^https://b\.org$`],
    [String.raw`https://viewer\.example\.org\Z`],
    [String.raw`\Ahttps://viewer\.example\.org\Z`],
    [String.raw`https://viewer\.example\.org\z`],
    ['^https://(a|b)$'],
    ['(https://a$|https://b$)'],
    ['(?:https://a|https://b)$'],
    ['(?P<origin>https://a$)'],
    ['^https://a$(?#final)'],
    [String.raw`^https://a$\b`],
    // Behind the end of the text nothing but nothing can match.
    ['^https://a$/?'],
    ['^(https://a$)+'],
    ['(?=https://a$).*'],
    ['(https://)?(?(1)a$|b$)'],
    ['(?i)^https://a$'],
    ['(?i:^https://a$)'],
    ['(?x) ^https://a $ # the end'],
    ['(?x)^https://a$ # | open'],
    [String.raw`^https://[$|\]]$`],
    [String.raw`^https://.*\.example\.org$`],
    // Behind a colon it can only be a port.
    ['^http://localhost:.*$'],
    ['^http://localhost:.+$'],
    ['^$'],
    // Python compiles none of these, so nobody is let in by them.
    ['https://(a'],
    ['https://a\\'],
    ['*'],
  ])('%s', (pattern) => {
    expect(originRegexIsAnchored(pattern)).toBe(true);
  });
});

describe('lets https://viewer.example.org.evil.test in, or the like', () => {
  test.each([
    [''],
    [String.raw`https://viewer\.example\.org`],
    [String.raw`^https://viewer\.example\.org`],
    // Each anchor binds to one side of the bar only.
    [String.raw`^https://viewer\.example\.org|https://b\.example\.org$`],
    ['https://a$|https://b'],
    ['https://a$|'],
    // The anchor is a letter, or stands in a set.
    [String.raw`^https://viewer\.example\.org\$`],
    ['^https://viewer[$]'],
    [String.raw`^https://viewer\\Z`],
    // A way past it.
    ['^https://a($)?'],
    ['^https://a(b$)?'],
    ['^https://a(b$)*'],
    ['^https://a(b$){0,2}'],
    ['^https://(a|b$)'],
    ['^https://(a$|b)'],
    ['^https://a(?!b$)'],
    ['^https://a(?<!b$)'],
    ['^https://a(?#$)'],
    ['(https://)?(?(1)a$)'],
    ['(https://)?(?(1)a$|b)'],
    // A comment, in an expression with the flag x.
    ['(?x) ^https://a # $'],
    ['^https://a # $ (?x)'],
    ['(?x: ^https://a #$\n)'],
    // `.*` takes what the `$` was to shut out.
    ['.*'],
    ['.*$'],
    ['^https://.*$'],
    [String.raw`^https://viewer\.example\.org.*$`],
    [String.raw`^https://viewer\.example\.org.+?$`],
    [String.raw`^https://viewer\.example\.org(:80|.*)$`],
    [String.raw`^https://viewer\.example\.org.{3,}$`],
  ])('%s', (pattern) => {
    expect(originRegexIsAnchored(pattern)).toBe(false);
  });
});

test.each([
  ['https://a'],
  ['https://a|https://b'],
  ['^https://a|https://b$'],
  [String.raw`https?://[a-z]+\.org(:\d+)?`],
])('what we write for %s is anchored', (typed) => {
  expect(originRegexIsAnchored(anchorRegex(typed))).toBe(true);
});
