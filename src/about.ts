import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What scripts/build.mjs knows about the program that it makes; the tests have an invented one. */
declare const BUILD: {
  readonly version: string;
  /** The commit, shortened, with `-dirty` where files differed from it; or that it was not known. */
  readonly commit: string;
  /** npm's names and versions of the parser's two halves. */
  readonly parser: string;
};

/**
 * What `--version` tells: the version, which build of it this is and what it runs on, and the parser that reads
 * settings.py.
 */
export function describeVersion(): string {
  // Not `process.arch`: Bun's compiler puts the machine of the build in its place.
  const { arch, platform, versions } = process;
  const { bun, node } = versions;
  const runtime = bun === undefined ? `Node.js ${node}` : `executable, Bun ${bun}`;
  return [
    `omero-cors ${BUILD.version}`,
    `build: ${BUILD.commit} (${runtime}, ${platform}-${arch})`,
    `parser: ${BUILD.parser}`,
  ].join('\n');
}

/**
 * The licences of everything that the program contains, for `--licenses`: an executable may travel without any
 * file beside it. The build writes them.
 */
export function readLicenses(): string {
  return readFileSync(fileURLToPath(new URL('THIRD-PARTY-LICENSES.txt', import.meta.url)), 'utf8');
}
