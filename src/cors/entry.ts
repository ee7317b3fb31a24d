import { mendOrigin, regexForWildcard } from './mend-origin.js';
import { entryAdmitsNull } from './null-origin.js';
import { formatOrigin, readOrigin } from './read-origin.js';
import type { CorsHeadersTarget } from './target.js';

/** What is the matter with an entry of an allow list, in the codes of `check`. */
export type EntryVerdict =
  | 'ok'
  /** On 3.0 or later: the origin that is meant is refused. */
  | 'origin-without-scheme'
  /** Before 3.0: it matches nothing. */
  | 'origin-with-scheme'
  /** No browser sends what would match. */
  | 'origin-never-matches'
  /** On 3.0 or later: it matches, and `corsheaders.E014` refuses it. */
  | 'origin-with-path'
  /** It is there to let `Origin: null` in. */
  | 'allow-null';

export type EntryReason =
  | 'wildcard'
  | 'white-space'
  | 'user'
  | 'path'
  | 'upper-case'
  | 'not-punycode'
  | 'default-port'
  | 'not-as-sent';

export interface EntryJudgement {
  readonly verdict: EntryVerdict;
  /** Why `origin-never-matches`: what comes first where several things are wrong. */
  readonly reason?: EntryReason;
  /** The entry that was most likely meant, as this django-cors-headers reads it. */
  readonly corrected?: string;
  /** For a wildcard: the expression that does what was meant, without anchors. */
  readonly regex?: string;
}

/**
 * Judges one entry of CORS_ORIGIN_WHITELIST as it stands in the settings. It is lenient where parseOrigin is
 * strict: what a browser or a web view could send is fine, `chrome-extension://...` and a final dot too.
 */
export function judgeEntry(entry: string, target: CorsHeadersTarget): EntryJudgement {
  if (entry === '' || entry === 'null') {
    const isVain = entryAdmitsNull(entry, target) === 'no';
    return isVain ? { verdict: 'origin-never-matches', reason: 'not-as-sent' } : { verdict: 'allow-null' };
  }
  if (entry.includes('*')) return judgeWildcard(entry);
  return target.schemes ? judgeWithScheme(entry) : judgeWithoutScheme(entry);
}

/**
 * Whether an entry does harm once CORS is on: OMERO.web would not start with it (E013, E014), or `Origin: null`
 * gets in. One that only never matches is none.
 */
export function isHarmfulEntry(entry: string, target: CorsHeadersTarget): boolean {
  const { verdict } = judgeEntry(entry, target);
  return entry === '*' || ['origin-without-scheme', 'origin-with-path', 'allow-null'].includes(verdict);
}

/** 3.0 on: scheme and netloc as Python's urlparse takes them apart, which lowers the scheme's case. */
function judgeWithScheme(entry: string): EntryJudgement {
  const [, scheme = '', netloc = '', rest = ''] =
    /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/is.exec(entry) ?? [];
  if (scheme === '') {
    const misspelt = /^\s*https?:(?!\d+$)/i.test(entry);
    return correct(misspelt ? 'origin-never-matches' : 'origin-without-scheme', entry, true);
  }
  // Extensions and web views send origins of their own schemes; Chrome on Android sends `file://`.
  if (!/^https?$/i.test(scheme)) return { verdict: 'ok' };
  const sent = sentByBrowsers(`${scheme}://${netloc}`);
  if (sent?.origin !== `${scheme.toLowerCase()}://${netloc}`) {
    return correct('origin-never-matches', entry, true);
  }
  return rest === '' ? { verdict: 'ok' } : correct('origin-with-path', entry, true);
}

/** Before 3.0: the netloc of what browsers send is looked up as it is. */
function judgeWithoutScheme(entry: string): EntryJudgement {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(entry)) return correct('origin-with-scheme', entry, false);
  const sent = ['http', 'https'].map((scheme) => sentByBrowsers(`${scheme}://${entry}`)?.host);
  return sent.every((host) => host === entry)
    ? { verdict: 'ok' }
    : correct('origin-never-matches', entry, false);
}

function judgeWildcard(entry: string): EntryJudgement {
  const regex = regexForWildcard(entry);
  const judgement = { verdict: 'origin-never-matches', reason: 'wildcard' } as const;
  return regex === undefined ? judgement : { ...judgement, regex };
}

function correct(verdict: EntryVerdict, entry: string, schemes: boolean): EntryJudgement {
  const mended = mendOrigin(entry);
  const origin = mended === undefined ? undefined : readOrigin(mended);
  return {
    verdict,
    ...(verdict === 'origin-never-matches' ? { reason: findReason(entry) } : {}),
    ...(origin === undefined || 'refused' in origin ? {} : { corrected: formatOrigin(origin, { schemes }) }),
  };
}

function findReason(entry: string): EntryReason {
  const address = entry.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '');
  if (/\s/.test(entry)) return 'white-space';
  if (address.includes('@')) return 'user';
  if (/[/?#]/.test(address)) return 'path';
  if (/[^\0-\x7f]/.test(address)) return 'not-punycode';
  if (/[A-Z]/.test(address)) return 'upper-case';
  return /:(?:80|443)$/.test(address) ? 'default-port' : 'not-as-sent';
}

function sentByBrowsers(url: string): URL | undefined {
  try {
    return new URL(url);
  } catch {
    return undefined;
  }
}
