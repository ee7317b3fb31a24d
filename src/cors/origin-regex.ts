import { SettingsError } from '../errors.js';
import { type Item, type PythonRegex, parsePythonRegex, RegexProblem } from './python-regex.js';
import { quoteTyped } from './quoting.js';
import { flatten, judgePortable, toJavaScript } from './regex-portable.js';
import { admitsEverybody } from './strangers.js';

/**
 * The expression for an origin, made to match the whole of it: `^(?:...)$`. django-cors-headers uses
 * `re.match`, which leaves the end open. Spellings that differ only in anchors and an outer `(?:...)` give
 * the same text, and the result of one call is what another makes of it.
 *
 * @param typed a Python regular expression, matched against `scheme://host[:port]` by every
 *   django-cors-headers
 * @throws SettingsError for one that could reach out of its group, that not every Python compiles alike, that
 *   lets `Origin: null` in, or that no origin matches
 */
export function anchorRegex(typed: string): string {
  readRegex(typed, '--origin-regex');
  const inner = peel(typed);
  if (inner === '') throw refuse('regex-empty', typed, 'it matches no origin', '--origin-regex');
  const { branches } = parsePythonRegex(inner);
  for (const items of branches) {
    const because = judgeOriginBranch(items);
    if (because !== undefined) throw refuse('regex-never-matches', typed, because, '--origin-regex');
  }
  if (new RegExp(`^(?:${toJavaScript(branches)})$`).test('null')) {
    const because = 'it matches null, which every page can make its frames send';
    throw refuse('regex-admits-null', typed, because, '--origin-regex');
  }
  return `^(?:${inner})$`;
}

/** Whether an expression that `anchorRegex` made lets everybody in. */
export function isForEverybody(anchored: string): boolean {
  const expression = new RegExp(toJavaScript(parsePythonRegex(anchored).branches));
  return admitsEverybody((origin) => expression.test(origin));
}

/**
 * Judges the expression for CORS_URLS_REGEX, which `re.match` holds against the path of a request: its end is
 * open on purpose, `^/api/` means all that begins so. It is written as it was typed.
 *
 * @throws SettingsError as anchorRegex, where the expression is broken or matches no path
 */
export function checkUrlsRegex(typed: string): void {
  const { branches } = readRegex(typed, '--urls-regex');
  const first = branches.map((items) => items.find(({ atom }) => atom.kind !== 'start'));
  if (first.every((item) => isPlain(item) && !isPlain(item, '/'))) {
    throw refuse('regex-never-matches', typed, 'every path begins with a slash', '--urls-regex');
  }
}

const EXAMPLES = {
  '--origin-regex': "For example: --origin-regex 'https://[a-z0-9-]+\\.example\\.org'",
  '--urls-regex': "For example: --urls-regex '^/(api|webgateway)/'",
};

type Flag = keyof typeof EXAMPLES;

function readRegex(typed: string, flag: Flag): PythonRegex {
  if (typed === '') throw refuse('regex-empty', typed, 'it is empty', flag);
  const odd = /[^\x20-\x7e]/u.exec(typed)?.[0];
  if (odd !== undefined) {
    const because = `it holds ${quoteTyped(odd)}, and origins and OMERO.web's paths are plain ASCII`;
    throw refuse('regex-character', typed, because, flag);
  }
  if (typed.length > 1000) throw refuse('regex-too-long', typed, 'it is longer than 1000 characters', flag);
  const regex = parse(typed, flag);
  const because = judgePortable(regex);
  if (because !== undefined) throw refuse('regex-not-portable', typed, because, flag);
  return regex;
}

function parse(typed: string, flag: Flag): PythonRegex {
  try {
    return parsePythonRegex(typed);
  } catch (error) {
    if (error instanceof RegexProblem) throw refuse('regex-invalid', typed, error.message, flag);
    throw error;
  }
}

/** Without anchors and groups that hold the whole expression and so change nothing in `^(?:...)$`. */
function peel(regex: string): string {
  const [items = [], ...others] = parsePythonRegex(regex).branches;
  const [first] = items;
  const last = items.at(-1);
  if (others.length > 0 || first === undefined || last === undefined) return regex;
  if (first.atom.kind === 'start') return peel(regex.slice(first.end));
  if (last.atom.kind === 'end') return peel(regex.slice(0, last.start));
  const { atom, repeat } = first;
  const isWhole = first === last && repeat === undefined && atom.kind === 'group' && atom.opener === '(?:';
  return isWhole ? peel(atom.body) : regex;
}

/** What a branch asks for that no browser sends. */
function judgeOriginBranch(items: readonly Item[]): string | undefined {
  const all = flatten([items]);
  if (![':', '/'].every((character) => all.some(canMatch(character)))) {
    return 'an origin begins with its scheme, https:// or http://';
  }
  if (all.some(({ atom }) => atom.kind === 'literal' && /[A-Z]/.test(atom.character))) {
    return 'browsers send origins in lower case';
  }
  return isPlain(items.at(-1), '/') ? 'browsers send no slash behind an origin' : undefined;
}

function canMatch(character: string): (item: Item) => boolean {
  return ({ atom }) => {
    if (atom.kind === 'literal') return atom.character === character;
    if (atom.kind === 'set') return new RegExp(atom.source).test(character);
    return atom.kind === 'any' || (atom.kind === 'escape' && /[DWS]/.test(atom.letter));
  };
}

/** One character as it stands, taken exactly once. */
function isPlain(item: Item | undefined, character?: string): boolean {
  if (item === undefined || item.repeat !== undefined || item.atom.kind !== 'literal') return false;
  return character === undefined || item.atom.character === character;
}

function refuse(code: string, typed: string, because: string, flag: Flag): SettingsError {
  return new SettingsError(code, `${flag} ${quoteTyped(typed)} can't be used: ${because}`, {
    hint: EXAMPLES[flag],
  });
}
