import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** The two halves of the parser, compiled. */
export interface ParserModules {
  readonly runtime: WebAssembly.Module;
  readonly grammar: WebAssembly.Module;
}

let compiling: Promise<ParserModules> | undefined;

/**
 * Compiles tree-sitter and the Python grammar, once per process. The platform does it on other threads, and takes as
 * long as the program takes to read the rest of itself: the earlier this is called, the less is waited for.
 *
 * The WebAssembly builds are used, since the native module needs a C++20 compiler where OMERO runs.
 */
export function compileParser(): Promise<ParserModules> {
  compiling ??= compile();
  return compiling;
}

async function compile(): Promise<ParserModules> {
  const [runtime, grammar] = await Promise.all([
    WebAssembly.compile(readWasm('web-tree-sitter', 'web-tree-sitter.wasm')),
    WebAssembly.compile(readWasm('tree-sitter-python', 'tree-sitter-python.wasm')),
  ]);
  return { runtime, grammar };
}

/** Beside the bundle, or in node_modules where the sources run as they are. */
function readWasm(packageName: string, file: string): Uint8Array {
  const beside = fileURLToPath(new URL(file, import.meta.url));
  return readFileSync(
    existsSync(beside) ? beside : createRequire(import.meta.url).resolve(`${packageName}/${file}`),
  );
}
