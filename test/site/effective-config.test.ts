import { describe, expect, it } from 'vitest';
import type { ConfigProperties } from '../../src/site/config-xml.js';
import { effectiveConfig, resetsConfig, sameJson } from '../../src/site/effective-config.js';
import { readEnvironmentConfig } from '../../src/site/environment-config.js';
import { parseOmeroFile } from '../../src/site/omero-files.js';

const defaults = { 'omero.web.apps': '[]', 'omero.web.middleware': '[{"index": 1, "class": "a.A"}]' };

function sources(xml: Record<string, string> | undefined, omero = '', env: Record<string, string> = {}) {
  const properties: ConfigProperties = new Map(
    Object.entries(xml ?? {}).map(([key, value]) => [key, { value, path: 'config.xml', line: 1 }]),
  );
  return {
    config: xml === undefined ? undefined : { profile: 'default', properties },
    configOperations: parseOmeroFile(omero, '50-cors.omero').operations,
    environmentConfig: readEnvironmentConfig(env),
  };
}

function valuesOf(...given: Parameters<typeof sources>): Record<string, string> {
  const properties = effectiveConfig(sources(...given), defaults);
  return Object.fromEntries([...properties].map(([key, { value }]) => [key, value]));
}

describe('config.xml alone', () => {
  it('is as it is', () => {
    expect(valuesOf({ 'omero.web.apps': 'not even JSON' })).toEqual({ 'omero.web.apps': 'not even JSON' });
  });
  it('and without one there is nothing', () => {
    expect(valuesOf(undefined)).toEqual({});
  });
});

describe('the *.omero files', () => {
  const xml = { 'omero.web.apps': '["x"]', k: 'v' };
  it.each<[what: string, omero: string, values: Record<string, string>]>([
    ['set', 'config set k w', { 'omero.web.apps': '["x"]', k: 'w' }],
    ['unset', 'config set k', { 'omero.web.apps': '["x"]' }],
    ['append', `config append omero.web.apps '"y"'`, { 'omero.web.apps': '["x","y"]', k: 'v' }],
    ['append again', `config append omero.web.apps '"x"'`, { 'omero.web.apps': '["x","x"]', k: 'v' }],
    ['append once', `config append --set omero.web.apps '"x"'`, { 'omero.web.apps': '["x"]', k: 'v' }],
    ['remove', `config remove omero.web.apps '"x"'`, { 'omero.web.apps': '[]', k: 'v' }],
    ['remove what is not there', `config remove omero.web.apps '"y"'`, { 'omero.web.apps': '["x"]', k: 'v' }],
    [
      'append to the default',
      `config append omero.web.middleware '"m"'`,
      {
        'omero.web.apps': '["x"]',
        k: 'v',
        'omero.web.middleware': '[{"index":1,"class":"a.A"},"m"]',
      },
    ],
    [
      'remove from the default',
      `config remove omero.web.middleware '{"class": "a.A", "index": 1.0}'`,
      {
        'omero.web.apps': '["x"]',
        k: 'v',
        'omero.web.middleware': '[]',
      },
    ],
    [
      'append where the default is not known',
      `config append omero.web.open_with '"y"'`,
      { 'omero.web.apps': '["x"]', k: 'v' },
    ],
    ['append to what is no list', `config append k '"y"'`, { 'omero.web.apps': '["x"]', k: 'v' }],
    ['append what is no JSON', 'config append omero.web.apps y', { 'omero.web.apps': '["x"]', k: 'v' }],
    ['drop', 'config drop default\nconfig set k w', { k: 'w' }],
    ['drop later drops what stands above', 'config set k w\nconfig drop default', {}],
    ['drop of another profile', 'config drop other', { 'omero.web.apps': '["x"]', k: 'v' }],
  ])('%s', (_, omero, values) => {
    expect(valuesOf(xml, omero)).toEqual(values);
  });

  it('say where a value comes from', () => {
    const properties = effectiveConfig(sources(xml, `\nconfig append omero.web.apps '"y"'`), defaults);
    expect(properties.get('omero.web.apps')).toMatchObject({ path: '50-cors.omero', line: 2 });
    expect(properties.get('k')).toMatchObject({ path: 'config.xml' });
  });
});

describe("the image's variables", () => {
  it('come last, and replace', () => {
    const env = { CONFIG_omero_web_apps: '["z"]' };
    expect(valuesOf({}, `config append omero.web.apps '"y"'`, env)).toEqual({ 'omero.web.apps': '["z"]' });
  });
});

describe('resetsConfig', () => {
  it.each([
    ['config drop default', true],
    ['config set a b\nconfig drop default', true],
    ['config drop other', false],
    ['# config drop default', false],
    ['', false],
  ])('%j: %s', (omero, resets) => {
    expect(resetsConfig(sources({}, omero))).toBe(resets);
    expect(resetsConfig(sources(undefined, omero))).toBe(resets);
  });
});

// As Python's == on what its json reads.
describe('sameJson', () => {
  it.each<[unknown, unknown]>([
    ['a', 'a'],
    [1, 1.0],
    [true, 1],
    [null, null],
    [
      { index: 0.5, class: 'a' },
      { class: 'a', index: 0.5 },
    ],
    [
      ['K', [1, 2]],
      ['K', [1, 2]],
    ],
  ])('%j equals %j', (a, b) => {
    expect(sameJson(a, b)).toBe(true);
  });
  it.each<[unknown, unknown]>([
    ['a', 'A'],
    ['1', 1],
    [null, false],
    [
      ['a', 'b'],
      ['b', 'a'],
    ],
    [['a'], ['a', 'a']],
    [{ a: 1 }, { a: 1, b: 2 }],
    [{ a: 1 }, { b: 1 }],
    [{}, []],
    [{ 0: 'a' }, ['a']],
  ])('%j is not %j', (a, b) => {
    expect(sameJson(a, b)).toBe(false);
    expect(sameJson(b, a)).toBe(false);
  });
});
