import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const licenses = read('dist/program/THIRD-PARTY-LICENSES.txt');
const bundled: string[] = JSON.parse(read('dist/bundled.json'));
const parts: { name: string; license: string; address: string; copyright?: string[] }[] = JSON.parse(
  read('scripts/licenses/bun.json'),
);

test('every package that the sources import is in the bundle', () => {
  const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => read(join('src', name)));
  const imported = sources.flatMap((text) =>
    [...text.matchAll(/^import (?!type\b)[^'"]*from '((?:@[^'/]+\/)?[^.'/][^'/]*)/gm)].map(
      ([, name]) => name,
    ),
  );
  const foreign = [...new Set(imported)].filter((name) => name !== undefined && !name.startsWith('node:'));
  expect(foreign.length).toBeGreaterThan(3);
  expect(bundled).toEqual(expect.arrayContaining(foreign));
});

test('every package in the bundle is named with its version and its licence, after our own', () => {
  expect(licenses).toMatch(/^omero-cors \d+\.\d+\.\d+\n\nMIT License\n\nCopyright/);
  const notices = licenses.split(`\n${'-'.repeat(72)}\n\n`).slice(1);
  expect(notices.map((notice) => notice.split(' ')[0])).toEqual(bundled);
  for (const [index, name] of bundled.entries()) {
    const { version } = JSON.parse(read(`node_modules/${name}/package.json`));
    expect(notices[index]).toMatch(new RegExp(`^${name} ${version}\n\n[^]*(Permission|Redistribution)`));
  }
});

test.each(parts)('of $name in Bun, licence and address are there', ({ license, address, copyright = [] }) => {
  expect(address).toMatch(/^https:\/\/\S+$/);
  for (const id of license.split(/ (?:AND|OR|WITH) /)) expect(hasText(id), id).toBe(true);
  // A notice without a holder is none; the licences that ask for no copyright line have none here.
  for (const line of copyright) expect(line).toMatch(/^(Copyright|\(C\)) \S+/);
});

/** Where the texts come from: the package, but for an exception, which it leaves out. */
function hasText(id: string): boolean {
  if (id === 'LLVM-exception') return read('scripts/licenses/LLVM-exception.txt').length > 500;
  return JSON.parse(read(`node_modules/spdx-license-list/licenses/${id}.json`)).licenseText.length > 200;
}
