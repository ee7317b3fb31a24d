// Makes dist/executable/omero-cors-<target> of the bundle in dist/program, with Bun's compiler.
//
//     npm run build:executable [-- <target> ...]
//
// Without a target, all of them.
import { statSync } from 'node:fs';
import { targets } from './bun.mjs';
import { executableFor } from './executable.mjs';

for (const target of process.argv.length > 2 ? process.argv.slice(2) : targets) {
  const path = executableFor(target);
  console.log(`${path}: ${(statSync(path).size / 1e6).toFixed(0)} MB`);
}
