import fc from 'fast-check';

/** A list or tuple display in one of the many ways in which people lay them out. */
export interface Layout {
  readonly brackets: '()' | '[]';
  readonly shape: 'one line' | 'one a line' | 'hanging' | 'pairs' | 'leading commas';
  readonly trailingComma: boolean;
  readonly quote: "'" | '"';
  readonly indent: string;
  readonly comments: readonly ('open' | 'own line' | 'behind' | 'close' | 'before close')[];
}

export const layouts: fc.Arbitrary<Layout> = fc.record({
  brackets: fc.constantFrom('()' as const, '[]' as const),
  shape: fc.constantFrom(
    'one line' as const,
    'one a line' as const,
    'one a line' as const,
    'hanging' as const,
    'pairs' as const,
    'leading commas' as const,
  ),
  trailingComma: fc.boolean(),
  quote: fc.constantFrom("'" as const, '"' as const),
  indent: fc.constantFrom('    ', '  ', '\t', '', '        '),
  comments: fc.uniqueArray(
    fc.constantFrom(
      'open' as const,
      'own line' as const,
      'behind' as const,
      'close' as const,
      'before close' as const,
    ),
    { maxLength: 3 },
  ),
});

/**
 * The display as text, with `\n`.
 *
 * @param elements as Python text, their strings in `'`
 */
export function layOut(elements: readonly string[], layout: Layout): string {
  const { brackets, shape, quote, indent } = layout;
  const [open, close] = brackets;
  const items = elements.map((element) => element.replaceAll("'", quote));
  const mustComma = brackets === '()' && items.length === 1;
  const trailing = items.length > 0 && (layout.trailingComma || mustComma) ? ',' : '';
  const comment = (place: Layout['comments'][number], text: string) =>
    layout.comments.includes(place) ? text : '';
  const behindClose = comment('close', "  # it's (the end]");
  if (shape === 'one line') return `${open}${items.join(', ')}${trailing}${close}${behindClose}`;
  const opening = `${open}${comment('open', "  # don't, or (do")}\n`;
  const own = comment('own line', `${indent}# 'pipeline',\n`);
  const closing = `${comment('before close', `${indent}# the "last\n`)}${close}${behindClose}`;
  const behind = comment('behind', '  # it\'s "behind",');
  if (items.length === 0) return `${opening}${own}${closing}`;
  if (shape === 'one a line') {
    const lines = items.map(
      (item, index) => `${indent}${item}${index < items.length - 1 ? ',' : trailing}${behind}\n`,
    );
    return `${opening}${own}${lines.join('')}${closing}`;
  }
  if (shape === 'pairs') {
    const lines: string[] = [];
    for (let index = 0; index < items.length; index += 2) {
      const isLast = index + 2 >= items.length;
      lines.push(`${indent}${items.slice(index, index + 2).join(', ')}${isLast ? trailing : ','}${behind}\n`);
    }
    return `${opening}${own}${lines.join('')}${closing}`;
  }
  if (shape === 'leading commas') {
    const lines = items.map((item, index) => `${indent}${index === 0 ? '' : ', '}${item}${behind}\n`);
    return `${opening}${own}${lines.join('')}${trailing === '' ? '' : `${indent}${trailing}\n`}${closing}`;
  }
  // Hanging: the first beside the bracket, the last before the other one.
  const rest = items.slice(1).map((item) => `,${behind}\n${indent}${item}`);
  return `${open}${items[0]}${rest.join('')}${trailing}${close}${behindClose}`;
}
