import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  filesWithVersions,
  notesOf,
  releaseChanges,
  versionsIn,
  withVersion,
} from '../../scripts/versions.mjs';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const { version } = JSON.parse(read('package.json'));

test.runIf(existsSync(join(root, '.git')))('every file says the version of package.json', () => {
  const said = filesWithVersions(root).flatMap((path) =>
    versionsIn(path, read(path)).map((found) => `${path}: ${found}`),
  );
  expect(said.filter((line) => !line.endsWith(`: ${version}`))).toEqual([]);
  expect(said.length).toBeGreaterThan(0);
});

test('the lock and the changelog say it too', () => {
  expect(JSON.parse(read('package-lock.json')).packages[''].version).toBe(version);
  const newest = /^## (\S+)/m.exec(read('CHANGELOG.md'))?.[1];
  expect([version, 'Unreleased']).toContain(newest);
});

test.each([
  ['pip install omero-cors==1.2.3', 'pip install omero-cors==9.8.7'],
  ['npm install ./omero-cors-1.2.3.tgz', 'npm install ./omero-cors-9.8.7.tgz'],
  ['omero_cors-1.2.3-py2.py3-none-any.whl', 'omero_cors-9.8.7-py2.py3-none-any.whl'],
  ['omero_cors-web-1.2.3.tar.gz', 'omero_cors-web-9.8.7.tar.gz'],
  ['uses: example/omero-cors@v1.2.3', 'uses: example/omero-cors@v9.8.7'],
  ['    rev: v1.2.3\n', '    rev: v9.8.7\n'],
  ['omero-cors 1.2.3\nbuild: abc', 'omero-cors 9.8.7\nbuild: abc'],
  // A version before the release of it.
  ['omero-cors-1.2.3-rc.1.tgz', 'omero-cors-9.8.7.tgz'],
])('is carried over: %j', (before, after) => {
  expect(withVersion('README.md', before, '9.8.7')).toBe(after);
  expect(versionsIn('README.md', after)).toEqual(['9.8.7']);
});

test.each([
  ['OMERO.web 5.33.2 and later'],
  ['omero-web==5.33.2'],
  ['django-cors-headers 3.7.0'],
  ['  rev: 4.0.1\n'],
  // Another collection, in somebody's requirements.
  ['  version: 1.2.3\n'],
  // Of our action, the newest of a major version.
  ['uses: example/omero-cors@v1'],
])('is left alone: %j', (text) => {
  expect(withVersion('README.md', text, '9.8.7')).toBe(text);
  expect(versionsIn('README.md', text)).toEqual([]);
});

test('galaxy.yml has one line that is the version', () => {
  const galaxy = 'name: web\nversion: 1.2.3\ndependencies:\n  other.web: 1.2.3\n';
  expect(withVersion('ansible/galaxy.yml', galaxy, '9.8.7')).toBe(
    'name: web\nversion: 9.8.7\ndependencies:\n  other.web: 1.2.3\n',
  );
});

describe('the changelog', () => {
  const log = '# Changelog\n\n## Unreleased\n\n### patch\n\n- More.\n\n## 1.2.3 (2026-01-31)\n\n- Less.\n';

  test('what is unreleased becomes the version', () => {
    const released = releaseChanges(log, '2.0.0', '2026-02-28');
    expect(released).toBe(log.replace('## Unreleased', '## 2.0.0 (2026-02-28)'));
    expect(notesOf(released, '2.0.0')).toBe('### patch\n\n- More.');
    expect(notesOf(released, '1.2.3')).toBe('- Less.');
    expect(notesOf(released, 'Unreleased')).toBe('');
  });

  test.each([
    ['', 'no heading'],
    ['# Changelog\n\n## 1.2.3 (2026-01-31)\n\n- Less.\n', 'all of it is released'],
    ['# Changelog\n\n## Unreleased\n\n## 1.2.3 (2026-01-31)\n\n- Less.\n', 'nothing under it'],
  ])('nothing to release: %j (%s)', (text) => {
    expect(() => releaseChanges(text, '2.0.0', '2026-02-28')).toThrow('nothing to release');
  });

  test('a version is not found by its beginning', () => {
    expect(notesOf(log.replace('1.2.3', '1.2.30'), '1.2.3')).toBe('');
  });
});
