import { bashCompletion } from './bash.js';
import { fishCompletion } from './fish.js';
import { readGrammar } from './grammar.js';
import { manPage } from './man-page.js';
import { zshCompletion } from './zsh.js';

/**
 * What the shells and man(1) look for below a folder `share`.
 *
 * @param version of the program
 * @param date of the man page, as `2026-01-31`; empty for none
 * @returns texts by the path of their file
 */
export function makeShare(version: string, date: string): Readonly<Record<string, string>> {
  const grammar = readGrammar();
  return {
    'man/man1/omero-cors.1': manPage(grammar, version, date),
    'bash-completion/completions/omero-cors': bashCompletion(grammar),
    'zsh/site-functions/_omero-cors': zshCompletion(grammar),
    'fish/vendor_completions.d/omero-cors.fish': fishCompletion(grammar),
  };
}
