import { describe, expect, test } from 'vitest';
import { loadPythonParser } from '../../src/python/parse.js';
import { findComputedNames } from '../../src/settings/computed-names.js';
import { patchText } from '../../src/settings/patch.js';
import { parseRequest } from '../../src/settings/request.js';
import { parse } from '../support/python.js';
import { APPS, LOOP, MIDDLEWARE, ORIGIN, settings } from '../support/settings.js';

/** `line how` of each, with a star where OMERO.web does it. */
function found(text: string): readonly string[] {
  return findComputedNames(parse(text)).map(
    ({ line, how, byOmero }) => `${line} ${how}${byOmero ? ' *' : ''}`,
  );
}

describe('what may set any setting', () => {
  test.each([
    ['setattr(sys.modules[__name__], k, v)', '1 setattr()'],
    ['setattr(settings, "CORS_" + k, v)', '1 setattr()'],
    ['setattr(settings, f"{k}", v)', '1 setattr()'],
    ['setattr(*pair)', '1 setattr()'],
    ['delattr(settings, k)', '1 delattr()'],
    ['for k, v in x.items():\n    setattr(m, k, v)', '2 setattr()'],
    ['map(lambda k: setattr(m, k, 1), names)', '1 setattr()'],
    ['globals()[k] = v', '1 globals()[...]'],
    ['globals()["CORS_%s" % k] = v', '1 globals()["CORS_%s" % k][...]'],
    ['globals()[k] += v', '1 globals()[...]'],
    ['globals()[k], x = v', '1 globals()[...]'],
    ['globals()[k].append(v)', '1 globals()[...]'],
    ['del globals()[k]', '1 globals()[...]'],
    ['for globals()[k] in x: pass', '1 globals()[...]'],
    ['globals().setdefault(k, v)', '1 globals()'],
    ['globals().pop(k)', '1 globals()'],
    ['globals().__setitem__(k, v)', '1 globals()'],
    ['vars()[k] = v', '1 vars()[...]'],
    ['vars(sys.modules[__name__])[k] = v', '1 vars(sys.modules[__name__])[...]'],
    ['vars(m).update(more)', '1 vars(m)'],
    ['locals()[k] = v', '1 locals()[...]'],
    ['sys.modules[__name__].__dict__[k] = v', '1 sys.modules[__name__].__dict__[...]'],
    ['m.__dict__.update(CORS_X=1)', '1 m.__dict__'],
    ['(globals())[k] = v', '1 globals()'],
    ['(globals() or {})[k] = v', '1 globals()'],
    ['g, h = globals(), 1', '1 globals()'],
    ['if (g := globals()): g[k] = v', '1 globals()'],
    ['d = {"g": globals()}', '1 globals()'],
    ['class A:\n    globals()[k] = v', '2 globals()[...]'],
    // django-split-settings, and others that take the dictionary.
    ['include("local.py", scope=globals())', '1 globals()'],
    ['fill(locals())', '1 locals()'],
  ])('%s', (text, place) => {
    expect(found(`${text}\n`)).toEqual([place.replace('"CORS_%s" % k][...', '...')]);
  });

  test.each([
    ['a function', 'def f(k):\n    globals()[k] = 1\n\nf("A")\nx = f("B")\n', ['4 f()', '5 f()']],
    ['a function in a function', 'def f(k):\n    setattr(m, k, 1)\ndef g():\n    f("A")\ng()\n', ['5 g()']],
    ['a method', 'class A:\n    def f(s, k):\n        setattr(m, k, 1)\nA().f("B")\n', ['4 A()']],
    ['a lambda', 'f = lambda k: setattr(m, k, 1)\nf("A")\n', ['2 f()']],
    ['a name for the dictionary', 'g = globals()\ng[k] = 1\n', ['2 globals()']],
    ['more put into the dictionary', 'g = globals()\ng |= more\n', ['2 globals()']],
    ['a function that hands it out', 'def f():\n    return globals()\nf()[k] = 1\n', ['3 f()']],
    ['a function in the body of a class', 'def f(k):\n    setattr(m, k, 1)\nclass A:\n    f(1)\n', ['4 f()']],
    ['a function that is handed on', 'def f(k):\n    setattr(m, k, 1)\nmap(f, x)\n', ['3 f()']],
    ['a function that calls itself', 'def f(k):\n    setattr(m, k, 1)\n    f(k)\nf(1)\n', ['4 f()']],
    ['a function that nobody uses', 'def f(k):\n    setattr(m, k, 1)\n', []],
  ])('counts where it is used: %s', (_what, text, places) => {
    expect(found(text)).toEqual(places);
  });

  test.each([
    [
      'its table',
      'def process_custom_settings(module):\n    setattr(module, name, f(v))\nprocess_custom_settings(m)\n',
      ['3 process_custom_settings() *'],
    ],
    [
      'the additional settings',
      'for k, v in DJANGO_ADDITIONAL_SETTINGS:\n    setattr(m, k, v)\n',
      ['2 setattr() *'],
    ],
    [
      'OMERO 4.4',
      'for k, v in CUSTOM_SETTINGS_MAPPINGS.items():\n    globals()[k] = v\n',
      ['2 globals()[...] *'],
    ],
    ['the apps', 'for app in ADDITIONAL_APPS:\n    globals()[k] = v\n', ['2 globals()[...] *']],
    [
      'but somebody else in a function',
      'def f():\n    for k in DJANGO_ADDITIONAL_SETTINGS:\n        setattr(m, k, 1)\nf()\n',
      ['4 f()'],
    ],
  ])('knows OMERO.web by its loops: %s', (_what, text, places) => {
    expect(found(text)).toEqual(places);
  });
});

describe('what names the setting, or only reads', () => {
  test.each([
    'setattr(m, "DEBUG", True)',
    'setattr(self, k, v)',
    'class A:\n    def f(self, k):\n        setattr(self, k, 1)\nA().f(1)',
    'x.setattr(m, k, v)',
    '# setattr(m, k, v)',
    'x = "setattr(m, k, v)"',
    'x = globals().get(k, None)',
    'x = globals()[k]',
    'if k in globals(): pass',
    'for k in globals(): pass',
    'x = dict(globals())',
    'x = "%(a)s" % globals()',
    'x = "%(a)s" % (locals())',
    'x = f"{globals()}"',
    'x = {**globals()}',
    'f(**globals())',
    'print globals()',
    'x = [k for k in globals()]',
    'globals()',
    'while k not in globals(): pass',
    'logger.debug(vars())',
    'globals()["DEBUG"] = True',
    'globals().setdefault("DEBUG", True)',
    // Counted among the statements after which nobody knows.
    'globals().update(more)',
    'def f():\n    locals()[k] = 1\nf()',
    'class A:\n    vars()[k] = 1\nA()',
    'self.__dict__[k] = 1',
    '__dict__ = {}',
    'm.__dict__["DEBUG"] = True',
    'x[globals()[k]] = 1',
  ])('%s', (text) => {
    expect(found(`${text}\n`)).toEqual([]);
  });
});

describe('patch', () => {
  const parser = loadPythonParser();
  async function plan(text: string) {
    const request = parseRequest({ origins: [ORIGIN] });
    const { newText, blocked, notes } = patchText(await parser, text, 'settings.py', request, {});
    const describeAll = (list: typeof blocked) => list.map(({ code, line }) => `${code} ${line}`);
    return { newText, blocked: describeAll(blocked), notes: describeAll(notes) };
  }
  const lineOf = (text: string, part: string) => text.slice(0, text.lastIndexOf(part)).split('\n').length;
  const SETTER = 'for k, v in site.items():\n    setattr(sys.modules[__name__], k, v)\n';

  test('writes below it, and says that it is there', async () => {
    const { newText, blocked, notes } = await plan(settings(APPS, MIDDLEWARE, SETTER));
    expect([blocked, notes]).toEqual([[], ['setting-name-computed 8']]);
    expect(newText.indexOf(SETTER)).toBeLessThan(newText.indexOf('# omero-cors: begin'));
    const again = await plan(newText);
    expect([again.newText, again.notes.length]).toEqual([newText, 1]);
    // Somebody has moved it down since.
    const moved = newText.replace(SETTER, '') + SETTER;
    expect((await plan(moved)).blocked).toEqual([`setting-name-computed ${lineOf(moved, 'setattr')}`]);
  });

  test.each([
    ['behind the loader', SETTER, 'setattr'],
    ['by a function from above', 'define("CORS_ORIGIN_WHITELIST", ())\n', 'define'],
    ['by OMERO.web itself', 'process_custom_settings(sys.modules[__name__])\n', 'process_custom'],
    ['by a name of the dictionary', 'names["A"] = 1\n', 'names['],
  ])('stops where it comes %s', async (_what, statement, part) => {
    const above = [
      'def define(k, v): globals()[k] = v\n',
      'def process_custom_settings(m): setattr(m, k, v)\n',
      'names = globals()\n',
    ].join('');
    const text = settings(APPS, MIDDLEWARE).replace('# Load', `${above}# Load`) + statement;
    const { newText, blocked } = await plan(text);
    expect([newText, blocked]).toEqual([text, [`setting-name-computed ${lineOf(text, part)}`]]);
  });

  test('takes no notice of what OMERO.web does above', async () => {
    const own = 'for k, v in DJANGO_ADDITIONAL_SETTINGS:\n    setattr(sys.modules[__name__], k, v)\n';
    const { blocked, notes } = await plan(settings(APPS, LOOP, MIDDLEWARE, own));
    expect([blocked, notes]).toEqual([[], []]);
  });
});
