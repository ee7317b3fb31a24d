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

/** What tree-sitter has at the start, in bytes: enough for a settings.py. It takes more when it needs more. */
export const INITIAL_MEMORY = 3 * 1024 * 1024;

async function compile(): Promise<ParserModules> {
  const [runtime, grammar] = await Promise.all([
    WebAssembly.compile(withInitialMemory(readWasm('web-tree-sitter', 'web-tree-sitter.wasm'))),
    WebAssembly.compile(readWasm('tree-sitter-python', 'tree-sitter-python.wasm')),
  ]);
  return { runtime, grammar };
}

/** Beside the bundle, or in node_modules where the sources run as they are. */
function readWasm(packageName: string, file: string): Buffer {
  const beside = fileURLToPath(new URL(file, import.meta.url));
  return readFileSync(
    existsSync(beside) ? beside : createRequire(import.meta.url).resolve(`${packageName}/${file}`),
  );
}

/** The import of the memory: module, name, its kind, that it has a maximum, and of its minimum the length in bytes. */
const MEMORY_IMPORT = /\x03env\x06memory\x02\x01[\x80-\xff][\x00-\x7f]/;
const PAGE = 64 * 1024;

/**
 * tree-sitter's runtime as it is, but for the memory that it asks for at the start: 32 MB, which make the platform
 * collect garbage in the middle of a short run.
 */
function withInitialMemory(runtime: Buffer): Buffer {
  const found = MEMORY_IMPORT.exec(runtime.toString('latin1', 0, 4096));
  if (found === null) throw new Error('web-tree-sitter.wasm imports its memory in another way');
  const pages = INITIAL_MEMORY / PAGE;
  const minimum = found.index + found[0].length - 2;
  // A number of two bytes, seven bits in each, the lower ones first (LEB128).
  runtime[minimum] = (pages & 0x7f) | 0x80;
  runtime[minimum + 1] = pages >> 7;
  return runtime;
}
