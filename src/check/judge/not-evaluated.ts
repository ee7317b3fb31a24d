import { CREDENTIALS } from '../../cors/settings-names.js';
import type { Finding } from '../../findings.js';
import { at, isSequence, type UnknownValue, type Value } from '../value.js';
import type { Judge } from './judge.js';

/** What can't be known from the files: one finding a place, however many settings hang on it. */
export const judgeUnknown: Judge = (facts) => {
  const settings = [
    { name: 'INSTALLED_APPS', setting: facts.apps },
    { name: facts.middlewareName, setting: facts.middleware },
    facts.allowAll,
    facts.origins,
    facts.regexes,
    { name: CREDENTIALS, setting: facts.namespace.get(CREDENTIALS) },
  ];
  const found = new Map<string, { readonly names: string[]; readonly value: UnknownValue }>();
  for (const { name, setting } of settings) {
    for (const value of setting === undefined ? [] : unknownsIn(setting.value)) {
      // Without a line it comes from a configuration that can't be read, of which a finding tells already.
      if (value.place.line === undefined) continue;
      const place = `${value.place.path}:${value.place.line}: ${value.reason}`;
      const entry = found.get(place) ?? { names: [], value };
      if (!entry.names.includes(name)) entry.names.push(name);
      found.set(place, entry);
    }
  }
  return [...found.values()].map(
    ({ names, value: { reason, place } }): Finding => ({
      code: 'not-evaluated',
      severity: 'warning',
      names: names.join(', '),
      reason,
      ...at(place),
    }),
  );
};

function unknownsIn(value: Value): readonly UnknownValue[] {
  if (value.kind === 'unknown') return [value];
  return isSequence(value) ? value.items.flatMap(unknownsIn) : [];
}
