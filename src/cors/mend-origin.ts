import { formatOrigin, type OriginRefusalCode, readOrigin } from './read-origin.js';

/**
 * What to type in place of a refused origin. Every flag in the sentence was read again and is accepted.
 *
 * @param typed as the user gave it
 * @param refused the code it was refused with
 */
export function hintForOrigin(typed: string, refused: OriginRefusalCode): string {
  if (refused === 'origin-is-wildcard') return hintForWildcard(typed);
  if (refused === 'origin-scheme') return hintForScheme(typed);
  if (refused === 'origin-is-null') return SERVE_HINT;
  const several = typed.split(/[ \n,;]+/).filter((part) => part !== '');
  const mendedParts = several.map((part) => (/[.:]/.test(part) ? mendOrigin(part) : undefined));
  if (several.length > 1 && !mendedParts.includes(undefined)) {
    return `Name each on its own: ${mendedParts.map((part) => `--origin ${part}`).join(' ')}`;
  }
  const mended = mendOrigin(typed);
  if (mended !== undefined) return `Type --origin ${mended}`;
  return GENERAL_HINT;
}

const SERVE_HINT = 'Serve the page from a web server, and name that one: --origin https://viewer.example.org';
const GENERAL_HINT =
  'Type host[:port] or scheme://host[:port], for example: --origin https://viewer.example.org';

/**
 * The origin that a refused text most likely means: without path, user, quotes, blanks and slips of the pen.
 *
 * @returns it as `scheme://host[:port]`, or undefined where guessing would be wrong
 */
export function mendOrigin(typed: string): string | undefined {
  const bare = typed
    .normalize('NFKC')
    .replace(/^[\s"'`\u200b\u2018-\u201f\u00ab\u00bb]+|[\s"'`\u200b\u2018-\u201f\u00ab\u00bb,;]+$/gu, '')
    .replaceAll('\\', '/')
    .replace(/^(https?):\/*(?!\d+(?:\/|$))/i, '$1://')
    .replace(/^\/\//, '');
  const [, scheme = '', rest = ''] = /^(https?:\/\/)?(.*)$/is.exec(bare) ?? [];
  if (/^[^/?#]*:\/\//.test(rest)) return undefined;
  const address = (rest.split(/[/?#]/, 1)[0] ?? '').replace(/^.*@/s, '').replace(/:$/, '');
  const host = /^[\da-f]*:[\da-f:.]*:[\da-f.]*$/i.test(address)
    ? `[${address}]`
    : address.replace(/\.(?=$|:\d+$)/, '');
  const origin = readOrigin(scheme + host);
  return 'refused' in origin ? undefined : formatOrigin(origin, { schemes: true });
}

/** Stands in for a star while the rest of the origin is read. */
const STAR = 'x0star0x';

/**
 * The regular expression for an origin with wildcards: each star stands for letters, digits and hyphens of
 * one label, a star as the port for any port or none.
 *
 * @returns it without anchors, as `--origin-regex` takes it; undefined where a star would stand in the last
 *   two labels, which would let in hosts of other owners, or where the rest is no origin
 */
export function regexForWildcard(typed: string): string | undefined {
  const anyPort = /:\*\/?$/.test(typed);
  const origin = readOrigin(typed.replace(/:\*\/?$/, '').replaceAll('*', STAR));
  if ('refused' in origin || origin.host.split('.').slice(-2).join('.').includes(STAR)) return undefined;
  const escaped = formatOrigin(origin, { schemes: true }).replace(/[.[\]]/g, '\\$&');
  return escaped.replaceAll(STAR, '[a-z0-9-]+') + (anyPort ? '(:[0-9]+)?' : '');
}

/** A socket's address names the page's host; what else has a scheme of its own is no page on a web server. */
function hintForScheme(typed: string): string {
  const mended = /^wss?:/i.test(typed) ? mendOrigin(typed.replace(/^ws/i, 'http')) : undefined;
  return mended === undefined ? SERVE_HINT : `Name the page that opens it: --origin ${mended}`;
}

function hintForWildcard(typed: string): string {
  if (/^(?:https?:\/\/)?\*(?::\*)?\/?$/i.test(typed)) return 'For every site, type --allow-all';
  const regex = regexForWildcard(typed);
  return regex === undefined
    ? 'Name each origin with its own --origin, or write the pattern yourself with --origin-regex'
    : `Type it as a pattern: --origin-regex '${regex}'`;
}
