import { readString } from '../python/literals.js';
import type { SyntaxNode } from '../python/parse.js';
import type { Binding } from './bindings.js';

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

/** What may stand around a name that is assigned to together with others, or by a part of it. */
const AROUND_TARGETS = new Set([
  'pattern_list',
  'tuple_pattern',
  'list_pattern',
  'list_splat_pattern',
  'expression_list',
  'tuple',
  'list',
  'parenthesized_expression',
]);

/** Nodes that bind what stands in one of their fields; of all but the first two the whole is unclear. */
const TARGETS: Readonly<Record<string, readonly [field: string | undefined, reason: string]>> = {
  assignment: ['left', 'assigned together with other names'],
  augmented_assignment: ['left', 'changed by something else than "+="'],
  named_expression: ['name', 'assigned inside an expression'],
  for_statement: ['left', 'the variable of a loop'],
  for_in_clause: ['left', 'the variable of a loop'],
  function_definition: ['name', 'the name of a function or class'],
  class_definition: ['name', 'the name of a function or class'],
  as_pattern_target: [undefined, 'bound by "as"'],
  global_statement: [undefined, 'set by a function'],
  delete_statement: [undefined, 'deleted'],
};

/** Methods that leave a list as it is. */
const READING_METHODS = new Set(['index', 'count', 'copy']);

/** The dictionary that holds a module's names. */
const NAMESPACE = /^(?:globals|vars|locals)\(|\b__dict__\b/;

/** What an identifier that names a setting does there; undefined where it is only read. */
export function classifyIdentifier(identifier: SyntaxNode): Binding | undefined {
  const name = identifier.text;
  const parent = identifier.parent;
  switch (parent?.type) {
    case undefined:
      return undefined;
    case 'assignment':
      if (isField(parent, 'left', identifier)) return classifyAssignment(name, parent);
      break;
    case 'augmented_assignment':
      if (isField(parent, 'left', identifier) && parent.childForFieldName('operator')?.text === '+=') {
        return atTopLevel(name, 'extend', parent, parent.childForFieldName('right') ?? undefined);
      }
      break;
    case 'attribute':
      return classifyAttribute(identifier, parent);
    case 'subscript':
      return isField(parent, 'value', identifier) && isTarget(parent)
        ? unclear(name, identifier, 'changed by index')
        : undefined;
    case 'dotted_name':
    case 'aliased_import':
      return isImportedName(identifier) ? unclear(name, identifier, 'imported') : undefined;
    case 'keyword_argument': {
      const call = parent.parent?.parent?.childForFieldName('function')?.text ?? '';
      return isField(parent, 'name', identifier) && NAMESPACE.test(call)
        ? unclear(name, identifier, 'set by its name in a dictionary')
        : undefined;
    }
  }
  const reason = targetReason(identifier);
  return reason === undefined ? undefined : unclear(name, identifier, reason);
}

/** `setattr(..., 'NAME', ...)` and `globals()['NAME'] = ...` reach a setting by its name in a string. */
export function classifyString(node: SyntaxNode, name: string): Binding | undefined {
  const string = node.type === 'string' ? node : node.parent;
  const holder = string?.parent;
  if (string == null || holder == null || readString(string) !== name) return undefined;
  const isSet = holder.type === 'subscript' ? setsByIndex(holder) : setsByCall(holder);
  return isSet ? unclear(name, string, 'set by its name in a string') : undefined;
}

function setsByIndex(subscript: SyntaxNode): boolean {
  const isNamespace = NAMESPACE.test(subscript.childForFieldName('value')?.text ?? '');
  return isNamespace && (isTarget(subscript) || subscript.parent?.type === 'attribute');
}

function setsByCall(holder: SyntaxNode): boolean {
  if (holder.type !== 'argument_list') return false;
  const called = holder.parent?.childForFieldName('function')?.text ?? '';
  return /^(?:setattr|delattr)$/.test(called) || (NAMESPACE.test(called) && !called.endsWith('.get'));
}

export function unclear(name: string, node: SyntaxNode, reason: string): Binding {
  const line = node.startPosition.row + 1;
  return { name, kind: 'unclear', reason, value: undefined, method: undefined, statement: node, line };
}

function classifyAssignment(name: string, assignment: SyntaxNode): Binding | undefined {
  const value = assignment.childForFieldName('right') ?? undefined;
  // An annotation alone, `NAME: tuple`.
  if (value === undefined) return undefined;
  if (value.type === 'assignment' || assignment.parent?.type === 'assignment') {
    return unclear(name, assignment, 'assigned together with other names');
  }
  return atTopLevel(name, 'assign', assignment, value);
}

function classifyAttribute(identifier: SyntaxNode, attribute: SyntaxNode): Binding | undefined {
  const name = identifier.text;
  if (!isField(attribute, 'object', identifier)) {
    return isTarget(attribute) ? unclear(name, identifier, 'set as an attribute') : undefined;
  }
  const method = attribute.childForFieldName('attribute')?.text ?? '';
  if (READING_METHODS.has(method)) return undefined;
  const call = attribute.parent;
  const isCalled = call?.type === 'call' && isField(call, 'function', attribute);
  const reason = `changed by .${method}${isCalled ? '()' : ''}`;
  if (!isCalled) return unclear(name, identifier, reason);
  const added = atTopLevel(name, 'extend', call, call.childForFieldName('arguments') ?? undefined);
  if (method === 'append' || method === 'extend') return { ...added, method };
  return added.kind === 'unclear'
    ? { ...added, value: undefined }
    : { ...added, kind: 'unclear', reason, method };
}

/** What can be told about a statement only where nothing decides whether, when and how often it runs. */
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

function enclosingCompound(node: SyntaxNode): string | undefined {
  for (let parent = node.parent; parent !== null; parent = parent.parent) {
    const compound = COMPOUND[parent.type];
    if (compound !== undefined) return compound;
  }
  return undefined;
}

/** Why a name, or an attribute or element of it, is changed where it stands; undefined where it is read. */
function targetReason(node: SyntaxNode): string | undefined {
  let target = node;
  let parent = node.parent;
  while (parent !== null && AROUND_TARGETS.has(parent.type)) {
    target = parent;
    parent = parent.parent;
  }
  // Python 2's `except E, NAME`.
  if (parent?.type === 'except_clause') return isCaughtAs(parent, target) ? 'bound by "except"' : undefined;
  const [field, reason] = TARGETS[parent?.type ?? ''] ?? [];
  if (parent === null || reason === undefined) return undefined;
  return field === undefined || isField(parent, field, target) ? reason : undefined;
}

function isTarget(node: SyntaxNode): boolean {
  return targetReason(node) !== undefined;
}

function isCaughtAs(clause: SyntaxNode, node: SyntaxNode): boolean {
  return clause.childrenForFieldName('value')[1]?.id === node.id;
}

function isField(parent: SyntaxNode, field: string, node: SyntaxNode): boolean {
  return parent.childForFieldName(field)?.id === node.id;
}

function isImportedName(identifier: SyntaxNode): boolean {
  const inside = identifier.parent?.parent;
  if (identifier.parent?.type === 'aliased_import') return true;
  if (inside?.type === 'aliased_import') return inside.childForFieldName('alias') === null;
  if (inside?.type !== 'import_from_statement' && inside?.type !== 'import_statement') return false;
  return inside.childForFieldName('module_name')?.id !== identifier.parent?.id;
}
