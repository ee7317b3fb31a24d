// Starts the command line. A short run is mostly V8 at work on code that runs once: what would optimise it is
// switched off, for WebAssembly and for JavaScript. Over many files the optimising compilers pay.
const v8 = require('node:v8');

const MANY_WORDS = 20;
if (process.argv.length < MANY_WORDS) {
  for (const flag of ['--liftoff-only', '--no-opt']) v8.setFlagsFromString(flag);
}
require('./cli.js').run();
