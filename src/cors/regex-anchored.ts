import { type Branches, type Item, parsePythonRegex, RegexProblem } from './python-regex.js';

/**
 * Whether an expression of an allow list lets in nothing behind what it names.
 *
 * django-cors-headers uses `re.match`, which begins at the first character of the origin in every branch: a
 * `^` that is missing, or that stands in one branch only, lets nobody in. The end is what is open. So each
 * branch must come past `$` or `\Z`, on every way through it: `^a|b$` and `(a$)?` do not. Nor does `.*$`
 * behind a name, since what it takes may be `.evil.test`; behind a colon it can only be a port.
 *
 * @param pattern as the settings hold it, with any group and flag of Python's `re`
 * @returns true as well for what Python cannot compile: it lets nobody in
 */
export function originRegexIsAnchored(pattern: string): boolean {
  try {
    return isEndBound(parsePythonRegex(pattern).branches);
  } catch (error) {
    if (error instanceof RegexProblem) return true;
    throw error;
  }
}

function isEndBound(branches: Branches): boolean {
  return branches.every((items) => items.some((item, index) => bindsEnd(item, items.slice(0, index))));
}

function bindsEnd({ atom, repeat }: Item, before: readonly Item[]): boolean {
  if (repeat?.min === 0) return false;
  if (atom.kind === 'end') return !endsWithAnything(before);
  if (atom.kind !== 'group' || atom.opener === '(?!' || atom.opener === '(?<!') return false;
  // A condition without a second branch passes where it does not hold.
  if (atom.opener.startsWith('(?(') && atom.branches.length < 2) return false;
  return isEndBound(atom.branches);
}

function endsWithAnything(items: readonly Item[]): boolean {
  const last = items.at(-1);
  if (last === undefined) return false;
  if (last.atom.kind === 'group') return last.atom.branches.some(endsWithAnything);
  if (last.atom.kind !== 'any' || last.repeat?.max !== Infinity) return false;
  const previous = items.at(-2)?.atom;
  return previous?.kind !== 'literal' || previous.character !== ':';
}
