import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { cell } from './support/cell.js';
import { executable } from './support/executable.js';
import { runOk } from './support/run.js';

const root = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

cell(
  'the executable tells the licences of the bundle, of Bun and of what Bun contains, with their texts',
  async () => {
    const { stdout } = await runOk(await executable(), ['--licenses']);
    expect(stdout.startsWith(read('dist/program/THIRD-PARTY-LICENSES.txt'))).toBe(true);
    const parts: { name: string; license: string; copyright?: string[] }[] = JSON.parse(
      read('scripts/licenses/bun.json'),
    );
    for (const { name, license, copyright = [] } of parts) {
      expect(stdout).toContain(`\n${name}`);
      for (const line of copyright) expect(stdout).toContain(`\n    ${line}\n`);
      // The heading of the text: its name and its id.
      for (const id of license.split(/ (?:AND|OR|WITH) /)) {
        expect(stdout).toMatch(new RegExp(`\n-{72}\n\n(.* \\(${id}\\)|${id})\n\n`));
      }
    }
    expect(stdout).toMatch(/https:\/\/github.com\/oven-sh\/WebKit, commit [0-9a-f]{40}/);
    expect(stdout).toContain('--compile-executable-path');
    expect(stdout).toContain('GNU LESSER GENERAL PUBLIC LICENSE');
    // Its last text came whole.
    expect(stdout.trimEnd().split('\n').length).toBeGreaterThan(700);
  },
  { timeout: 120_000 },
);
