import type { CorsHeadersTarget } from './target.js';
import { isWithin, readRelease } from './version.js';

/** One way in which some Python's `urlparse` looks for a scheme. */
interface Reading {
  /** `host:8080` has none: what follows the colon is a port. Up to 3.8. */
  readonly knowsPorts: boolean;
  /** A scheme begins with a letter, so `10.0.0.5:8080` has none. From 3.11.1 on (gh-99418). */
  readonly wantsLetter: boolean;
  /** Leading blanks and all tabs and line ends are dropped first. Of the releases, all from 3.12 on. */
  readonly strips: boolean;
}

/**
 * Whether an entry of an allow list lets `Origin: null` in, which every page can make its frames send.
 *
 * From 3.0 on, django-cors-headers holds the scheme and netloc of the entry against those of the origin, and
 * `urlparse('null')` has neither: an entry without both is as good as null. Before 3.0 the netloc is looked up
 * among the entries as it is, so an empty entry does it, and from 2.0.1 on the entry `null` itself
 * (corsheaders/middleware.py at 1.1.0, 2.0.0, 2.0.1, 2.5.3, 3.0.0 and 4.9.0).
 *
 * @param python the version that runs OMERO.web, `3.9` or `3.9.18`; undefined where it is not known
 * @returns `unknown` where Pythons differ and it is not known which this one is, or where distributions carry
 *   the change in older releases than python.org does
 */
export function entryAdmitsNull(
  entry: string,
  { schemes, version, python }: CorsHeadersTarget & { readonly python?: string | undefined },
): 'yes' | 'no' | 'unknown' {
  if (!schemes) return entry === '' ? 'yes' : entry === 'null' ? literalNull(version) : 'no';
  const answers = new Set(readingsOf(python).map((reading) => lacksSchemeAndNetloc(entry, reading)));
  if (answers.size > 1) return 'unknown';
  return answers.has(true) ? 'yes' : 'no';
}

function literalNull(version: string | undefined): 'yes' | 'no' | 'unknown' {
  const since = isWithin(version, '2.0.1');
  return since === undefined ? 'unknown' : since ? 'yes' : 'no';
}

/**
 * How this Python may read an entry. The rule for ports went in 3.9, and for one release each in 3.7.6 and
 * 3.8.1 (bpo-27657). The letter and the stripping are security fixes, which distributions put into older
 * releases too: there both readings are possible.
 */
function readingsOf(python: string | undefined): readonly Reading[] {
  const release = readRelease(python ?? '')?.join('.');
  const knowsPorts =
    release === undefined
      ? [true, false]
      : [isWithin(release, '0', '3.9') === true && release !== '3.7.6' && release !== '3.8.1'];
  const wantsLetter = isWithin(release, '3.11.1') ? [true] : [true, false];
  const strips = isWithin(release, '3.12') ? [true] : [true, false];
  return knowsPorts.flatMap((ports) =>
    wantsLetter.flatMap((letter) =>
      strips.map((strip) => ({ knowsPorts: ports, wantsLetter: letter, strips: strip })),
    ),
  );
}

/** A netloc follows `//` at the beginning, where no scheme takes that place. */
function lacksSchemeAndNetloc(entry: string, reading: Reading): boolean {
  const text = reading.strips ? entry.replace(/^[\0-\x20]+/, '').replace(/[\t\r\n]/g, '') : entry;
  return !hasScheme(text, reading) && !/^\/\/[^/?#]/.test(text);
}

function hasScheme(text: string, { knowsPorts, wantsLetter }: Reading): boolean {
  const [, scheme, rest = ''] = /^([a-z0-9+.-]+):(.*)$/is.exec(text) ?? [];
  if (scheme === undefined || (wantsLetter && !/^[a-z]/i.test(scheme))) return false;
  return !knowsPorts || scheme === 'http' || !/^[0-9]+$/.test(rest);
}
