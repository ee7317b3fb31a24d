// The version is in package.json. Some files cannot read it from there: those that a person reads, and Ansible's.
import { execFileSync } from 'node:child_process';

/** Where a text says our version: a file name or requirement of ours, a tag of ours, the collection's own line. */
const places = [
  /\bomero[-_]cors(?:[-_]web)?(?:[-@ ]v?|==)(\d+\.\d+\.\d+(?:-[a-z]+\.\d+)?)/g,
  /^\s*(?:- )?rev: v(\d+\.\d+\.\d+(?:-[a-z]+\.\d+)?)/gm,
];
const collection = /^version: (\S+)$/gm;

const unreleased = '## Unreleased\n';

/**
 * The files that can say it: what git knows of, but for the changelog, which tells of every version.
 *
 * @param {string} root the clone
 * @returns {string[]} paths from there
 */
export function filesWithVersions(root) {
  const listed = execFileSync('git', ['ls-files', '*.md', '*.yml', '*.yaml'], {
    cwd: root,
    encoding: 'utf8',
  });
  return listed.split('\n').filter((path) => path !== '' && !/^(fixtures\/|CHANGELOG\.md$)/.test(path));
}

/**
 * Every version of ours that a file says.
 *
 * @param {string} path
 * @param {string} text
 * @returns {string[]}
 */
export function versionsIn(path, text) {
  return patternsOf(path).flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1] ?? ''));
}

/**
 * The text with another version in all these places.
 *
 * @param {string} path
 * @param {string} text
 * @param {string} version
 * @returns {string}
 */
export function withVersion(path, text, version) {
  return patternsOf(path).reduce(
    (changed, pattern) => changed.replaceAll(pattern, (match, old) => match.slice(0, -old.length) + version),
    text,
  );
}

/**
 * The changelog in which what was unreleased is this version's.
 *
 * @param {string} changelog
 * @param {string} version
 * @param {string} day as 2026-01-31
 * @returns {string}
 * @throws Error where nothing stands there that could be released
 */
export function releaseChanges(changelog, version, day) {
  const notes = notesOf(changelog, 'Unreleased');
  if (notes === '') throw new Error('CHANGELOG.md says nothing under "## Unreleased": nothing to release');
  return changelog.replace(unreleased, () => `## ${version} (${day})\n`);
}

/**
 * What the changelog says of a version, or of what is `Unreleased`; empty where it says nothing.
 *
 * @param {string} changelog
 * @param {string} version
 * @returns {string}
 */
export function notesOf(changelog, version) {
  const sections = changelog.split(/^(?=## )/m);
  const found = sections.find((section) => /^## (\S+)/.exec(section)?.[1] === version) ?? '';
  return found.slice(found.indexOf('\n') + 1).trim();
}

function patternsOf(path) {
  return path === 'ansible/galaxy.yml' ? [collection] : places;
}
