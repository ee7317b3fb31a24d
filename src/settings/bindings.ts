import { readElements, readString } from '../python/literals.js';
import { isTrivia } from '../python/nodes.js';
import type { PythonTree, SyntaxNode } from '../python/parse.js';
import { classifyIdentifier, classifyString, unclear } from './classify.js';

/** What one statement does to a setting. */
export interface Binding {
  /** `*` where it may be any: `from x import *`, `exec`, `globals().update(...)`. */
  readonly name: string;
  /**
   * `assign` is `NAME = value`, `extend` is `NAME += value`, `.append(value)` or `.extend(value)`; anything
   * else that can change the setting is `unclear`, with the reason.
   */
  readonly kind: 'assign' | 'extend' | 'unclear';
  /** Why it is unclear, to complete "it is ...". */
  readonly reason: string;
  /** What is assigned or added; of `.append(x)` the argument list. */
  readonly value: SyntaxNode | undefined;
  readonly method: string | undefined;
  /** The whole statement, at the top level of the module where the kind is not `unclear`. */
  readonly statement: SyntaxNode;
  /** Counted from 1. */
  readonly line: number;
}

/** Where a settings.py names what we look for. */
export interface Mentions {
  readonly bindings: readonly Binding[];
  /** Settings that OMERO.web's configuration can set: their names stand as strings inside a dictionary. */
  readonly mapped: ReadonlySet<string>;
}

const NAMES =
  /\b(?:INSTALLED_APPS|MIDDLEWARE(?:_CLASSES)?|CORS_[A-Z_]+)\b|\bimport[ \t\\\r\n]*\*|\bexec(?:file)?\b|\b(?:globals|vars|locals)\(\)\.update\b/g;

/**
 * Finds every place that can change INSTALLED_APPS, the middleware or a CORS setting.
 *
 * The text is searched for the names and the tree is asked only there, since walking the whole tree costs
 * more than parsing it.
 */
export function findBindings({ nodeAt, text }: PythonTree): Mentions {
  const bindings: Binding[] = [];
  const mapped = new Set<string>();
  for (const match of text.matchAll(NAMES)) {
    const [name] = match;
    const node = nodeAt(match.index, match.index + name.length - 1);
    if (!/^[A-Z]/.test(name)) {
      const reason = whyAnything(name, node);
      if (reason !== undefined) bindings.push(unclear('*', node, reason));
    } else if (node.type === 'identifier' && node.text === name) {
      const binding = classifyIdentifier(node);
      if (binding !== undefined) bindings.push(binding);
    } else if (node.type === 'string_content' || node.type === 'string') {
      const binding = classifyString(node, name);
      if (binding !== undefined) bindings.push(binding);
      else if (isInsideDictionary(node)) mapped.add(name);
    }
  }
  return { bindings, mapped };
}

/** What can change a setting without naming it. */
function whyAnything(found: string, node: SyntaxNode): string | undefined {
  if (found.startsWith('import')) {
    return node.type === 'import_from_statement' ? 'perhaps imported with "import *"' : undefined;
  }
  if (found.startsWith('exec')) {
    const isStatement = node.parent?.type === 'exec_statement';
    const isCall = node.type === 'identifier' && node.parent?.type === 'call';
    return isStatement || isCall ? `perhaps set by ${found}` : undefined;
  }
  return node.type === 'attribute' ? `perhaps set by ${found}()` : undefined;
}

function isInsideDictionary(node: SyntaxNode): boolean {
  for (let parent = node.parent; parent !== null; parent = parent.parent) {
    if (parent.type === 'pair' || parent.type === 'dictionary') return true;
  }
  return false;
}

/** The elements that a binding gives a list or tuple; undefined where the text does not tell. */
export function elementsAdded({ kind, value, method }: Binding): readonly SyntaxNode[] | undefined {
  return kind === 'unclear' ? undefined : elementsOf(value, method);
}

/** The strings among them, each undefined that is no plain string; `[undefined]` where nothing is known. */
export function stringsAdded(binding: Binding): readonly (string | undefined)[] {
  return elementsAdded(binding)?.map(readString) ?? [undefined];
}

/** As `elementsAdded`, without asking whether and how often the statement runs. */
export function elementsOf(
  value: SyntaxNode | undefined,
  method: string | undefined,
): readonly SyntaxNode[] | undefined {
  if (value === undefined || method === undefined) return value && readElements(value);
  const argument = value.namedChildren.find((child) => !isTrivia(child));
  if (argument === undefined) return undefined;
  return method === 'append' ? [argument] : readElements(argument);
}

/** The lists and tuples in the text that a setting is assigned or extended with by `=` and `+=`. */
export function literalsOf(bindings: readonly Binding[]): readonly SyntaxNode[] {
  return bindings
    .filter(({ kind, method }) => kind !== 'unclear' && method === undefined)
    .flatMap(({ value }) => (value?.type === 'tuple' || value?.type === 'list' ? [value] : []));
}
