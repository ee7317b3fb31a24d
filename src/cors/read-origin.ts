import { isPublicHost, readHost } from './host.js';
import { escapeCharacter, findHidden } from './quoting.js';
import type { CorsHeadersTarget } from './target.js';

/** One web origin: what a browser sends in the `Origin` header of the pages there. */
export interface Origin {
  readonly typed: string;
  readonly scheme: 'http' | 'https';
  /** The typed form named none. */
  readonly schemeAssumed: boolean;
  /** Lower case, punycode, IPv6 compressed and in brackets. */
  readonly host: string;
  /** Left out where it is the scheme's own: browsers never send that one. */
  readonly port?: number;
}

export type OriginRefusalCode =
  | 'origin-empty'
  | 'origin-is-wildcard'
  | 'origin-is-null'
  | 'origin-character'
  | 'origin-user'
  | 'origin-scheme'
  | 'origin-path'
  | 'origin-form'
  | 'origin-port'
  | 'origin-host';

/** Why a text is no origin that a page can have, or none that says clearly which is meant. */
export interface OriginRefusal {
  readonly refused: OriginRefusalCode;
  /** Ends the sentence `'...' is no origin: `. */
  readonly because: string;
}

const FORM = /^(?:(https?):\/\/)?(\[[^[\]]*\]|[^:/?#[\]]+)(?::([^:/?#[\]]*))?\/?$/i;

/**
 * Reads `host[:port]` or `scheme://host[:port]`, with at most one slash behind it. Everything else is refused
 * as typed, before the platform's URL could mend it into an origin that nobody meant.
 */
export function readOrigin(typed: string): Origin | OriginRefusal {
  const refusal = judgeText(typed);
  if (refusal !== undefined) return refusal;
  const form = FORM.exec(typed);
  if (form === null) return judgeForm(typed);
  const [, typedScheme, typedHost = '', typedPort] = form;
  if (typedScheme === undefined && /^https?$/i.test(typedHost)) {
    return refuse('origin-form', 'its scheme needs "://" behind it');
  }
  if (typedPort !== undefined && !isPort(typedPort)) {
    return refuse('origin-port', 'a port is a number from 1 to 65535, without leading zeros');
  }
  const reading = readHost(typedHost);
  if ('because' in reading) return refuse('origin-host', reading.because);
  const { host } = reading;
  const scheme = typedScheme === undefined ? assumeScheme(host, typedPort) : readScheme(typedScheme);
  const origin = { typed, scheme, schemeAssumed: typedScheme === undefined, host };
  const own = scheme === 'https' ? '443' : '80';
  return typedPort === undefined || typedPort === own ? origin : { ...origin, port: Number(typedPort) };
}

/**
 * The allow-list entry that this django-cors-headers compares with what browsers send. Two typed forms of one
 * origin give the same text.
 */
export function formatOrigin(
  { scheme, host, port }: Origin,
  target: Pick<CorsHeadersTarget, 'schemes'>,
): string {
  const address = port === undefined ? host : `${host}:${port}`;
  return target.schemes ? `${scheme}://${address}` : address;
}

function judgeText(typed: string): OriginRefusal | undefined {
  if (typed === '') return refuse('origin-empty', 'it is empty');
  const odd = typed.match(/[ ,;"'`\\\u2018-\u201f\u00ab\u00bb]/u)?.[0] ?? findHidden(typed);
  if (odd !== undefined) return refuse('origin-character', `it holds ${nameCharacter(odd)}`);
  if (typed.includes('*')) return refuse('origin-is-wildcard', 'django-cors-headers knows no wildcards');
  if (/^null$/i.test(typed)) {
    return refuse(
      'origin-is-null',
      'every page can make its frames send null, so it would let in every site',
    );
  }
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(typed)?.[1];
  if (scheme !== undefined && !/^https?$/i.test(scheme)) {
    return refuse('origin-scheme', 'only pages that were loaded by http or https have one to name here');
  }
  if (typed.includes('@')) return refuse('origin-user', 'it names a user, and browsers never send one');
  return undefined;
}

/** The form does not fit: the reason that helps most. */
function judgeForm(typed: string): OriginRefusal {
  const address = typed.replace(/^https?:\/\//i, '');
  if (/^(?!https?:)(?:\[[^\]]*\]|[^:/?#[\]]+)(?::[^/?#]*)?[/?#]/i.test(address)) {
    return refuse('origin-path', 'it goes on after the host, and browsers send no path');
  }
  return refuse('origin-form', 'it is neither host[:port] nor scheme://host[:port]');
}

function refuse(refused: OriginRefusalCode, because: string): OriginRefusal {
  return { refused, because };
}

const CHARACTERS: Readonly<Record<string, string>> = {
  ' ': 'a space',
  ',': 'a comma',
  ';': 'a semicolon',
  '\\': 'a backslash',
};

function nameCharacter(character: string): string {
  if (/["'`\u2018-\u201f\u00ab\u00bb]/u.test(character)) return `a quote (${character})`;
  return CHARACTERS[character] ?? `a hidden character (${escapeCharacter(character)})`;
}

function isPort(text: string): boolean {
  return /^[1-9]\d{0,4}$/.test(text) && Number(text) <= 65535;
}

/** By the port where it tells, else by whether a certificate for the host can exist. */
function assumeScheme(host: string, port: string | undefined): 'http' | 'https' {
  if (port === '443') return 'https';
  if (port === '80') return 'http';
  return isPublicHost(host) ? 'https' : 'http';
}

function readScheme(typed: string): 'http' | 'https' {
  return typed.toLowerCase() === 'https' ? 'https' : 'http';
}
