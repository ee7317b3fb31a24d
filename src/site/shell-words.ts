/**
 * Splits a line into words as Python's `shlex.split` does, which `omero load` uses for every line of a
 * `*.omero` file: POSIX quoting, and `#` is a letter like any other.
 *
 * @returns the words, or what is wrong, in the words of shlex
 */
export function splitWords(
  line: string,
): { readonly words: readonly string[] } | { readonly problem: string } {
  const words: string[] = [];
  let word: string | undefined;
  for (let i = 0; i < line.length; i++) {
    const letter = line.charAt(i);
    if (/[ \t\r\n]/.test(letter)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (letter === '\\') {
      i++;
      if (i === line.length) return { problem: 'No escaped character' };
      word = (word ?? '') + line.charAt(i);
    } else if (letter === "'") {
      const end = line.indexOf("'", i + 1);
      if (end < 0) return { problem: 'No closing quotation' };
      word = (word ?? '') + line.slice(i + 1, end);
      i = end;
    } else if (letter === '"') {
      const quoted = readDoubleQuoted(line, i + 1);
      if (quoted === undefined) return { problem: 'No closing quotation' };
      word = (word ?? '') + quoted.text;
      i = quoted.end;
    } else {
      word = (word ?? '') + letter;
    }
  }
  if (word !== undefined) words.push(word);
  return { words };
}

/** Inside double quotes a backslash escapes itself and the quote, and stands for itself before all else. */
function readDoubleQuoted(line: string, start: number): { text: string; end: number } | undefined {
  let text = '';
  for (let i = start; i < line.length; i++) {
    const letter = line.charAt(i);
    if (letter === '"') return { text, end: i };
    if (letter === '\\' && /["\\]/.test(line.charAt(i + 1))) {
      i++;
      text += line.charAt(i);
    } else {
      text += letter;
    }
  }
  return undefined;
}

/** One word for a POSIX shell, and for `omero load`: quoted only where it must be. */
export function quoteWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
