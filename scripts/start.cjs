// Starts cli.js. Most of a short run's time goes into compiling, so V8 is told not to optimise what runs once,
// and gets what it compiled when the package was built: a sixth of the run, on a Node with the same V8. Any
// other V8 refuses it and compiles anew.
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const { wrap } = require('node:module');
const { join } = require('node:path');
const v8 = require('node:v8');
const vm = require('node:vm');

// Over many files the optimising compilers pay. The flags are a part of what the cached code is checked by.
const isShort = process.argv.length < 20;
if (isShort) for (const flag of ['--liftoff-only', '--no-opt']) v8.setFlagsFromString(flag);

const program = join(__dirname, 'cli.js');
const cache = join(__dirname, `cli-v8-${process.versions.v8.split('-')[0]}-${process.arch}.cache`);
const isBuild = process.env.OMERO_CORS_BUILD === 'write-code-cache';
if (isShort && (isBuild || existsSync(cache))) {
  const script = new vm.Script(wrap(readFileSync(program, 'latin1')), {
    filename: program,
    ...(isBuild ? {} : { cachedData: readFileSync(cache) }),
  });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, require, module, program, __dirname);
  if (isBuild) process.on('exit', () => writeFileSync(cache, script.createCachedData()));
  module.exports.run();
} else require('./cli.js').run();
