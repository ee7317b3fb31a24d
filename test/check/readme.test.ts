import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { checkCodes } from '../../src/terminal/messages/check-codes.js';

it('the README has a row for every code, as SARIF has it', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const table = /<!-- check-codes:begin -->\n([\s\S]*?)<!-- check-codes:end -->/.exec(readme)?.[1];
  const rows = Object.entries(checkCodes).map(
    ([code, { weight, means, mend }]) => `| \`${code}\` | ${weight} | ${means} | ${mend} |\n`,
  );
  expect(table).toBe(
    `| code | weight | what it means | what mends it |\n| --- | --- | --- | --- |\n${rows.join('')}`,
  );
});
