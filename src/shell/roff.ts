/** Characters that roff reads, or that a terminal would show as others: a flag must be one when it is copied. */
const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\e',
  '-': '\\-',
  "'": '\\(aq',
  '`': '\\(ga',
  '^': '\\(ha',
  '~': '\\(ti',
  '"': '\\(dq',
};

/** Plain text as roff's, at any place of a line or within the argument of a macro (groff_char(7)). */
export function escapeRoff(text: string): string {
  const escaped = [...text].map((character) => {
    if (character > '~')
      return `\\[u${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}]`;
    return ESCAPES[character] ?? character;
  });
  // A request begins with a dot at the left margin.
  return escaped.join('').replaceAll(/^\./gm, '\\&.');
}

/**
 * A paragraph with `code` in bold and <placeholders> in italics, as the sentences of the help have them. The line
 * breaks of the source are spaces.
 */
export function formatRoff(text: string): string {
  const parts = text.replaceAll(/\s+/g, ' ').split(/(`[^`]*`|<[\w-]+>)/);
  const formatted = parts.map((part) => {
    if (part.startsWith('`')) return `\\fB${escapeRoff(part.slice(1, -1))}\\fR`;
    if (/^<[\w-]+>$/.test(part)) return `\\fI${escapeRoff(part.slice(1, -1))}\\fR`;
    return escapeRoff(part);
  });
  return wrap(formatted.join(''));
}

/** Breaks text into lines that an editor shows whole, as mandoc's lint wants them. */
function wrap(roff: string): string {
  const lines = [''];
  for (const word of roff.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line === '') lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= 78) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  // What may stand within a line is a request at its beginning.
  return lines.join('\n').replaceAll(/^\./gm, '\\&.');
}
