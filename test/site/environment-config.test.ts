import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeName, readEnvironmentConfig } from '../../src/site/environment-config.js';

describe('the variables of the Docker image', () => {
  it.each([
    ['omero.web.apps', 'CONFIG_omero_web_apps'],
    ['omero.web.cors_origin_whitelist', 'CONFIG_omero_web_cors__origin__whitelist'],
    ['omero.web.django_additional_settings', 'CONFIG_omero_web_django__additional__settings'],
  ])('%s', (key, name) => {
    expect(encodeName(key)).toBe(name);
    expect([...readEnvironmentConfig({ [name]: '["a"]' })]).toEqual([
      [key, { value: '["a"]', path: undefined, line: undefined }],
    ]);
  });

  it.each([
    ['another variable', { OMERODIR: '/x', omero_web_apps: '[]' }],
    ['a variable of another program', { CONFIG_SITE: '/x', CONFIG_: '' }],
    ['one that is not set', { CONFIG_omero_web_apps: undefined }],
  ])('%s is none', (_, env) => {
    expect([...readEnvironmentConfig(env)]).toEqual([]);
  });

  it('every key of OMERO comes back from its name', () => {
    // One letter between two dots is the image's own blind spot: its pattern can't match twice there.
    const word = fc.stringMatching(/^[a-z]{2,8}(_[a-z]{2,8}){0,3}$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), (words) => {
        const key = ['omero', ...words].join('.');
        expect([...readEnvironmentConfig({ [encodeName(key)]: 'x' }).keys()]).toEqual([key]);
      }),
      { numRuns: 1000 },
    );
  });
});
