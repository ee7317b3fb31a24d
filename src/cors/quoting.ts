/** What a terminal would hide, obey or reorder, and blanks that are not the plain one. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/gu;

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const LONGEST_QUOTE = 120;

/**
 * What a user typed, quoted for a message: control and bidi characters as escapes, so that nothing in it can
 * steer or dress up the terminal, and no longer than a line or two.
 */
export function quoteTyped(typed: string): string {
  const characters = [...typed];
  const shown = escapeHidden(characters.slice(0, LONGEST_QUOTE).join(''));
  return `'${shown}${characters.length > LONGEST_QUOTE ? '...' : ''}'`;
}

/** Control and bidi characters, odd blanks and what else nobody sees, as escapes; all other text as it is. */
export function escapeHidden(text: string): string {
  return text.replace(HIDDEN, escapeCharacter);
}

/** The first character that a reader cannot see, or that moves the others about. */
export function findHidden(text: string): string | undefined {
  return text.match(HIDDEN)?.[0];
}

/** `\t`, `\x1b`, `\u202e`, `\u{e0001}`. */
export function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code > 0xffff) return `\\u{${code.toString(16)}}`;
  const numbered = code > 0xff ? `\\u${hex(code, 4)}` : `\\x${hex(code, 2)}`;
  return NAMED[character] ?? numbered;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}
