import { SelfCheckError } from '../errors.js';
import { isTrivia } from './nodes.js';
import type { SyntaxNode } from './parse.js';

export type Quote = "'" | '"';

const ESCAPES: Readonly<Record<string, string>> = {
  '\\\\': '\\',
  "\\'": "'",
  '\\"': '"',
  '\\a': '\x07',
  '\\b': '\b',
  '\\f': '\f',
  '\\n': '\n',
  '\\r': '\r',
  '\\t': '\t',
  '\\v': '\v',
};

/**
 * Prints a Python string literal that Python 2 and 3 read alike. Nothing that a user typed reaches a file in
 * another way.
 *
 * @param value ASCII; anything else is printed by nobody who knows the file's encoding
 * @throws SelfCheckError for a character outside ASCII
 */
export function printString(value: string, quote: Quote): string {
  let printed = '';
  for (const character of value) {
    const code = character.charCodeAt(0);
    if (character.length > 1 || code > 0x7e)
      throw new SelfCheckError('a string outside ASCII was to be printed');
    if (character === quote || character === '\\') printed += `\\${character}`;
    else if (code < 0x20) printed += `\\x${code.toString(16).padStart(2, '0')}`;
    else printed += character;
  }
  return quote + printed + quote;
}

/**
 * The value of a string literal, adjacent literals joined as Python joins them.
 *
 * @returns undefined where the text alone does not tell: no string, an f-string, bytes, `\N{...}`, and `\u....`,
 *   which Python 2 reads as it stands
 */
export function readString(node: SyntaxNode): string | undefined {
  if (node.type === 'concatenated_string') {
    const parts = node.namedChildren.filter((child) => !isTrivia(child)).map(readString);
    return parts.every((part) => part !== undefined) ? parts.join('') : undefined;
  }
  if (node.type !== 'string') return undefined;
  const [start, ...rest] = node.children;
  // Python 2's `...` is the text of a value, and the grammar takes it for a string.
  const prefix = /^([a-z]*)['"]/i.exec(start?.text ?? '')?.[1]?.toLowerCase();
  if (prefix === undefined || /[fbt]/.test(prefix)) return undefined;
  const content = rest.filter((child) => child.type === 'string_content');
  const raw = content.map((child) => child.text).join('');
  return prefix.includes('r') ? raw : decodeEscapes(raw);
}

function decodeEscapes(raw: string): string | undefined {
  let known = true;
  const value = raw.replace(/\\(?:\r?\n|x[0-9a-fA-F]{2}|[0-7]{1,3}|[\s\S])/g, (sequence) => {
    if (/^\\\r?\n$/.test(sequence)) return '';
    const simple = ESCAPES[sequence];
    if (simple !== undefined) return simple;
    if (/^\\x./.test(sequence)) return String.fromCharCode(Number.parseInt(sequence.slice(2), 16));
    if (/^\\[0-7]/.test(sequence)) return String.fromCharCode(Number.parseInt(sequence.slice(1), 8));
    if (/^\\[NuUx]/.test(sequence)) known = false;
    return sequence;
  });
  return known ? value : undefined;
}

/** The elements of a list, tuple or set display; undefined for any other expression. */
export function readElements(node: SyntaxNode): readonly SyntaxNode[] | undefined {
  if (node.type !== 'tuple' && node.type !== 'list' && node.type !== 'set') return undefined;
  return node.namedChildren.filter((child) => !isTrivia(child));
}

/** `True` or `False`; undefined for any other expression. */
export function readBoolean(node: SyntaxNode): boolean | undefined {
  if (node.type === 'true') return true;
  if (node.type === 'false') return false;
  return undefined;
}

/** The quote character of a string literal, for new neighbours to look alike. */
export function quoteOf(node: SyntaxNode | undefined): Quote | undefined {
  if (node?.type === 'concatenated_string') return quoteOf(node.namedChildren[0]);
  if (node?.type !== 'string') return undefined;
  return node.firstChild?.text.endsWith('"') ? '"' : "'";
}
