import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { targets } from '../../scripts/bun.mjs';
import {
  fileNameOf,
  metadataOf,
  platforms,
  pythonVersion,
  recordOf,
  stemOf,
  timeOf,
  wheelOf,
  withoutRelativeLinks,
} from '../../scripts/wheel.mjs';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const manifest = {
  name: 'omero-cors',
  version: '1.2.3',
  description: 'What it does',
  keywords: ['omero', 'cors'],
  author: 'somebody',
};

describe('the version', () => {
  test.each([
    ['0.1.0', '0.1.0'],
    ['10.20.30', '10.20.30'],
    ['1.0.0-alpha.1', '1.0.0a1'],
    ['1.0.0-beta.2', '1.0.0b2'],
    ['1.0.0-rc.10', '1.0.0rc10'],
  ])('%s is %s for pip', (version, expected) => {
    expect(pythonVersion(version)).toBe(expected);
  });

  // PEP 440 would read some of these as another version, and PyPI refuses the last: it is local.
  test.each(['1.0', '1.0.0-rc', '1.0.0-rc1', '1.0.0-1', '1.0.0-nightly.1', 'v1.0.0', '1.0.0+build', ''])(
    '%j is refused',
    (version) => expect(() => pythonVersion(version)).toThrow(`version ${version}: a wheel needs 1.2.3`),
  );
});

describe('the name', () => {
  test.each([
    ['linux-x64', 'omero_cors-1.2.3-py2.py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl'],
    ['linux-arm64', 'omero_cors-1.2.3-py2.py3-none-manylinux_2_17_aarch64.manylinux2014_aarch64.whl'],
    ['linux-x64-musl', 'omero_cors-1.2.3-py2.py3-none-musllinux_1_2_x86_64.whl'],
  ])('for %s', (target, name) => {
    expect(fileNameOf(manifest, target)).toBe(name);
  });

  it('begins as the folders inside do, with no hyphen in name or version', () => {
    expect(stemOf({ name: 'Omero-Cors', version: '1.0.0-rc.1' })).toBe('omero_cors-1.0.0rc1');
  });

  test.each(['linux', 'constructor', ''])('%j is no target', (target) => {
    expect(() => fileNameOf(manifest, target)).toThrow(
      `no target ${target}; there are: linux-x64, linux-arm64, linux-x64-musl`,
    );
  });

  it('exists for every executable', () => {
    expect(Object.keys(platforms)).toEqual(targets);
  });
});

test('WHEEL has every combination of the tags in the name', () => {
  expect(wheelOf('linux-arm64')).toBe(`Wheel-Version: 1.0
Generator: omero-cors
Root-Is-Purelib: false
Tag: py2-none-manylinux_2_17_aarch64
Tag: py2-none-manylinux2014_aarch64
Tag: py3-none-manylinux_2_17_aarch64
Tag: py3-none-manylinux2014_aarch64
`);
  expect(wheelOf('linux-x64-musl').match(/^Tag: .*$/gm)).toEqual([
    'Tag: py2-none-musllinux_1_2_x86_64',
    'Tag: py3-none-musllinux_1_2_x86_64',
  ]);
});

describe('METADATA', () => {
  const metadata = (more = {}, licenses = ['MIT']) =>
    metadataOf({ ...manifest, ...more }, '# Title\n\nText\n', licenses, ['LICENSE', 'OTHERS.txt']);

  it('is a header, an empty line and the README', () => {
    const [header = '', ...body] = metadata().split('\n\n');
    expect(body).toEqual(['# Title', 'Text\n']);
    expect(header.split('\n').filter((line) => !line.startsWith('Classifier: '))).toEqual([
      'Metadata-Version: 2.4',
      'Name: omero-cors',
      'Version: 1.2.3',
      'Summary: What it does',
      'Keywords: omero,cors',
      'Author: somebody',
      'License-Expression: MIT',
      'License-File: LICENSE',
      'License-File: OTHERS.txt',
      'Requires-Python: >=2.7,!=3.0.*,!=3.1.*,!=3.2.*,!=3.3.*,!=3.4.*,!=3.5.*',
      'Description-Content-Type: text/markdown; charset=UTF-8; variant=GFM',
    ]);
  });

  it('asks for no other package, and names no licence by a classifier beside the expression', () => {
    expect(metadata()).not.toMatch(/^(?:Requires-Dist|Provides-Extra|License|Classifier: License)\b(?!-)/m);
  });

  it('says where the project is when package.json does', () => {
    const addresses = {
      homepage: 'https://example.org',
      repository: { type: 'git', url: 'git+https://example.org/x.git' },
      bugs: { url: 'https://example.org/issues' },
    };
    expect(metadata(addresses).match(/^Project-URL: .*$/gm)).toEqual([
      'Project-URL: Homepage, https://example.org',
      'Project-URL: Source, https://example.org/x.git',
      'Project-URL: Issues, https://example.org/issues',
    ]);
    expect(metadata()).not.toContain('Project-URL');
  });

  it('names each licence once, our own first', () => {
    const licenses = ['MIT', 'BSD-3-Clause AND MIT', 'Apache-2.0', 'Apache-2.0 WITH LLVM-exception'];
    expect(metadata({}, licenses)).toContain(
      '\nLicense-Expression: MIT AND Apache-2.0 AND Apache-2.0 WITH LLVM-exception AND BSD-3-Clause\n',
    );
  });

  it('has each header on one line with the real package.json', () => {
    const [header = ''] = metadataOf(JSON.parse(read('package.json')), 'x', ['MIT'], []).split('\n\n');
    for (const line of header.split('\n')) expect(line).toMatch(/^[A-Z][A-Za-z-]+: \S.*$/);
  });
});

describe('the README where no file lies beside it', () => {
  test.each([
    ['a link to a file of ours', 'See [how](CONTRIBUTING.md).\n', 'See how.\n'],
    ['two on a line', '[a](a.md) and [`b`](docs/b.md#c)\n', 'a and `b`\n'],
    ['a heading of this page, which PyPI gives no anchor', '[below](#below)\n', 'below\n'],
    ['a picture of ours', 'One:\n\n![picture](docs/a.svg)\n\nTwo\n', 'One:\n\nTwo\n'],
    ['two pictures, one below the other', 'One\n\n![a](a.png)\n![b](b.png)\n\nTwo\n', 'One\n\nTwo\n'],
    ['a link to elsewhere', '[a](https://example.org/a) [b](http://b.example)\n', undefined],
    ['a picture from elsewhere', '![a](https://example.org/a.svg)\n', undefined],
    ['code', '`a[0](b)` and:\n\n```sh\n[a](b)\n```\n', undefined],
    ['brackets of other kinds', '[x] (y); f(x)[1] ([z])\n', undefined],
  ])('%s', (_, markdown, expected = markdown) => {
    expect(withoutRelativeLinks(markdown)).toBe(expected);
  });

  it('our own has no dead link left, and all of its headings', () => {
    const readme = read('README.md');
    const left = withoutRelativeLinks(readme);
    expect(readme).toMatch(/\]\((?!https?:)/);
    expect(left).not.toMatch(/\]\((?!https?:)/);
    expect(left.match(/^#.*$/gm)).toEqual(readme.match(/^#.*$/gm));
    expect(left).toContain('CONTRIBUTING.md has the layout of the code');
  });
});

test('RECORD has the hash and size of each file, and neither of itself', () => {
  const files = new Map([
    ['a/b', Buffer.from('abc')],
    ['x-1.dist-info/WHEEL', Buffer.from('')],
  ]);
  const record = recordOf(files, 'x-1.dist-info/RECORD');
  // The hash of `abc` as FIPS 180-2 has it; base64 for URLs, without padding.
  const abc = Buffer.from('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad', 'hex');
  expect(record).toBe(
    [
      `a/b,sha256=${abc.toString('base64url')},3`,
      `x-1.dist-info/WHEEL,sha256=${createHash('sha256').digest('base64url')},0`,
      'x-1.dist-info/RECORD,,\n',
    ].join('\n'),
  );
  expect(record).not.toContain('=,');
});

describe('the time of the files inside', () => {
  const first = 315_532_800;
  test.each([
    [undefined, first],
    ['', first],
    ['0', first],
    ['315532799', first],
    ['315532801', first + 1],
    ['1764000000', 1_764_000_000],
  ])('SOURCE_DATE_EPOCH %j', (epoch, time) => {
    expect(timeOf(epoch)).toBe(time);
  });

  test.each(['yesterday', '-1', '1.5', ' 1'])('SOURCE_DATE_EPOCH %j is refused', (epoch) => {
    expect(() => timeOf(epoch)).toThrow(`SOURCE_DATE_EPOCH is no number of seconds: ${epoch}`);
  });
});
