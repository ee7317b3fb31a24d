import { lineStart } from '../files/lines.js';
import type { Finding } from '../findings.js';
import { isTrivia } from '../python/nodes.js';
import type { PythonTree, SyntaxNode } from '../python/parse.js';

/** The block that ends every settings.py since OMERO 4.4: comment, import of Server, function and call. */
export interface Loader {
  /** Start of its first line: where our block goes. */
  readonly start: number;
  /** Line of the `def`, counted from 1. */
  readonly line: number;
}

/**
 * Anchors on the `def`, then walks up over the import and the comments that belong to it: no snippet of the
 * wiki matches any real file byte for byte.
 *
 * @returns the loader, or why our block can't be placed before it
 */
export function findLoader(tree: PythonTree): Loader | Finding {
  const offsets = [...tree.text.matchAll(/\bdef[ \t]+load_server_list\b/g)].map((match) => match.index);
  const found = offsets.flatMap((offset) => {
    const node = tree.nodeAt(offset).parent;
    const outer = node?.parent?.type === 'decorated_definition' ? node.parent : node;
    return outer?.parent?.parent === null && node?.type === 'function_definition' ? [outer] : [];
  });
  const [loader, second] = found;
  if (loader === undefined) return { code: 'loader-missing', severity: 'error' };
  const line = loader.startPosition.row + 1;
  if (second !== undefined) {
    return {
      code: 'loader-repeated',
      severity: 'error',
      line: second.startPosition.row + 1,
      firstLine: line,
    };
  }
  return { start: startOfBlock(tree, loader), line };
}

function startOfBlock(tree: PythonTree, loader: SyntaxNode): number {
  const { text } = tree;
  let start = walkUpComments(tree, loader.startIndex);
  const before = previousStatement(loader);
  if (before?.type === 'import_from_statement' && importsServer(before) && isAloneOnLine(text, before)) {
    const between = text.slice(before.endIndex, start);
    if (/^[ \t]*(?:#[^\n]*)?(?:\r?\n[ \t]*){1,3}$/.test(between)) {
      start = walkUpComments(tree, before.startIndex);
    }
  }
  return start;
}

/** Comments directly above, and `# Load server list ...` also across blank lines. */
function walkUpComments({ nodeAt, text }: PythonTree, from: number): number {
  let start = from;
  let position = from;
  let blankLines = 0;
  while (position > 0) {
    const previous = lineStart(text, position - 1);
    const line = text.slice(previous, position).trim();
    if (line === '') blankLines += 1;
    else if (!line.startsWith('#') || line.startsWith('# omero-cors:')) break;
    // The last line of a long string can look like one.
    else if (nodeAt(text.indexOf('#', previous)).type !== 'comment') break;
    else if (blankLines === 0 || (blankLines <= 2 && /load server list/i.test(line))) {
      start = previous;
      blankLines = 0;
    } else break;
    position = previous;
  }
  return start;
}

function previousStatement(node: SyntaxNode): SyntaxNode | null {
  let previous = node.previousNamedSibling;
  while (previous !== null && isTrivia(previous)) previous = previous.previousNamedSibling;
  return previous;
}

function importsServer(node: SyntaxNode): boolean {
  return node.childrenForFieldName('name').some((name) => name?.text === 'Server');
}

function isAloneOnLine(text: string, node: SyntaxNode): boolean {
  return (
    lineStart(text, node.startIndex) === node.startIndex &&
    /^[ \t]*(?:#[^\n]*)?\r?(?:\n|$)/.test(text.slice(node.endIndex))
  );
}
