/** What a `${{ }}` may name: `inputs`, `steps.<id>.outputs`. */
export type Context = { readonly [name: string]: Context | string };

/**
 * A text with each `${{ }}` in it evaluated, as far as our action uses that language: names with dots, texts in
 * single quotes, `==` and `!=`. Fails on everything else.
 */
export function substitute(text: string, context: Context): string {
  return text.replaceAll(/\$\{\{(.*?)\}\}/g, (_, expression: string) => evaluate(expression, context));
}

/** Whether a step's `if:` lets it run. */
export function holds(condition: string, context: Context): boolean {
  const value = substitute(condition, context);
  if (value !== 'true' && value !== 'false') throw new Error(`no condition: ${condition}`);
  return value === 'true';
}

function evaluate(expression: string, context: Context): string {
  const words = expression.trim().split(/\s+/);
  const [left = '', operator, right = ''] = words;
  if (words.length === 1) return readWord(left, context);
  if (words.length !== 3 || (operator !== '==' && operator !== '!='))
    throw new Error(`an expression that this reads not: ${expression}`);
  // The runner compares texts without regard to their case.
  const isSame = readWord(left, context).toLowerCase() === readWord(right, context).toLowerCase();
  return String(isSame === (operator === '=='));
}

/** A name that nothing has given a value is an empty text, as on the runner. */
function readWord(word: string, context: Context): string {
  const quoted = /^'([^']*)'$/.exec(word);
  if (quoted !== null) return quoted[1] ?? '';
  if (!/^[a-z]+(?:\.[\w-]+)+$/.test(word)) throw new Error(`a word that this reads not: ${word}`);
  let value: Context | string | undefined = context;
  for (const name of word.split('.')) {
    if (typeof value === 'string') throw new Error(`${word}: ${name} of a text`);
    value = Object.hasOwn(value ?? {}, name) ? value?.[name] : undefined;
  }
  if (typeof value === 'object') throw new Error(`${word} is no text`);
  return value ?? '';
}
