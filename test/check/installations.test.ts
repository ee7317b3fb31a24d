import { describe, expect, it } from 'vitest';
import { checkCodes } from '../../src/terminal/messages/check-codes.js';
import { caseNames, findingsOf, readCase } from './fixtures.js';

describe('installations', () => {
  it.each(caseNames.map((name) => ({ name, ...readCase(name) })))(
    '$name: $why',
    async ({ name, errors, warnings, notes }) => {
      const found = await findingsOf(name);
      const isUnreadable = found.status === 'error';
      expect(found).toEqual({
        exitCode: isUnreadable ? 2 : errors.length > 0 ? 1 : 0,
        status: isUnreadable ? 'error' : errors.length > 0 ? 'findings' : 'ok',
        errors,
        warnings,
        notes,
      });
    },
  );
});

describe('the table', () => {
  const cases = caseNames.map((name) => readCase(name));
  const codesIn = (lines: readonly string[]) => lines.map((line) => line.split(' ')[0]);

  it('has at least 60 installations, half of them healthy or harmless', () => {
    const quiet = cases.filter(({ errors, warnings }) => errors.length + warnings.length === 0);
    expect(cases.length).toBeGreaterThanOrEqual(60);
    expect(quiet.length * 2).toBeGreaterThanOrEqual(cases.length);
  });
  it.each(Object.keys(checkCodes))('has a case in which %s fires', (code) => {
    const all = cases.flatMap(({ errors, warnings, notes }) => codesIn([...errors, ...warnings, ...notes]));
    expect(all).toContain(code);
  });
});
