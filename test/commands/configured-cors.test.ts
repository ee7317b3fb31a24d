import { describe, expect, test } from 'vitest';
import { readConfiguredCors } from '../../src/commands/configured-cors.js';
import { parseOmeroFile } from '../../src/site/omero-files.js';

const WHITELIST = 'omero.web.cors_origin_whitelist';
const ALLOW_ALL = 'omero.web.cors_origin_allow_all';
const ADDITIONAL = 'omero.web.django_additional_settings';

/** What patch makes of keys in config.xml, and of lines of a `*.omero` file behind them. */
function read(keys: Readonly<Record<string, string>>, omeroFile = '') {
  const place = { path: 'config.xml', line: 7 };
  const properties = new Map(Object.entries(keys).map(([key, value]) => [key, { value, ...place }]));
  return readConfiguredCors({
    config: { profile: 'default', properties },
    configOperations: parseOmeroFile(omeroFile, '00.omero').operations,
    environmentConfig: new Map(),
  });
}

describe('keys of their own', () => {
  test.each([
    [WHITELIST, '["https://a.example"]'],
    // OMERO.web does not start with it.
    [WHITELIST, ''],
    [WHITELIST, 'https://a.example'],
    [ALLOW_ALL, 'true'],
    [ALLOW_ALL, ' TRUE '],
    [ALLOW_ALL, 't'],
    [ALLOW_ALL, '1'],
  ])('%s with %j is set', (key, value) => {
    expect(read({ [key]: value }).keys).toEqual([key]);
  });

  test.each([
    [WHITELIST, '[]'],
    [WHITELIST, ' [ ] '],
    [ALLOW_ALL, 'false'],
    [ALLOW_ALL, 'False'],
    // To OMERO.web everything else is False.
    [ALLOW_ALL, '0'],
    [ALLOW_ALL, 'yes'],
    [ALLOW_ALL, ''],
  ])('%s with %j only repeats the default', (key, value) => {
    expect(read({ [key]: value }).keys).toEqual([]);
  });

  test('are told also where only an append names them', () => {
    const { keys, namesApp } = read(
      {},
      `config append ${WHITELIST} '"a"'\nconfig append omero.web.apps '"corsheaders"'\n`,
    );
    expect([keys, namesApp]).toEqual([[WHITELIST], true]);
  });
});

describe('additional settings', () => {
  test.each([
    [
      '[["CORS_ALLOWED_ORIGINS", []], ["DEBUG", true], ["CORS_URLS_REGEX", ""]]',
      ['CORS_ALLOWED_ORIGINS', 'CORS_URLS_REGEX'],
      undefined,
    ],
    [
      '[["CORS_ALLOW_CREDENTIALS", true], ["CORS_ALLOW_CREDENTIALS", false]]',
      ['CORS_ALLOW_CREDENTIALS', 'CORS_ALLOW_CREDENTIALS'],
      false,
    ],
    ['[["CORS_ALLOW_CREDENTIALS", "no"]]', ['CORS_ALLOW_CREDENTIALS'], undefined],
    ['["CORS_X", 1, [2, 3], null, {}]', [], undefined],
    ['{"CORS_X": 1}', [], undefined],
    ['[', [], undefined],
  ])('%s', (value, names, credentials) => {
    const { additionalSettings, credentials: told } = read({ [ADDITIONAL]: value });
    expect([additionalSettings, told]).toEqual([names, credentials]);
  });
});
