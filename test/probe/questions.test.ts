import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { questions } from '../../src/probe/questions/index.js';
import { healthyPage } from './rows.js';

test('every question of the folder is asked', () => {
  const folder = fileURLToPath(new URL('../../src/probe/questions/', import.meta.url));
  const exported = readdirSync(folder).flatMap((file) => [
    ...readFileSync(folder + file, 'utf8').matchAll(/^export const \w+: Question = /gm),
  ]);
  expect(questions).toHaveLength(exported.length);
});

test('the names, in the order of the table', () => {
  expect(['answer', ...questions.map(({ name }) => name)]).toEqual(Object.keys(healthyPage));
});
