import { describe, expect, it } from 'vitest';
import { parseOrigin } from '../../../src/cors/origin.js';
import type { CorsRequest } from '../../../src/cors/request.js';
import { checkExpressible } from '../../../src/site/configure/expressible.js';
import { judgeConfig } from '../../../src/site/configure/judge.js';
import { type ConfigurableEra, keys } from '../../../src/site/configure/web-defaults.js';
import { sourcesOf } from './sources.js';

const plain: CorsRequest = {
  origins: [parseOrigin('https://viewer.example.org')],
  regexes: [],
  allowAll: false,
  admitsEverybody: false,
  credentials: undefined,
  urlsRegex: undefined,
};

describe('checkExpressible', () => {
  const code = (request: Partial<CorsRequest>, era: ConfigurableEra, xml = {}) => {
    try {
      checkExpressible({ ...plain, ...request }, sourcesOf(xml), era);
      return undefined;
    } catch (error) {
      return (error as { code: string }).code;
    }
  };
  it.each<[string, Partial<CorsRequest>]>([
    ['no credentials', { credentials: false }],
    ['an expression', { regexes: ['^(?:a)$'] }],
    ['paths', { urlsRegex: '^/api/' }],
  ])('%s: not before 5.5', (_, request) => {
    expect(code(request, '5.3.2-5.4')).toBe('config-cannot');
    expect(code(request, '5.5')).toBeUndefined();
    expect(code(request, '5.6 on')).toBeUndefined();
  });
  it.each<[string, Partial<CorsRequest>]>([
    ['an origin', {}],
    ['credentials, which are on', { credentials: true }],
    ['every origin, with credentials', { allowAll: true, admitsEverybody: true, credentials: true }],
  ])('%s: since 5.3.2', (_, request) => {
    expect(code(request, '5.3.2-5.4')).toBeUndefined();
  });

  it('every origin needs a word about credentials', () => {
    expect(code({ allowAll: true, admitsEverybody: true }, '5.6 on')).toBe('allow-all-needs-choice');
    expect(code({ allowAll: true, admitsEverybody: true, credentials: false }, '5.6 on')).toBeUndefined();
  });
  it.each([
    [[['CORS_ALLOW_CREDENTIALS', false]], undefined],
    [
      [
        ['CORS_ALLOW_CREDENTIALS', true],
        ['CORS_ALLOW_CREDENTIALS', false],
      ],
      undefined,
    ],
    // The last one counts.
    [
      [
        ['CORS_ALLOW_CREDENTIALS', false],
        ['CORS_ALLOW_CREDENTIALS', true],
      ],
      'allow-all-needs-choice',
    ],
    [[['CORS_ALLOW_CREDENTIALS', null]], 'allow-all-needs-choice'],
  ])('unless the configuration has it: %j', (additional, expected) => {
    expect(code({ allowAll: true, admitsEverybody: true }, '5.6 on', { [keys.additional]: additional })).toBe(
      expected,
    );
  });
});

describe('judgeConfig', () => {
  const judge = (xml: Record<string, unknown>, request: Partial<CorsRequest> = {}) =>
    judgeConfig({ ...plain, ...request }, sourcesOf(xml), '5.6 on', { schemes: true, version: '3.7.0' }).map(
      ({ code }) => code,
    );

  it.each<[string, Record<string, unknown>, Partial<CorsRequest>, readonly string[]]>([
    ['a list that is none', { [keys.apps]: 'corsheaders' }, {}, ['config-not-a-list']],
    ['a list that is an object', { [keys.middleware]: {} }, {}, ['config-not-a-list']],
    [
      'the new name',
      { [keys.additional]: [['CORS_ALLOWED_ORIGINS', ['https://a.org']]] },
      {},
      ['config-mutes'],
    ],
    [
      'the old name, by the other key',
      { [keys.additional]: [['CORS_ORIGIN_WHITELIST', []]] },
      {},
      ['config-mutes'],
    ],
    [
      'the new name for expressions',
      { [keys.additional]: [['CORS_ALLOWED_ORIGIN_REGEXES', []]] },
      { regexes: ['a'] },
      ['config-mutes'],
    ],
    [
      'the new name for all',
      { [keys.additional]: [['CORS_ALLOW_ALL_ORIGINS', false]] },
      { allowAll: true },
      ['config-mutes'],
    ],
    ['every origin already', { [keys.allowAll]: ' True' }, {}, ['config-allows-all']],
    ['another origin without a scheme', { [keys.origins]: ['b.org'] }, {}, ['config-entry-harmful']],
    ['null', { [keys.origins]: ['https://b.org', 'null'] }, {}, ['config-entry-harmful']],
  ])('%s', (_, xml, request, codes) => {
    expect(judge(xml, request)).toEqual(codes);
  });

  it.each<[string, Record<string, unknown>, Partial<CorsRequest>]>([
    ['nothing', {}, {}],
    ['lists', { [keys.apps]: ['a'], [keys.middleware]: [], [keys.origins]: [], [keys.additional]: [] }, {}],
    ['keys that are not ours', { 'omero.web.prefix': '/a', 'omero.web.open_with': 'none' }, {}],
    ['every origin already, and wanted', { [keys.allowAll]: 'true' }, { allowAll: true }],
    ['not every origin', { [keys.allowAll]: 'false' }, {}],
    ['another origin', { [keys.origins]: ['https://b.org'] }, {}],
    // The lines take this form of it out.
    ['this origin without a scheme', { [keys.origins]: ['viewer.example.org'] }, {}],
    // What settings.py does not read as true.
    ['yes', { [keys.allowAll]: 'yes' }, {}],
    [
      'a name that mutes what was not asked for',
      { [keys.additional]: [['CORS_ALLOWED_ORIGIN_REGEXES', []]] },
      {},
    ],
    ['other settings', { [keys.additional]: [['DEBUG', true], 'odd', [1, 2]] }, {}],
  ])('%s is fine', (_, xml, request) => {
    expect(judge(xml, request)).toEqual([]);
  });

  it('says where, and what to take out', () => {
    const entry = ['CORS_ALLOWED_ORIGINS', ["it's"]];
    expect(
      judgeConfig(plain, sourcesOf({ a: 1, [keys.additional]: [entry] }), '5.6 on', {
        schemes: true,
        version: '3.7.0',
      }),
    ).toEqual([
      {
        code: 'config-mutes',
        severity: 'error',
        file: '/config.xml',
        line: 8,
        name: 'CORS_ALLOWED_ORIGINS',
        key: keys.additional,
        entry: '["CORS_ALLOWED_ORIGINS", ["it\\u0027s"]]',
      },
    ]);
  });
});
