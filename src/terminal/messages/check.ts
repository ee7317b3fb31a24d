import { quoteTyped } from '../../cors/quoting.js';
import type { CheckFindings, EntryArguments, Remedy } from '../../findings.js';
import type { Sentences } from './sentence.js';

/** What is wrong with CORS in an installation, why it matters, and what mends it. */
export const checkSentences: Sentences<keyof CheckFindings> = {
  'app-missing': ({ severity, settings, isConfigured }) => ({
    message:
      severity === 'error'
        ? 'corsheaders is not in INSTALLED_APPS'
        : 'corsheaders is not in INSTALLED_APPS: CORS works, but the system checks that warn of wrong origins do not run',
    hint: isConfigured
      ? `omero config append --set omero.web.apps '"corsheaders"'`
      : turnOn({ settings, isConfigured }),
  }),
  'app-duplicate': ({ first, second, key }) => ({
    message:
      first === second
        ? `${first} is in INSTALLED_APPS twice, and Django does not start: "Application labels aren't unique"`
        : `${first} and ${second} are both in INSTALLED_APPS, and Django does not start: "Application labels aren't unique"`,
    hint:
      key === undefined
        ? 'Remove one of the two.'
        : `Remove the one in the file, or that of ${key}:  omero config remove ${key} '"corsheaders"'`,
  }),
  'middleware-missing': ({ name, ...remedy }) => ({
    message: `CorsMiddleware is not in ${name}, so no answer carries CORS headers`,
    hint: turnOn(remedy),
  }),
  'middleware-duplicate': ({ name, key }) => ({
    message: `CorsMiddleware is in ${name} a second time, which only costs time`,
    hint: key === undefined ? 'Remove this one.' : `Remove one of the two entries of ${key}.`,
  }),
  'middleware-not-first': ({ severity, above, key, settings }) => ({
    message:
      severity === 'error'
        ? `CorsMiddleware stands below ${above}, whose own answers (redirects, 304s, files, errors) carry no CORS headers`
        : `CorsMiddleware stands below ${above}; that one passes every answer on, the next version or an app may not`,
    hint:
      key === undefined ? `Put it first:  omero-cors patch ${settings} --origin ...` : configure(settings),
  }),
  'origins-missing': ({ tooNew, ...remedy }) => ({
    message:
      tooNew === undefined
        ? 'no origin is allowed: the allow list is empty, and so is the list of expressions'
        : `no origin is allowed: ${tooNew} is set, which only django-cors-headers 3.5 and later read`,
    hint: tooNew === undefined ? turnOn(remedy) : 'Use the old name, which every version reads.',
  }),
  'origin-without-scheme': (finding) => ({
    message: finding.isIdle
      ? `${quoteTyped(finding.entry)} in ${finding.name} has no scheme${saysStop(finding, 'E013')}`
      : `${quoteTyped(finding.entry)} in ${finding.name} has no scheme, and django-cors-headers 3.0 and later compare it: the origin that is meant is refused${saysNull(finding)}${saysStop(finding, 'E013')}`,
    hint: replace(finding),
  }),
  'origin-with-scheme': (finding) => ({
    message: `${quoteTyped(finding.entry)} in ${finding.name} has a scheme, and django-cors-headers before 3.0 compares host and port alone: it never matches`,
    hint: replace(finding),
  }),
  'origin-never-matches': (finding) => ({
    message: `${quoteTyped(finding.entry)} in ${finding.name} never matches: ${whyNever(finding)}${saysNull(finding)}`,
    hint: replace(finding),
  }),
  'origin-with-path': (finding) => ({
    message: `${quoteTyped(finding.entry)} in ${finding.name} goes on behind the host, where an origin ends${saysStop(finding, 'E014')}`,
    hint: replace(finding),
  }),
  'allow-null': (finding) => ({
    message: `${quoteTyped(finding.entry)} in ${finding.name} lets "Origin: null" in${asVisitor(finding)}: every web page can send that from a sandboxed frame`,
    hint: `${/REGEX/.test(finding.name) ? 'Take null out of it.' : 'Remove it.'} ${SERVE_FILES}`,
  }),
  'origins-not-a-sequence': ({ name, key, kind, text, element }) => {
    const what = text === undefined ? kind : `${kind}, ${quoteTyped(text)},`;
    if (element) {
      return {
        message: `${name} holds ${what} where an entry has to be a string`,
        hint: 'Write each entry as a string of its own.',
      };
    }
    const harm =
      text === undefined
        ? 'and a list of strings is wanted'
        : 'in place of a list: its parts or characters are compared, which refuses the origin that is meant and lets "Origin: null" in';
    const literal = text === undefined ? '' : `  ('${text}',)  with the comma`;
    return {
      message: `${name} is ${what} ${harm}`,
      hint:
        key === undefined
          ? `Write a tuple:${literal || "  ('https://viewer.example.org',)"}`
          : listHint(key, name),
    };
  },
  'origins-merged': ({ name, parts }) => ({
    message: `${parts.map(quoteTyped).join(' and ')} in ${name} have no comma between them, and Python joins them to one string`,
    hint: 'Put a comma behind each.',
  }),
  'regex-not-anchored': ({ name, regex, corrected }) => ({
    message: `${quoteTyped(regex)} in ${name} is open at its end: ${openExample(regex)} is let in too`,
    hint:
      corrected === undefined
        ? 'Write it so that it ends where the origin ends:  ^(?:...)$'
        : `Write  ${corrected}  in its place.`,
  }),
  'allow-all-with-credentials': ({ name, key, regex, settings }) => {
    const what =
      regex === undefined
        ? `${name} is on together with`
        : `${quoteTyped(regex)} in ${name} matches every origin, together with`;
    return {
      message: `${what} CORS_ALLOW_CREDENTIALS: every web site may read OMERO with the visitor's session`,
      hint: key === 'omero.web.cors_origin_allow_all' ? narrowConfig(key, settings) : narrow(settings),
    };
  },
  'new-names-mute-old': ({ name, old, lost }) => ({
    message: `${old} is ignored, since ${name} is set too: django-cors-headers 3.5 and later read the new name alone, and ${quoteTyped(lost)} is only in the old one`,
    hint: `Keep one of the two names, with all of it. ${old} is the one that every version and OMERO.web itself use.`,
  }),
  'config-overridden': ({ key, name, byLine }) => ({
    message: `what ${key} says about ${name} has no effect: ${byLine === undefined ? 'something later' : `line ${byLine} of settings.py`} overrides it`,
    // Other keys hold more than this, and unsetting them would take that away too.
    hint: key.startsWith('omero.web.cors_')
      ? `Take one of the two away: the statement in settings.py, or the key:  omero config set ${key}`
      : `Take one of the two away: the statement in settings.py, or the entry of ${key}.`,
  }),
  'not-evaluated': ({ names, reason }) => ({
    message: `${names} can't be told from the files: it is ${reason}`,
    hint: 'Ask the running server instead:  omero-cors probe https://<your OMERO.web> --origin https://...',
  }),
  'csrf-origin-missing': ({ origins, hasKeys }) => ({
    message: `a POST from ${origins.join(', ')} gets 403: Django 4 and later want the origin in CSRF_TRUSTED_ORIGINS (GET needs nothing)`,
    hint: hasKeys
      ? origins
          .map((origin) => `omero config append --set omero.web.csrf_trusted_origins '"${origin}"'`)
          .join('\n')
      : `Where viewers POST, set CSRF_TRUSTED_ORIGINS.`,
  }),
  'cookies-not-cross-site': ({ hasKeys }) => ({
    message:
      "browsers send no session cookie with a viewer's requests when it is on another site (another host of the same domain is the same site)",
    hint: hasKeys
      ? 'Where viewers need a login, and OMERO.web is served by https:\nomero config set omero.web.session_cookie_samesite None\nomero config set omero.web.session_cookie_secure true\nand for POST the same with csrf_cookie_samesite and csrf_cookie_secure. Public data needs none of it.'
      : 'Where viewers need a login: SESSION_COOKIE_SAMESITE and SESSION_COOKIE_SECURE. Public data needs none of it.',
  }),
};

const SERVE_FILES =
  'A page opened from a file has this origin: serve it from a web server, and name that one.';

function turnOn({ settings, isConfigured }: Remedy): string {
  return isConfigured
    ? `These lines put it right:  omero-cors config --for ${settings} --origin https://<the viewer>`
    : `omero-cors patch ${settings} --origin https://<the viewer>`;
}

function narrow(settings: string): string {
  const patch = `omero-cors patch ${settings} --replace`;
  return `Name the origins:  ${patch} --origin https://<the viewer>\nor, for public data only:  ${patch} --allow-all --no-credentials`;
}

function narrowConfig(key: string, settings: string): string {
  const lines = `omero-cors config --for ${settings}`;
  return `Name the origins:  omero config set ${key} false, and the lines of  ${lines} --origin https://<the viewer>\nor, for public data only, the lines of  ${lines} --allow-all --no-credentials`;
}

function listHint(key: string, name: string): string {
  return key === 'omero.web.django_additional_settings'
    ? `Its entry in ${key} has to hold a JSON list:  ["${name}", ["https://<the viewer>"]]`
    : `Its value has to be a JSON list:  omero config set ${key} '["https://<the viewer>"]'`;
}

function configure(settings: string): string {
  return `These lines put it right:  omero-cors config --for ${settings} --origin ...`;
}

/** What an entry lets in besides what it was meant for. */
function saysNull(entry: EntryArguments): string {
  if (entry.admitsNull === 'no') return '';
  const is = entry.admitsNull === 'yes' ? 'is' : 'on some Pythons is';
  return `, while "Origin: null", which every web page can send, ${is} let in${asVisitor(entry)}`;
}

/** `omero web start` runs all system checks first. */
function saysStop({ endsStart }: EntryArguments, check: string): string {
  return endsStart
    ? `; the system checks refuse it, and the next start of OMERO.web ends there (corsheaders.${check})`
    : '';
}

function asVisitor({ withCredentials }: EntryArguments): string {
  return withCredentials ? ", with the visitor's session" : '';
}

function replace({
  key,
  corrected,
  settings,
  ...rest
}: EntryArguments & { readonly regex?: string | undefined }): string {
  if (rest.regex !== undefined) {
    return `Remove it, and allow the pattern:  omero-cors patch ${settings} --origin-regex '${rest.regex}'`;
  }
  if (corrected === undefined)
    return 'Remove it, or write the origin as the address bar shows it: https://viewer.example.org';
  if (key === undefined) return `Write '${corrected}' in its place.`;
  return `These lines put '${corrected}' in its place:  omero-cors config --for ${settings} --origin ${corrected}`;
}

function whyNever({ why, entry }: { readonly why: string; readonly entry: string }): string {
  if (entry === 'null') return 'django-cors-headers before 2.0.1 does not look for it';
  switch (why) {
    case 'wildcard':
      return 'django-cors-headers knows no wildcards';
    case 'white-space':
      return 'it holds a blank';
    case 'user':
      return 'it names a user, and browsers send none';
    case 'path':
      return 'it goes on behind the host, and browsers send no path';
    case 'upper-case':
      return 'browsers send hosts in lower case';
    case 'not-punycode':
      return 'browsers send such hosts as punycode';
    case 'default-port':
      return "browsers leave out the scheme's own port";
    case 'not-as-sent':
      return 'no browser sends such an origin';
    default:
      return why;
  }
}

/** An origin of somebody else that an open expression lets in, for the imagination. */
function openExample(regex: string): string {
  const host = /^\^?(?:\(\?:)?(https?:\/\/[a-z0-9-]+(?:\\?\.[a-z0-9-]+)+)/.exec(regex)?.[1];
  return host === undefined ? 'something behind it' : `${host.replaceAll('\\', '')}.evil.example`;
}
