/**
 * What reaches over the end of a line, or hides what looks like it: strings, brackets, comments, newlines. Strings
 * and brackets that end where nothing of the kind has begun are passed over whole: there are thousands.
 */
const TOKENS = /"""|'''|"[^"\\\n]*"|'[^'\\\n]*'|["']|\([^()[\]{}"'#\\\n]*\)|[([{]|[)\]}]|#[^\n]*|\\\r?\n|\n/g;
const QUOTES = ['"', "'", '"""', "'''"];

/**
 * Whether a line is indented as no Python accepts: deeper with no colon before it, not deeper behind one, or back
 * to a depth that no line above has (Python reference, 2.1.8).
 *
 * Reads the text alone, in a tenth of the time that asking the tree for every block takes. Nested quotes in
 * f-strings can mislead it: ask the tree before refusing a file.
 */
export function hasSuspiciousIndentation(python: string): boolean {
  // The last line ends where the text does.
  const text = python.endsWith('\n') ? python : `${python}\n`;
  const depths = [0];
  let brackets = 0;
  let opensBlock = false;
  let before = '';
  let logicalLine = 0;
  let physicalLine = 0;
  let comment: number | undefined;
  TOKENS.lastIndex = 0;
  for (let match = TOKENS.exec(text); match !== null; match = TOKENS.exec(text)) {
    const [token] = match;
    if (token === '\n') {
      if (brackets === 0) {
        const first = firstOfLine(text, logicalLine);
        if (!'#\r\n'.includes(text[first] as string)) {
          const indentation = text.slice(logicalLine, first);
          const isAsBefore = indentation === before && !opensBlock;
          if (!isAsBefore && !fits(depths, widthOf(indentation), opensBlock)) return true;
          before = indentation;
          opensBlock = text
            .slice(physicalLine, comment ?? match.index)
            .trimEnd()
            .endsWith(':');
        }
        logicalLine = match.index + 1;
      }
      physicalLine = match.index + 1;
      comment = undefined;
    } else if (token.startsWith('#')) comment = match.index;
    else if ('([{'.includes(token)) brackets += 1;
    else if (')]}'.includes(token)) brackets -= 1;
    else if (QUOTES.includes(token)) {
      TOKENS.lastIndex = endOfString(text, token, TOKENS.lastIndex);
      physicalLine = Math.max(physicalLine, text.lastIndexOf('\n', TOKENS.lastIndex) + 1);
    }
  }
  return opensBlock;
}

/** The columns of a line's white space, with tabs to the next multiple of 8 as Python counts them. */
export function widthOf(whiteSpace: string): number {
  let width = 0;
  for (const character of whiteSpace) {
    if (character === '\t') width += 8 - (width % 8);
    else width = character === '\f' ? 0 : width + 1;
  }
  return width;
}

function fits(depths: number[], width: number, opensBlock: boolean): boolean {
  const isDeeper = width > (depths.at(-1) ?? 0);
  if (isDeeper !== opensBlock) return false;
  if (isDeeper) depths.push(width);
  while (width < (depths.at(-1) ?? 0)) depths.pop();
  return width === depths.at(-1);
}

function firstOfLine(text: string, start: number): number {
  let first = start;
  while (text[first] === ' ' || text[first] === '\t' || text[first] === '\f') first += 1;
  return first;
}

/** Behind the next `quote` that no backslash escapes; raw strings treat it alike. */
function endOfString(text: string, quote: string, start: number): number {
  for (let end = text.indexOf(quote, start); end !== -1; end = text.indexOf(quote, end + 1)) {
    let backslashes = 0;
    while (end - backslashes > start && text[end - backslashes - 1] === '\\') backslashes += 1;
    if (backslashes % 2 === 0) return end + quote.length;
  }
  return text.length;
}
