import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Language, type Node, type Edit as NodeEdit, Parser, type Point, type Tree } from 'web-tree-sitter';
import { type Edit, sortEdits } from '../files/edits.js';

export type SyntaxNode = Node;

/** A parsed text. All offsets in the tree are JavaScript string offsets into `text`. */
export interface PythonTree {
  readonly text: string;
  readonly root: SyntaxNode;
  /** Parses the text that `edits` make of this one, reusing what did not change. The tree stays valid. */
  reparse(edits: readonly Edit[], newText: string): PythonTree;
  /** Gives the memory back; the tree is of no use afterwards. */
  free(): void;
}

export interface PythonParser {
  /** Never fails on wrong Python: the tree then holds ERROR nodes (see `findSyntaxError`). */
  parse(text: string): PythonTree;
}

let loading: Promise<PythonParser> | undefined;

/**
 * Loads tree-sitter with the Python grammar, which reads Python 2 as well; once per process.
 *
 * The WebAssembly builds are used, since the native module needs a C++20 compiler where OMERO runs.
 */
export function loadPythonParser(): Promise<PythonParser> {
  loading ??= load();
  return loading;
}

async function load(): Promise<PythonParser> {
  await Parser.init({ wasmBinary: readFileSync(findWasm('web-tree-sitter', 'web-tree-sitter.wasm')) });
  const language = await Language.load(
    readFileSync(findWasm('tree-sitter-python', 'tree-sitter-python.wasm')),
  );
  const parser = new Parser();
  parser.setLanguage(language);
  return { parse: (text) => wrap(parser, text, parse(parser, text)) };
}

/** Beside the bundle in dist, or in node_modules where the sources run as they are. */
function findWasm(packageName: string, file: string): string {
  const beside = fileURLToPath(new URL(file, import.meta.url));
  return existsSync(beside) ? beside : createRequire(import.meta.url).resolve(`${packageName}/${file}`);
}

function parse(parser: Parser, text: string, previous?: Tree): Tree {
  const tree = parser.parse(text, previous);
  if (tree === null) throw new Error('tree-sitter gave no tree');
  return tree;
}

function wrap(parser: Parser, text: string, tree: Tree): PythonTree {
  return {
    text,
    root: tree.rootNode,
    reparse: (edits, newText) => {
      const edited = tree.copy();
      // From the last to the first, so that each position still means the original text.
      for (const edit of [...sortEdits(edits)].reverse()) edited.edit(describeEdit(text, edit) as NodeEdit);
      const newTree = parse(parser, newText, edited);
      edited.delete();
      return wrap(parser, newText, newTree);
    },
    free: () => tree.delete(),
  };
}

function describeEdit(text: string, { start, end, replacement }: Edit) {
  const startPosition = pointAt(text, start);
  return {
    startIndex: start,
    oldEndIndex: end,
    newEndIndex: start + replacement.length,
    startPosition,
    oldEndPosition: pointAt(text, end),
    newEndPosition: advance(startPosition, replacement),
  };
}

function pointAt(text: string, offset: number): Point {
  return advance({ row: 0, column: 0 }, text.slice(0, offset));
}

function advance(from: Point, text: string): Point {
  let { row, column } = from;
  let lineStart = 0;
  for (let newline = text.indexOf('\n'); newline !== -1; newline = text.indexOf('\n', lineStart)) {
    row += 1;
    column = 0;
    lineStart = newline + 1;
  }
  return { row, column: column + text.length - lineStart };
}
