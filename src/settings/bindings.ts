import { readElements, readString } from '../python/literals.js';
import type { PythonTree, SyntaxNode } from '../python/parse.js';

/** What one statement does to a setting. */
export interface Binding {
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

/** A place where a setting is named in a string, such as OMERO.web's table of configuration keys. */
export interface Mentions {
  readonly bindings: readonly Binding[];
  /** Settings that OMERO.web's configuration can set: their names stand as strings inside a dictionary. */
  readonly mapped: ReadonlySet<string>;
}

const NAMES = /\b(?:INSTALLED_APPS|MIDDLEWARE(?:_CLASSES)?|CORS_[A-Z_]+)\b|\bimport[ \t]*\(?[ \t]*\*/g;

const COMPOUND: Readonly<Record<string, string>> = {
  if_statement: 'inside an if',
  try_statement: 'inside a try',
  for_statement: 'inside a for loop',
  while_statement: 'inside a while loop',
  with_statement: 'inside a with',
  match_statement: 'inside a match',
  function_definition: 'inside a function',
  class_definition: 'inside a class',
  lambda: 'inside a lambda',
};

/**
 * Finds every place that can change INSTALLED_APPS, the middleware or a CORS setting.
 *
 * The text is searched for the names and the tree is asked only there, since walking the whole tree costs
 * more than parsing it.
 */
export function findBindings({ root, text }: PythonTree): Mentions {
  const bindings: Binding[] = [];
  const mapped = new Set<string>();
  for (const match of text.matchAll(NAMES)) {
    const node = root.descendantForIndex(match.index, match.index + match[0].length - 1);
    if (node === null) continue;
    if (match[0].startsWith('import')) {
      if (node.type === 'import_from_statement' || node.parent?.type === 'import_from_statement') {
        bindings.push(unclear('*', node, 'imported with "import *"'));
      }
    } else if (node.type === 'identifier' && node.text === match[0]) {
      const binding = classify(node);
      if (binding !== undefined) bindings.push(binding);
    } else if (node.type === 'string_content' || node.type === 'string') {
      const binding = classifyString(node, match[0]);
      if (binding !== undefined) bindings.push(binding);
      else if (isInsideDictionary(node)) mapped.add(match[0]);
    }
  }
  return { bindings, mapped };
}

function classify(identifier: SyntaxNode): Binding | undefined {
  const parent = identifier.parent;
  if (parent === null) return undefined;
  const name = identifier.text;
  const is = (field: string) => parent.childForFieldName(field)?.id === identifier.id;
  switch (parent.type) {
    case 'assignment':
      return is('left') ? classifyAssignment(identifier, parent) : undefined;
    case 'augmented_assignment': {
      if (!is('left')) return undefined;
      const value = parent.childForFieldName('right') ?? undefined;
      if (parent.childForFieldName('operator')?.text !== '+=') {
        return unclear(name, identifier, 'changed by something else than "+="');
      }
      return atTopLevel(name, 'extend', parent, value);
    }
    case 'attribute':
      return is('object') ? classifyMethod(identifier, parent) : undefined;
    case 'subscript':
      return is('value') && isTarget(parent) ? unclear(name, identifier, 'changed by index') : undefined;
    case 'named_expression':
      return is('name') ? unclear(name, identifier, 'assigned inside an expression') : undefined;
    case 'dotted_name':
    case 'aliased_import':
      return isImportedName(identifier) ? unclear(name, identifier, 'imported') : undefined;
    case 'global_statement':
      return unclear(name, identifier, 'set by a function');
    case 'delete_statement':
      return unclear(name, identifier, 'deleted');
    case 'function_definition':
    case 'class_definition':
      return is('name') ? unclear(name, identifier, 'the name of a function or class') : undefined;
    case 'for_statement':
      return is('left') ? unclear(name, identifier, 'the variable of a loop') : undefined;
    case 'as_pattern_target':
      return unclear(name, identifier, 'bound by "as"');
    case 'pattern_list':
    case 'tuple_pattern':
    case 'list_pattern':
      return unclear(name, identifier, 'assigned together with other names');
    case 'expression_list':
      return parent.parent?.type === 'delete_statement' ? unclear(name, identifier, 'deleted') : undefined;
    default:
      return undefined;
  }
}

function classifyAssignment(identifier: SyntaxNode, assignment: SyntaxNode): Binding | undefined {
  const value = assignment.childForFieldName('right') ?? undefined;
  if (value === undefined) return undefined;
  const chained = value.type === 'assignment' || assignment.parent?.type === 'assignment';
  if (chained) return unclear(identifier.text, identifier, 'assigned together with other names');
  return atTopLevel(identifier.text, 'assign', assignment, value);
}

function classifyMethod(identifier: SyntaxNode, attribute: SyntaxNode): Binding | undefined {
  const call = attribute.parent;
  if (call?.type !== 'call' || call.childForFieldName('function')?.id !== attribute.id) return undefined;
  const method = attribute.childForFieldName('attribute')?.text ?? '';
  if (['index', 'count', 'copy'].includes(method)) return undefined;
  if (method !== 'append' && method !== 'extend') {
    return { ...unclear(identifier.text, identifier, `changed by .${method}()`), method };
  }
  const value = call.childForFieldName('arguments') ?? undefined;
  return { ...atTopLevel(identifier.text, 'extend', call, value), method };
}

/** `setattr(..., 'NAME', ...)` and `globals()['NAME'] = ...` reach a setting by its name in a string. */
function classifyString(node: SyntaxNode, name: string): Binding | undefined {
  const string = node.type === 'string' ? node : node.parent;
  const holder = string?.parent;
  if (string == null || holder == null || string.text.slice(1, -1) !== name) return undefined;
  const isSetattr =
    holder.type === 'argument_list' && holder.parent?.childForFieldName('function')?.text === 'setattr';
  const isGlobals =
    holder.type === 'subscript' &&
    /^(?:globals|vars|locals)\(\)$/.test(holder.childForFieldName('value')?.text ?? '') &&
    isTarget(holder);
  return isSetattr || isGlobals ? unclear(name, string, 'set by its name in a string') : undefined;
}

function atTopLevel(
  name: string,
  kind: 'assign' | 'extend',
  expression: SyntaxNode,
  value: SyntaxNode | undefined,
): Binding {
  const statement = expression.parent;
  const compound = enclosingCompound(expression);
  if (compound !== undefined) return { ...unclear(name, expression, compound), value };
  if (statement?.type !== 'expression_statement' || statement.parent?.parent != null) {
    return unclear(name, expression, 'part of a larger expression');
  }
  const line = statement.startPosition.row + 1;
  return { name, kind, reason: '', value, method: undefined, statement, line };
}

function unclear(name: string, node: SyntaxNode, reason: string): Binding {
  const line = node.startPosition.row + 1;
  return { name, kind: 'unclear', reason, value: undefined, method: undefined, statement: node, line };
}

function enclosingCompound(node: SyntaxNode): string | undefined {
  for (let parent = node.parent; parent !== null; parent = parent.parent) {
    const compound = COMPOUND[parent.type];
    if (compound !== undefined) return compound;
  }
  return undefined;
}

function isTarget(node: SyntaxNode): boolean {
  const parent = node.parent;
  if (parent === null) return false;
  if (parent.type === 'delete_statement') return true;
  const assigned = parent.type === 'assignment' || parent.type === 'augmented_assignment';
  return assigned && parent.childForFieldName('left')?.id === node.id;
}

function isImportedName(identifier: SyntaxNode): boolean {
  const inside = identifier.parent?.parent;
  if (identifier.parent?.type === 'aliased_import') return true;
  if (inside?.type === 'aliased_import') return inside.childForFieldName('alias') === null;
  if (inside?.type !== 'import_from_statement' && inside?.type !== 'import_statement') return false;
  return inside.childForFieldName('module_name')?.id !== identifier.parent?.id;
}

function isInsideDictionary(node: SyntaxNode): boolean {
  for (let parent = node.parent; parent !== null; parent = parent.parent) {
    if (parent.type === 'pair' || parent.type === 'dictionary') return true;
  }
  return false;
}

/** The elements that a binding gives a list or tuple; undefined where the text does not tell. */
export function elementsAdded({ kind, value, method }: Binding): readonly SyntaxNode[] | undefined {
  if (kind === 'unclear' || value === undefined) return undefined;
  const [argument] = value.namedChildren;
  if (method === undefined) return readElements(value);
  if (argument === undefined) return undefined;
  return method === 'append' ? [argument] : readElements(argument);
}

/** The strings among them, each undefined that is no plain string; `[undefined]` where nothing is known. */
export function stringsAdded(binding: Binding): readonly (string | undefined)[] {
  return elementsAdded(binding)?.map(readString) ?? [undefined];
}

/** The lists and tuples in the text that a setting is assigned or extended with by `=` and `+=`. */
export function literalsOf(bindings: readonly Binding[]): readonly SyntaxNode[] {
  return bindings
    .filter(({ kind, method }) => kind !== 'unclear' && method === undefined)
    .flatMap(({ value }) => (value !== undefined && readElements(value) !== undefined ? [value] : []));
}
