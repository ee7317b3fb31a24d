// What a wheel is made of, as data: its name, its metadata, its list of files. The format is PEP 427 (now "Binary
// distribution format" on packaging.python.org), the metadata 2.4 (PEP 639).
import { createHash } from 'node:crypto';

/**
 * The platform tags of each executable, those for which pip looks. glibc 2.17 has two: pip before 20.3 knows
 * only the older name. musl's is 1_2, since Bun's runtime calls gettid, which musl has from 1.2.2 on. There it also
 * wants the libstdc++ of GCC 12 or later (Alpine 3.17), which no tag can say; Ice of OMERO.web wants one as well.
 */
export const platforms = {
  'linux-x64': ['manylinux_2_17_x86_64', 'manylinux2014_x86_64'],
  'linux-arm64': ['manylinux_2_17_aarch64', 'manylinux2014_aarch64'],
  'linux-x64-musl': ['musllinux_1_2_x86_64'],
};

const pythons = ['py2', 'py3'];

/** Only what ran there is promised. */
const classifiers = [
  'Development Status :: 4 - Beta',
  'Environment :: Console',
  'Framework :: Django',
  'Intended Audience :: System Administrators',
  'Operating System :: POSIX :: Linux',
  ...['2.7', '3.6', '3.7', '3.8', '3.9', '3.10', '3.11', '3.12', '3.13'].map(
    (version) => `Programming Language :: Python :: ${version}`,
  ),
  'Topic :: Internet :: WWW/HTTP',
  'Topic :: System :: Systems Administration',
];

const requiresPython = ['>=2.7', ...[0, 1, 2, 3, 4, 5].map((minor) => `!=3.${minor}.*`)].join(',');

/**
 * npm's version as PEP 440 spells it, which pip compares by: `1.2.0-rc.1` is `1.2.0rc1`.
 *
 * @param {string} version of package.json
 * @throws Error where PEP 440 has no such version
 */
export function pythonVersion(version) {
  const parts = /^(\d+\.\d+\.\d+)(?:-(alpha|beta|rc)\.(\d+))?$/.exec(version);
  if (parts === null) {
    throw new Error(`version ${version}: a wheel needs 1.2.3, or 1.2.3-alpha.1 (beta.1, rc.1)`);
  }
  const [, release, stage, count] = parts;
  const letters = { alpha: 'a', beta: 'b', rc: 'rc' };
  return stage === undefined ? release : `${release}${letters[stage]}${count}`;
}

/** `omero_cors-1.2.3`, with which the folders inside begin as well: a hyphen only parts the fields. */
export function stemOf({ name, version }) {
  return `${name.replaceAll(/[-_.]+/g, '_').toLowerCase()}-${pythonVersion(version)}`;
}

/**
 * @param {{ name: string, version: string }} manifest
 * @param {string} target
 * @returns {string}
 * @throws Error where there is no such target
 */
export function fileNameOf(manifest, target) {
  return `${stemOf(manifest)}-${pythons.join('.')}-none-${platformsOf(target).join('.')}.whl`;
}

/** The file WHEEL: it has each combination of the tags on a line of its own. */
export function wheelOf(target) {
  const tags = pythons.flatMap((python) =>
    platformsOf(target).map((platform) => `${python}-none-${platform}`),
  );
  return lines([
    'Wheel-Version: 1.0',
    'Generator: omero-cors',
    'Root-Is-Purelib: false',
    ...tags.map((tag) => `Tag: ${tag}`),
  ]);
}

/**
 * The file METADATA, out of package.json, with the README as its body.
 *
 * @param {Record<string, any>} manifest
 * @param {string} readme
 * @param {readonly string[]} licenses of everything inside, as SPDX expressions
 * @param {readonly string[]} licenseFiles names in the folder `licenses`
 * @returns {string}
 */
export function metadataOf(manifest, readme, licenses, licenseFiles) {
  const { name, version, description, keywords, author } = manifest;
  const header = [
    'Metadata-Version: 2.4',
    `Name: ${name}`,
    `Version: ${pythonVersion(version)}`,
    `Summary: ${description}`,
    `Keywords: ${keywords.join(',')}`,
    `Author: ${author}`,
    `License-Expression: ${allOf(licenses)}`,
    ...licenseFiles.map((file) => `License-File: ${file}`),
    ...classifiers.map((classifier) => `Classifier: ${classifier}`),
    ...projectUrls(manifest).map(([label, url]) => `Project-URL: ${label}, ${url}`),
    `Requires-Python: ${requiresPython}`,
    'Description-Content-Type: text/markdown; charset=UTF-8; variant=GFM',
  ];
  return `${lines(header)}\n${withoutRelativeLinks(readme)}`;
}

/** One expression that says that all of these hold, each named once, the first of them first. */
function allOf([first, ...others]) {
  const names = others.flatMap((license) => license.split(' AND ')).sort();
  return [...new Set([first, ...names])].join(' AND ');
}

function projectUrls({ homepage, repository, bugs }) {
  const url = (value) => (typeof value === 'string' ? value : value?.url)?.replace(/^git\+/, '');
  return [
    ['Homepage', url(homepage)],
    ['Source', url(repository)],
    ['Issues', url(bugs)],
  ].filter(([, target]) => target !== undefined);
}

/**
 * The README for a page that has no files beside it: a picture of ours is left out with its paragraph, a link to a
 * file of ours keeps its words.
 *
 * @param {string} markdown
 */
export function withoutRelativeLinks(markdown) {
  return markdown
    .replaceAll(/^(?:!\[[^\]]*\]\((?!https?:)[^)]*\)\n)+\n?/gm, '')
    .replaceAll(
      /(`+)[\s\S]*?\1|(?<!!)\[([^\]]+)\]\((?!https?:)[^)]*\)/g,
      (all, _code, words) => words ?? all,
    );
}

/**
 * The file RECORD: each file with its hash and size; of itself it says neither.
 *
 * @param {ReadonlyMap<string, Uint8Array>} files by their paths, in the wheel's order
 * @param {string} path its own
 * @returns {string}
 */
export function recordOf(files, path) {
  const rows = [...files].map(([name, content]) => {
    const hash = createHash('sha256').update(content).digest('base64url');
    return `${name},sha256=${hash},${content.length}`;
  });
  return lines([...rows, `${path},,`]);
}

/**
 * The time of every file in the wheel, in seconds since 1970: the first that a zip can tell, or a later one that
 * SOURCE_DATE_EPOCH (reproducible-builds.org) names.
 *
 * @param {string | undefined} epoch
 * @throws Error where it is no number
 */
export function timeOf(epoch = '') {
  if (!/^\d*$/.test(epoch)) throw new Error(`SOURCE_DATE_EPOCH is no number of seconds: ${epoch}`);
  return Math.max(Date.UTC(1980, 0, 1) / 1000, Number(epoch));
}

function platformsOf(target) {
  const found = Object.hasOwn(platforms, target) ? platforms[target] : undefined;
  if (found === undefined) {
    throw new Error(`no target ${target}; there are: ${Object.keys(platforms).join(', ')}`);
  }
  return found;
}

function lines(texts) {
  return `${texts.join('\n')}\n`;
}
