import { describe, expect, test } from 'vitest';
import { type ConfiguredCors, type PatchRequest, planPatch, planRevert } from '../../../src/index.js';
import { APPS, LOADER, MIDDLEWARE, ORIGIN, patched, settings } from '../../support/settings.js';

const BASE =
  APPS.replace("'pipeline'", "'corsheaders'") +
  MIDDLEWARE.replace('(\n', "(\n    'corsheaders.middleware.CorsMiddleware',\n");
const OTHER = 'https://b.example.org';

/** A file in which only the origins are left to do, with statements of somebody else. */
const withHand = (statements: string) => settings(BASE, statements);

/** The same with a block of ours. */
const withBlock = (block: string, statements = '') =>
  `${BASE}${statements}\n\n# omero-cors: begin\n# omero-cors: CORS for browser viewers; to undo all of it: omero-cors revert\n${block}# omero-cors: end\n\n\n${LOADER}`;

const list = (name: string, ...entries: readonly string[]) => [
  `${name} = (`,
  ...entries.map((each) => `    '${each}',`),
  ')',
];
const more = (name: string, ...entries: readonly string[]) => [
  `${name} = tuple(${name}) + (`,
  ...entries.map((each) => `    '${each}',`),
  ')',
];
const OFF = 'CORS_ORIGIN_ALLOW_ALL = False';
const ON = 'CORS_ORIGIN_ALLOW_ALL = True';
const WHITELIST = 'CORS_ORIGIN_WHITELIST';
const REGEXES = 'CORS_ORIGIN_REGEX_WHITELIST';
const REGEX = 'https://[a-z]+\\.example\\.org';
const WRITTEN_REGEX = '^(?:https://[a-z]+\\\\.example\\\\.org)$';

const noConfig: ConfiguredCors = { keys: [], additionalSettings: [], namesApp: false };
const request = (more: PatchRequest = {}): PatchRequest => ({ origins: [ORIGIN], ...more });

describe('writes into a file without CORS settings', () => {
  test.each<[string, PatchRequest, readonly string[]]>([
    ['one origin', request(), [OFF, ...list(WHITELIST, ORIGIN)]],
    [
      'several, each once',
      { origins: [ORIGIN, OTHER, `${ORIGIN}:443/`] },
      [OFF, ...list(WHITELIST, ORIGIN, OTHER)],
    ],
    [
      'for django-cors-headers 2.x',
      request({ corsHeaders: '2.4.1' }),
      [OFF, ...list(WHITELIST, 'viewer.example.org')],
    ],
    [
      'http and https alike for 2.x',
      { origins: [ORIGIN, 'http://viewer.example.org'], corsHeaders: '2.4.1' },
      [OFF, ...list(WHITELIST, 'viewer.example.org')],
    ],
    ['a regex', { originRegexes: [REGEX] }, [OFF, ...list(REGEXES, WRITTEN_REGEX)]],
    [
      'both',
      request({ originRegexes: [REGEX] }),
      [OFF, ...list(WHITELIST, ORIGIN), ...list(REGEXES, WRITTEN_REGEX)],
    ],
    ['everybody', { allowAll: true }, [ON]],
    ['everybody and an origin', request({ allowAll: true }), [ON, ...list(WHITELIST, ORIGIN)]],
    [
      'credentials',
      request({ credentials: true }),
      [OFF, ...list(WHITELIST, ORIGIN), 'CORS_ALLOW_CREDENTIALS = True'],
    ],
    [
      'no credentials',
      request({ credentials: false }),
      [OFF, ...list(WHITELIST, ORIGIN), 'CORS_ALLOW_CREDENTIALS = False'],
    ],
    [
      'everybody with credentials, as said',
      { allowAll: true, credentials: true },
      [ON, 'CORS_ALLOW_CREDENTIALS = True'],
    ],
    [
      'paths',
      request({ urlsRegex: '^/(api|webgateway)/' }),
      [OFF, ...list(WHITELIST, ORIGIN), "CORS_URLS_REGEX = '^/(api|webgateway)/'"],
    ],
    ['exactly these', request({ replace: true }), [OFF, ...list(WHITELIST, ORIGIN), `${REGEXES} = ()`]],
    ['exactly everybody', { allowAll: true, replace: true }, [ON, `${WHITELIST} = ()`, `${REGEXES} = ()`]],
  ])('%s', async (_name, asked, block) => {
    const { block: written, outside } = await patched(withHand(''), asked);
    expect(written).toEqual(block);
    expect(outside).toBe(BASE);
  });

  test('in the quotes of the file', async () => {
    const { block } = await patched(withHand('').replaceAll("'", '"'), request());
    expect(block[2]).toBe(`    "${ORIGIN}",`);
  });

  test('and for an older file without a known version, hosts alone', async () => {
    const { block } = await patched(withHand('').replace('MIDDLEWARE', 'MIDDLEWARE_CLASSES'), request());
    expect(block[2]).toBe("    'viewer.example.org',");
  });
});

describe('adds to what somebody set by hand', () => {
  test.each<[string, string, PatchRequest, readonly string[]]>([
    ['a list', `${WHITELIST} = ('${OTHER}',)\n`, request(), more(WHITELIST, ORIGIN)],
    ['an empty list', `${WHITELIST} = []\n`, request(), more(WHITELIST, ORIGIN)],
    ['a set', `${WHITELIST} = {'${OTHER}'}\n`, request(), more(WHITELIST, ORIGIN)],
    [
      'a list with entries that nobody knows',
      `${WHITELIST} = (VIEWER, '${OTHER}')\n`,
      request(),
      more(WHITELIST, ORIGIN),
    ],
    [
      'an extended list',
      `${WHITELIST} = ['https://a']\n${WHITELIST} += ['https://b']\n${WHITELIST}.append('https://c')\n`,
      request(),
      more(WHITELIST, ORIGIN),
    ],
    [
      'a list with allow-all off',
      `${OFF}\n${WHITELIST} = ('${OTHER}',)\n`,
      request(),
      more(WHITELIST, ORIGIN),
    ],
    [
      'only what is missing',
      `${WHITELIST} = ('${OTHER}',)\n`,
      { origins: [OTHER, ORIGIN] },
      more(WHITELIST, ORIGIN),
    ],
    ['allow-all off alone', `${OFF}\n`, request(), list(WHITELIST, ORIGIN)],
    [
      'regexes',
      `${REGEXES} = (r'^https://x$',)\n`,
      { originRegexes: [REGEX] },
      [OFF, ...more(REGEXES, WRITTEN_REGEX)],
    ],
    [
      'compiled regexes',
      `${REGEXES} = (re.compile('x'),)\n`,
      { originRegexes: [REGEX] },
      [OFF, ...more(REGEXES, WRITTEN_REGEX)],
    ],
    ['a list, for everybody', `${WHITELIST} = ('${OTHER}',)\n`, { allowAll: true }, [ON]],
    ['allow-all off, for everybody', `${OFF}\n`, { allowAll: true }, [ON]],
    [
      'credentials',
      `${WHITELIST} = ('${ORIGIN}',)\nCORS_ALLOW_CREDENTIALS = True\n`,
      request({ credentials: false }),
      ['CORS_ALLOW_CREDENTIALS = False'],
    ],
    [
      'credentials that nobody knows',
      `${WHITELIST} = ('${ORIGIN}',)\nCORS_ALLOW_CREDENTIALS = DEBUG\n`,
      request({ credentials: false }),
      ['CORS_ALLOW_CREDENTIALS = False'],
    ],
    [
      'credentials inside an if',
      `${WHITELIST} = ('${ORIGIN}',)\nif A:\n    CORS_ALLOW_CREDENTIALS = True\n`,
      request({ credentials: true }),
      ['CORS_ALLOW_CREDENTIALS = True'],
    ],
    [
      'paths',
      `${WHITELIST} = ('${ORIGIN}',)\nCORS_URLS_REGEX = '^/x/'\n`,
      request({ urlsRegex: '^/api/' }),
      ["CORS_URLS_REGEX = '^/api/'"],
    ],
  ])('%s', async (_name, hand, asked, block) => {
    const { block: written, outside, blocked } = await patched(withHand(hand), asked);
    expect(blocked).toEqual([]);
    expect(written).toEqual(block);
    expect(outside).toBe(BASE + hand);
  });

  test.each<[string, string, PatchRequest]>([
    ['the origin', `${WHITELIST} = ('${ORIGIN}',)\n`, request()],
    [
      'in another list and order',
      `${WHITELIST} = [\n    "${OTHER}",  # lab\n    "${ORIGIN}",  # viewer\n]\n`,
      { origins: [ORIGIN, OTHER] },
    ],
    ['in joined strings', `${WHITELIST} = ('https://'\n    'viewer.example.org',)\n`, request()],
    ['in a part that is added', `${WHITELIST} = ()\n${WHITELIST} += ('${ORIGIN}',)\n`, request()],
    ['with allow-all off', `${OFF}\n${WHITELIST} = ('${ORIGIN}',)\n`, request()],
    ['under the form of 2.x', `${WHITELIST} = ('viewer.example.org',)\n`, request({ corsHeaders: '2.4.1' })],
    ['the regex', `${REGEXES} = (r'^(?:https://[a-z]+\\.example\\.org)$',)\n`, { originRegexes: [REGEX] }],
    ['everybody', `${ON}\n`, { allowAll: true }],
    [
      'credentials',
      `${WHITELIST} = ('${ORIGIN}',)\nCORS_ALLOW_CREDENTIALS = True\n`,
      request({ credentials: true }),
    ],
    [
      'paths',
      `${WHITELIST} = ('${ORIGIN}',)\nCORS_URLS_REGEX = r'^/api/'\n`,
      request({ urlsRegex: '^/api/' }),
    ],
    [
      'whatever the credentials, unless told',
      `${WHITELIST} = ('${ORIGIN}',)\nCORS_ALLOW_CREDENTIALS = f()\n`,
      request(),
    ],
  ])('but leaves alone what is there: %s', async (_name, hand, asked) => {
    const text = withHand(hand);
    expect(await planPatch(text, asked)).toEqual({ changed: false, newText: text, blocked: [] });
  });

  test.each<[string, string, readonly string[]]>([
    ['a list', `${WHITELIST} = ('${OTHER}',)\n`, [OFF, ...list(WHITELIST, ORIGIN), `${REGEXES} = ()`]],
    ['everybody', `${ON}\n`, [OFF, ...list(WHITELIST, ORIGIN), `${REGEXES} = ()`]],
    ['regexes', `${REGEXES} = ('x',)\n`, [OFF, ...list(WHITELIST, ORIGIN), `${REGEXES} = ()`]],
    [
      'the same list',
      `${WHITELIST} = ('${ORIGIN}',)\n`,
      [OFF, ...list(WHITELIST, ORIGIN), `${REGEXES} = ()`],
    ],
  ])('or mutes it with --replace: %s', async (_name, hand, block) => {
    const { block: written, outside } = await patched(withHand(hand), request({ replace: true }));
    expect(written).toEqual(block);
    expect(outside).toBe(BASE + hand);
  });
});

describe('rewrites its own block', () => {
  const one = [OFF, ...list(WHITELIST, ORIGIN)].join('\n').concat('\n');

  test.each<[string, string, PatchRequest, readonly string[]]>([
    ['with one more origin', one, { origins: [OTHER] }, [OFF, ...list(WHITELIST, ORIGIN, OTHER)]],
    [
      'with exactly the new one',
      one,
      { origins: [OTHER], replace: true },
      [OFF, ...list(WHITELIST, OTHER), `${REGEXES} = ()`],
    ],
    [
      'with a regex',
      one,
      { originRegexes: [REGEX] },
      [OFF, ...list(WHITELIST, ORIGIN), ...list(REGEXES, WRITTEN_REGEX)],
    ],
    ['for everybody', one, { allowAll: true }, [ON, ...list(WHITELIST, ORIGIN)]],
    [
      'for those who were named before everybody',
      one.replace('False', 'True'),
      { origins: [OTHER], replace: true },
      [OFF, ...list(WHITELIST, OTHER), `${REGEXES} = ()`],
    ],
    [
      'and keeps everybody',
      one.replace('False', 'True'),
      { origins: [OTHER] },
      [ON, ...list(WHITELIST, ORIGIN, OTHER)],
    ],
    [
      'and keeps credentials',
      `${one}CORS_ALLOW_CREDENTIALS = False\n`,
      { origins: [OTHER] },
      [OFF, ...list(WHITELIST, ORIGIN, OTHER), 'CORS_ALLOW_CREDENTIALS = False'],
    ],
    [
      'with other credentials',
      `${one}CORS_ALLOW_CREDENTIALS = False\n`,
      request({ credentials: true }),
      [OFF, ...list(WHITELIST, ORIGIN), 'CORS_ALLOW_CREDENTIALS = True'],
    ],
    [
      'and keeps paths',
      `${one}CORS_URLS_REGEX = '^/api/'\n`,
      { origins: [OTHER] },
      [OFF, ...list(WHITELIST, ORIGIN, OTHER), "CORS_URLS_REGEX = '^/api/'"],
    ],
    [
      'with other paths',
      `${one}CORS_URLS_REGEX = '^/api/'\n`,
      request({ urlsRegex: '^/' }),
      [OFF, ...list(WHITELIST, ORIGIN), "CORS_URLS_REGEX = '^/'"],
    ],
    [
      'for 2.x',
      one,
      { origins: [OTHER], corsHeaders: '2.4.1' },
      [OFF, ...list(WHITELIST, 'viewer.example.org', 'b.example.org')],
    ],
    [
      'for 3.x',
      one.replace('https://', ''),
      { origins: [OTHER], corsHeaders: '3.7.0' },
      [OFF, ...list(WHITELIST, ORIGIN, OTHER)],
    ],
    // The scheme was http all along; 2.x did not compare it.
    [
      'for 3.x, with the scheme that is named now',
      one.replace('https://', ''),
      { origins: ['http://viewer.example.org'], corsHeaders: '3.7.0' },
      [OFF, ...list(WHITELIST, 'http://viewer.example.org')],
    ],
    [
      'and keeps an entry that it cannot read',
      one.replace(ORIGIN, 'https://*.example.org'),
      request(),
      [OFF, ...list(WHITELIST, 'https://*.example.org', ORIGIN)],
    ],
    [
      'in the layout of ours',
      `CORS_ORIGIN_ALLOW_ALL=False\n${WHITELIST} = ["${ORIGIN}"]\n`,
      { origins: [OTHER] },
      [OFF, ...list(WHITELIST, ORIGIN, OTHER)],
    ],
    [
      'in our order',
      `${list(WHITELIST, ORIGIN).join('\n')}\n${OFF}\n`,
      request(),
      [OFF, ...list(WHITELIST, ORIGIN)],
    ],
    [
      'and keeps the lines of others at its end',
      `${one.replace('\n', '\n# lab A\nOTHER = 1\n')}`,
      request(),
      [OFF, ...list(WHITELIST, ORIGIN), '# lab A', 'OTHER = 1'],
    ],
    [
      'and keeps CORS settings that it knows nothing of',
      `CORS_ALLOW_METHODS = ('GET',)\n${one}`,
      { origins: [OTHER] },
      [OFF, ...list(WHITELIST, ORIGIN, OTHER), "CORS_ALLOW_METHODS = ('GET',)"],
    ],
  ])('%s', async (_name, block, asked, rewritten) => {
    const { block: written, blocked } = await patched(withBlock(block), { corsHeaders: '3.7.0', ...asked });
    expect(blocked).toEqual([]);
    expect(written).toEqual(rewritten);
  });

  test.each<[string, string, string, PatchRequest, readonly string[]]>([
    [
      'that adds',
      more(WHITELIST, ORIGIN).join('\n'),
      `${WHITELIST} = ()\n`,
      { origins: [OTHER] },
      more(WHITELIST, ORIGIN, OTHER),
    ],
    [
      'that stands alone, as --replace made it',
      list(WHITELIST, ORIGIN).join('\n'),
      `${WHITELIST} = ()\n`,
      { origins: [OTHER] },
      list(WHITELIST, ORIGIN, OTHER),
    ],
    [
      'whose list above went away',
      more(WHITELIST, ORIGIN).join('\n'),
      '',
      { origins: [OTHER] },
      [OFF, ...list(WHITELIST, ORIGIN, OTHER)],
    ],
    [
      'whose entry came up above',
      more(WHITELIST, ORIGIN, OTHER).join('\n'),
      `${WHITELIST} = ('${OTHER}',)\n`,
      request(),
      more(WHITELIST, ORIGIN),
    ],
  ])('%s', async (_name, block, hand, asked, rewritten) => {
    const { block: written } = await patched(withBlock(`${block}\n`, hand), asked);
    expect(written).toEqual(rewritten);
  });

  test.each<[string, string, PatchRequest]>([
    ['everything is in it', one, request()],
    [
      'one of two is asked for',
      [OFF, ...list(WHITELIST, ORIGIN, OTHER), ''].join('\n'),
      { origins: [OTHER] },
    ],
    ['credentials are not mentioned', `${one}CORS_ALLOW_CREDENTIALS = True\n`, request()],
    ['comments and blank lines of others are in it', `${one}\n# note\n`, request()],
  ])('but not where %s', async (_name, block, asked) => {
    const text = withBlock(block);
    expect(await planPatch(text, asked)).toMatchObject({ changed: false, newText: text });
  });

  test.each<[string, string, string]>([
    ['a computed list', `${WHITELIST} = OTHER\n`, `block-edited ${WHITELIST} 12`],
    ['a string', `${WHITELIST} = ('${ORIGIN}')\n`, `block-edited ${WHITELIST} 12`],
    ['a name in the list', `${WHITELIST} = ('${ORIGIN}', OTHER)\n`, `block-edited ${WHITELIST} 12`],
    ['another sum', `${WHITELIST} = tuple(OTHER) + ('${ORIGIN}',)\n`, `block-edited ${WHITELIST} 12`],
    ['an addition', `${WHITELIST} = ()\n${WHITELIST} += ('${OTHER}',)\n`, `block-edited ${WHITELIST} 13`],
    [
      'a list before the one that adds',
      `${WHITELIST} = ('a',)\n${WHITELIST} = tuple(${WHITELIST}) + ('b',)\n`,
      `block-edited ${WHITELIST} 13`,
    ],
    ['a computed choice', `CORS_ORIGIN_ALLOW_ALL = DEBUG\n`, 'block-edited CORS_ORIGIN_ALLOW_ALL 12'],
    [
      'computed credentials',
      `CORS_ALLOW_CREDENTIALS = not DEBUG\n`,
      'block-edited CORS_ALLOW_CREDENTIALS 12',
    ],
    ['a compiled regex', `CORS_URLS_REGEX = re.compile('x')\n`, 'block-edited CORS_URLS_REGEX 12'],
    ['an if', `if DEBUG:\n    ${ON}\n`, 'block-edited CORS_ORIGIN_ALLOW_ALL 13'],
    ['the new names', `CORS_ALLOWED_ORIGINS = ('${OTHER}',)\n`, 'block-edited CORS_ALLOWED_ORIGINS 12'],
    ['an app', `INSTALLED_APPS += ('late',)\n`, 'block-edited INSTALLED_APPS 12'],
    ['an import of everything', 'from local_settings import *\n', 'block-edited * 12'],
    // The line is not ours alone: taking it out would take the other, too.
    ['a statement beside ours', `OTHER = 1; ${OFF}\n`, 'block-edited CORS_ORIGIN_ALLOW_ALL 12'],
  ])('and is blocked by %s in it', async (_name, block, finding) => {
    expect((await patched(withBlock(block))).blocked).toEqual([finding]);
  });
});

describe('is blocked', () => {
  test.each<[string, string, PatchRequest, string]>([
    ['allow-all by hand', `${ON}\n`, request(), 'allow-all-by-hand 8'],
    [
      'a computed allow-all',
      'CORS_ORIGIN_ALLOW_ALL = DEBUG\n',
      request(),
      'value-not-boolean CORS_ORIGIN_ALLOW_ALL 8',
    ],
    [
      'allow-all inside an if',
      `if DEBUG:\n    ${ON}\n`,
      request(),
      'setting-not-plain CORS_ORIGIN_ALLOW_ALL 9',
    ],
    ['allow-all twice', `${ON}\n${OFF}\n`, request(), 'setting-repeated CORS_ORIGIN_ALLOW_ALL 9'],
    [
      'the list twice',
      `${WHITELIST} = ()\n${WHITELIST} = ()\n`,
      request(),
      `setting-repeated ${WHITELIST} 9`,
    ],
    [
      'the list inside a try',
      `try:\n    ${WHITELIST} = ()\nexcept E:\n    pass\n`,
      request(),
      `setting-not-plain ${WHITELIST} 9`,
    ],
    ['an addition to nothing', `${WHITELIST} += ('https://a',)\n`, request(), `setting-missing ${WHITELIST}`],
    ['a string for a list', `${WHITELIST} = ('${OTHER}')\n`, request(), `value-not-literal ${WHITELIST} 8`],
    [
      'a list from the environment',
      `${WHITELIST} = os.environ['O'].split()\n`,
      request(),
      `value-not-literal ${WHITELIST} 8`,
    ],
    [
      'an addition that nobody knows',
      `${WHITELIST} = ()\n${WHITELIST} += more\n`,
      request(),
      `value-not-literal ${WHITELIST} 9`,
    ],
    [
      'a list that is imported',
      `from local import ${WHITELIST}\n`,
      request(),
      `setting-not-plain ${WHITELIST} 8`,
    ],
    [
      'regexes that nobody knows',
      `${REGEXES} = f()\n`,
      { originRegexes: [REGEX] },
      `value-not-literal ${REGEXES} 8`,
    ],
    [
      'the new list',
      `CORS_ALLOWED_ORIGINS = ['${OTHER}']\n`,
      request(),
      'new-name-set CORS_ALLOWED_ORIGINS 8',
    ],
    [
      'the new list, also with --replace',
      `CORS_ALLOWED_ORIGINS = ['${OTHER}']\n`,
      request({ replace: true }),
      'new-name-set CORS_ALLOWED_ORIGINS 8',
    ],
    [
      'the new list, also inside an if',
      'if A:\n    CORS_ALLOWED_ORIGINS = []\n',
      request(),
      'new-name-set CORS_ALLOWED_ORIGINS 9',
    ],
    [
      'the new allow-all',
      'CORS_ALLOW_ALL_ORIGINS = False\n',
      request(),
      'new-name-set CORS_ALLOW_ALL_ORIGINS 8',
    ],
    [
      'the new regexes',
      'CORS_ALLOWED_ORIGIN_REGEXES = []\n',
      request(),
      'new-name-set CORS_ALLOWED_ORIGIN_REGEXES 8',
    ],
    [
      'everybody with credentials on',
      'CORS_ALLOW_CREDENTIALS = True\n',
      { allowAll: true },
      'allow-all-needs-choice 8',
    ],
    [
      'everybody with credentials that nobody knows',
      'CORS_ALLOW_CREDENTIALS = f()\n',
      { allowAll: true },
      'allow-all-needs-choice 8',
    ],
    [
      'everybody with credentials inside an if',
      'if A:\n    CORS_ALLOW_CREDENTIALS = True\n',
      { allowAll: true },
      'allow-all-needs-choice 9',
    ],
    [
      'everybody with credentials that may be set again',
      'CORS_ALLOW_CREDENTIALS = False\nif A:\n    CORS_ALLOW_CREDENTIALS = True\n',
      { allowAll: true },
      'allow-all-needs-choice 10',
    ],
  ])('by %s', async (_name, hand, asked, finding) => {
    const text = withHand(hand);
    const { blocked, text: newText } = await patched(text, asked);
    expect(blocked).toEqual([finding]);
    expect(newText).toBe(text);
  });

  test.each([
    [WHITELIST, `${WHITELIST} = ()\n`],
    ['CORS_ORIGIN_ALLOW_ALL', `${OFF}\n`],
    ['CORS_ALLOW_CREDENTIALS', 'CORS_ALLOW_CREDENTIALS = True\n'],
    ['CORS_URLS_REGEX', "CORS_URLS_REGEX = '^/'\n"],
  ])('by %s behind the loader', async (name, late) => {
    const text = withHand('') + late;
    const { blocked } = await patched(text, request({ credentials: false, urlsRegex: '^/x/' }));
    expect(blocked).toEqual([`setting-after-loader ${name} 16`]);
  });

  test('but not by what nobody asks to change there', async () => {
    const text = withHand(`${WHITELIST} = ('${ORIGIN}',)\n`);
    const late = "CORS_ALLOW_CREDENTIALS = True\nCORS_URLS_REGEX = '^/'\nCORS_ALLOW_METHODS = ()\n";
    expect(await planPatch(text + late, request())).toMatchObject({ changed: false, blocked: [] });
  });

  // Directly before the loader, as patch left it, but somebody wrote below.
  test.each([
    [`${WHITELIST} = ()\n`, `setting-after-block ${WHITELIST}`],
    ["INSTALLED_APPS += ('late',)\n", 'setting-after-block INSTALLED_APPS'],
    ["MIDDLEWARE = ('late',)\n", 'setting-repeated MIDDLEWARE'],
  ])('by %j between our block and the loader', async (late, finding) => {
    const text = withBlock(`${OFF}\n`).replace('# omero-cors: end\n', `# omero-cors: end\n${late}`);
    const { blocked } = await patched(text);
    expect(blocked).toHaveLength(1);
    expect(blocked[0]).toContain(finding);
  });

  test('by an import of everything, which may set any', async () => {
    const text = settings('from local_settings import *\n', BASE);
    expect((await patched(text)).blocked).toEqual([`setting-not-plain ${WHITELIST} 1`]);
  });

  test('by everybody who was let in before, when credentials come on', async () => {
    const text = withBlock(`${ON}\n`);
    expect((await patched(text, request({ credentials: true }))).blocked).toEqual(['allow-all-kept 10']);
    expect((await patched(text, request({ credentials: true, replace: true }))).blocked).toEqual([]);
    expect((await patched(text, request({ credentials: true, allowAll: true }))).blocked).toEqual([]);
    expect((await patched(text, request({ credentials: false }))).blocked).toEqual([]);
  });
});

describe('the configuration', () => {
  const configured = (config: Partial<ConfiguredCors>, asked: PatchRequest = {}): PatchRequest =>
    request({ ...asked, config: { ...noConfig, ...config } });
  const blockedBy = async (text: string, asked: PatchRequest) => (await patched(text, asked)).blocked;
  const KEY = 'omero.web.cors_origin_whitelist';
  const ALL_KEY = 'omero.web.cors_origin_allow_all';

  test.each<[string, string, Partial<ConfiguredCors>, readonly string[]]>([
    ['a list', withHand(''), { keys: [KEY] }, ['config-sets-origins']],
    ['everybody', withHand(''), { keys: [ALL_KEY] }, ['config-sets-origins']],
    ['a list by its Django name', withHand(''), { additionalSettings: [WHITELIST] }, ['config-sets-origins']],
    [
      'a list that is added to, by its Django name',
      withHand(`${WHITELIST} = ()\n`),
      { additionalSettings: [WHITELIST] },
      ['config-sets-origins'],
    ],
    [
      'the new names',
      withHand(''),
      { additionalSettings: ['CORS_ALLOWED_ORIGINS'] },
      ['new-name-configured CORS_ALLOWED_ORIGINS'],
    ],
    [
      'a list that our block adds to',
      withBlock(`${more(WHITELIST, ORIGIN).join('\n')}\n`),
      { keys: [KEY] },
      ['config-sets-origins'],
    ],
  ])('blocks where it sets %s', async (_name, text, config, findings) => {
    expect(await blockedBy(text, configured(config))).toEqual(findings);
  });

  test.each<[string, string, Partial<ConfiguredCors>, PatchRequest]>([
    [
      '--replace is said',
      withHand(''),
      { keys: [KEY, ALL_KEY], additionalSettings: [WHITELIST] },
      { replace: true },
    ],
    [
      'the file overrides it by hand already',
      withHand(`${OFF}\n${WHITELIST} = ()\n`),
      { keys: [KEY, ALL_KEY] },
      {},
    ],
    [
      'our block overrides it already',
      withBlock(`${OFF}\n${WHITELIST} = ()\n`),
      { keys: [KEY, ALL_KEY], additionalSettings: [WHITELIST] },
      {},
    ],
    ['it sets other things', withHand(''), { additionalSettings: ['CORS_ALLOW_METHODS'] }, {}],
  ])('does not where %s', async (_name, text, config, asked) => {
    expect(await blockedBy(text, configured(config, asked))).toEqual([]);
  });

  test('counts for credentials, before the file and behind our block', async () => {
    const everybody = (config: Partial<ConfiguredCors>) => ({
      ...configured(config),
      origins: [],
      allowAll: true,
    });
    const off = 'CORS_ALLOW_CREDENTIALS = False\n';
    const on = 'CORS_ALLOW_CREDENTIALS = True\n';
    expect(await blockedBy(withHand(off), everybody({ credentials: true }))).toEqual([
      'allow-all-needs-choice',
    ]);
    expect(await blockedBy(withHand(on), everybody({ credentials: false }))).toEqual([]);
    expect(await blockedBy(withBlock(off), everybody({ credentials: true }))).toEqual([]);
    expect(
      (await patched(withHand(on), configured({ credentials: false }, { credentials: true }))).block,
    ).toContain(on.trim());
    // The same in both: the configuration may change, the flag was named.
    expect(
      (await patched(withHand(on), configured({ credentials: true }, { credentials: true }))).block,
    ).toContain(on.trim());
  });
});

describe('revert', () => {
  const HAND = `${OFF}\n${WHITELIST} = (\n    '${OTHER}',\n)  # lab\nCORS_ALLOW_CREDENTIALS = True\n`;

  test.each<[string, string, string]>([
    ['the block', withBlock(`${OFF}\n`), withHand('')],
    ['the block, and nothing by hand', withBlock(`${OFF}\n`, HAND), withHand(HAND)],
    [
      'the block, and leaves lines of others where it stood',
      withBlock(`${OFF}\n# lab A\nOTHER = 1\n`),
      `${BASE}\n\n# lab A\nOTHER = 1\n\n\n${LOADER}`,
    ],
    ['the block though its values were edited', withBlock(`${WHITELIST} = OTHER\n`), withHand('')],
    [
      'the block but not a line that is shared',
      withBlock(`OTHER = 1; ${OFF}\n`),
      `${BASE}\n\nOTHER = 1; ${OFF}\n\n\n${LOADER}`,
    ],
  ])('takes out %s', async (_name, before, after) => {
    expect((await planRevert(before)).newText).toBe(after);
  });

  test.each<[string, string, string]>([
    ['every setting where OMERO.web sets none', HAND, ''],
    ['what is on a line with others', `A = 1; ${OFF}; B = 2\n`, 'A = 1; pass; B = 2\n'],
    ['the new names', "CORS_ALLOWED_ORIGINS = ['a']\nCORS_ALLOW_ALL_ORIGINS = True\n", ''],
    // From 5.3.2 on it is OMERO.web's own.
    [
      'but the credentials that OMERO.web sets',
      `M = {'a': '${WHITELIST}'}\n${HAND}`,
      `M = {'a': '${WHITELIST}'}\nCORS_ALLOW_CREDENTIALS = True\n`,
    ],
    ['but nothing inside an if', `if A:\n    ${ON}\n`, `if A:\n    ${ON}\n`],
  ])('--all takes out %s', async (_name, hand, rest) => {
    const plain = settings(APPS, MIDDLEWARE, hand);
    expect((await planRevert(plain, { all: true })).newText).toBe(settings(APPS, MIDDLEWARE, rest));
  });
});
