/** What stands behind an opening parenthesis, up to where the content of the group begins. */
export type GroupOpener =
  /** `verbose` is set where the group itself switches the flag `x`. */
  | { readonly kind: 'group'; readonly source: string; readonly verbose?: boolean }
  /** Whole in themselves, with the closing parenthesis. */
  | { readonly kind: 'flags' | 'comment' | 'reference'; readonly source: string };

/** The groups of Python's `re`, in the order in which they are told apart; `(?>` from 3.11 on. */
const OPENERS: readonly (readonly [RegExp, GroupOpener['kind']])[] = [
  [/^\((?!\?)/, 'group'],
  [/^\(\?(?:[:=!>]|<[=!])/, 'group'],
  [/^\(\?P<\w+>/, 'group'],
  [/^\(\?\(\w+\)/, 'group'],
  [/^\(\?P=\w+\)/, 'reference'],
  [/^\(\?#(?:[^)\\]|\\.)*\)/s, 'comment'],
  [/^\(\?[aiLmsux]+\)/, 'flags'],
  [/^\(\?[aiLmsux]*(?:-[imsx]+)?:/, 'group'],
];

/**
 * @param text begins with `(`
 * @returns undefined for what Python refuses
 */
export function readGroupOpener(text: string): GroupOpener | undefined {
  for (const [form, kind] of OPENERS) {
    const source = form.exec(text)?.[0];
    if (source === undefined) continue;
    if (kind !== 'group') return { kind, source };
    const switched = /^\(\?(\w*)-?(\w*):/.exec(source);
    if (switched?.[1]?.includes('x')) return { kind, source, verbose: true };
    if (switched?.[2]?.includes('x')) return { kind, source, verbose: false };
    return { kind, source };
  }
  return undefined;
}
