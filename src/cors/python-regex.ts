import { readGroupOpener } from './regex-group.js';

/** How often an item is taken; `suffix` `?` is lazy, `+` possessive (Python 3.11 on). */
export interface Repeat {
  readonly min: number;
  readonly max: number;
  readonly suffix: string;
}

export type Atom =
  | { readonly kind: 'literal'; readonly character: string }
  /** `.` */
  | { readonly kind: 'any' }
  /** `^` and `\A`; `$`, `\Z` and, from Python 3.14 on, `\z`. */
  | { readonly kind: 'start' | 'end'; readonly source: string }
  /** A backslash and a letter or digit; `P=` for a named back-reference. */
  | { readonly kind: 'escape'; readonly letter: string }
  | { readonly kind: 'set'; readonly source: string }
  | { readonly kind: 'group'; readonly opener: string; readonly branches: Branches; readonly body: string }
  /** `(?i)` and the like, for the whole expression; `(?#...)`. */
  | { readonly kind: 'flags' | 'comment'; readonly source: string };

export interface Item {
  readonly atom: Atom;
  readonly repeat: Repeat | undefined;
  /** Offsets in the expression; the repeat belongs to the item. */
  readonly start: number;
  readonly end: number;
}

/** What stands between the `|` of one level. */
export type Branches = readonly (readonly Item[])[];

/** Python's `re` would not compile the expression. */
export class RegexProblem extends Error {}

/** Deeper than anybody writes, and far from the end of our own stack. */
const DEEPEST = 60;

/** The flag `x` was met, which changes how all of the expression is read. */
class VerboseFlag extends Error {}

/** What Python's `re` makes of an expression. */
export interface PythonRegex {
  readonly branches: Branches;
  /** It sets the flag `x` for all of itself: blanks and comments were left out. */
  readonly verbose: boolean;
}

/**
 * Reads a regular expression as Python's `re` does, from 2.6 to 3.14.
 *
 * @throws RegexProblem where its structure is broken, with the reason as message
 */
export function parsePythonRegex(pattern: string): PythonRegex {
  try {
    return { branches: new RegexParser(pattern, false).parse(), verbose: false };
  } catch (error) {
    if (!(error instanceof VerboseFlag)) throw error;
    return { branches: new RegexParser(pattern, true).parse(), verbose: true };
  }
}

class RegexParser {
  readonly #text: string;
  readonly #verbose: boolean;
  #position = 0;
  #depth = 0;

  constructor(text: string, verbose: boolean) {
    this.#text = text;
    this.#verbose = verbose;
  }

  parse(): Branches {
    const branches = this.#readBranches(this.#verbose);
    if (this.#position < this.#text.length) throw this.#problem('a ) closes nothing');
    return branches;
  }

  /** Up to the closing parenthesis or the end; neither is taken. */
  #readBranches(verbose: boolean): Branches {
    const branches: Item[][] = [[]];
    while (this.#position < this.#text.length && this.#next() !== ')') {
      if (this.#take('|')) branches.push([]);
      else if (!this.#skipBlank(verbose)) branches.at(-1)?.push(this.#readItem(verbose));
    }
    return branches;
  }

  #readItem(verbose: boolean): Item {
    const start = this.#position;
    const atom = this.#readAtom(verbose);
    this.#skipBlank(verbose);
    const repeat = this.#readRepeat();
    if (repeat !== undefined) {
      if (!isRepeatable(atom)) throw this.#problem('there is nothing to repeat', start);
      if (this.#readRepeat() !== undefined) throw this.#problem('something is repeated twice', start);
    }
    return { atom, repeat, start, end: this.#position };
  }

  #readAtom(verbose: boolean): Atom {
    const character = this.#next();
    if (character === '(') return this.#readGroup(verbose);
    if (character === '[') return this.#readSet();
    if (character === '\\') return this.#readEscape();
    if (this.#readRepeat() !== undefined) throw this.#problem('there is nothing to repeat');
    this.#position++;
    if (character === '.') return { kind: 'any' };
    if (character === '^') return { kind: 'start', source: character };
    return character === '$' ? { kind: 'end', source: character } : { kind: 'literal', character };
  }

  #readEscape(): Atom {
    const letter = this.#text.charAt(this.#position + 1);
    if (letter === '') throw this.#problem('it ends with a backslash');
    this.#position += 2;
    if (letter === 'A') return { kind: 'start', source: '\\A' };
    if (/[Zz]/.test(letter)) return { kind: 'end', source: `\\${letter}` };
    return /[a-z0-9]/i.test(letter) ? { kind: 'escape', letter } : { kind: 'literal', character: letter };
  }

  /** A `]` directly behind `[` or `[^` is a member. */
  #readSet(): Atom {
    const set = /^\[(?:\^|(?!\^))(?:\]|[^\]\\]|\\.)(?:[^\]\\]|\\.)*\]/s.exec(
      this.#text.slice(this.#position),
    )?.[0];
    if (set === undefined) throw this.#problem('a [ is never closed');
    this.#position += set.length;
    return { kind: 'set', source: set };
  }

  #readGroup(verbose: boolean): Atom {
    const start = this.#position;
    const opener = readGroupOpener(this.#text.slice(start));
    if (opener === undefined) throw this.#problem('Python knows no group that begins like that');
    this.#position += opener.source.length;
    if (opener.kind === 'reference') return { kind: 'escape', letter: 'P=' };
    if (opener.kind !== 'group') {
      if (opener.kind === 'flags' && opener.source.includes('x') && !this.#verbose) throw new VerboseFlag();
      return { kind: opener.kind, source: opener.source };
    }
    if (++this.#depth > DEEPEST) throw this.#problem('its groups are nested too deeply', start);
    const bodyStart = this.#position;
    const branches = this.#readBranches(opener.verbose ?? verbose);
    const body = this.#text.slice(bodyStart, this.#position);
    if (!this.#take(')')) throw this.#problem('a ( is never closed', start);
    this.#depth--;
    return { kind: 'group', opener: opener.source, branches, body };
  }

  /** A brace that begins no `{m}`, `{m,}`, `{,n}` or `{m,n}` is a letter like any other. */
  #readRepeat(): Repeat | undefined {
    const found = /^(?:([*+?])|\{(?!\})(\d*)(,?)(\d*)\})([?+]?)/.exec(this.#text.slice(this.#position));
    if (found === null) return undefined;
    this.#position += found[0].length;
    const [, sign, least = '', comma, most = '', suffix = ''] = found;
    if (sign !== undefined) return { min: sign === '+' ? 1 : 0, max: sign === '?' ? 1 : Infinity, suffix };
    const min = Number(least);
    const max = comma === '' ? min : most === '' ? Infinity : Number(most);
    if (min > max) throw this.#problem('a repeat has its numbers the wrong way round');
    return { min, max, suffix };
  }

  #next(): string {
    return this.#text.charAt(this.#position);
  }

  #take(character: string): boolean {
    if (this.#next() !== character) return false;
    this.#position++;
    return true;
  }

  /** Blanks and comments, which an expression with the flag `x` may hold anywhere but in a set. */
  #skipBlank(verbose: boolean): boolean {
    const blank = verbose ? /^(?:\s|#[^\n]*)+/.exec(this.#text.slice(this.#position))?.[0] : undefined;
    this.#position += blank?.length ?? 0;
    return blank !== undefined;
  }

  #problem(what: string, at = this.#position): RegexProblem {
    return new RegexProblem(`${what} (character ${at + 1})`);
  }
}

function isRepeatable(atom: Atom): boolean {
  if (atom.kind === 'escape') return !/[bB]/.test(atom.letter);
  return atom.kind !== 'start' && atom.kind !== 'end';
}
