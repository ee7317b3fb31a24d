/** A word of bash or zsh. */
export function quotePosix(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A word of fish, where a backslash counts inside single quotes, too. */
export function quoteFish(text: string): string {
  return `'${text.replaceAll(/[\\']/g, '\\$&')}'`;
}

/** A part of a specification of zsh's `_arguments`, between its colons and brackets. */
export function escapeZshSpec(text: string): string {
  return text.replaceAll(/[\\:[\]]/g, '\\$&');
}
