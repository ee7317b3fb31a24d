import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseOrigin } from '../../../src/cors/origin.js';
import type { CorsRequest } from '../../../src/cors/request.js';
import { planConfig } from '../../../src/site/configure/plan.js';
import { printEnvironment, printOmeroFile, printShell } from '../../../src/site/configure/print.js';
import { type ConfigurableEra, keys, webDefaults } from '../../../src/site/configure/web-defaults.js';
import { readEnvironmentConfig } from '../../../src/site/environment-config.js';
import { StrictClient, sourcesOf } from './sources.js';

const today: ConfigurableEra = '5.6 on';
const dch3 = { schemes: true, version: '3.7.0' };
const dch2 = { schemes: false, version: '2.4.1' };
const ours = { index: -1, class: 'corsheaders.middleware.CorsMiddleware' };
const viewer = 'https://viewer.example.org';

type Asked = Partial<Omit<CorsRequest, 'origins'>> & { readonly origins?: readonly string[] };

function requestOf({ origins = [viewer], ...more }: Asked): CorsRequest {
  return {
    regexes: [],
    allowAll: false,
    admitsEverybody: more.allowAll ?? false,
    credentials: undefined,
    urlsRegex: undefined,
    ...more,
    origins: origins.map(parseOrigin),
  };
}

/** What the lines make of config.xml, through a client that knows no mercy. */
function resultOf(xml: Record<string, unknown>, asked: Asked = {}, target = dch3) {
  const actions = planConfig(requestOf(asked), sourcesOf(xml), today, target);
  return new StrictClient(xml, webDefaults(today)).apply(actions, printShell).values();
}

describe('on an empty configuration', () => {
  it('app, middleware and origin', () => {
    expect(printShell(planConfig(requestOf({}), sourcesOf(), today, dch3))).toBe(
      [
        `omero config append --set omero.web.apps '"corsheaders"'`,
        `omero config append --set omero.web.middleware '{"index": -1, "class": "corsheaders.middleware.CorsMiddleware"}'`,
        `omero config append --set omero.web.cors_origin_whitelist '"https://viewer.example.org"'`,
        '',
      ].join('\n'),
    );
  });

  it.each<[string, Asked, Record<string, unknown>]>([
    [
      'two origins, one of them twice',
      { origins: [viewer, 'http://b.example.org', `${viewer}:443/`] },
      {
        [keys.origins]: [viewer, 'http://b.example.org'],
      },
    ],
    ['every origin', { origins: [], allowAll: true }, { [keys.allowAll]: true }],
    ['credentials are on in the code', { credentials: true }, { [keys.origins]: [viewer] }],
    [
      'no credentials',
      { credentials: false },
      {
        [keys.origins]: [viewer],
        [keys.additional]: [['CORS_ALLOW_CREDENTIALS', false]],
      },
    ],
    [
      'expressions',
      { origins: [], regexes: ['^(?:a\\.b)$', '^(?:c)$'] },
      {
        [keys.additional]: [['CORS_ORIGIN_REGEX_WHITELIST', ['^(?:a\\.b)$', '^(?:c)$']]],
      },
    ],
    [
      'paths',
      { urlsRegex: '^/api/' },
      {
        [keys.origins]: [viewer],
        [keys.additional]: [['CORS_URLS_REGEX', '^/api/']],
      },
    ],
  ])('%s', (_, asked, expected) => {
    const { [keys.apps]: apps, [keys.middleware]: middleware, ...rest } = resultOf({}, asked);
    expect(apps).toEqual(['corsheaders']);
    expect(middleware).toEqual([...(JSON.parse(webDefaults(today)[keys.middleware] ?? '') as []), ours]);
    expect(rest).toEqual(expected);
  });

  it('before django-cors-headers 3.0 a host has no scheme', () => {
    expect(resultOf({}, {}, dch2)[keys.origins]).toEqual(['viewer.example.org']);
  });
});

describe('what stands there stays', () => {
  it.each<[string, string, readonly unknown[]]>([
    ['other apps', keys.apps, ['omero_figure', 'omero_iviewer']],
    ['an app twice', keys.apps, ['a', 'a']],
    [
      'other middleware',
      keys.middleware,
      [{ index: 2, class: 'a.B' }, { class: 'no.Index' }, 'no object', null],
    ],
    ['other origins', keys.origins, ['https://b.example.org', 'http://viewer.example.org', `${viewer}:8443`]],
    ['what is no origin', keys.origins, ['*', 'null', 'https://*.example.org', 17]],
    ['other settings', keys.additional, [['DEBUG', false], ['X'], 'odd', ['CORS_ALLOW_CREDENTIALS', true]]],
  ])('%s', (_, key, before) => {
    const after = resultOf({ [key]: before })[key] as unknown[];
    expect(after.slice(0, before.length)).toEqual(before);
  });

  it('credentials that were switched off, where nothing is said about them', () => {
    const before = [['CORS_ALLOW_CREDENTIALS', false]];
    expect(resultOf({ [keys.additional]: before })[keys.additional]).toEqual(before);
  });
});

describe('what is superseded goes', () => {
  const docs = { index: 0.5, class: ours.class };
  it.each<[string, string, readonly unknown[], readonly unknown[], Asked?]>([
    [
      "the middleware of OMERO's documentation",
      keys.middleware,
      [{ index: 1, class: 'a.B' }, docs],
      [{ index: 1, class: 'a.B' }, ours],
    ],
    ['the same twice, by append without --set', keys.middleware, [docs, docs], [ours]],
    [
      'ours twice',
      keys.middleware,
      [ours, { index: 1, class: 'a.B' }, ours],
      [{ index: 1, class: 'a.B' }, ours],
    ],
    ['ours in another spelling is ours', keys.middleware, [{ class: ours.class, index: -1.0 }], [ours]],
    // One below WhiteNoise, wherever somebody has put it.
    [
      'ours, above which something came to stand',
      keys.middleware,
      [ours, { index: -1.5, class: 'w.W' }],
      [
        { index: -1.5, class: 'w.W' },
        { index: -2.5, class: ours.class },
      ],
    ],
    [
      'the app twice, of which Django dies',
      keys.apps,
      ['a', 'corsheaders', 'b', 'corsheaders'],
      ['a', 'b', 'corsheaders'],
    ],
    [
      'the app by the path of its AppConfig, beside which Django dies of the name',
      keys.apps,
      ['corsheaders.apps.CorsHeadersAppConfig', 'a'],
      ['a', 'corsheaders'],
    ],
    ['an origin without scheme, which lets null in', keys.origins, ['viewer.example.org'], [viewer]],
    [
      'the same, where its scheme is http',
      keys.origins,
      ['viewer.example.org'],
      ['http://viewer.example.org'],
      { origins: ['http://viewer.example.org'] },
    ],
    [
      'forms that never match',
      keys.origins,
      [`${viewer}/`, 'https://Viewer.example.org', `${viewer}:443`, 'b.org'],
      ['b.org', viewer],
    ],
    [
      'credentials that were switched off',
      keys.additional,
      [
        ['CORS_ALLOW_CREDENTIALS', false],
        ['A', 1],
      ],
      [['A', 1]],
      { credentials: true },
    ],
    [
      'credentials that were switched on',
      keys.additional,
      [['CORS_ALLOW_CREDENTIALS', true]],
      [['CORS_ALLOW_CREDENTIALS', false]],
      { credentials: false },
    ],
    [
      'other paths',
      keys.additional,
      [['CORS_URLS_REGEX', '^/x']],
      [['CORS_URLS_REGEX', '^/api/']],
      { urlsRegex: '^/api/' },
    ],
    [
      'expressions are joined',
      keys.additional,
      [['CORS_ORIGIN_REGEX_WHITELIST', ['a', 'b']]],
      [['CORS_ORIGIN_REGEX_WHITELIST', ['a', 'b', 'c']]],
      { regexes: ['b', 'c'] },
    ],
  ])('%s', (_, key, before, after, asked = {}) => {
    expect(resultOf({ [key]: before }, asked)[key]).toEqual(after);
  });

  it('before django-cors-headers 3.0 a scheme never matches', () => {
    expect(resultOf({ [keys.origins]: [viewer, 'b.org'] }, {}, dch2)[keys.origins]).toEqual([
      'b.org',
      'viewer.example.org',
    ]);
  });
  it('another scheme is another origin', () => {
    const before = ['http://viewer.example.org'];
    expect(resultOf({ [keys.origins]: before })[keys.origins]).toEqual([...before, viewer]);
  });
});

describe('*.omero files', () => {
  const docsFile = [
    'config drop default',
    `config append omero.web.middleware '{"index": 0.5, "class": "corsheaders.middleware.CorsMiddleware"}'`,
    `config append omero.web.apps '"corsheaders"'`,
    '',
  ].join('\n');

  /** As the role loads them at each start: all files in order, beginning with nothing. */
  function loaded(...files: readonly string[]) {
    const client = new StrictClient({}, webDefaults(today));
    for (const line of files.join('').split('\n'))
      if (line !== '' && line !== 'config drop default') client.run(line);
    return client.values();
  }
  const planned = (omero: string, xml = {}) =>
    printOmeroFile(planConfig(requestOf({}), sourcesOf(xml, omero), today, dch3));

  it('take out what an earlier file puts in', () => {
    const values = loaded(docsFile, planned(docsFile));
    expect(values[keys.apps]).toEqual(['corsheaders']);
    expect((values[keys.middleware] as unknown[]).slice(-1)).toEqual([ours]);
    expect(JSON.stringify(values[keys.middleware])).not.toContain('0.5');
  });
  it('come out the same while the last version of ours is there', () => {
    const first = planned(docsFile);
    expect(planned(docsFile + first)).toBe(first);
    expect(loaded(docsFile, planned(docsFile + first))).toEqual(loaded(docsFile, first));
  });
  it('the same, also for what stands there twice', () => {
    const twice = `${docsFile}config append omero.web.middleware '{"index": 0.5, "class": "${ours.class}"}'\n`;
    const first = planned(twice);
    expect(planned(twice + first)).toBe(first);
    expect(JSON.stringify(loaded(twice, first)[keys.middleware])).not.toContain('0.5');
  });
  it('need not care for a config.xml that is dropped', () => {
    const xml = { [keys.origins]: ['viewer.example.org'] };
    expect(planned('config drop default\n', xml)).not.toContain('remove');
    expect(planned('config drop other\n', xml)).toContain('remove');
  });
});

describe('the variables of the image', () => {
  const environment = (
    xml: Record<string, unknown>,
    omero = '',
    env: Record<string, string> = {},
    era: ConfigurableEra = today,
  ) => {
    const sources = sourcesOf(xml, omero, env);
    const text = printEnvironment(planConfig(requestOf({}), sources, era, dch3), sources, webDefaults(era));
    // As sh reads assignments, and the image their names.
    const assigned = text
      .trimEnd()
      .split('\n')
      .map((line) => /^(\w+)='(.*)'$/.exec(line)?.slice(1) as [string, string]);
    const decoded = readEnvironmentConfig(Object.fromEntries(assigned));
    return Object.fromEntries([...decoded].map(([key, { value }]) => [key, JSON.parse(value) as unknown]));
  };

  it('hold whole lists, from what is configured', () => {
    expect(
      environment({ [keys.apps]: ['a'], [keys.middleware]: [{ index: 0, class: 'w.W' }], 'omero.web.x': 1 }),
    ).toEqual({
      [keys.apps]: ['a', 'corsheaders'],
      [keys.middleware]: [{ index: 0, class: 'w.W' }, ours],
      [keys.origins]: [viewer],
    });
  });
  it('from the *.omero files, which run before', () => {
    expect(
      environment({ [keys.apps]: ['gone'] }, `config drop default\nconfig append omero.web.apps '"a"'\n`)[
        keys.apps
      ],
    ).toEqual(['a', 'corsheaders']);
  });
  it('from the variables that are there', () => {
    expect(environment({}, '', { CONFIG_omero_web_apps: '["e"]' })[keys.apps]).toEqual(['e', 'corsheaders']);
  });
  it('else from the defaults of that OMERO.web', () => {
    const classes = (era: ConfigurableEra) =>
      (environment({}, '', {}, era)[keys.middleware] as { class: string }[]).map((entry) => entry.class);
    expect(classes('5.3.2-5.4')).toHaveLength(6);
    expect(classes('5.5')).toHaveLength(7);
    expect(classes('5.6 on')).toEqual([
      'django.middleware.common.BrokenLinkEmailsMiddleware',
      'django.middleware.common.CommonMiddleware',
      'django.contrib.sessions.middleware.SessionMiddleware',
      'django.middleware.csrf.CsrfViewMiddleware',
      'django.contrib.messages.middleware.MessageMiddleware',
      'django.middleware.clickjacking.XFrameOptionsMiddleware',
      ours.class,
    ]);
  });
  it('without the middleware that is superseded', () => {
    expect(environment({ [keys.middleware]: [{ index: 0.5, class: ours.class }] })[keys.middleware]).toEqual([
      ours,
    ]);
  });
});

describe('for any configuration', () => {
  const index = fc.oneof(
    fc.integer({ min: -5, max: 9 }),
    fc.double({ min: -3, max: 3, noNaN: true, noDefaultInfinity: true }),
  );
  const className = fc.constantFrom(ours.class, 'a.A', 'b.B');
  const origin = fc.constantFrom(
    viewer,
    `${viewer}/`,
    'viewer.example.org',
    'https://b.org',
    'b.org:80',
    'http://b.org',
    '*',
    'null',
  );
  const xml = fc.record(
    {
      [keys.apps]: fc.array(fc.constantFrom('corsheaders', 'a', 'b')),
      [keys.middleware]: fc.array(fc.record({ index, class: className })),
      [keys.origins]: fc.array(origin),
      [keys.additional]: fc.array(
        fc.oneof(
          fc.tuple(fc.constantFrom('CORS_ALLOW_CREDENTIALS', 'DEBUG'), fc.boolean()),
          fc.tuple(
            fc.constant('CORS_ORIGIN_REGEX_WHITELIST'),
            fc.array(fc.constantFrom('^a$', "it's", '\\.é')),
          ),
        ),
      ),
    },
    { requiredKeys: [] },
  );
  const asked = fc.record({
    origins: fc.subarray([viewer, 'b.org', 'http://b.org']),
    regexes: fc.subarray(['^(?:c)$', "^(?:a'b\\.c)$"]),
    allowAll: fc.boolean(),
    credentials: fc.constantFrom(undefined, true, false),
    urlsRegex: fc.constantFrom(undefined, '^/api/'),
  });
  const target = fc.constantFrom(dch2, dch3);

  it('the lines never fail, give one of each, and the same again', () => {
    fc.assert(
      fc.property(xml, asked, target, (xml, asked, target) => {
        const request = requestOf(asked);
        const actions = planConfig(request, sourcesOf(xml), today, target);
        const client = new StrictClient(xml, webDefaults(today)).apply(actions, printShell);
        const after = client.values();

        const middleware = after[keys.middleware] as { index: number; class: string }[];
        const lowest = [...middleware].sort((a, b) => a.index - b.index)[0];
        expect(lowest?.class).toBe(ours.class);
        expect(middleware.filter((entry) => entry.class === ours.class)).toHaveLength(1);
        expect((after[keys.apps] as string[]).filter((app) => app === 'corsheaders')).toHaveLength(1);
        if (target.schemes && asked.origins.includes(viewer)) {
          expect(after[keys.origins]).not.toContain('viewer.example.org');
        }

        // The same lines, and the lines that are made of the result.
        expect(client.apply(actions, printOmeroFile).values()).toSatisfy((values) =>
          equalAsSets(values, after),
        );
        const again = planConfig(request, sourcesOf(after), today, target);
        expect(client.apply(again, printShell).values()).toSatisfy((values) => equalAsSets(values, after));
        expect(again.filter(({ verb }) => verb === 'remove')).toEqual([]);
      }),
      { numRuns: 1500 },
    );
  });

  /** Taking an entry out and in again may move it to the end. */
  function equalAsSets(a: unknown, b: unknown): boolean {
    const sorted = (value: unknown) =>
      Object.entries(value as Record<string, unknown>)
        .map(([key, list]) => [
          key,
          Array.isArray(list) ? list.map((entry) => JSON.stringify(entry)).sort() : list,
        ])
        .sort();
    expect(sorted(a)).toEqual(sorted(b));
    return true;
  }
});
