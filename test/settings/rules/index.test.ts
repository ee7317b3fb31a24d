import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { rules } from '../../../src/settings/rules/index.js';

const folder = fileURLToPath(new URL('../../../src/settings/rules/', import.meta.url));

test('every rule is in the list, under the name of its file', async () => {
  const found: string[] = [];
  for (const file of readdirSync(folder).filter((name) => name !== 'index.ts')) {
    const members = Object.values(await import(`${folder}${file}`)) as readonly unknown[];
    const isRule = (member: unknown) => typeof member === 'object' && member !== null && 'plan' in member;
    if (members.some(isRule)) found.push(file.replace('.ts', ''));
  }
  expect(rules.map(({ name }) => name).sort()).toEqual(found.sort());
  expect(found.length).toBeGreaterThan(0);
});

// The block reads in the order of the recipe: app, middleware, origins.
test('the list is in the order of the block', () => {
  expect(rules.map(({ name }) => name)).toEqual(['installed-apps', 'middleware', 'origins']);
});
