// Makes dist/executable/omero-cors-<target> of the bundle in dist/program, with Bun's compiler.
//
//     npm run build:executable [-- <target> ...]
//
// Without a target, all of them.
import { statSync } from 'node:fs';
import { askedTargets, executableFor } from './executable.mjs';

for (const target of askedTargets()) {
  const path = executableFor(target);
  console.log(`${path}: ${(statSync(path).size / 1e6).toFixed(0)} MB`);
}
