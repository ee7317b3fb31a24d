import { describe, expect, it } from 'vitest';
import { parseConfigXml } from '../../src/site/config-xml.js';
import { configXml } from './tree.js';

const path = '/opt/omero/web/omero-web/etc/grid/config.xml';

async function valuesOf(text: string, profile?: string): Promise<Record<string, string>> {
  const { properties } = await parseConfigXml(text, path, profile);
  return Object.fromEntries([...properties].map(([key, { value }]) => [key, value]));
}

describe('the active profile', () => {
  it('with the line of each key', async () => {
    const config = await parseConfigXml(
      configXml({ 'omero.web.apps': '["corsheaders"]', 'omero.web.prefix': '/a&b' }),
      path,
    );
    expect(config).toMatchObject({ path, profile: 'default' });
    expect([...config.properties]).toEqual([
      ['omero.web.apps', { value: '["corsheaders"]', path, line: 7 }],
      ['omero.web.prefix', { value: '/a&b', path, line: 8 }],
    ]);
  });

  it('as omero-py writes it: in one line, the keys of the profile copied into __ACTIVE__', async () => {
    const text =
      "<icegrid><!--\n\n\tThis file was generated\n--><properties id=\"__ACTIVE__\"><property name='omero.config.profile' value='default' />" +
      '<property name="omero.web.apps" value="stale"/></properties><properties id="default">' +
      '<property name="omero.web.apps" value="live"/></properties><include file="templates.xml" /></icegrid>';
    expect(await valuesOf(text)).toEqual({ 'omero.web.apps': 'live' });
  });

  const two = `<icegrid>
    <properties id="__ACTIVE__"><property name="omero.config.profile" value="web"/></properties>
    <properties id="default"><property name="k" value="d"/></properties>
    <properties id="web"><property name="k" value="w"/></properties>
  </icegrid>`;
  it('is the one that the file names', async () => {
    expect(await valuesOf(two)).toEqual({ k: 'w' });
  });
  it('is the one that OMERO_CONFIG names', async () => {
    expect(await valuesOf(two, 'default')).toEqual({ k: 'd' });
  });
  it('an empty OMERO_CONFIG names none', async () => {
    expect(await valuesOf(two, '')).toEqual({ k: 'w' });
  });
  it('one that is not there is empty', async () => {
    expect(await valuesOf(two, 'other')).toEqual({});
  });
  it('is called default where nothing says otherwise', async () => {
    expect(
      await valuesOf(
        '<icegrid><properties id="default"><property name="k" value="v"/></properties></icegrid>',
      ),
    ).toEqual({ k: 'v' });
  });
});

describe('reads what XML allows', () => {
  const around = (inside: string) => `<icegrid><properties id="default">${inside}</properties></icegrid>`;
  it.each<[string, string, Record<string, string>]>([
    ['single quotes around double ones', `<property name="k" value='["a"]'/>`, { k: '["a"]' }],
    ['character references', '<property name="k" value="&#x22;&#228;&quot;"/>', { k: '"ä"' }],
    ['no value', '<property name="k"/>', { k: '' }],
    ['no name', '<property value="v"/>', {}],
    ['a key twice: the last', '<property name="k" value="1"/><property name="k" value="2"/>', { k: '2' }],
    ['a comment', '<!-- <property name="k" value="1"/> -->', {}],
    ['a property inside something else', '<other><property name="k" value="1"/></other>', {}],
  ])('%s', async (_, inside, values) => {
    expect(await valuesOf(around(inside))).toEqual(values);
  });

  it('an empty file is an empty configuration', async () => {
    expect(await valuesOf('')).toEqual({});
  });
  it('a declaration', async () => {
    expect(await valuesOf(`<?xml version='1.0' encoding='UTF-8'?>\n${configXml({ k: 'v' })}`)).toEqual({
      k: 'v',
    });
  });
});

// What is never closed is shown where it, or the last thing inside it, was opened.
describe('refuses what is no XML, with the line', () => {
  it.each<[string, string, number]>([
    ['cut off', configXml({ k: 'v' }).slice(0, -12), 7],
    ['not closed', '<icegrid>\n<properties id="default">\n</icegrid>\n', 2],
    ['no quotes', '<icegrid>\n<properties id=default/>\n</icegrid>\n', 2],
    ['an unknown entity', '<icegrid>\n\n<a b="&nope;"/></icegrid>', 3],
    ['not XML at all', 'omero.web.apps=[]\n', 1],
    ['blank', ' \n', 1],
  ])('%s', async (_, text, line) => {
    await expect(parseConfigXml(text, path)).rejects.toMatchObject({
      code: 'config-xml-syntax',
      position: { path, line },
    });
  });
});
