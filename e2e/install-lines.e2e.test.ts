import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { cell } from './support/cell.js';
import { omeroCors } from './support/cli.js';
import { executable } from './support/executable.js';
import { Missing } from './support/missing.js';
import { virtualenvWithPip } from './support/pip.js';
import { virtualenv } from './support/python.js';
import { copyRepository } from './support/repository.js';
import { run, runOk } from './support/run.js';

const root = fileURLToPath(new URL('../', import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
const install = /^## Install\n[\s\S]*?^## /m.exec(readFileSync(join(root, 'README.md'), 'utf8'))?.[0] ?? '';

/** The lines of the README's table, by what stands in its first column. */
const lines = new Map(
  [...install.matchAll(/^\| ([^|]+?) \| `([^`]+)`/gm)].map(([, way = '', line = '']) => [way, line]),
);

const patch = ['patch', join(root, 'fixtures/patch/omero-5.8-black/settings.py')];
const flags = ['--origin', 'https://viewer.example.org', '--dry-run', '--cors-headers', '3.7.0'];

// The lines are run in what a clone would hold, with its packages there; only folders of the system are others.
let clone = '';
beforeAll(async () => {
  clone = join(mkdtempSync(join(tmpdir(), 'omero-cors-install-')), 'clone');
  await copyRepository(clone);
  symlinkSync(join(root, 'node_modules'), join(clone, 'node_modules'));
}, 120_000);
afterAll(() => rmSync(dirname(clone), { recursive: true, force: true }));

/** Runs one line of the README by a shell. */
async function runLine(
  way: string,
  { folders = {}, env = {} }: { folders?: Record<string, string>; env?: Record<string, string> },
): Promise<void> {
  let line = lines.get(way);
  if (line === undefined) throw new Error(`README.md has no line for ${way}`);
  for (const [folder, other] of Object.entries(folders)) line = line.replaceAll(folder, other);
  await runOk('/bin/sh', ['-ec', line], { cwd: clone, env: { ...process.env, ...env }, timeout: 240_000 });
}

/** It is this version, and does what the program here does. */
async function expectToWork(program: string): Promise<void> {
  expect((await runOk(program, ['--version'])).stdout).toContain(`omero-cors ${version}\n`);
  const [here, there] = await Promise.all([
    omeroCors([...patch, ...flags]),
    run(program, [...patch, ...flags]),
  ]);
  expect(there.stdout).toMatch(/^--- a\//);
  expect([there.code, there.stdout]).toEqual([here.code, here.stdout]);
}

/** The lines name what most servers are. */
async function needTarget(): Promise<void> {
  if (process.arch !== 'x64') throw new Missing('the line is for x86_64');
  await executable();
}

describe('the line of the README for', { timeout: 300_000 }, () => {
  cell(
    'npm',
    async () => {
      const prefix = join(dirname(clone), 'prefix');
      mkdirSync(prefix);
      await runLine('npm', { env: { npm_config_prefix: prefix } });
      await expectToWork(join(prefix, 'bin', 'omero-cors'));
    },
    { timeout: 300_000 },
  );

  cell(
    'one executable',
    async () => {
      await needTarget();
      const bin = join(dirname(clone), 'bin');
      mkdirSync(bin);
      await runLine('one executable', { folders: { '/usr/local/bin': bin } });
      await expectToWork(join(bin, 'omero-cors'));
    },
    { timeout: 300_000 },
  );

  cell(
    'pip',
    async () => {
      await needTarget();
      const home = join(dirname(clone), 'venv3');
      await virtualenvWithPip(home, '3.11', '26.3');
      await runLine('pip, beside `omero`', { folders: { '/opt/omero/web/venv3': home } });
      await expectToWork(join(home, 'bin', 'omero-cors'));
    },
    { timeout: 300_000 },
  );

  cell(
    'Ansible',
    async () => {
      const { folder } = await virtualenv('ansible-core-2.19');
      const collections = join(dirname(clone), 'collections');
      await runLine('Ansible, many servers', {
        env: {
          PATH: `${join(folder, 'bin')}:${process.env['PATH']}`,
          HOME: dirname(clone),
          ANSIBLE_COLLECTIONS_PATH: collections,
        },
      });
      const installed = join(collections, 'ansible_collections', 'omero_cors', 'web', 'MANIFEST.json');
      const { collection_info } = JSON.parse(readFileSync(installed, 'utf8'));
      expect(collection_info).toMatchObject({ namespace: 'omero_cors', name: 'web', version });
    },
    { timeout: 300_000 },
  );

  cell('others leads to a document that is there', () => {
    const documents = [...install.matchAll(/\]\(([^)#]+\.md)\)/g)].map(([, path = '']) => path);
    expect(documents).toEqual(expect.arrayContaining(['docs/docker.md', 'docs/ci.md', 'ansible/README.md']));
    for (const path of documents) expect(readFileSync(join(root, path), 'utf8')).toMatch(/^# /);
  });
});
