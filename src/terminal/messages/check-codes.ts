import type { CheckFindings, PackageFindings } from '../../findings.js';

/** The codes of `check` by themselves, without an installation: for SARIF's rules and the README. */
export type CheckCode = keyof CheckFindings | keyof PackageFindings | 'config-not-found';

/** A code in words. */
export interface CodeDescription {
  readonly weight: string;
  readonly means: string;
  readonly mend: string;
}

export const checkCodes: Readonly<Record<CheckCode, CodeDescription>> = {
  'app-missing': {
    weight: 'error; with the middleware a warning',
    means:
      'corsheaders is not in INSTALLED_APPS; with the middleware CORS works, but its system checks do not run.',
    mend: 'Run omero-cors patch, or add corsheaders to omero.web.apps.',
  },
  'app-duplicate': {
    weight: 'error',
    means:
      'corsheaders is installed twice, in the file or together with omero.web.apps: Django does not start.',
    mend: 'Remove one of the two. The block that patch writes keeps each app once.',
  },
  'middleware-missing': {
    weight: 'error',
    means: 'CorsMiddleware is not in use, so no answer carries CORS headers.',
    mend: 'Run omero-cors patch, or the lines of omero-cors config.',
  },
  'middleware-duplicate': {
    weight: 'warning',
    means: 'CorsMiddleware is in use twice.',
    mend: 'Remove one of the two.',
  },
  'middleware-not-first': {
    weight: 'error; below what never answers a warning',
    means:
      'Something stands above CorsMiddleware: its redirects, 304s, files and errors carry no CORS headers.',
    mend: 'Run omero-cors patch, or give it the lowest index in omero.web.middleware, as omero-cors config does.',
  },
  'origins-missing': {
    weight: 'error',
    means: 'No origin is allowed: no list, no expression, not everybody.',
    mend: 'Run omero-cors patch with --origin.',
  },
  'origin-without-scheme': {
    weight: 'error',
    means:
      'An origin has no scheme, which django-cors-headers 3.0 and later compare: it is refused, and mostly "Origin: null" is let in.',
    mend: 'Write it with its scheme: https://viewer.example.org',
  },
  'origin-with-scheme': {
    weight: 'error',
    means: 'An origin has a scheme, which django-cors-headers before 3.0 do not compare: it never matches.',
    mend: 'Write host and port alone: viewer.example.org',
  },
  'origin-never-matches': {
    weight: 'error',
    means:
      'No browser sends an origin that the entry matches: a wildcard, a default port, capitals, a user, a host that is not punycode.',
    mend: 'Write it as browsers send it; for a wildcard use patch with --origin-regex.',
  },
  'origin-with-path': {
    weight: 'error',
    means: 'An origin goes on behind the host, which the system checks refuse (corsheaders.E014).',
    mend: 'Leave out the path, and a slash at the end.',
  },
  'allow-null': {
    weight: 'error',
    means: '"Origin: null" is let in, which every web page can send from a sandboxed frame.',
    mend: 'Remove the entry; serve pages from a web server in place of opening files.',
  },
  'origins-not-a-sequence': {
    weight: 'error',
    means: 'The allow list is a string, or something else that is no list of strings.',
    mend: "Write a tuple, with a comma behind a single entry: ('https://viewer.example.org',)",
  },
  'origins-merged': {
    weight: 'error',
    means: 'Two strings have no comma between them, and Python joins them to one.',
    mend: 'Put a comma between them.',
  },
  'regex-not-anchored': {
    weight: 'error',
    means:
      'An expression is open at its end, so that it lets in hosts of others: viewer.example.org.evil.example.',
    mend: 'Write it as ^(?:...)$, as patch with --origin-regex does.',
  },
  'allow-all-with-credentials': {
    weight: 'error',
    means:
      "Every origin is let in with credentials: every web site may read OMERO with the visitor's session.",
    mend: 'Name the origins, or switch credentials off: patch with --replace and --no-credentials.',
  },
  'new-names-mute-old': {
    weight: 'error',
    means: 'Both spellings of a setting are set: django-cors-headers 3.5 and later ignore the old one.',
    mend: 'Keep one name, with all entries in it.',
  },
  'package-missing': {
    weight: 'error',
    means: 'django-cors-headers is not installed beside this OMERO.web.',
    mend: 'Run omero-cors install.',
  },
  'package-incompatible': {
    weight: 'error',
    means: 'The installed django-cors-headers does not run with this Django or this OMERO.web.',
    mend: 'Run omero-cors install.',
  },
  'config-overridden': {
    weight: 'warning',
    means: "OMERO's configuration sets what a statement of settings.py overrides.",
    mend: 'Take one of the two away.',
  },
  'not-evaluated': {
    weight: 'warning',
    means: 'A value can only be told by running settings.py; nothing is concluded from it.',
    mend: 'Ask the running server: omero-cors probe.',
  },
  'csrf-origin-missing': {
    weight: 'note',
    means: 'On Django 4 and later, a POST from this origin needs it in CSRF_TRUSTED_ORIGINS.',
    mend: 'Where viewers POST, append the origin to omero.web.csrf_trusted_origins.',
  },
  'cookies-not-cross-site': {
    weight: 'note',
    means: 'Browsers send no session cookie with requests from another site.',
    mend: 'Where viewers need a login, set session_cookie_samesite None and session_cookie_secure true.',
  },
  'config-not-found': {
    weight: 'note',
    means: "No config.xml was found: OMERO.web's defaults are assumed.",
    mend: 'Name it with --config-xml.',
  },
};
