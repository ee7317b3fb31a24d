import type { Atom, Branches, Item, PythonRegex } from './python-regex.js';

/**
 * Why an expression should not be written into a settings.py: not every Python of OMERO.web (2.6 to 3.14)
 * takes it, or takes it in the same way, or it reaches beyond the group that it is put into.
 *
 * @returns the reason, or undefined where there is none
 */
export function judgePortable({ branches, verbose }: PythonRegex): string | undefined {
  if (verbose) return judgeFlags('(?x)');
  const items = flatten(branches);
  if (items.filter(({ atom }) => atom.kind === 'group' && atom.opener === '(').length > 99) {
    return 'it has more than 99 groups, and older Pythons stop there';
  }
  for (const item of items) {
    const because = judgeAtom(item.atom) ?? judgeRepeat(item);
    if (because !== undefined) return because;
  }
  return undefined;
}

/** Every item, those inside groups behind their group. */
export function flatten(branches: Branches): readonly Item[] {
  return branches.flat().flatMap((item) => {
    return item.atom.kind === 'group' ? [item, ...flatten(item.atom.branches)] : [item];
  });
}

/**
 * The same expression for JavaScript, which reads all that judgePortable lets pass alike, but for the anchors
 * `\A` and `\Z` and a repeat without its first number.
 */
export function toJavaScript(branches: Branches): string {
  return branches.map((items) => items.map(itemToJavaScript).join('')).join('|');
}

function itemToJavaScript({ atom, repeat }: Item): string {
  const times = repeat === undefined ? '' : `{${repeat.min},${repeat.max === Infinity ? '' : repeat.max}}`;
  const suffix = times + (repeat?.suffix ?? '');
  if (atom.kind === 'group') return `${atom.opener}${toJavaScript(atom.branches)})${suffix}`;
  if (atom.kind === 'start') return '^';
  if (atom.kind === 'end') return '$';
  if (atom.kind === 'literal') return `${atom.character.replace(/[^a-z0-9]/i, '\\$&')}${suffix}`;
  if (atom.kind === 'set') return atom.source + suffix;
  return atom.kind === 'escape' ? `\\${atom.letter}${suffix}` : `.${suffix}`;
}

function judgeFlags(source: string): string {
  return `flags such as ${source} would reach beyond it; spell it out instead, as in [Aa]`;
}

function judgeAtom(atom: Atom): string | undefined {
  switch (atom.kind) {
    case 'flags':
      return judgeFlags(atom.source);
    case 'comment':
      return 'it holds a comment';
    case 'group':
      return ['(', '(?:', '(?=', '(?!'].includes(atom.opener)
        ? undefined
        : `older Pythons read groups that begin with ${atom.opener} in another way, or not at all`;
    case 'escape':
      return /[dDwWsSbB]/.test(atom.letter) && atom.letter.length === 1
        ? undefined
        : `only \\d \\w \\s \\b, their opposites, \\A and \\Z mean the same to every Python, not \\${atom.letter}`;
    case 'end':
      return atom.source === '\\z' ? 'Pythons before 3.14 know no \\z; write $' : undefined;
    case 'set':
      return judgeSet(atom.source);
    default:
      return undefined;
  }
}

function judgeRepeat({ repeat }: Item): string | undefined {
  if (repeat?.suffix === '+') return 'Pythons before 3.11 know no repeat with a + behind it';
  const most = repeat === undefined || repeat.max === Infinity ? (repeat?.min ?? 0) : repeat.max;
  return most > 999 ? 'it repeats something more than 999 times' : undefined;
}

/** Members are single characters, ranges with their ends in order, and \d \w \s with their opposites. */
function judgeSet(source: string): string | undefined {
  const members = /^\[\^?(.*)\]$/s.exec(source)?.[1] ?? '';
  if (/^\]|\[|--|&&|~~|\|\|/.test(members.replace(/\\./gs, '.'))) {
    return `in ${source}, newer Pythons want brackets with a backslash and warn of -- && ~~ ||`;
  }
  for (const [range, from = '', to = ''] of members.matchAll(/(\\.|[^\\])-(\\.|[^\\])|\\?./gs)) {
    const isClass = [from, to].some((part) => /^\\[a-z0-9]/i.test(part));
    if (to !== '' && (isClass || from.slice(-1) > to.slice(-1))) return `${range} in ${source} is no range`;
    if (/^\\[a-z0-9]/i.test(range) && !/^\\[dDwWsS]$/.test(range)) {
      return `in ${source}, ${range} does not mean the same to every Python`;
    }
  }
  return undefined;
}
