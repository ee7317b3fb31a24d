// The notices that travel with the program. The bundle has one for each npm package in it; an executable has those,
// and the ones of Bun and of what Bun links (bun.json: facts out of LICENSE.md of oven-sh/bun and of the projects'
// own licence files).
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(import.meta.url);

/** What Bun contains: name, SPDX expression, address, copyright lines; and its key in `process.versions` of Bun. */
export const bunComponents = JSON.parse(readFileSync(join(import.meta.dirname, 'bun.json'), 'utf8'));

/** One text out of notices, as `--licenses` prints it. */
export function joinNotices(notices) {
  return notices.map((notice) => `${notice.trim()}\n`).join(`\n${'-'.repeat(72)}\n\n`);
}

/** @param versions `process.versions` of the Bun that is in the executable */
export function bunNotices(versions) {
  const named = bunComponents.map(({ name, license, address, copyright = [], revision, note }) =>
    [
      [name, versions[revision]].filter((word) => word !== undefined).join(' '),
      `    ${license}, ${address}`,
      ...[...copyright, ...(note === undefined ? [] : [note])].map((line) => `    ${line}`),
    ].join('\n'),
  );
  return [
    introduction(versions),
    relinking(versions),
    named.join('\n\n'),
    ...licenseIds(bunComponents).map(text),
  ];
}

/** The ids of all licences and exceptions that SPDX expressions name, each once. */
export function licenseIds(components) {
  return [...new Set(components.flatMap(({ license }) => license.split(/ (?:AND|OR|WITH) /)))].sort();
}

function text(id) {
  if (id === 'LLVM-exception')
    return `${id}\n\n${readFileSync(join(import.meta.dirname, `${id}.txt`), 'utf8')}`;
  const { name, licenseText } = require(`spdx-license-list/licenses/${id}.json`);
  return `${name} (${id})\n\n${licenseText}`;
}

function introduction({ bun }) {
  return `Bun ${bun}

This executable is omero-cors joined to Bun, and contains what Bun contains: the parts below, each with its licence
by the SPDX id, its source and its copyright lines. The texts of those licences follow; where a text has a place for
year and holder, the copyright lines of the part stand there. The Rust crates in it are named by Bun's Cargo.lock.
omero-cors as an npm package contains none of this.`;
}

function relinking({ bun, webkit }) {
  return `JavaScriptCore and TinyCC under the LGPL

Bun links JavaScriptCore (WebKit) and TinyCC statically. You may change them and make this executable anew:

1. Get Bun's source, https://github.com/oven-sh/bun, tag bun-v${bun}, and into its folder vendor/WebKit
   https://github.com/oven-sh/WebKit, commit ${webkit}. Change what you like, and build it as
   Bun's LICENSE.md says ("bun run build:local").
2. Get omero-cors, which is MIT licensed, as source or as npm package, and run in its folder dist/program the command
   that scripts/build-executable.mjs runs, with your Bun as --compile-executable-path.`;
}
