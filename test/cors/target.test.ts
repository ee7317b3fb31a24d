import { describe, expect, test } from 'vitest';
import { type Era, targetFor } from '../../src/cors/target.js';
import { SettingsError } from '../../src/errors.js';

describe('targetFor', () => {
  test.each<[string | undefined, Era, boolean]>([
    ['1.1.0', 'MIDDLEWARE_CLASSES', false],
    ['2.5.3', 'MIDDLEWARE', false],
    ['3.0.0', 'MIDDLEWARE', true],
    // The version that was found beats the era.
    ['3.0.0', 'MIDDLEWARE_CLASSES', true],
    ['3.7.0', 'MIDDLEWARE', true],
    ['4.9.0', 'MIDDLEWARE', true],
    ['10.0', 'MIDDLEWARE', true],
    [undefined, 'MIDDLEWARE', true],
    [undefined, 'MIDDLEWARE_CLASSES', false],
  ])('%s with %s', (version, era, schemes) => {
    expect(targetFor(version, era)).toEqual({ schemes, version });
  });

  test.each([[''], ['newest'], ['<3.3'], ['==3.7.0']])('%j is refused', (version) => {
    const refused = () => targetFor(version, 'MIDDLEWARE');
    expect(refused).toThrow(SettingsError);
    expect(refused).toThrow(expect.objectContaining({ code: 'version-refused' }));
  });
});
