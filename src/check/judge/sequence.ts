import type { Finding } from '../../findings.js';
import { runsChecks } from '../cors-app.js';
import type { EffectiveSetting, Facts } from '../facts.js';
import { nameKind } from '../operators.js';
import { at, isSequence, type Value } from '../value.js';

/**
 * An allow list that is no list of strings: most often `("https://viewer.example.org")`, which lacks a comma
 * and is a string.
 */
export function judgeSequence(
  facts: Facts,
  { name, setting }: EffectiveSetting,
): readonly Finding<'origins-not-a-sequence'>[] {
  const value = setting?.value;
  if (value === undefined || value.kind === 'unknown') return [];
  if (!isSequence(value)) return [describe(name, value, false)];
  const elements = value.items
    .filter(({ kind }) => kind !== 'text' && kind !== 'unknown')
    .map((item) => describe(name, item, true));
  // It works as a list does, but the system checks want a sequence.
  const isRefusedSet = value.kind === 'set' && runsChecks(facts);
  return isRefusedSet ? [describe(name, value, false), ...elements] : elements;
}

function describe(name: string, value: Value, element: boolean): Finding<'origins-not-a-sequence'> {
  return {
    code: 'origins-not-a-sequence',
    severity: 'error',
    name,
    key: value.place.key,
    kind: nameKind(value),
    text: value.kind === 'text' ? value.text : undefined,
    element,
    ...at(value.place),
  };
}
