import { describe, expect, test } from 'vitest';
import { planRevert } from '../../../src/index.js';
import { APPS, LOADER, patched, settings } from '../../support/settings.js';

const CORS = "'corsheaders.middleware.CorsMiddleware'";
const COMMON = "'django.middleware.common.CommonMiddleware'";
const SESSION = "'django.contrib.sessions.middleware.SessionMiddleware'";
const BROKEN_LINKS = "'django.middleware.common.BrokenLinkEmailsMiddleware'";

/** The statement that puts CorsMiddleware first. */
const first = (name: string) => [
  `${name} = (${CORS},) + tuple(`,
  `    name for name in ${name} if name != ${CORS}`,
  ')',
];

describe('puts the element first', () => {
  test.each([
    ['in MIDDLEWARE', `MIDDLEWARE = (${COMMON},)\n`, `MIDDLEWARE = (${CORS}, ${COMMON},)\n`],
    [
      'in MIDDLEWARE_CLASSES',
      `MIDDLEWARE_CLASSES = [${COMMON}]\n`,
      `MIDDLEWARE_CLASSES = [${CORS}, ${COMMON}]\n`,
    ],
    ['in an empty list', 'MIDDLEWARE = ()\n', `MIDDLEWARE = (${CORS},)\n`],
    [
      'in the quotes of its neighbour',
      'MIDDLEWARE = [\n    "a",\n]\n',
      `MIDDLEWARE = [\n    ${CORS.replaceAll("'", '"')},\n    "a",\n]\n`,
    ],
    [
      'above a comment',
      `MIDDLEWARE = (\n    # the first\n    ${COMMON},\n)\n`,
      `MIDDLEWARE = (\n    ${CORS},\n    # the first\n    ${COMMON},\n)\n`,
    ],
    [
      'in the list that is extended',
      `MIDDLEWARE = (${COMMON},)\nMIDDLEWARE += (${SESSION},)\n`,
      `MIDDLEWARE = (${CORS}, ${COMMON},)\nMIDDLEWARE += (${SESSION},)\n`,
    ],
    [
      'in a list that computed ones follow',
      `MIDDLEWARE = [${COMMON}]\nMIDDLEWARE += more()\n`,
      `MIDDLEWARE = [${CORS}, ${COMMON}]\nMIDDLEWARE += more()\n`,
    ],
    ['above names and stars', 'MIDDLEWARE = (*MORE, NAME)\n', `MIDDLEWARE = (${CORS}, *MORE, NAME)\n`],
    [
      'where only a comment has it',
      `MIDDLEWARE = (\n    # ${CORS},\n    ${COMMON},\n)\n`,
      `MIDDLEWARE = (\n    ${CORS},\n    # ${CORS},\n    ${COMMON},\n)\n`,
    ],
  ])('%s', async (_name, before, after) => {
    const { outside, begin, block } = await patched(
      settings(before, APPS.replace("'pipeline'", "'corsheaders'")),
    );
    expect(outside).toBe(after + APPS.replace("'pipeline'", "'corsheaders'"));
    expect(begin).toBe('# omero-cors: begin (middleware)');
    expect(block.filter((line) => line.startsWith('MIDDLEWARE'))).toEqual([]);
  });
});

describe('puts it first by a statement', () => {
  test.each([
    ['where it is computed', 'MIDDLEWARE = sort_properties_to_tuple(MIDDLEWARE_LIST)\n', 'MIDDLEWARE'],
    [
      'where the older name is computed',
      'MIDDLEWARE_CLASSES = tuple(map(f, MIDDLEWARE_LIST))\n',
      'MIDDLEWARE_CLASSES',
    ],
    ['where it is a sum', `MIDDLEWARE = (${COMMON},) + MORE\n`, 'MIDDLEWARE'],
    ['where it comes from elsewhere', "MIDDLEWARE = os.environ['M'].split()\n", 'MIDDLEWARE'],
    ['where it is a comprehension', 'MIDDLEWARE = [a for a in MORE]\n', 'MIDDLEWARE'],
    [
      'where something is inserted above',
      `MIDDLEWARE = [${COMMON}]\nMIDDLEWARE.insert(0, 'a')\n`,
      'MIDDLEWARE',
    ],
    [
      'where it is inserted, at whatever place',
      `MIDDLEWARE = [${COMMON}]\nMIDDLEWARE.insert(1, ${CORS})\n`,
      'MIDDLEWARE',
    ],
    ['where it stands below what can answer', `MIDDLEWARE = (${COMMON}, ${CORS})\n`, 'MIDDLEWARE'],
    [
      'where it stands below what nobody knows',
      `MIDDLEWARE = ('whitenoise.middleware.WhiteNoiseMiddleware', ${CORS})\n`,
      'MIDDLEWARE',
    ],
    ['where it stands below a name', `MIDDLEWARE = (NAME, ${CORS})\n`, 'MIDDLEWARE'],
    ['where it is appended', `MIDDLEWARE = [${COMMON}]\nMIDDLEWARE.append(${CORS})\n`, 'MIDDLEWARE'],
    ['where a later part has it', `MIDDLEWARE = (${COMMON},)\nMIDDLEWARE += (${CORS},)\n`, 'MIDDLEWARE'],
    ['where the list has no order', `MIDDLEWARE = {${COMMON}}\n`, 'MIDDLEWARE'],
  ])('%s', async (_name, before, name) => {
    const { outside, block } = await patched(settings(before, APPS));
    expect(outside.startsWith(before)).toBe(true);
    expect(block).toEqual(expect.arrayContaining(first(name)));
  });
});

describe('leaves alone', () => {
  test.each([
    ['the first', `MIDDLEWARE = (${CORS}, ${COMMON})\n`],
    ['in another quote', `MIDDLEWARE = [${CORS.replaceAll("'", '"')}]\n`],
    ['with comments', `MIDDLEWARE = (\n    # CORS\n    ${CORS},  # first\n)\n`],
    // Neither answers on its own.
    ['below what only passes on', `MIDDLEWARE = (${SESSION}, ${BROKEN_LINKS}, ${CORS}, ${COMMON})\n`],
    ['the first of two', `MIDDLEWARE = (${CORS}, ${COMMON}, ${CORS})\n`],
    ['in a list that is extended', `MIDDLEWARE = [${CORS}]\nMIDDLEWARE += more()\n`],
  ])('%s', async (_name, before) => {
    const { outside, block, begin } = await patched(settings(before, APPS));
    expect(outside.startsWith(before)).toBe(true);
    expect(block.filter((line) => line.startsWith('MIDDLEWARE'))).toEqual([]);
    expect(begin).toBe('# omero-cors: begin (app)');
  });
});

describe('is blocked', () => {
  test.each([
    ['without the setting', '', 'setting-missing MIDDLEWARE'],
    ['by both names', 'MIDDLEWARE = ()\nMIDDLEWARE_CLASSES = ()\n', 'middleware-twice 2'],
    ['by a second value', 'MIDDLEWARE = ()\nMIDDLEWARE = ()\n', 'setting-repeated MIDDLEWARE 2'],
    ['by an addition alone', 'MIDDLEWARE += ()\n', 'setting-missing MIDDLEWARE'],
    ['by an if', 'if DEBUG:\n    MIDDLEWARE = ()\n', 'setting-not-plain MIDDLEWARE 2'],
    [
      'by an insertion inside an if',
      "MIDDLEWARE = []\nif DEBUG:\n    MIDDLEWARE.insert(0, 'a')\n",
      'setting-not-plain MIDDLEWARE 3',
    ],
    [
      'by an insertion inside a function',
      "MIDDLEWARE = []\ndef f():\n    MIDDLEWARE.insert(0, 'a')\n",
      'setting-not-plain MIDDLEWARE 3',
    ],
    ['by a removal', "MIDDLEWARE = ['a']\nMIDDLEWARE.remove('a')\n", 'setting-not-plain MIDDLEWARE 2'],
    [
      'by an import',
      'MIDDLEWARE = ()\nfrom local_settings import MIDDLEWARE\n',
      'setting-not-plain MIDDLEWARE 2',
    ],
    // tuple() of it would split the string, or fail: gunicorn would not start.
    ['by a string', `MIDDLEWARE = (${COMMON})\n`, 'value-not-literal MIDDLEWARE 1'],
    ['by joined strings', `MIDDLEWARE = (${COMMON}\n    ${SESSION})\n`, 'value-not-literal MIDDLEWARE 1'],
    ['by None', 'MIDDLEWARE = None\n', 'value-not-literal MIDDLEWARE 1'],
    ['by a dictionary', 'MIDDLEWARE = {}\n', 'value-not-literal MIDDLEWARE 1'],
  ])('%s', async (_name, middleware, finding) => {
    const text = settings(middleware, APPS);
    const { blocked, text: newText } = await patched(text);
    expect(blocked).toEqual([finding]);
    expect(newText).toBe(text);
  });

  test.each([
    ["MIDDLEWARE += ('late',)\n"],
    // The tuple that the block makes of it has no insert.
    ["MIDDLEWARE.insert(0, 'late')\n"],
    ["MIDDLEWARE.append('late')\n"],
    ['MIDDLEWARE = ()\n'],
  ])('by %j behind the loader', async (late) => {
    const { blocked } = await patched(`${APPS}MIDDLEWARE = []\n${LOADER}${late}`);
    expect(blocked).toHaveLength(1);
    expect(blocked[0]).toMatch(/^setting-(?:after-loader|repeated) MIDDLEWARE 11$/);
  });
});

describe('stays as it was decided', () => {
  const computed = settings('MIDDLEWARE = f()\n', APPS);

  test('by a statement, when the list has become a literal', async () => {
    const { text } = await patched(computed);
    const literal = text.replace('MIDDLEWARE = f()', `MIDDLEWARE = (${COMMON},)`);
    const { block, outside } = await patched(literal);
    expect(block).toEqual(expect.arrayContaining(first('MIDDLEWARE')));
    expect(outside).toContain(`MIDDLEWARE = (${COMMON},)`);
  });

  test('by an element, when the list has become computed, which takes the statement, too', async () => {
    const { text } = await patched(settings(`MIDDLEWARE = (${COMMON},)\n`, APPS));
    const { block, begin } = await patched(
      text.replace(`MIDDLEWARE = (${CORS}, ${COMMON},)`, 'MIDDLEWARE = f()'),
    );
    expect(block).toEqual(expect.arrayContaining(first('MIDDLEWARE')));
    expect(begin).toBe('# omero-cors: begin (app, middleware)');
  });

  test('written by another hand in other quotes and lines, it is ours still', async () => {
    const { text } = await patched(computed);
    const black = text
      .replaceAll(CORS, CORS.replaceAll("'", '"'))
      .replace('tuple(\n    name', 'tuple(  # generated\n        name');
    const { text: again } = await patched(black);
    expect(again).toBe(text);
    expect((await planRevert(black)).newText).toBe(computed);
  });

  test("with another class put into it, it is somebody's", async () => {
    const { text } = await patched(computed);
    const edited = text.replace(`= (${CORS},) +`, `= (${CORS}, 'late') +`);
    expect((await patched(edited)).blocked).toEqual(['block-edited MIDDLEWARE 11']);
  });
});

describe('revert', () => {
  const block = '# omero-cors: begin (middleware)\n# omero-cors: end\n';
  const revert = async (middleware: string, all = false) =>
    (await planRevert(`${middleware}${block}${LOADER}`, { all })).newText.replace(LOADER, '');

  test.each([
    ['the first', `MIDDLEWARE = (${CORS}, ${COMMON},)\n`, `MIDDLEWARE = (${COMMON},)\n`],
    ['one that was moved since', `MIDDLEWARE = [${COMMON}, ${CORS}]\n`, `MIDDLEWARE = [${COMMON}]\n`],
    [
      'the first of two',
      `MIDDLEWARE = [${CORS}, ${COMMON}, ${CORS}]\n`,
      `MIDDLEWARE = [${COMMON}, ${CORS}]\n`,
    ],
    ['nothing where somebody took it out', `MIDDLEWARE = (${COMMON},)\n`, `MIDDLEWARE = (${COMMON},)\n`],
    ['nothing where there is no middleware', 'A = 1\n', 'A = 1\n'],
  ])('takes out %s', async (_name, before, after) => {
    expect(await revert(before)).toBe(after);
  });

  test.each([
    ['every one', `MIDDLEWARE = (${CORS}, ${COMMON}, ${CORS})\n`, `MIDDLEWARE = (${COMMON},)\n`],
    [
      'what was inserted',
      `MIDDLEWARE = [${COMMON}]\nMIDDLEWARE.insert(0, ${CORS})\n`,
      `MIDDLEWARE = [${COMMON}]\n`,
    ],
    [
      'what was appended',
      `MIDDLEWARE = [${COMMON}]\nMIDDLEWARE.append(  # here\n    ${CORS})\n`,
      `MIDDLEWARE = [${COMMON}]\n`,
    ],
  ])('--all takes out %s', async (_name, before, after) => {
    expect(await revert(before, true)).toBe(after);
  });

  test('--all leaves what else is inserted', async () => {
    const text = "MIDDLEWARE = []\nMIDDLEWARE.insert(0, 'a')\n";
    expect(await revert(text, true)).toBe(text);
  });
});
