import { describe, expect, test } from 'vitest';
import { planRevert } from '../../../src/index.js';
import {
  APPS,
  COMPUTED,
  EACH_ONCE,
  LOADER,
  LOOP,
  MIDDLEWARE,
  ORIGIN,
  patched,
  settings,
} from '../../support/settings.js';

const named = (namesApp: boolean) => ({
  origins: [ORIGIN],
  config: { keys: [], additionalSettings: [], namesApp },
});

describe('changes', () => {
  test.each([
    ['the only list', "INSTALLED_APPS = ('a',)\n", "INSTALLED_APPS = ('a', 'corsheaders',)\n"],
    [
      'a list in the style of black',
      'INSTALLED_APPS = [\n    "a",\n    "b",\n]\n',
      'INSTALLED_APPS = [\n    "a",\n    "b",\n    "corsheaders",\n]\n',
    ],
    [
      'the part with pipeline, though another follows',
      "INSTALLED_APPS = ('a',)\nINSTALLED_APPS += ('pipeline',)\nINSTALLED_APPS += ('b',)\n",
      "INSTALLED_APPS = ('a',)\nINSTALLED_APPS += ('pipeline', 'corsheaders',)\nINSTALLED_APPS += ('b',)\n",
    ],
    [
      'the last part where none has pipeline',
      "INSTALLED_APPS = ('a',)\nINSTALLED_APPS += ('b',)\n",
      "INSTALLED_APPS = ('a',)\nINSTALLED_APPS += ('b', 'corsheaders',)\n",
    ],
    [
      'the last part that is a list, whatever is added behind it',
      "INSTALLED_APPS = ['a']\nINSTALLED_APPS.append('b')\nINSTALLED_APPS.extend(['c'])\n",
      "INSTALLED_APPS = ['a', 'corsheaders']\nINSTALLED_APPS.append('b')\nINSTALLED_APPS.extend(['c'])\n",
    ],
    [
      'a list between other statements on its line',
      "A = 1; INSTALLED_APPS = ('a',); B = 2\n",
      "A = 1; INSTALLED_APPS = ('a', 'corsheaders',); B = 2\n",
    ],
    [
      'a part behind a computed one',
      "INSTALLED_APPS = base()\nINSTALLED_APPS += ['a']\n",
      "INSTALLED_APPS = base()\nINSTALLED_APPS += ['a', 'corsheaders']\n",
    ],
    [
      'an annotated list',
      "INSTALLED_APPS: tuple = ('a',)\n",
      "INSTALLED_APPS: tuple = ('a', 'corsheaders',)\n",
    ],
    [
      'a list that only looks as if it had it',
      "INSTALLED_APPS = ('a.corsheaders', 'corsheaders2')  # 'corsheaders'\n",
      "INSTALLED_APPS = ('a.corsheaders', 'corsheaders2', 'corsheaders')  # 'corsheaders'\n",
    ],
    // Two literals without a comma are one, and another app.
    [
      'a list that lost a comma',
      "INSTALLED_APPS = (\n    'a'\n    'corsheaders',\n)\n",
      "INSTALLED_APPS = (\n    'a'\n    'corsheaders',\n    'corsheaders',\n)\n",
    ],
    [
      'a list with names and stars',
      "INSTALLED_APPS = ('a', *MORE, NAME)\n",
      "INSTALLED_APPS = ('a', *MORE, NAME, 'corsheaders')\n",
    ],
  ])('%s', async (_name, before, after) => {
    const { outside, begin } = await patched(settings(before, COMPUTED));
    expect(outside).toBe(after + COMPUTED);
    expect(begin).toBe('# omero-cors: begin (app)');
  });
});

describe('keeps each app once', () => {
  test.each([
    ['where the loop can add any', APPS + LOOP],
    [
      'where the loop stands between two parts',
      `INSTALLED_APPS = ('a',)\n${LOOP}INSTALLED_APPS += ('pipeline',)\n`,
    ],
    [
      'where somebody wrote the loop anew',
      `${APPS}for name in ADDITIONAL_APPS:\n    INSTALLED_APPS += (name,)\n`,
    ],
    [
      'where the loop adds what nobody can tell',
      `${APPS}for app in ADDITIONAL_APPS:\n    INSTALLED_APPS += (f(app),)\n`,
    ],
    [
      'where the loop appends',
      `INSTALLED_APPS = ['a']\nfor app in ADDITIONAL_APPS:\n    INSTALLED_APPS.append(app)\n`,
    ],
    ['where a computed list is added', `${APPS}INSTALLED_APPS += tuple(ADDITIONAL_APPS)\n`],
    ['where a star is in it', "INSTALLED_APPS = ('a', *ADDITIONAL_APPS)\n"],
  ])('%s', async (_name, apps) => {
    expect((await patched(settings(apps, MIDDLEWARE))).block).toContain(EACH_ONCE);
  });

  test('where corsheaders is there twice already', async () => {
    const twice = "INSTALLED_APPS = ('corsheaders', 'a')\nINSTALLED_APPS += ('corsheaders',)\n";
    const { outside, block, begin } = await patched(settings(twice, COMPUTED));
    expect(outside).toBe(twice + COMPUTED);
    expect(block).toContain(EACH_ONCE);
    expect(begin).toBe('# omero-cors: begin');
  });

  test('where it is there by hand, and the configuration names it too', async () => {
    const apps = `INSTALLED_APPS = ('corsheaders',)\n${LOOP}`;
    expect((await patched(settings(apps, COMPUTED), named(true))).block).toContain(EACH_ONCE);
    expect((await patched(settings(apps, COMPUTED), named(false))).block).not.toContain(EACH_ONCE);
  });

  test('and goes on to do so when the configuration is not seen any more', async () => {
    const apps = `INSTALLED_APPS = ('corsheaders',)\n${LOOP}`;
    const { text } = await patched(settings(apps, COMPUTED), named(true));
    expect(await patched(text)).toMatchObject({ changed: false, block: expect.arrayContaining([EACH_ONCE]) });
  });

  test.each([
    ['where nothing can be added', APPS],
    // Before 2014 an app that is no part of omeroweb could not be added.
    [
      'where the loop adds parts of omeroweb alone',
      `${APPS}for app in ADDITIONAL_APPS:\n    INSTALLED_APPS += ('omeroweb.%s' % app,)\n`,
    ],
    [
      'the same in double quotes',
      `${APPS}for app in ADDITIONAL_APPS:\n    INSTALLED_APPS += ("omeroweb.%s" % app,)\n`,
    ],
  ])('but not %s', async (_name, apps) => {
    expect((await patched(settings(apps, MIDDLEWARE), named(true))).block).not.toContain(EACH_ONCE);
  });
});

describe('leaves alone', () => {
  test.each([
    ['the app, in any place', "INSTALLED_APPS = ('corsheaders', 'a')\n"],
    ['in another quote', 'INSTALLED_APPS = ("corsheaders",)\n'],
    ['in Unicode', "INSTALLED_APPS = (u'corsheaders',)\n"],
    ['raw', "INSTALLED_APPS = (r'corsheaders',)\n"],
    ['joined of two', "INSTALLED_APPS = ('cors' 'headers',)\n"],
    ['with a comment', "INSTALLED_APPS = (\n    'corsheaders',  # for the viewer\n    'a',\n)\n"],
    ['by its configuration class', "INSTALLED_APPS = ('corsheaders.apps.CorsHeadersAppConfig',)\n"],
    ['in a part that is added', "INSTALLED_APPS = ('a',)\nINSTALLED_APPS += ('corsheaders',)\n"],
    ['appended', "INSTALLED_APPS = ['a']\nINSTALLED_APPS.append('corsheaders')\n"],
    ['extended', "INSTALLED_APPS = ['a']\nINSTALLED_APPS.extend(('corsheaders',))\n"],
    ['in a set that is added', "INSTALLED_APPS = ['a']\nINSTALLED_APPS.extend({'corsheaders'})\n"],
  ])('%s', async (_name, apps) => {
    const { outside, begin } = await patched(settings(apps, COMPUTED));
    expect(outside).toBe(apps + COMPUTED);
    expect(begin).toBe('# omero-cors: begin');
  });
});

describe('one app under two names', () => {
  const PATH = 'corsheaders.apps.CorsHeadersAppConfig';
  const hand = (app: string) => `INSTALLED_APPS = (\n    '${app}',\n)\n`;
  const configured = (namesApp: boolean, appConfig?: string) => ({
    origins: [ORIGIN],
    config: { keys: [], additionalSettings: [], namesApp, appConfig },
  });

  test.each([
    ['by path here, by name in the configuration', hand(PATH) + LOOP, configured(true), ' 1'],
    ['by name here, by path in the configuration', hand('corsheaders') + LOOP, configured(false, PATH), ' 1'],
    [
      'by path in the configuration, where patch would add the name',
      APPS + LOOP,
      configured(false, PATH),
      '',
    ],
    ['both in the configuration', APPS + LOOP, configured(true, PATH), ''],
    ['both in the file', `${hand(PATH)}INSTALLED_APPS += ('corsheaders',)\n`, configured(false), ' 4'],
    [
      'where a computed list may add what is configured',
      `${hand(PATH)}INSTALLED_APPS += tuple(ADDITIONAL_APPS)\n`,
      configured(true),
      ' 1',
    ],
  ])('is blocked: %s', async (_name, apps, request, line) => {
    const text = settings(apps, MIDDLEWARE);
    const { blocked, changed } = await patched(text, request);
    const [name] = apps.includes(PATH) ? [PATH] : ['corsheaders'];
    expect([blocked, changed]).toEqual([[`app-spelled-twice ${name}${line}`], false]);
  });

  test('stops a second run, too', async () => {
    const { text } = await patched(settings(APPS + LOOP, MIDDLEWARE));
    expect((await patched(text, configured(false, PATH))).blocked).toEqual([
      'app-spelled-twice corsheaders 1',
    ]);
  });

  test.each([
    ['by path here alone', hand(PATH) + LOOP, configured(false)],
    ['by path in both places', hand(PATH) + LOOP, configured(false, PATH)],
    ['by name here, where the loop adds parts of omeroweb alone', APPS, configured(false, PATH)],
  ])('is none: %s', async (_name, apps, request) => {
    expect((await patched(settings(apps, MIDDLEWARE), request)).blocked).toEqual([]);
  });
});

describe('is blocked', () => {
  test.each([
    ['without the setting', '', 'setting-missing INSTALLED_APPS'],
    ['with an addition alone', "INSTALLED_APPS += ('a',)\n", 'setting-missing INSTALLED_APPS'],
    [
      'by a second value',
      "INSTALLED_APPS = ('a',)\nINSTALLED_APPS = ('b',)\n",
      'setting-repeated INSTALLED_APPS 2',
    ],
    [
      'by a second value made of the first',
      "INSTALLED_APPS = ('a',)\nINSTALLED_APPS = INSTALLED_APPS + ('b',)\n",
      'setting-repeated INSTALLED_APPS 2',
    ],
    [
      'by an addition above it',
      "INSTALLED_APPS.append('corsheaders')\nINSTALLED_APPS = ['a']\n",
      'setting-not-plain INSTALLED_APPS 1',
    ],
    ['by an if', "if DEBUG:\n    INSTALLED_APPS = ('a',)\n", 'setting-not-plain INSTALLED_APPS 2'],
    [
      'by an addition inside an if',
      `${APPS}if DEBUG:\n    INSTALLED_APPS += ('a',)\n`,
      'setting-not-plain INSTALLED_APPS 5',
    ],
    [
      "by a loop that is not OMERO.web's",
      `${APPS}for a in b:\n    INSTALLED_APPS += (a,)\n`,
      'setting-not-plain INSTALLED_APPS 5',
    ],
    [
      'by an assignment inside the loop',
      `${APPS}for app in ADDITIONAL_APPS:\n    INSTALLED_APPS = (app,)\n`,
      'setting-not-plain INSTALLED_APPS 5',
    ],
    [
      'by a removal inside the loop',
      "INSTALLED_APPS = ['a']\nfor app in ADDITIONAL_APPS:\n    INSTALLED_APPS.remove(app)\n",
      'setting-not-plain INSTALLED_APPS 3',
    ],
    [
      'by an insertion',
      "INSTALLED_APPS = ['a']\nINSTALLED_APPS.insert(0, 'b')\n",
      'setting-not-plain INSTALLED_APPS 2',
    ],
    [
      'by an index',
      "INSTALLED_APPS = ['a']\nINSTALLED_APPS[0] = 'b'\n",
      'setting-not-plain INSTALLED_APPS 2',
    ],
    [
      'by an import',
      `${APPS}from local_settings import INSTALLED_APPS\n`,
      'setting-not-plain INSTALLED_APPS 4',
    ],
    [
      'by an import of everything',
      `${APPS}from local_settings import *\n`,
      'setting-not-plain INSTALLED_APPS 4',
    ],
    [
      'by an execution of everything',
      `${APPS}execfile('local_settings.py')\n`,
      'setting-not-plain INSTALLED_APPS 4',
    ],
    [
      'by a function that sets it',
      `${APPS}def f():\n    global INSTALLED_APPS\n`,
      'setting-not-plain INSTALLED_APPS 5',
    ],
    [
      'by a value from the environment',
      "INSTALLED_APPS = os.environ['APPS'].split()\n",
      'value-not-literal INSTALLED_APPS 1',
    ],
    ['by a sum', "INSTALLED_APPS = ('a',) + MORE\n", 'value-not-literal INSTALLED_APPS 1'],
    ['by a comprehension', 'INSTALLED_APPS = [a for a in MORE]\n', 'value-not-literal INSTALLED_APPS 1'],
    ['by a choice', "INSTALLED_APPS = ('a',) if DEBUG else ('b',)\n", 'value-not-literal INSTALLED_APPS 1'],
    // ('a') is a string.
    ['by a missing comma', "INSTALLED_APPS = ('a')\n", 'value-not-literal INSTALLED_APPS 1'],
    ['by a tuple without brackets', "INSTALLED_APPS = 'a', 'b'\n", 'value-not-literal INSTALLED_APPS 1'],
    ['by a set, which has no order', "INSTALLED_APPS = {'a', 'b'}\n", 'value-not-literal INSTALLED_APPS 1'],
  ])('%s', async (_name, apps, finding) => {
    const text = settings(apps, MIDDLEWARE);
    const { blocked, text: newText } = await patched(text);
    expect(blocked.filter((each) => each.includes('INSTALLED_APPS'))).toEqual([finding]);
    expect(newText).toBe(text);
  });

  test.each([
    ['a later addition', "INSTALLED_APPS += ('late',)\n", 'setting-after-loader INSTALLED_APPS'],
    ['the loop', LOOP, 'setting-not-plain INSTALLED_APPS'],
    ['an import of everything', 'from local_settings import *\n', 'setting-not-plain INSTALLED_APPS'],
  ])('by %s behind the loader', async (_name, late, finding) => {
    const { blocked } = await patched(`${APPS}${MIDDLEWARE}${LOADER}${late}`);
    expect(blocked[0]).toContain(finding);
  });
});

describe('revert', () => {
  const block = '# omero-cors: begin (app)\n# omero-cors: end\n';
  const revert = async (apps: string, all = false) =>
    (await planRevert(`${apps}${block}${LOADER}`, { all })).newText.replace(LOADER, '');

  test.each([
    ['the element of ours', "INSTALLED_APPS = ('a', 'corsheaders')\n", "INSTALLED_APPS = ('a',)\n"],
    [
      'the last of two, which is ours',
      "INSTALLED_APPS = ['corsheaders', 'a', 'corsheaders']\n",
      "INSTALLED_APPS = ['corsheaders', 'a']\n",
    ],
    [
      'one that was moved since',
      "INSTALLED_APPS = (\n    'corsheaders',\n    'a',\n)\n",
      "INSTALLED_APPS = (\n    'a',\n)\n",
    ],
    ['nothing where somebody took it out', "INSTALLED_APPS = ('a',)\n", "INSTALLED_APPS = ('a',)\n"],
  ])('takes out %s', async (_name, before, after) => {
    expect(await revert(before)).toBe(after);
  });

  test.each([
    ['every one', "INSTALLED_APPS = ['corsheaders', 'a', 'corsheaders']\n", "INSTALLED_APPS = ['a']\n"],
    ['neighbours', "INSTALLED_APPS = ('a', 'corsheaders', 'corsheaders')\n", "INSTALLED_APPS = ('a',)\n"],
    [
      'the configuration class',
      "INSTALLED_APPS = ('a', 'corsheaders.apps.CorsHeadersAppConfig',)\n",
      "INSTALLED_APPS = ('a',)\n",
    ],
    [
      'in every part',
      "INSTALLED_APPS = ('a', 'corsheaders')\nINSTALLED_APPS += ('corsheaders',)\n",
      "INSTALLED_APPS = ('a',)\nINSTALLED_APPS += ()\n",
    ],
    [
      'what was appended',
      "INSTALLED_APPS = ['a']\nINSTALLED_APPS.append('corsheaders')\n",
      "INSTALLED_APPS = ['a']\n",
    ],
    [
      'what was appended on a line with others',
      "INSTALLED_APPS = ['a']; INSTALLED_APPS.append('corsheaders')\n",
      "INSTALLED_APPS = ['a']; pass\n",
    ],
  ])('--all takes out %s', async (_name, before, after) => {
    expect(await revert(before, true)).toBe(after);
  });

  test('without our block leaves the element of somebody else', async () => {
    const text = settings("INSTALLED_APPS = ('a', 'corsheaders')\n", MIDDLEWARE);
    expect(await planRevert(text)).toMatchObject({ changed: false, newText: text });
  });
});
