import { expect, test } from 'vitest';
import { RENAMED_SETTINGS } from '../../src/cors/settings-names.js';

test('the three settings that 3.5 renamed, each with the name that it muted', () => {
  expect(Object.fromEntries(RENAMED_SETTINGS.map(({ old, renamed }) => [old, renamed]))).toEqual({
    CORS_ORIGIN_ALLOW_ALL: 'CORS_ALLOW_ALL_ORIGINS',
    CORS_ORIGIN_WHITELIST: 'CORS_ALLOWED_ORIGINS',
    CORS_ORIGIN_REGEX_WHITELIST: 'CORS_ALLOWED_ORIGIN_REGEXES',
  });
});
