import type { Finding } from '../../findings.js';
import { readBoolean, readElements, readString } from '../../python/literals.js';
import type { SyntaxNode } from '../../python/parse.js';
import { type Binding, elementsAdded } from '../bindings.js';
import { type EntryComments, readEntryComments } from '../comments.js';
import { bindingsOf, type SettingsModel } from '../model.js';
import { notPlain } from './plain.js';

/** The CORS settings in our own block. */
export interface OwnSettings {
  readonly allowAll: boolean | undefined;
  readonly credentials: boolean | undefined;
  readonly urlsRegex: string | undefined;
  readonly origins: OwnList | undefined;
  readonly regexes: OwnList | undefined;
  readonly problems: readonly Finding[];
}

export interface OwnList {
  readonly values: readonly string[];
  /** What stands beside each of them. */
  readonly comments: readonly EntryComments[];
  /** `NAME = tuple(NAME) + (...)`: what stands above is added to. */
  readonly extend: boolean;
}

/** The CORS settings that somebody wrote into the file. */
export interface HandSettings {
  readonly allowAll: HandValue<boolean> | undefined;
  readonly credentials: HandValue<boolean> | undefined;
  readonly urlsRegex: HandValue<string> | undefined;
  readonly origins: HandList | undefined;
  readonly regexes: HandList | undefined;
  readonly problems: readonly Finding[];
}

interface HandValue<T> {
  /** Undefined where the text alone does not tell. */
  readonly value: T | undefined;
  readonly line: number;
}

interface HandList {
  /** The entries that the text tells. */
  readonly values: readonly string[];
}

export function readOwnSettings(model: SettingsModel): OwnSettings {
  const problems: Finding[] = [];
  const values = new Map<string, SyntaxNode>();
  const edited = (name: string, { startPosition }: SyntaxNode): undefined => {
    problems.push({ code: 'block-edited', severity: 'error', name, line: startPosition.row + 1 });
  };
  for (const statement of model.block?.statements ?? []) {
    const assignment = statement.firstNamedChild;
    const name = assignment?.childForFieldName('left')?.text;
    const value = assignment?.childForFieldName('right');
    if (assignment?.type !== 'assignment' || !name?.startsWith('CORS_') || value == null) continue;
    if (values.has(name)) edited(name, value);
    values.set(name, value);
  }
  const list = (name: string): OwnList | undefined => {
    const value = values.get(name);
    if (value === undefined) return undefined;
    const extend = value.childForFieldName('left')?.text.replace(/\s/g, '') === `tuple(${name})`;
    const display = extend ? value.childForFieldName('right') : value;
    const entries = (display === null ? undefined : readElements(display))?.map(readString);
    if (display === null || !entries?.every((entry) => entry !== undefined)) return edited(name, value);
    return { values: entries, comments: readEntryComments(display), extend };
  };
  const read = <T>(name: string, reader: (node: SyntaxNode) => T | undefined) => {
    const node = values.get(name);
    return node === undefined ? undefined : (reader(node) ?? edited(name, node));
  };
  return {
    allowAll: read('CORS_ORIGIN_ALLOW_ALL', readBoolean),
    credentials: read('CORS_ALLOW_CREDENTIALS', readBoolean),
    urlsRegex: read('CORS_URLS_REGEX', readString),
    origins: list('CORS_ORIGIN_WHITELIST'),
    regexes: list('CORS_ORIGIN_REGEX_WHITELIST'),
    problems,
  };
}

export function readHandSettings(model: SettingsModel): HandSettings {
  const problems: Finding[] = [];
  const list = (name: string): HandList | undefined => {
    const bindings = bindingsThatCount(model, name);
    if (bindings.length === 0) return undefined;
    const problem = notPlain(model, name, bindings) ?? notAList(name, bindings);
    if (problem !== undefined) problems.push(problem);
    const strings = bindings.flatMap((binding) => elementsAdded(binding) ?? []).map(readString);
    return { values: strings.filter((value) => value !== undefined) };
  };
  const allowAll = lastValue(model, 'CORS_ORIGIN_ALLOW_ALL', readBoolean);
  if (allowAll !== undefined) {
    const problem = notPlain(model, 'CORS_ORIGIN_ALLOW_ALL');
    if (problem !== undefined) problems.push(problem);
    else if (allowAll.value === undefined) {
      const { line } = allowAll;
      problems.push({ code: 'value-not-boolean', severity: 'error', name: 'CORS_ORIGIN_ALLOW_ALL', line });
    }
  }
  return {
    allowAll,
    credentials: lastValue(model, 'CORS_ALLOW_CREDENTIALS', readBoolean),
    urlsRegex: lastValue(model, 'CORS_URLS_REGEX', readString),
    origins: list('CORS_ORIGIN_WHITELIST'),
    regexes: list('CORS_ORIGIN_REGEX_WHITELIST'),
    problems,
  };
}

/** A string where a list is meant, or a value that the text does not tell. */
function notAList(name: string, bindings: readonly Binding[]): Finding | undefined {
  const unknown = bindings.find((binding) => elementsAdded(binding) === undefined);
  return unknown && { code: 'value-not-literal', severity: 'error', name, line: unknown.line };
}

function lastValue<T>(
  model: SettingsModel,
  name: string,
  read: (node: SyntaxNode) => T | undefined,
): HandValue<T> | undefined {
  const bindings = bindingsThatCount(model, name);
  const last = bindings.at(-1);
  if (last === undefined) return undefined;
  const isPlain = bindings.every(({ kind }) => kind === 'assign') && last.value !== undefined;
  return { value: isPlain ? read(last.value) : undefined, line: last.line };
}

/** OMERO.web sets what its configuration can set in the midst of the file, whatever stands above. */
function bindingsThatCount(model: SettingsModel, name: string): readonly Binding[] {
  const bindings = bindingsOf(model, name);
  if (!model.mapped.has(name)) return bindings;
  const at = model.text.search(/^process_custom_settings\(/m);
  return bindings.filter(({ statement }) => statement.startIndex > at);
}
