import fc from 'fast-check';

const domain = fc.constantFrom(
  ...[
    'omero',
    'omero',
    '*',
    '@web',
    '@imaging',
    '@others',
    '990:999',
    ':998',
    '999:',
    '@:1200',
    '@0:',
    '%web',
  ],
);
const type = fc.constantFrom('soft', 'hard', '-', 'Soft', 'both');
const value = fc.oneof(
  fc.integer({ min: 0, max: 200_000 }).map(String),
  fc.constantFrom('unlimited', '-1', 'infinity', 'many', '64k', '65535', '65534'),
);
const blank = fc.constantFrom(' ', '\t', '  ', ' \t ');
const limit = fc
  .tuple(
    fc.constantFrom('', '', ' ', '\t'),
    domain,
    blank,
    type,
    blank,
    value,
    fc.constantFrom('', ' ', ' # x', '#y'),
  )
  .map(([indent, who, a, kind, b, number, end]) => `${indent}${who}${a}${kind}${b}nofile${a}${number}${end}`);
const other = fc.constantFrom(
  ...[
    '',
    '# comment',
    '# End of file',
    'omero - nproc 9',
    'omero soft',
    '*\tsoft core 0',
    '#omero - nofile 9',
  ],
);
const exemption = fc.constantFrom('omero -', '@web -', '* -', '999: -', '% -');

/** The text of a limits file: mostly lines about open files, of one kind of line end, with or without a last one. */
export function anyLimitsText(): fc.Arbitrary<string> {
  const line = fc.oneof(
    { weight: 12, arbitrary: limit },
    { weight: 6, arbitrary: other },
    { weight: 1, arbitrary: exemption },
  );
  return fc
    .tuple(fc.array(line, { maxLength: 7 }), fc.constantFrom('\n', '\n', '\r\n'), fc.boolean())
    .map(([lines, newline, closed]) => lines.join(newline) + (closed && lines.length > 0 ? newline : ''));
}
