import { quoteTyped } from './quoting.js';

/** A host as browsers write it in `Origin`, or the reason why none of them would. */
export type HostReading = { readonly host: string } | { readonly because: string };

/** The dot, and the three that IDNA (UTS 46) reads as one. */
const DOTS = /[.\u3002\uff0e\uff61]/u;

/**
 * Reads a host. What was typed is judged first, since the platform's URL mends more than it should: `a..b`
 * passes, `127.1` and `0x7f.1` become 127.0.0.1, and full-width letters become plain ones.
 *
 * @param typed a name, an IPv4 address, or an IPv6 address in brackets; without port
 */
export function readHost(typed: string): HostReading {
  if (typed.startsWith('[')) return readIPv6(typed);
  const labels = typed.split(DOTS);
  const because = judgeLabels(labels);
  if (because !== undefined) return { because };
  const host = hostOfUrl(typed);
  if (host === undefined) return { because: `browsers accept no host ${quoteTyped(typed)}` };
  if (isIPv4(host) && host !== typed) {
    return { because: 'an IPv4 address is four plain decimal numbers, each without leading zeros' };
  }
  return judgeResult(labels, host);
}

function judgeLabels(labels: readonly string[]): string | undefined {
  if (labels.includes('')) return 'its host begins or ends with a dot, or has two in a row';
  if (labels.some((label) => /^-|-$/.test(label))) return 'a part of its host begins or ends with a hyphen';
  const odd = labels.join('').match(/[!-,/:-@[-^`{-\x7f]/)?.[0];
  return odd === undefined ? undefined : `its host holds ${quoteTyped(odd)}`;
}

/** The name after IDNA: no label may have turned into something that was not typed. */
function judgeResult(labels: readonly string[], host: string): HostReading {
  const results = host.split('.');
  const asTyped = labels.every((label, index) => {
    const result = results[index] ?? '';
    return /^[\w-]+$/.test(label) ? result === label.toLowerCase() : /^xn--[a-z0-9-]+$/.test(result);
  });
  if (!asTyped || results.length !== labels.length) return { because: `browsers read its host as ${host}` };
  if (host.length > 253 || results.some((label) => label.length > 63)) {
    return { because: 'its host is longer than a name can be' };
  }
  // Without a scheme, before django-cors-headers 3.0, this name is the entry that lets `Origin: null` in.
  if (host === 'null') return { because: 'a host called null cannot be told from pages that have no origin' };
  return { host };
}

function readIPv6(typed: string): HostReading {
  const host = hostOfUrl(typed);
  return host === undefined ? { because: 'its IPv6 address is none' } : { host };
}

function hostOfUrl(typed: string): string | undefined {
  try {
    return new URL(`http://${typed}`).hostname;
  } catch {
    return undefined;
  }
}

function isIPv4(host: string): boolean {
  return /^\d+(\.\d+){3}$/.test(host);
}

/**
 * Last labels that are no public domain: RFC 6761 (special use), RFC 6762 (multicast DNS; its appendix G
 * lists what private networks use and the root will not hand out).
 */
const PRIVATE_SUFFIXES = new Set(
  'localhost local localdomain internal intranet private corp home lan test'.split(' '),
);

/** 10/8, 127/8, 172.16/12, 192.168/16 (RFC 1918), 169.254/16, 100.64/10 (RFC 6598), 0/8 (this host). */
const PRIVATE_IPV4 =
  /^(?:0|10|127)\.|^192\.168\.|^172\.(?:1[6-9]|2\d|3[01])\.|^169\.254\.|^100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./;

/**
 * Whether a public certificate authority could certify the host. Where none can, a page there is far more
 * likely to be served by http.
 *
 * @param host as readHost returns it
 */
export function isPublicHost(host: string): boolean {
  // Of IPv6, only 2000::/3 is handed out for the public net.
  if (host.startsWith('[')) return /^\[[23][0-9a-f]{3}:/.test(host);
  if (isIPv4(host)) return !PRIVATE_IPV4.test(host);
  const labels = host.split('.');
  return labels.length > 1 && !PRIVATE_SUFFIXES.has(labels.at(-1) ?? '') && !/(?:^|\.)home\.arpa$/.test(host);
}
