import type { Edit } from '../../files/edits.js';
import { readString } from '../../python/literals.js';
import { isTrivia } from '../../python/nodes.js';
import type { Binding } from '../bindings.js';
import { removeStatement } from '../statements.js';

/** Takes out `NAME.append('...')` and `NAME.insert(0, '...')` where the string is of a kind. */
export function removeAdditions(
  text: string,
  bindings: readonly Binding[],
  matches: (value: string | undefined) => boolean,
): readonly Edit[] {
  return bindings
    .filter(({ method, value }) => {
      const added = value?.namedChildren.filter((child) => !isTrivia(child)).at(-1);
      return (
        (method === 'append' || method === 'insert') && added !== undefined && matches(readString(added))
      );
    })
    .map(({ statement }) => removeStatement(text, statement));
}
