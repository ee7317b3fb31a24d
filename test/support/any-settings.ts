import fc from 'fast-check';
import type { Names } from './evaluate.js';
import { layOut, layouts } from './settings-layouts.js';

/** A settings.py that somebody could have, and what OMERO's configuration gives it at run time. */
export interface AnySettings {
  readonly text: string;
  readonly given: Names;
  readonly hasLoop: boolean;
}

const CORS = 'corsheaders.middleware.CorsMiddleware';

const apps = fc.array(
  fc.constantFrom("'django.contrib.auth'", "'omeroweb.webclient'", "u'omeroweb.api'", "'a' '.b'"),
  {
    maxLength: 4,
  },
);

const middlewareNames = fc.array(
  fc.constantFrom(
    "'django.middleware.common.CommonMiddleware'",
    "'django.contrib.sessions.middleware.SessionMiddleware'",
    "'django.middleware.csrf.CsrfViewMiddleware'",
    `'${CORS}'`,
  ),
  { maxLength: 4 },
);

const loop = [
  'for app in ADDITIONAL_APPS:  # noqa',
  '    try:',
  "        __import__('omeroweb.%s' % app)",
  "        INSTALLED_APPS += ('omeroweb.%s' % app,)",
  '    except ImportError:',
  '        INSTALLED_APPS += (app,)',
  '',
].join('\n');

const installedApps = fc
  .record({
    first: apps,
    second: apps,
    pipeline: fc.constantFrom('first', 'second', 'nowhere'),
    ours: fc.constantFrom('nowhere', 'nowhere', 'nowhere', 'first', 'second', 'appended'),
    hasLoop: fc.boolean(),
    hasSecond: fc.boolean(),
    unknown: fc.boolean(),
    layout: layouts,
    secondLayout: layouts,
  })
  .map((plan) => {
    const list = (names: readonly string[], which: string) => [
      ...names,
      ...(plan.pipeline === which ? ["'pipeline'"] : []),
      ...(plan.ours === which ? ["'corsheaders'"] : []),
    ];
    // A list takes lists and tuples, a tuple tuples alone.
    const second = { ...plan.secondLayout, brackets: plan.layout.brackets };
    const text = [
      `INSTALLED_APPS = ${layOut(list(plan.first, 'first'), plan.layout)}\n`,
      plan.hasLoop ? loop : '',
      plan.hasSecond ? `INSTALLED_APPS += ${layOut(list(plan.second, 'second'), second)}\n` : '',
      plan.unknown ? 'INSTALLED_APPS += MORE_APPS\n' : '',
      plan.ours === 'appended' && plan.layout.brackets === '[]'
        ? "INSTALLED_APPS.append('corsheaders')\n"
        : '',
    ].join('');
    return { text, hasLoop: plan.hasLoop };
  });

const middleware = fc
  .record({
    name: fc.constantFrom('MIDDLEWARE', 'MIDDLEWARE_CLASSES'),
    names: middlewareNames,
    layout: layouts,
    kind: fc.constantFrom('literal', 'literal', 'computed', 'extended', 'inserted'),
  })
  .map(({ name, names, layout, kind }) => {
    if (kind === 'computed') return `${name} = sort_properties_to_tuple(MIDDLEWARE_LIST)  # noqa\n`;
    const literal = `${name} = ${layOut(names, kind === 'inserted' ? { ...layout, brackets: '[]' } : layout)}\n`;
    if (kind === 'extended')
      return `${literal}${name} += ${layout.brackets === '()' ? "('late',)" : "['late']"}\n`;
    return kind === 'inserted' ? `${literal}${name}.insert(0, 'whitenoise.Whitenoise')\n` : literal;
  });

const byHand = fc
  .record({
    whitelist: fc.option(
      fc.array(fc.constantFrom("'https://hand.example.org'", "'hand.example.org'"), { maxLength: 2 }),
    ),
    more: fc.boolean(),
    regexes: fc.option(fc.constant(["'^https://[a-z]+\\\\.example\\\\.net$'"])),
    allowAll: fc.constantFrom(undefined, undefined, true, false),
    credentials: fc.constantFrom(undefined, true, false),
    layout: layouts,
  })
  .map(({ whitelist, more, regexes, allowAll, credentials, layout }) => {
    const word = (value: boolean) => (value ? 'True' : 'False');
    return [
      allowAll === undefined ? '' : `CORS_ORIGIN_ALLOW_ALL = ${word(allowAll)}\n`,
      whitelist === null ? '' : `CORS_ORIGIN_WHITELIST = ${layOut(whitelist, layout)}\n`,
      whitelist !== null && more
        ? `CORS_ORIGIN_WHITELIST += ${layout.brackets === '()' ? "('b',)" : "['b']"}\n`
        : '',
      regexes === null ? '' : `CORS_ORIGIN_REGEX_WHITELIST = ${layOut(regexes, layout)}\n`,
      credentials === undefined ? '' : `CORS_ALLOW_CREDENTIALS = ${word(credentials)}\n`,
    ].join('');
  });

const fillers = fc.constantFrom(
  '',
  '\n',
  "# it's a comment (\n",
  'DEBUG = False; SITE_ID = 1\n',
  "NAMES = {'CORS': 'CORS_ORIGIN_WHITELIST'}\n",
  "PATH = ('a'  # b\n    'c')\n",
);

const loader = fc
  .record({
    comment: fc.constantFrom(
      '# Load server list and freeze \n',
      '# Load server list and freeze\n',
      '',
      '# one\n# two\n',
    ),
    imports: fc.constantFrom(
      '',
      'from connector import Server\n',
      'from omeroweb.connector import Server  # noqa\n',
    ),
    above: fc.nat(3),
    between: fc.nat(2),
    end: fc.constantFrom('load_server_list()', 'load_server_list()\n', '\nload_server_list()\n\nLAST = 1\n'),
  })
  .map(({ comment, imports, above, between, end }) => {
    const body = `${'\n'.repeat(between)}def load_server_list():\n    Server.freeze()\n${end}`;
    return `${'\n'.repeat(above)}${comment}${imports}${body}`;
  });

/** Settings in every order and layout; a few of them patch has to refuse. */
export const anySettings: fc.Arbitrary<AnySettings> = fc
  .record({
    apps: installedApps,
    middleware,
    byHand: fc.option(byHand),
    order: fc.constantFrom([0, 1, 2], [1, 0, 2], [2, 1, 0], [1, 2, 0]),
    fillers: fc.tuple(fillers, fillers, fillers, fillers),
    loader,
    newline: fc.constantFrom('\n', '\n', '\r\n'),
    configured: fc.constantFrom([], ['figure'], ['corsheaders', 'figure']),
    sorted: fc.constantFrom([], ['a.Middleware', CORS, 'b.Middleware'], ['a.Middleware']),
  })
  .map((plan) => {
    const parts = [plan.apps.text, plan.middleware, plan.byHand ?? ''];
    const statements = plan.order.map((index, place) => `${plan.fillers[place]}${parts[index]}`);
    const text = `# Written for a test.\n${statements.join('')}${plan.fillers[3]}${plan.loader}`;
    return {
      text: text.replaceAll('\n', plan.newline),
      given: {
        ADDITIONAL_APPS: plan.apps.hasLoop ? plan.configured : [],
        MORE_APPS: ['more'],
        NAMES: [],
        'sort_properties_to_tuple(MIDDLEWARE_LIST)': plan.sorted,
      },
      hasLoop: plan.apps.hasLoop,
    };
  });
