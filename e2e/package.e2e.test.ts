import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { cell } from './support/cell.js';
import { findNode } from './support/node.js';
import { run, runOk } from './support/run.js';

const root = join(import.meta.dirname, '..');
const sample = join(root, 'fixtures', 'patch', 'omero-5.8-black', 'settings.py');
let folder: string;
let tarball: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'omero-cors-package-'));
  // Without the script `prepare`: the suite has just built what is packed.
  await runOk('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: root });
  tarball = join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

cell('the tarball is smaller than 2 MB', () => {
  expect(statSync(tarball).size).toBeLessThan(2_000_000);
});

for (const version of ['20.19.0', '22.12.0', '24.11.0']) {
  cell(
    `installs without scripts or other packages and patches a file, on Node ${version}`,
    async () => {
      const node = await findNode(version);
      const prefix = mkdtempSync(join(folder, 'prefix-'));
      const env = { ...process.env, PATH: `${dirname(node)}:${process.env['PATH']}` };
      // Offline: whatever the package would need of a registry makes this fail.
      const words = ['install', '--global', '--ignore-scripts', '--offline', '--prefix', prefix, tarball];
      await runOk('npm', words, { env: process.env });
      expect(readdirSync(join(prefix, 'lib', 'node_modules'))).toEqual(['omero-cors']);

      // npm links the man page; the completions stay in the package.
      expect(existsSync(join(prefix, 'share', 'man', 'man1', 'omero-cors.1'))).toBe(true);
      const share = join(prefix, 'lib', 'node_modules', 'omero-cors', 'dist', 'share');
      expect(readdirSync(share).sort()).toEqual(['bash-completion', 'fish', 'man', 'zsh']);

      const settings = join(prefix, 'settings.py');
      copyFileSync(sample, settings);
      const program = join(prefix, 'bin', 'omero-cors');
      expect((await runOk(program, ['--version'], { env })).stdout).toMatch(/^omero-cors \d+\.\d+\.\d+\n/);
      const origin = ['--origin', 'https://viewer.example.org'];
      const patched = await runOk(program, ['patch', settings, ...origin, '--yes'], { env });
      expect(patched.stdout).toContain('+    "https://viewer.example.org",');
      const again = await run(program, ['patch', settings, ...origin, '--check'], { env });
      expect([again.code, again.stdout]).toEqual([0, '']);
      await runOk(program, ['revert', settings, '--yes'], { env });
      expect(readFileSync(settings)).toEqual(readFileSync(sample));
    },
    { timeout: 300_000 },
  );
}

cell('the library is imported, and has its types', async () => {
  const prefix = mkdtempSync(join(folder, 'library-'));
  await runOk('npm', ['install', '--ignore-scripts', '--offline', '--prefix', prefix, tarball]);
  const program = `
    import { planPatch } from 'omero-cors';
    import { readFileSync } from 'node:fs';
    const text = readFileSync(${JSON.stringify(sample)}, 'utf8');
    const plan = await planPatch(text, { origins: ['https://viewer.example.org'] });
    console.log(plan.changed, plan.blocked.length);
  `;
  const ran = await runOk(process.execPath, ['--input-type=module', '-e', program], { cwd: prefix });
  expect(ran.stdout).toBe('true 0\n');
  const types = join(prefix, 'node_modules', 'omero-cors', 'dist', 'program', 'types', 'index.d.ts');
  expect(readFileSync(types, 'utf8')).toContain('export declare function planPatch');
});
