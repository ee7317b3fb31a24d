import { commands } from './commands/definitions/index.js';
import { compileParser } from './python/modules.js';

/** From so many words on they are files, and many of them. */
const MANY_WORDS = 18;

/**
 * The command line's entry. What takes longest begins first: the parser is compiled in the background while the
 * rest of the program is read, a fifth of a short run.
 */
async function start(words: readonly string[]): Promise<void> {
  const isNode = process.versions['bun'] === undefined;
  if (isNode && words.length < MANY_WORDS) {
    // A short run is mostly V8 at work on code that runs once: what would optimise it is switched off, for
    // WebAssembly and for JavaScript. Over many files the optimising compilers pay.
    const v8 = await import('node:v8');
    for (const flag of ['--liftoff-only', '--no-opt']) v8.setFlagsFromString(flag);
  }
  const command = commands.find(({ name }) => name === words[0]);
  if (command?.parsesPython === true) {
    // A failure is for the command to meet, when it waits for the same modules.
    compileParser().catch(() => undefined);
  }
  const { run } = await import('./cli.js');
  await run();
}

start(process.argv.slice(2)).catch((error: unknown) => {
  // A part of the program is missing: nothing of it has run.
  console.error(error);
  process.exitCode = 3;
});
