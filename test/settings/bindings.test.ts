import { describe, expect, test } from 'vitest';
import { findBindings, literalsOf, stringsAdded } from '../../src/settings/bindings.js';
import { parse } from '../support/python.js';

const A = 'INSTALLED_APPS';

function bindings(text: string) {
  return findBindings(parse(text)).bindings;
}

/** `kind` of what can be told, `reason` of what can't. */
function describeAll(text: string): readonly string[] {
  return bindings(text).map(({ name, kind, reason }) => `${name}: ${kind === 'unclear' ? reason : kind}`);
}

describe('statements that are understood', () => {
  test.each([
    [`${A} = ('a',)`, 'assign'],
    [`${A}: tuple = ('a',)`, 'assign'],
    [`${A} = f('a')  # noqa`, 'assign'],
    [`x = 1; ${A} = ('a',)`, 'assign'],
    [`${A} = (\n# ${A} = 1\n'a',)`, 'assign'],
    [`${A} += ('a',)`, 'extend'],
    [`${A} += more`, 'extend'],
    [`${A}.append('a')`, 'extend'],
    [`${A}.extend(['a'])`, 'extend'],
    ['MIDDLEWARE = ()', 'assign'],
    ['MIDDLEWARE_CLASSES = ()', 'assign'],
    ['CORS_ORIGIN_WHITELIST = ()', 'assign'],
    ['CORS_ANYTHING = ()', 'assign'],
  ])('%s', (text, kind) => {
    const found = bindings(`${text}\n`);
    expect(found.map((binding) => [binding.kind, binding.line])).toEqual([[kind, 1]]);
    expect(found[0]?.statement.type).toBe('expression_statement');
  });
});

describe('statements after which nobody knows', () => {
  test.each([
    [`if x:\n    ${A} = ('a',)`, 'inside an if'],
    [`if x: ${A} += ('a',)`, 'inside an if'],
    [`if x:\n    pass\nelse:\n    ${A} = ('a',)`, 'inside an if'],
    [`try:\n    ${A} += ('a',)\nexcept E:\n    pass`, 'inside a try'],
    [`try:\n    pass\nexcept E:\n    ${A}.append('a')`, 'inside a try'],
    [`for a in b:\n    ${A}.append(a)`, 'inside a for loop'],
    [`while x:\n    ${A} += x.pop()`, 'inside a while loop'],
    [`with x as y:\n    ${A} = y.apps`, 'inside a with'],
    [`match x:\n    case 1:\n        ${A} = ()`, 'inside a match'],
    [`def f():\n    ${A}.append('a')`, 'inside a function'],
    [`def f():\n    ${A}.insert(0, 'a')`, 'inside a function'],
    [`class Site:\n    ${A} = ()`, 'inside a class'],
    [`f = lambda: ${A}.append('a')`, 'inside a lambda'],
    [`[${A}.append(a) for a in b]`, 'part of a larger expression'],
    [`x = ${A}.append('a')`, 'part of a larger expression'],
    [`${A}.append('a') if x else None`, 'part of a larger expression'],
    [`${A} = x = ('a',)`, 'assigned together with other names'],
    [`x = ${A} = ('a',)`, 'assigned together with other names'],
    [`${A}, x = ('a',), 1`, 'assigned together with other names'],
    [`x, (${A}, y) = z`, 'assigned together with other names'],
    [`[${A}, x] = z`, 'assigned together with other names'],
    [`(${A}) = ('a',)`, 'assigned together with other names'],
    [`*${A}, x = z`, 'assigned together with other names'],
    [`${A} *= 2`, 'changed by something else than "+="'],
    [`${A} |= {'a'}`, 'changed by something else than "+="'],
    [`${A}[0] = 'a'`, 'changed by index'],
    [`${A}[:0] = ['a']`, 'changed by index'],
    [`${A}[0] += 'a'`, 'changed by index'],
    [`${A}[0], x = z`, 'changed by index'],
    [`del ${A}[0]`, 'changed by index'],
    [`del ${A}`, 'deleted'],
    [`del x, ${A}`, 'deleted'],
    [`del (${A})`, 'deleted'],
    [`${A}.insert(0, 'a')`, 'changed by .insert()'],
    [`${A}.remove('a')`, 'changed by .remove()'],
    [`${A}.sort()`, 'changed by .sort()'],
    [`x = ${A}.pop()`, 'part of a larger expression'],
    [`map(${A}.append, more)`, 'changed by .append'],
    [`add = ${A}.append`, 'changed by .append'],
    [`(${A} := ())`, 'assigned inside an expression'],
    [`for ${A} in x: pass`, 'the variable of a loop'],
    [`for x, ${A} in y: pass`, 'the variable of a loop'],
    // Python 2 keeps the variable of a list comprehension.
    [`[x for ${A} in y]`, 'the variable of a loop'],
    [`with x as ${A}: pass`, 'bound by "as"'],
    [`with x as (${A}, y): pass`, 'bound by "as"'],
    [`try:\n    x\nexcept E as ${A}:\n    pass`, 'bound by "as"'],
    [`try:\n    x\nexcept E, ${A}:\n    pass`, 'bound by "except"'],
    [`from local import ${A}`, 'imported'],
    [`from local import x as ${A}`, 'imported'],
    [`from local import (x, ${A})`, 'imported'],
    [`import ${A}`, 'imported'],
    [`def f():\n    global ${A}\n    x = 1`, 'set by a function'],
    [`def ${A}(): pass`, 'the name of a function or class'],
    [`class ${A}: pass`, 'the name of a function or class'],
    [`settings.${A} = ()`, 'set as an attribute'],
    [`setattr(module, '${A}', ())`, 'set by its name in a string'],
    [`setattr(module, u"${A}", ())`, 'set by its name in a string'],
    [`delattr(module, '${A}')`, 'set by its name in a string'],
    [`globals()['${A}'] = ()`, 'set by its name in a string'],
    [`globals()['${A}'] += ()`, 'set by its name in a string'],
    [`globals()['${A}'].append('a')`, 'set by its name in a string'],
    [`globals().setdefault('${A}', ())`, 'set by its name in a string'],
    [`vars(module)["${A}"] = ()`, 'set by its name in a string'],
    [`module.__dict__['${A}'] = ()`, 'set by its name in a string'],
    [`vars().setdefault(${A}=())`, 'set by its name in a dictionary'],
  ])('%s', (text, reason) => {
    expect(describeAll(`${text}\n`)).toEqual([`${A}: ${reason}`]);
  });

  test.each([
    ['from local_settings import *', 'perhaps imported with "import *"'],
    ['from local_settings import \\\n    *', 'perhaps imported with "import *"'],
    [
      'try:\n    from local_settings import *\nexcept ImportError:\n    pass',
      'perhaps imported with "import *"',
    ],
    ["execfile('local_settings.py')", 'perhaps set by execfile'],
    ["exec(open('local_settings.py').read())", 'perhaps set by exec'],
    ['exec code in globals()', 'perhaps set by exec'],
    ['exec code', 'perhaps set by exec'],
    ['globals().update(more)', 'perhaps set by globals().update()'],
    ['vars().update(more)', 'perhaps set by vars().update()'],
  ])('%s may set any', (text, reason) => {
    expect(describeAll(`${text}\n`)).toEqual([`*: ${reason}`]);
  });

  test('of which only the last can be undone by a statement behind it', () => {
    const [inserted, inIf] = bindings(`${A}.insert(0, 'a')\nif x:\n    ${A}.insert(0, 'a')\n`);
    expect([inserted?.method, inIf?.method]).toEqual(['insert', undefined]);
  });
});

describe('what only reads, or is no name at all', () => {
  test.each([
    `# ${A} = ()`,
    `x = "${A} = ()"`,
    `"""\n${A} = ()\n"""`,
    `x = ${A}`,
    `x = ${A} + ('a',)`,
    `x = (${A}, 1)`,
    `x = [a for a in ${A}]`,
    `for a in ${A}: pass`,
    `for a in (${A}, b): pass`,
    `if 'a' in ${A}: pass`,
    `if ${A}[0] == 'a': pass`,
    `x[${A}] = 1`,
    `print ${A}`,
    `print(${A}, x)`,
    `f(${A})`,
    `x = ${A}.index('a')`,
    `x = ${A}.count('a')`,
    `x = list(${A}.copy())`,
    `assert ${A}, 'empty'`,
    `${A}: tuple`,
    `MY_${A} = ()`,
    `${A}_MORE = ()`,
    `${A}2 = ()`,
    'MIDDLEWARE_CLASSES_LIST = ()',
    'xCORS_A = 1',
    'CORS_lower = 1',
    `dict(${A}=())`,
    `x = getattr(module, '${A}')`,
    `x = globals()['${A}']`,
    `x = globals().get('${A}')`,
    `os.environ['${A}'] = 'a'`,
    `os.environ.setdefault('${A}', 'a')`,
    `from ${A} import x`,
    `from ${A}.x import y`,
    `from x import ${A} as y`,
    `with ${A} as x: pass`,
    'import x as importer\n*a, b = c',
    '# from x import *',
    "x = 'from x import *'",
    'exec_ = 1',
    'x.exec_file()',
    "x = 'exec'",
    '# exec code',
    'x.update(globals())',
  ])('%s', (text) => {
    expect(describeAll(`${text}\n`)).toEqual([]);
  });
});

describe('names in dictionaries', () => {
  test.each([
    ["M = {'omero.web.x': ['CORS_ORIGIN_WHITELIST', '[]', json.loads]}", ['CORS_ORIGIN_WHITELIST']],
    [
      'M = {\n    "a": ["CORS_ORIGIN_ALLOW_ALL", "false", f],\n    "b": ["MIDDLEWARE", "", g],\n}',
      ['CORS_ORIGIN_ALLOW_ALL', 'MIDDLEWARE'],
    ],
    ["M = {'MIDDLEWARE_CLASSES_LIST': 1}", []],
    ["M = ['CORS_ORIGIN_WHITELIST']", []],
    ["# {'a': 'CORS_ORIGIN_WHITELIST'}", []],
  ])('%s', (text, mapped) => {
    expect([...findBindings(parse(`${text}\n`)).mapped]).toEqual(mapped);
  });
});

describe('what a statement adds', () => {
  test.each([
    [`${A} = ('a', "b" 'c', NAME)`, ['a', 'bc', undefined]],
    [`${A} = {'a'}`, ['a']],
    [`${A} = ()`, []],
    [`${A} = ('a')`, [undefined]],
    [`${A} = 'a', 'b'`, [undefined]],
    [`${A} = f()`, [undefined]],
    [`${A} += ['a']`, ['a']],
    [`${A}.append('a')`, ['a']],
    [`${A}.append(  # why\n    'a')`, ['a']],
    [`${A}.append(['a'])`, [undefined]],
    [`${A}.extend(('a', 'b'))`, ['a', 'b']],
    [`${A}.extend(more)`, [undefined]],
    [`${A}.extend()`, [undefined]],
    [`if x:\n    ${A} = ('a',)`, [undefined]],
  ])('%s', (text, strings) => {
    const [binding] = bindings(`${text}\n`);
    expect(binding && stringsAdded(binding)).toEqual(strings);
  });

  // A set has no order and no end: nothing is added to it.
  test.each([
    [`${A} = ('a',)\n${A} += ['b']\n`, 2],
    [`${A} = {'a'}\n`, 0],
    [`${A} = ('a')\n`, 0],
    [`${A} = f(('a',))\n${A}.append('b')\n${A}.extend(['c'])\n`, 0],
    [`if x:\n    ${A} = ('a',)\n`, 0],
  ])('%j has so many lists to add to', (text, count) => {
    expect(literalsOf(bindings(text))).toHaveLength(count);
  });
});
