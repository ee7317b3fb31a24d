import type { Finding } from '../findings.js';
import { type Quote, quoteOf, readElements } from '../python/literals.js';
import type { PythonTree, SyntaxNode } from '../python/parse.js';
import { type Binding, elementsOf, findBindings, literalsOf } from './bindings.js';
import { type Block, findBlock } from './block.js';
import { findLoader, type Loader } from './loader.js';

/** What a settings.py says about CORS: read once, asked by every rule. */
export interface SettingsModel {
  readonly tree: PythonTree;
  readonly text: string;
  /** All statements that can change a setting we care for, in their order, without those in our own block. */
  readonly bindings: readonly Binding[];
  /** Those in our own block. */
  readonly blockBindings: readonly Binding[];
  /** Settings that OMERO's configuration can set (OMERO.web 5.3.2 on for CORS). */
  readonly mapped: ReadonlySet<string>;
  /** OMERO.web's loop that adds `omero.web.apps` to INSTALLED_APPS. */
  readonly additionalApps: AdditionalAppsLoop | undefined;
  /** The `load_server_list` block: our own block goes directly before it. */
  readonly loader: Loader | Finding;
  /** What an earlier run of patch wrote. */
  readonly block: Block | undefined;
  readonly era: Era;
}

/** `for app in ADDITIONAL_APPS: ... INSTALLED_APPS += (...)`. */
export interface AdditionalAppsLoop {
  readonly additions: readonly Binding[];
  /** Since 2014 an app that is no part of omeroweb is added under its own name: it may be any. */
  readonly addsAnyApp: boolean;
}

/** The shapes of settings.py over OMERO's releases. */
export type Era = '4.4-5.2' | '5.3.0-5.3.1' | '5.3.2-5.4' | '5.5' | '5.6 on';

/**
 * @param tree a tree without syntax errors (see `findSyntaxError`)
 * @param path only for messages
 * @throws SettingsError 'block-damaged' where the comments of our own block do not pair
 */
export function readModel(tree: PythonTree, path: string): SettingsModel {
  const { text } = tree;
  const loader = findLoader(tree);
  const block = findBlock(tree, path);
  const mentions = findBindings(tree);
  const { mapped } = mentions;
  const isInBlock = ({ statement }: Binding) =>
    block !== undefined && isWithin(statement, block.start, block.end);
  const outside = mentions.bindings.filter((binding) => !isInBlock(binding));
  const additionalApps = findAdditionalAppsLoop(tree, outside, block?.start ?? startOf(loader));
  const bindings = outside.filter((binding) => additionalApps?.additions.includes(binding) !== true);
  return {
    tree,
    text,
    bindings,
    blockBindings: mentions.bindings.filter(isInBlock),
    mapped,
    additionalApps,
    loader,
    block,
    era: findEra(text, bindings, mapped),
  };
}

/** What stands in the file about one setting; under `*` what may change any of them. */
export function bindingsOf(model: SettingsModel, name: string): readonly Binding[] {
  return model.bindings.filter((binding) => binding.name === name);
}

/** How the lists of this file quote their strings, for everything that is added to it. */
export function quoteStyle(model: SettingsModel): Quote {
  const [literal] = literalsOf(bindingsOf(model, 'INSTALLED_APPS'));
  return quoteOf(literal && readElements(literal)?.at(-1)) ?? "'";
}

/** @param before an offset: what follows it could undo what we write there */
function findAdditionalAppsLoop(
  { nodeAt, text }: PythonTree,
  bindings: readonly Binding[],
  before: number,
): AdditionalAppsLoop | undefined {
  const offset = /^for[ \t]+\w+[ \t]+in[ \t]+ADDITIONAL_APPS\b/m.exec(text)?.index;
  if (offset === undefined || offset > before) return undefined;
  const node = nodeAt(offset).parent;
  if (node?.type !== 'for_statement' || node.parent?.parent !== null) return undefined;
  const additions = bindings.filter(
    ({ name, statement, value }) =>
      name === 'INSTALLED_APPS' &&
      value !== undefined &&
      isWithin(statement, node.startIndex, node.endIndex) &&
      (statement.type === 'augmented_assignment' || statement.type === 'call'),
  );
  return { additions, addsAnyApp: !additions.every(addsPartsOfOmero) };
}

/** `'omeroweb.%s' % app` */
function addsPartsOfOmero({ value, method }: Binding): boolean {
  const elements = elementsOf(value, method);
  return elements?.every(({ text }) => /^(['"])omeroweb\.%s\1 % \w+$/.test(text)) ?? false;
}

function isWithin(node: SyntaxNode, start: number, end: number): boolean {
  return node.startIndex >= start && node.endIndex <= end;
}

function startOf(loader: Loader | Finding): number {
  return 'code' in loader ? Number.POSITIVE_INFINITY : loader.start;
}

function findEra(text: string, bindings: readonly Binding[], mapped: ReadonlySet<string>): Era {
  if (bindings.some(({ name }) => name === 'MIDDLEWARE')) return '5.6 on';
  if (/\bDJANGO_ADDITIONAL_SETTINGS\b/.test(text)) return '5.5';
  if (mapped.has('CORS_ORIGIN_WHITELIST')) return '5.3.2-5.4';
  const extended = bindings.some(({ name, kind }) => name === 'INSTALLED_APPS' && kind === 'extend');
  return extended ? '5.3.0-5.3.1' : '4.4-5.2';
}
