import { readString } from '../python/literals.js';
import { isTrivia } from '../python/nodes.js';
import type { PythonTree, SyntaxNode } from '../python/parse.js';

/** A place where any setting may be set, by a name that only running it tells. */
export interface ComputedName {
  /** `setattr()`, `globals()[...]`, or the function that does it and is used here. */
  readonly how: string;
  readonly offset: number;
  /** Counted from 1. */
  readonly line: number;
  /** OMERO.web itself does it there, with names of its configuration: they are known from there. */
  readonly byOmero: boolean;
}

const MENTIONS = /\b(?:setattr|delattr|globals|vars|locals|__dict__)\b/g;

/** What changes a dictionary, or something in it. */
const CHANGING =
  /^(?:append|extend|insert|remove|pop|popitem|clear|update|add|sort|reverse|setdefault|__setitem__|__delitem__)$/;
/** Functions that only look at a dictionary. */
const READING =
  /^(?:dict|len|list|print|repr|set|sorted|str|tuple|(?:.*\.)?(?:pformat|pprint|format|debug|info))$/;

/** Around a dictionary itself: what asks it, or copies what is in it. */
const ASKING =
  /^(?:comparison_operator|not_operator|binary_operator|interpolation|(?:list|dictionary)_splat|for_in_clause|(?:for|if|elif|while|assert|print|expression)_(?:statement|clause))$/;

const OMEROS_FUNCTION = 'process_custom_settings';
const OMEROS_LOOP = /\b(?:ADDITIONAL_APPS|DJANGO_ADDITIONAL_SETTINGS|\w+_SETTINGS_MAPPINGS?)\b/;

/**
 * Finds what sets settings without naming them. A function that does so counts where it is used, as does a name
 * that somebody gave to the module's dictionary.
 */
export function findComputedNames(tree: PythonTree): readonly ComputedName[] {
  const { nodeAt, text } = tree;
  return [...text.matchAll(MENTIONS)].flatMap(({ 0: word, index }) => {
    const node = nodeAt(index, index + word.length - 1);
    const setter = node.type === 'identifier' ? findSetter(node) : undefined;
    return setter === undefined ? [] : placesOf(setter.node, setter.how, tree, new Set());
  });
}

/** The expression that sets a setting, or that hands on what can. */
function findSetter(word: SyntaxNode): { readonly node: SyntaxNode; readonly how: string } | undefined {
  const { text, parent } = word;
  if (parent === null) return undefined;
  const isCalled = parent.type === 'call' && isField(parent, 'function', word);
  if (text === 'setattr' || text === 'delattr') {
    if (parent.type === 'attribute' || /definition|parameter|keyword/.test(parent.type)) return undefined;
    const [object, name] = isCalled ? argumentsOf(parent) : [];
    const isElsewhere = /^(?:self|cls)\b/.test(object?.text ?? '');
    if (isElsewhere || (name !== undefined && readString(name) !== undefined)) return undefined;
    return { node: parent, how: `${text}()` };
  }
  const isAttribute = parent.type === 'attribute' && isField(parent, 'attribute', word);
  if (text === '__dict__' ? !isAttribute : !isCalled) return undefined;
  const [object] = isCalled ? argumentsOf(parent) : [parent.childForFieldName('object')];
  if (/^(?:self|cls)\b/.test(object?.text ?? '')) return undefined;
  // In a function or class these are its own names.
  if (object === undefined && text !== 'globals' && findScope(parent) !== undefined) return undefined;
  return changesNamespace(parent) ? { node: parent, how: describe(parent) } : undefined;
}

/** Whether something is set in the dictionary of a module's names, under a name that is not written out. */
function changesNamespace(namespace: SyntaxNode): boolean {
  const { parent } = namespace;
  switch (parent?.type) {
    case 'subscript': {
      const key = parent.childForFieldName('subscript');
      const isNamed = key !== null && readString(key) !== undefined;
      return isField(parent, 'value', namespace) && !isNamed && isChanged(parent);
    }
    case 'attribute': {
      const method = parent.childForFieldName('attribute')?.text ?? '';
      const call = parent.parent?.type === 'call' ? parent.parent : undefined;
      // `globals().update(...)` may set any, and counts as such already (see bindings.ts).
      const isBare = /^\w+\(\)$/.test(namespace.text);
      const [name] = call === undefined ? [] : argumentsOf(call);
      const isNamed = method !== 'update' && name !== undefined && readString(name) !== undefined;
      return CHANGING.test(method) && !isNamed && !(isBare && method === 'update');
    }
    case 'keyword_argument':
    case 'argument_list': {
      const list = parent.type === 'argument_list' ? parent : parent.parent;
      return !READING.test(list?.parent?.childForFieldName('function')?.text ?? '');
    }
    case 'parenthesized_expression':
      return changesNamespace(parent);
    default:
      // Given a name, handed on: it may be changed where this can't be seen.
      return parent !== null && !ASKING.test(parent.type);
  }
}

/** `NAMESPACE[k] = v`, `del NAMESPACE[k]`, `NAMESPACE[k].append(v)`. */
function isChanged(subscript: SyntaxNode): boolean {
  const { parent } = subscript;
  if (parent?.type === 'attribute') {
    return CHANGING.test(parent.childForFieldName('attribute')?.text ?? '');
  }
  let target = subscript;
  while (/^(?:pattern_list|tuple_pattern|list_pattern|expression_list)$/.test(target.parent?.type ?? '')) {
    target = target.parent as SyntaxNode;
  }
  const holder = target.parent;
  if (holder?.type === 'delete_statement') return true;
  return (
    /^(?:augmented_)?assignment$|^for_/.test(holder?.type ?? '') &&
    isField(holder as SyntaxNode, 'left', target)
  );
}

/** Where it takes effect: here, or wherever the function that holds it, or the name it was given, is used. */
function placesOf(
  node: SyntaxNode,
  how: string,
  tree: PythonTree,
  seen: Set<string>,
): readonly ComputedName[] {
  const around = findScope(node);
  const scope = around !== undefined && waitsForUse(node) ? around : undefined;
  const name = scope?.childForFieldName('name')?.text ?? nameGivenTo(around ?? node);
  if (name === undefined) {
    const line = node.startPosition.row + 1;
    return [{ how, offset: node.startIndex, line, byOmero: isInOmerosLoop(node) }];
  }
  if (seen.has(name)) return [];
  seen.add(name);
  const holder = scope ?? node;
  return usesOf(name, holder, tree).flatMap((use) => {
    const inside = placesOf(use, scope === undefined ? how : `${name}()`, tree, seen);
    return inside.map((place) => ({ ...place, byOmero: place.byOmero || name === OMEROS_FUNCTION }));
  });
}

/** The outermost function, class or lambda around a node. */
function findScope(node: SyntaxNode): SyntaxNode | undefined {
  return scopesAround(node).at(-1);
}

/** Whether it runs when what is around it is used: the body of a class runs where it stands. */
function waitsForUse(node: SyntaxNode): boolean {
  return scopesAround(node).some(({ type }) => type !== 'class_definition');
}

/** From the inside out. */
function scopesAround(node: SyntaxNode): readonly SyntaxNode[] {
  const scopes: SyntaxNode[] = [];
  for (let parent = node.parent; parent !== null; parent = parent.parent) {
    const isNamedLambda = parent.type === 'lambda' && nameGivenTo(parent) !== undefined;
    if (isNamedLambda || /^(?:function|class)_definition$/.test(parent.type)) scopes.push(parent);
  }
  return scopes;
}

/** `NAME = node` */
function nameGivenTo(node: SyntaxNode): string | undefined {
  const { parent } = node;
  const left = parent?.type === 'assignment' ? parent.childForFieldName('left') : null;
  return left?.type === 'identifier' && !isField(parent as SyntaxNode, 'left', node) ? left.text : undefined;
}

function usesOf(name: string, holder: SyntaxNode, { nodeAt, text }: PythonTree): readonly SyntaxNode[] {
  return [...text.matchAll(new RegExp(`\\b${name}\\b`, 'g'))].flatMap(({ index }) => {
    const node = nodeAt(index, index + name.length - 1);
    const isInside = index >= holder.startIndex && index < holder.endIndex;
    if (node.type !== 'identifier' || isInside) return [];
    const { parent } = node;
    // `NAME |= ...` changes what it stands for.
    const isBound =
      parent !== null && parent.type !== 'augmented_assignment' && isField(parent, 'left', node);
    const isOther = parent?.type === 'attribute' && isField(parent, 'attribute', node);
    return isBound || isOther || parent?.type === 'keyword_argument' ? [] : [node];
  });
}

function isInOmerosLoop(node: SyntaxNode): boolean {
  for (let parent = node.parent; parent !== null; parent = parent.parent) {
    const iterable = parent.type === 'for_statement' ? parent.childForFieldName('right') : null;
    if (iterable !== null && parent.parent?.parent === null && OMEROS_LOOP.test(iterable.text)) return true;
  }
  return false;
}

function describe(namespace: SyntaxNode): string {
  const name = namespace.text.replace(/\s+/g, '');
  const shown = name.length > 40 ? `${name.slice(0, 37)}...` : name;
  return namespace.parent?.type === 'subscript' ? `${shown}[...]` : shown;
}

function argumentsOf(call: SyntaxNode): readonly SyntaxNode[] {
  return call.childForFieldName('arguments')?.namedChildren.filter((child) => !isTrivia(child)) ?? [];
}

function isField(parent: SyntaxNode, field: string, node: SyntaxNode): boolean {
  return parent.childForFieldName(field)?.id === node.id;
}
