/** Where the line that holds `offset` begins. */
export function lineStart(text: string, offset: number): number {
  return offset <= 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

/** Where the line that holds `offset` ends: behind its newline, or at the end of the text. */
export function nextLineStart(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset);
  return newline === -1 ? text.length : newline + 1;
}

/** The newline that the line before `offset` ends with; of the first line where there is none before. */
export function newlineBefore(text: string, offset: number): '\n' | '\r\n' {
  const start = lineStart(text, offset);
  const newline = start > 0 ? start - 1 : text.indexOf('\n');
  return newline > 0 && text[newline - 1] === '\r' ? '\r\n' : '\n';
}

/** The place of an offset, both counted from 1, and the text of its line. */
export function locate(text: string, offset: number): { line: number; column: number; code: string } {
  const start = lineStart(text, offset);
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < start; at = text.indexOf('\n', at + 1)) line += 1;
  const code = text.slice(start, nextLineStart(text, offset)).trimEnd();
  return { line, column: offset - start + 1, code };
}
