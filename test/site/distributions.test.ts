import { describe, expect, it } from 'vitest';
import { findDistribution, openLibrary } from '../../src/site/distributions.js';
import { distInfo, type Leaf, makeTree } from './tree.js';

const header = (name: string, version: string) =>
  `Metadata-Version: 1.1\nName: ${name}\nVersion: ${version}\n`;

function corsHeadersIn(tree: Record<string, Leaf>, complete = true) {
  return findDistribution('django-cors-headers', [openLibrary(makeTree(tree))], complete);
}

describe('reads the version from the metadata', () => {
  const cases: readonly [what: string, tree: Record<string, Leaf>, version: string][] = [
    ['pip', distInfo('.', 'django-cors-headers', '3.7.0'), '3.7.0'],
    [
      'a wheel of 2024 on: name in lower case, with a description that speaks of versions',
      {
        'django_cors_headers-4.9.0.dist-info/METADATA': `${header('django-cors-headers', '4.9.0')}\nVersion: 1.0\n`,
      },
      '4.9.0',
    ],
    [
      'another spelling of the name',
      { 'Django_CORS.headers-3.2.1.dist-info/METADATA': header('Django-CORS_headers', '3.2.1') },
      '3.2.1',
    ],
    [
      'CRLF',
      {
        'django_cors_headers-3.2.1.dist-info/METADATA': header('django-cors-headers', '3.2.1').replaceAll(
          '\n',
          '\r\n',
        ),
      },
      '3.2.1',
    ],
    [
      'pip on Python 2 from source: a folder with the Python version',
      { 'django_cors_headers-1.1.0-py2.7.egg-info/PKG-INFO': header('django-cors-headers', '1.1.0') },
      '1.1.0',
    ],
    [
      'distutils: a file',
      { 'django_cors_headers-1.1.0-py2.7.egg-info': header('django-cors-headers', '1.1.0') },
      '1.1.0',
    ],
    [
      'a checkout: no version in the name',
      { 'django_cors_headers.egg-info/PKG-INFO': header('django-cors-headers', '2.4.1') },
      '2.4.1',
    ],
    ['an egg', { 'EGG-INFO/PKG-INFO': header('django-cors-headers', '2.1.0') }, '2.1.0'],
    [
      'the same version twice',
      {
        ...distInfo('.', 'django-cors-headers', '3.7.0'),
        'django_cors_headers-3.7.0-py3.8.egg-info': header('django-cors-headers', '3.7.0'),
      },
      '3.7.0',
    ],
    [
      'beside what an interrupted upgrade left',
      {
        ...distInfo('.', 'django-cors-headers', '3.7.0'),
        'django_cors_headers-3.2.1.dist-info/RECORD': '',
        '~jango_cors_headers-3.5.0.dist-info/METADATA': header('django-cors-headers', '3.5.0'),
      },
      '3.7.0',
    ],
    [
      'no metadata, but a version in the code',
      { 'corsheaders/__init__.py': "__version__ = '2.4.1'\n" },
      '2.4.1',
    ],
  ];
  it.each(cases)('%s', (_, tree, version) => {
    expect(corsHeadersIn(tree)).toEqual({ state: 'installed', version });
  });
});

describe('unknown is not missing', () => {
  const unknown: readonly [what: string, tree: Record<string, Leaf>][] = [
    ['code without metadata or version', { 'corsheaders/__init__.py': '' }],
    [
      'two versions: nobody knows whose code it is',
      { ...distInfo('.', 'django-cors-headers', '3.7.0'), ...distInfo('.', 'django-cors-headers', '4.9.0') },
    ],
  ];
  it.each(unknown)('%s', (_, tree) => {
    expect(corsHeadersIn(tree)).toEqual({ state: 'unknown' });
  });

  it('a folder that we may not look into', () => {
    const libraries = [{ path: '/closed', names: { denied: 'EACCES' } }, openLibrary(makeTree({}))];
    expect(findDistribution('django', libraries, true)).toEqual({ state: 'unknown' });
  });

  it('nothing here, and more folders that we do not see', () => {
    expect(corsHeadersIn({}, false)).toEqual({ state: 'unknown' });
  });
});

describe('missing', () => {
  const missing: readonly [what: string, tree: Record<string, Leaf>][] = [
    ['an empty folder', {}],
    ['Django itself is another package', distInfo('.', 'django', '4.2.1')],
    ['a package whose name begins alike', distInfo('.', 'django-cors-headers-multi', '1.2.0')],
    [
      'metadata whose folder lies',
      { 'django_cors_headers-3.7.0.dist-info/METADATA': header('django', '3.2') },
    ],
    [
      'metadata without version',
      { 'django_cors_headers-3.7.0.dist-info/METADATA': 'Name: django-cors-headers\n\n' },
    ],
    ['somebody else with an egg', { 'EGG-INFO/PKG-INFO': header('django', '1.8') }],
  ];
  it.each(missing)('%s', (_, tree) => {
    expect(corsHeadersIn(tree)).toEqual({ state: 'missing' });
  });

  it('a folder that is not there is no folder', () => {
    const state = findDistribution('django', [openLibrary('/nonexistent')], true);
    expect(state).toEqual({ state: 'missing' });
  });
});

describe('the first folder on the path wins', () => {
  it('as in import', () => {
    const root = makeTree({
      ...distInfo('a', 'django', '1.11.29'),
      ...distInfo('b', 'django', '3.2.25'),
    });
    const order = (...names: string[]) =>
      findDistribution(
        'django',
        names.map((name) => openLibrary(`${root}/${name}`)),
        true,
      );
    expect(order('a', 'b')).toEqual({ state: 'installed', version: '1.11.29' });
    expect(order('b', 'a')).toEqual({ state: 'installed', version: '3.2.25' });
  });

  it('a copy of unknown age hides a later known one', () => {
    const root = makeTree({
      'a/corsheaders/__init__.py': '',
      ...distInfo('b', 'django-cors-headers', '3.7.0'),
    });
    const libraries = ['a', 'b'].map((name) => openLibrary(`${root}/${name}`));
    expect(findDistribution('django-cors-headers', libraries, true)).toEqual({ state: 'unknown' });
  });
});

describe('Django and omeroweb say their version in code too', () => {
  it.each([
    ['final', "VERSION = (1, 6, 11, 'final', 0)\n", '1.6.11'],
    ['black-formatted', 'from x import y\n\nVERSION = (3, 2, 25, "final", 0)\n', '3.2.25'],
  ])('Django %s', (_, code, version) => {
    const library = openLibrary(makeTree({ 'django/__init__.py': code }));
    expect(findDistribution('django', [library], true)).toEqual({ state: 'installed', version });
  });

  it('the code of Django decides between two left-overs', () => {
    const tree = { ...distInfo('.', 'django', '3.2.25'), ...distInfo('.', 'django', '4.2.1') };
    const library = openLibrary(
      makeTree({ ...tree, 'django/__init__.py': 'VERSION = (4, 2, 1, "final", 0)\n' }),
    );
    expect(findDistribution('django', [library], true)).toEqual({ state: 'installed', version: '4.2.1' });
  });

  it("omeroweb's version.py in a checkout", () => {
    const library = openLibrary(makeTree({ 'omeroweb/version.py': 'omeroweb_version = "5.31.1.dev0"\n' }));
    expect(findDistribution('omero-web', [library], false)).toEqual({
      state: 'installed',
      version: '5.31.1.dev0',
    });
  });
});
