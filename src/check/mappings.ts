import { SettingsError } from '../errors.js';
import { readElements, readString } from '../python/literals.js';
import type { PythonTree, SyntaxNode } from '../python/parse.js';
import type { ConfigProperties, ConfigProperty } from '../site/config-xml.js';
import { isTrue, parseJson } from '../site/effective-config.js';
import { lineOf, operandsOf } from './scope.js';
import { fromJson, type Place, unknown, type Value } from './value.js';

/** One row of OMERO.web's tables of configuration keys: `"key": ["NAME", default, conversion, ...]`. */
export interface Mapping {
  readonly key: string;
  /** The setting that it becomes. */
  readonly name: string;
  /** The text of the default; undefined where it is none, or not written out. */
  readonly fallback: string | undefined;
  /** `json.loads`, `parse_boolean`, `str`, ... */
  readonly conversion: string;
  /** Of the default, counted from 1. */
  readonly line: number;
}

/** The tables by their names: `CUSTOM_SETTINGS_MAPPINGS` and, since 5.1, some smaller ones. */
export function readMappings({ root }: PythonTree): ReadonlyMap<string, readonly Mapping[]> {
  const tables = new Map<string, readonly Mapping[]>();
  for (const statement of root.namedChildren) {
    const assignment = statement.firstNamedChild;
    const name = assignment?.childForFieldName('left')?.text;
    const value = assignment?.childForFieldName('right');
    if (name === undefined || value?.type !== 'dictionary' || !/_SETTINGS_MAPPINGS?$/.test(name)) continue;
    tables.set(name, operandsOf(value).flatMap(readRow));
  }
  return tables;
}

function readRow(pair: SyntaxNode): readonly Mapping[] {
  const key = textOf(pair.childForFieldName('key'));
  const value = pair.childForFieldName('value');
  const [name, fallback, conversion] = (value === null ? undefined : readElements(value)) ?? [];
  const setting = textOf(name ?? null);
  if (key === undefined || setting === undefined || fallback === undefined || conversion === undefined) {
    return [];
  }
  const text = textOf(fallback);
  return [{ key, name: setting, fallback: text, conversion: conversion.text, line: lineOf(fallback) }];
}

function textOf(node: SyntaxNode | null): string | undefined {
  if (node === null) return undefined;
  const [inner] = node.type === 'parenthesized_expression' ? operandsOf(node) : [];
  return readString(inner ?? node);
}

/** The defaults of the keys that `omero config append` can extend. */
export function defaultsOf(mappings: Iterable<readonly Mapping[]>): Readonly<Record<string, string>> {
  const rows = [...mappings].flat().filter(({ conversion }) => conversion === 'json.loads');
  return Object.fromEntries(
    rows.flatMap(({ key, fallback }) => (fallback === undefined ? [] : [[key, fallback]])),
  );
}

/** What a key becomes at run time, and whether the configuration sets it. */
export interface MappedSetting {
  readonly name: string;
  readonly value: Value;
  readonly isDefault: boolean;
}

/**
 * What OMERO.web's `process_custom_settings` does with one row.
 *
 * @param config undefined where it exists and can't be read: then nothing of the sort is known
 * @returns undefined where it leaves the setting unset
 * @throws SettingsError `config-value` for text that OMERO.web can't convert, and stops at
 */
export function applyMapping(
  mapping: Mapping,
  config: ConfigProperties | undefined,
): MappedSetting | undefined {
  const { key, name, conversion } = mapping;
  if (config === undefined) {
    return { name, value: unknown('set by a configuration that is not known', { key }), isDefault: false };
  }
  const property = config.get(key);
  const text = property === undefined ? mapping.fallback : property.value;
  const isDefault = property === undefined;
  const place: Place = isDefault ? { line: mapping.line } : { path: property.path, line: property.line, key };
  if (text === undefined) return undefined;
  return { name, value: convert(text, conversion, property, place), isDefault };
}

function convert(
  text: string,
  conversion: string,
  property: ConfigProperty | undefined,
  place: Place,
): Value {
  switch (conversion) {
    case 'parse_boolean':
      return { kind: 'boolean', is: isTrue(text), place };
    case 'str':
    case 'identity':
    case 'leave_none_unset':
      return { kind: 'text', text, place };
    case 'json.loads': {
      const json = parseJson(text);
      if (json !== undefined) return fromJson(json, place);
      if (property !== undefined) throw notJson(place, text);
      return unknown('no JSON', place);
    }
    default:
      return unknown(`converted by ${conversion}()`, place);
  }
}

function notJson({ path, line, key }: Place, text: string): SettingsError {
  const hint = `OMERO.web does not start with it. A list of strings, for example, is '["..."]': mind both kinds of quotes.`;
  const message = `${key} is no JSON: ${text}`;
  if (path === undefined || line === undefined) return new SettingsError('config-value', message, { hint });
  return new SettingsError('config-value', message, { hint, position: { path, line } });
}
