import { escapeCharacter, escapeHidden } from '../cors/quoting.js';

const LONGEST = 200;

/** What a server sent may steer a terminal: only plain characters get out, and no more than a line or two. */
export function printable(text: string): string {
  const plain = text.replace(/[^\x20-\x7e]/gu, escapeCharacter);
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST)}...` : plain;
}

/**
 * One line with words of others in it: names of files and processes, values, errors of the system. Their control
 * and bidi characters come out as escapes, so that they neither steer the terminal nor pass for a line of ours.
 * Tabs stay, as they stand in code.
 */
export function printableLine(line: string): string {
  return line.split('\t').map(escapeHidden).join('\t');
}
