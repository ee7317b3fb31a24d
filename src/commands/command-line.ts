import { quoteWord } from '../site/shell-words.js';
import type { CommandInput } from './definition.js';
import { readOriginFlags } from './flags.js';

/** The flags about origins as a shell would take them, to be run again or with another command. */
export function originWords(input: CommandInput): string {
  const { origins, originRegexes, allowAll, credentials, urlsRegex } = readOriginFlags(input);
  return [
    ...origins.flatMap((origin) => ['--origin', origin]),
    ...originRegexes.flatMap((regex) => ['--origin-regex', regex]),
    ...(allowAll ? ['--allow-all'] : []),
    ...(credentials === undefined ? [] : [credentials ? '--credentials' : '--no-credentials']),
    ...(urlsRegex === undefined ? [] : ['--urls-regex', urlsRegex]),
  ]
    .map(quoteWord)
    .join(' ');
}
