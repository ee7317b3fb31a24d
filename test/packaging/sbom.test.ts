import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { billOfMaterials } from '../../scripts/sbom.mjs';
import { problemsOf } from '../../scripts/sbom-schema.mjs';

const root = join(import.meta.dirname, '..', '..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const parts = JSON.parse(readFileSync(join(root, 'scripts', 'licenses', 'bun.json'), 'utf8'));
const integrity = `sha512-${Buffer.alloc(64, 7).toString('base64')}`;
const sha256 = 'a'.repeat(64);
const revision = '0123456789abcdef0123456789abcdef01234567';

const npm = {
  manifest,
  file: { name: 'omero-cors-1.2.3.tgz', sha256 },
  time: '2026-01-31T12:00:00Z',
  packages: [
    { name: '@xmldom/xmldom', version: '0.9.12', license: 'MIT', integrity },
    { name: 'tree-sitter-python', version: '0.25.0', license: 'MIT', integrity },
  ],
  files: [{ name: 'tree-sitter-python.wasm', package: 'tree-sitter-python', sha256 }],
};
const bun = {
  package: { name: '@oven/bun-linux-x64', version: '1.4.5', integrity },
  versions: { bun: '1.4.5', webkit: revision, sqlite: '3.54.1' },
  parts,
};
// biome-ignore lint/suspicious/noExplicitAny: a bill has many shapes of parts, and the schema looks at them
const flat = (components: any[]): any[] =>
  components.flatMap((each) => [each, ...flat(each.components ?? [])]);
const executable = billOfMaterials({ ...npm, file: { name: 'omero-cors-linux-x64', sha256 }, bun });

test('both kinds are valid by the schema', () => {
  expect(problemsOf(billOfMaterials(npm))).toEqual([]);
  expect(problemsOf(executable)).toEqual([]);
});

describe('of the npm package', () => {
  const bill = billOfMaterials(npm);

  test('it is of one file, and says which', () => {
    expect(bill.metadata.component).toMatchObject({
      name: 'omero-cors',
      version: manifest.version,
      hashes: [{ alg: 'SHA-256', content: sha256 }],
      purl: `pkg:npm/omero-cors@${manifest.version}`,
    });
  });

  test('a package has its address, licence and hash, as npm has them', () => {
    expect(bill.components[0]).toMatchObject({
      name: '@xmldom/xmldom',
      purl: 'pkg:npm/%40xmldom/xmldom@0.9.12',
      licenses: [{ license: { id: 'MIT' } }],
      externalReferences: [
        {
          url: 'https://registry.npmjs.org/@xmldom/xmldom/-/xmldom-0.9.12.tgz',
          hashes: [{ alg: 'SHA-512', content: '07'.repeat(64) }],
        },
      ],
    });
  });

  test('a file that is taken over whole is part of its package', () => {
    expect(flat(bill.components).find(({ type }) => type === 'file')).toMatchObject({
      name: 'tree-sitter-python.wasm',
      hashes: [{ alg: 'SHA-256', content: sha256 }],
    });
    expect(bill.components[0]).not.toHaveProperty('components');
  });

  test('Bun is not in it', () => {
    expect(JSON.stringify(bill)).not.toContain('oven');
  });

  test('the same twice: no number and no time of its own', () => {
    expect(JSON.stringify(billOfMaterials(npm))).toBe(JSON.stringify(bill));
  });
});

describe('of an executable', () => {
  const components = flat(executable.components);

  test('it has what the npm package has, and Bun with all its parts', () => {
    for (const { name } of npm.packages) expect(components.map((each) => each.name)).toContain(name);
    // The first is Bun.
    for (const { name } of parts.slice(1)) expect(components.map((each) => each.name)).toContain(name);
    expect(components.find(({ type }) => type === 'platform').purl).toBe(
      'pkg:npm/%40oven/bun-linux-x64@1.4.5',
    );
  });

  test.each([
    [
      'JavaScriptCore (WebKit)',
      `pkg:github/oven-sh/webkit@${revision}`,
      'LGPL-2.0-or-later AND BSD-2-Clause',
    ],
    // Bun does not tell its commit.
    ['highway', 'pkg:github/google/highway', 'Apache-2.0'],
    ['acorn', 'pkg:npm/acorn', 'MIT'],
    // From its own site.
    ['SQLite', undefined, 'blessing'],
  ])('%s: where it comes from, and its licence', (name, purl, license) => {
    const part = components.find((each) => each.name === name);
    expect(part.purl).toBe(purl);
    expect(part.licenses[0].expression ?? part.licenses[0].license.id).toBe(license);
  });

  test('Bun depends on its parts, omero-cors on Bun', () => {
    const [own, ...others] = executable.dependencies;
    expect(own?.dependsOn).toContain('pkg:npm/%40oven/bun-linux-x64@1.4.5');
    expect(others.find(({ ref }) => ref.includes('oven'))?.dependsOn).toHaveLength(parts.length - 1);
  });
});

describe('what is wrong is said', () => {
  const broken = (change: (bill: ReturnType<typeof billOfMaterials>) => void): string[] => {
    const bill = structuredClone(executable);
    change(bill);
    return problemsOf(bill);
  };

  test.each([
    ['a licence that SPDX does not have', { licenses: [{ license: { id: 'MIT-ish' } }] }],
    ['a hash of another length', { hashes: [{ alg: 'SHA-256', content: 'abc' }] }],
    ['a kind of part that there is not', { type: 'thing' }],
  ])('%s', (_, fields) => {
    expect(broken(({ components }) => Object.assign(components[0] ?? {}, fields))).not.toEqual([]);
  });

  test('a reference to nothing, a part that is there twice', () => {
    expect(broken(({ dependencies }) => dependencies.push({ ref: 'nothing' }))).toEqual([
      'nothing is depended on, and is not there',
    ]);
    const other = { ...(executable.components[0] as object), description: 'another' } as never;
    expect(broken(({ components }) => components.push(other))).toEqual([
      'pkg:npm/%40xmldom/xmldom@0.9.12 is there twice',
    ]);
  });

  test('a time that is none', () => {
    expect(broken(({ metadata }) => Object.assign(metadata, { timestamp: 'yesterday' }))).not.toEqual([]);
  });
});
