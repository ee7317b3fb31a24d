import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pythonOf, readLayout, readVirtualenv } from '../../src/site/layout.js';
import { readLibraryPath } from '../../src/site/library-path.js';
import { type Leaf, makeTree } from './tree.js';

describe('readLayout', () => {
  it.each([
    ['/opt/omero/web/venv3/lib/python3.10/site-packages', 'site-packages', '/opt/omero/web/venv3', '3.10'],
    ['/usr/lib64/python3.9/site-packages', 'site-packages', '/usr', '3.9'],
    ['/usr/local/lib/python3.11/dist-packages', 'site-packages', '/usr/local', '3.11'],
    ['/usr/lib/python3/dist-packages', 'site-packages', '/usr', undefined],
    ['/lib/python3/dist-packages', 'site-packages', '/', undefined],
    ['/opt/OMERO.server-5.4.10/lib/python', 'server-tree', '/opt/OMERO.server-5.4.10', undefined],
    ['/home/me/omero-web', 'unknown', undefined, undefined],
    ['/home/me/lib/python3.9', 'unknown', undefined, undefined],
  ])('%s', (library, kind, home, pythonVersion) => {
    expect(readLayout(`${library}/omeroweb/settings.py`)).toEqual({ kind, library, home, pythonVersion });
  });

  it('a copy elsewhere has no library', () => {
    expect(readLayout('/opt/venv/lib/python3.9/site-packages/settings.py')).toEqual({
      kind: 'unknown',
      library: undefined,
      home: undefined,
      pythonVersion: undefined,
    });
  });
});

describe('pythonOf', () => {
  it.each<[string, Record<string, Leaf>, string, string | undefined]>([
    [
      'of a virtualenv',
      { 'v/bin/python': '', 'v/bin/python3': '' },
      'v/lib/python3.10/site-packages',
      'v/bin/python3',
    ],
    [
      'of that version',
      { 'v/bin/python3': '', 'v/bin/python3.10': '' },
      'v/lib/python3.10/site-packages',
      'v/bin/python3.10',
    ],
    [
      'of Debian',
      { 'usr/bin/python3.11': '' },
      'usr/local/lib/python3.11/dist-packages',
      'usr/bin/python3.11',
    ],
    ['none of a server', { 's/bin/python': '' }, 's/lib/python', undefined],
    ['none', { 'v/bin/python2': '' }, 'v/lib/python3.10/site-packages', undefined],
  ])('%s', (_, tree, library, python) => {
    const root = makeTree(tree);
    const found = pythonOf(readLayout(join(root, library, 'omeroweb/settings.py')));
    expect(found).toBe(python === undefined ? undefined : join(root, python));
  });
});

describe('readVirtualenv', () => {
  it.each<[string, string, object]>([
    [
      'venv',
      'home = /usr/bin\ninclude-system-site-packages = false\nversion = 3.10.13\n',
      { systemSitePackages: false, version: '3.10.13' },
    ],
    [
      'virtualenv',
      'include-system-site-packages = True\nversion_info = 3.8.18.final.0\n',
      { systemSitePackages: true, version: '3.8.18' },
    ],
    ['nothing said', '\n', { systemSitePackages: false, version: undefined }],
  ])('%s', (_, text, expected) => {
    expect(readVirtualenv(makeTree({ 'pyvenv.cfg': text }))).toEqual(expected);
  });
  it('none', () => {
    expect(readVirtualenv(makeTree({}))).toBeUndefined();
  });
});

describe('readLibraryPath', () => {
  const library = 'v/lib/python3.9/site-packages';
  const isolated = {
    'v/pyvenv.cfg': 'include-system-site-packages = false\n',
    [`${library}/omeroweb/settings.py`]: '',
  };

  function pathOf(tree: Record<string, Leaf>, extra: readonly string[] = [], at = library) {
    const root = makeTree(tree);
    const { libraries, complete } = readLibraryPath(
      readLayout(join(root, at, 'omeroweb/settings.py')),
      extra.map((name) => join(root, name)),
    );
    return { folders: libraries.map(({ path }) => path.slice(root.length + 1)), complete };
  }

  it.each<[string, Record<string, Leaf>, boolean]>([
    ['an isolated virtualenv', isolated, true],
    [
      'virtualenv before 20',
      { [`${library}/omeroweb/x`]: '', 'v/lib/python3.9/no-global-site-packages.txt': '' },
      true,
    ],
    [
      'one that sees the system',
      { ...isolated, 'v/pyvenv.cfg': 'include-system-site-packages = true\n' },
      false,
    ],
    ["the system's own Python", { [`${library}/omeroweb/x`]: '' }, false],
  ])('%s: complete %s', (_, tree, complete) => {
    expect(pathOf(tree)).toEqual({ folders: [library], complete });
  });

  it('a lib64 that is a link counts once', () => {
    expect(pathOf({ ...isolated, 'v/lib64': { link: 'lib' } }).folders).toEqual([library]);
  });
  it('a lib64 of its own counts too', () => {
    const lib64 = library.replace('lib/', 'lib64/');
    expect(pathOf({ ...isolated, [`${lib64}/x`]: '' }).folders).toEqual([library, lib64]);
    expect(pathOf({ ...isolated, [`${lib64}/omeroweb/x`]: '' }, [], lib64).folders).toEqual([lib64, library]);
  });
  it('folders that .pth files name come last', () => {
    const tree = {
      ...isolated,
      [`${library}/easy-install.pth`]:
        '# comment\nimport os; os.x\n\n../../../../src/cors\n./Django-1.8-py2.7.egg\n/nonexistent\n',
      [`${library}/README.txt`]: '../../../../other\n',
      'src/cors/x': '',
      'other/x': '',
      [`${library}/Django-1.8-py2.7.egg/EGG-INFO/PKG-INFO`]: '',
    };
    expect(pathOf(tree)).toEqual({
      folders: [library, 'src/cors', `${library}/Django-1.8-py2.7.egg`],
      complete: true,
    });
  });
  it('PYTHONPATH comes first', () => {
    expect(pathOf({ ...isolated, 'plugins/x': '' }, ['plugins', 'nope']).folders).toEqual([
      'plugins',
      library,
    ]);
  });
  it('a server tree is never all', () => {
    expect(pathOf({ 's/lib/python/x': '' }, [], 's/lib/python')).toEqual({
      folders: ['s/lib/python'],
      complete: false,
    });
  });
  it('a copy elsewhere has none', () => {
    expect(readLibraryPath(readLayout('/no/such/folder/settings.py'), [])).toEqual({
      libraries: [],
      complete: false,
    });
  });
});
