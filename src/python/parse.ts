import { Language, type Node, type Edit as NodeEdit, Parser, type Point, type Tree } from 'web-tree-sitter';
import { type Edit, sortEdits } from '../files/edits.js';
import { compileParser, INITIAL_MEMORY } from './modules.js';

export type SyntaxNode = Node;

/** A parsed text. All offsets in the tree are JavaScript string offsets into `text`. */
export interface PythonTree {
  readonly text: string;
  readonly root: SyntaxNode;
  /**
   * The smallest node that holds the characters from `start` to `last`, both included. It and the nodes around it
   * know their types and parents: tree-sitter finds a parent by going down from the root, past every statement of
   * the file.
   */
  nodeAt(start: number, last?: number): SyntaxNode;
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

/** Loads tree-sitter with the Python grammar, which reads Python 2 as well; once per process. */
export function loadPythonParser(): Promise<PythonParser> {
  loading ??= load();
  return loading;
}

async function load(): Promise<PythonParser> {
  const { runtime, grammar } = await compileParser();
  await Parser.init({
    INITIAL_MEMORY,
    instantiateWasm: (imports: { env: WebAssembly.ModuleImports }, receive: ReceiveInstance) => {
      imports.env['tree_sitter_parse_callback'] = writeInput(imports.env['memory'] as WebAssembly.Memory);
      receive(new WebAssembly.Instance(runtime, imports), runtime);
    },
  });
  const parser = new Parser();
  parser.setLanguage(Language.loadSync(grammar));
  return { parse: (text) => wrap(parser, text, parse(parser, text)) };
}

/** Emscripten's `instantiateWasm`, by which a program may put the module together itself. */
type ReceiveInstance = (instance: WebAssembly.Instance, module: WebAssembly.Module) => void;

/** What the parser reads; set for as long as it runs. */
let input = '';

/**
 * The function by which the parser asks for more text, into a buffer of 10 KB (web-tree-sitter, lib/binding.c).
 * web-tree-sitter's own writes it character by character, in a quarter of the time of a parse.
 */
function writeInput(memory: WebAssembly.Memory) {
  return (address: number, index: number, _row: number, _column: number, lengthAddress: number): void => {
    const heap = Buffer.from(memory.buffer);
    heap.write(input.slice(index, index + INPUT_UNITS), address, 'utf16le');
    heap.writeInt32LE(Math.max(input.length - index, 0), lengthAddress);
  };
}

/** UTF-16 code units in that buffer; the parser takes no more of what is announced. */
const INPUT_UNITS = 5 * 1024 - 1;

function parse(parser: Parser, text: string, previous?: Tree): Tree {
  for (const tree of retired.splice(0)) tree.delete();
  input = text;
  const tree = parser.parse(text, previous);
  input = '';
  if (tree === null) throw new Error('tree-sitter gave no tree');
  return tree;
}

/** Trees that nobody needs any more: freed by the next parse, since the last one's memory ends with the process. */
const retired: Tree[] = [];

function wrap(parser: Parser, text: string, tree: Tree): PythonTree {
  return {
    text,
    root: tree.rootNode,
    nodeAt: (start, last = start) => nodeAt(tree.rootNode, start, last),
    reparse: (edits, newText) => {
      const edited = tree.copy();
      // From the last to the first, so that each position still means the original text.
      for (const edit of describeEdits(text, edits).reverse()) edited.edit(edit as NodeEdit);
      const newTree = parse(parser, newText, edited);
      retired.push(edited);
      return wrap(parser, newText, newTree);
    },
    free: () => retired.push(tree),
  };
}

function nodeAt(root: SyntaxNode, start: number, last: number): SyntaxNode {
  let node = root;
  for (;;) {
    const child = node.firstChildForIndex(start);
    if (child === null || child.startIndex > start || child.endIndex <= last) return node;
    Object.defineProperties(child, { parent: { value: node }, type: { value: child.type } });
    node = child;
  }
}

/** The edits as tree-sitter wants them, with rows and columns, in their order in the text. */
function describeEdits(text: string, edits: readonly Edit[]) {
  let position: Point = { row: 0, column: 0 };
  let offset = 0;
  const moveTo = (target: number): Point => {
    position = advance(position, text.slice(offset, target));
    offset = target;
    return position;
  };
  return sortEdits(edits).map(({ start, end, replacement }) => {
    const startPosition = moveTo(start);
    return {
      startIndex: start,
      oldEndIndex: end,
      newEndIndex: start + replacement.length,
      startPosition,
      oldEndPosition: moveTo(end),
      newEndPosition: advance(startPosition, replacement),
    };
  });
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
