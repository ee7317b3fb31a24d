import type { Finding } from '../../findings.js';
import type { Facts } from '../facts.js';
import type { ConfiguredSetting, Setting } from '../namespace.js';
import {
  areEqual,
  at,
  isKnown,
  isSequence,
  repeatsDefault,
  stringsIn,
  textsOf,
  type Value,
} from '../value.js';
import type { Judge } from './judge.js';

/** What OMERO's configuration sets and the file overrides. A key that only repeats the default mutes nobody. */
export const judgeConfig: Judge = (facts) => {
  const last = new Map(facts.namespace.configured.map((configured) => [configured.name, configured]));
  return [...last.values()].flatMap((configured) => judgeOne(facts, configured));
};

function judgeOne(facts: Facts, { name, value }: ConfiguredSetting): readonly Finding[] {
  const setting = holderOf(facts, name);
  const { key } = value.place;
  if (setting === undefined || key === undefined || repeatsDefault(value)) return [];
  if (!isLost(wordsOf(name, value), value, setting.value)) return [];
  const { place } = setting;
  const byLine = place.path === undefined && place.key === undefined ? place.line : undefined;
  return [
    {
      code: 'config-overridden',
      severity: 'warning',
      key,
      name: nameOf(facts, name),
      byLine,
      ...at(value.place),
    },
  ];
}

/** The setting in which a configured one has to arrive. */
function holderOf(facts: Facts, name: string): Setting | undefined {
  if (name === 'ADDITIONAL_APPS') return facts.apps;
  if (name === 'MIDDLEWARE_CLASSES_LIST') return facts.middleware;
  return name.startsWith('CORS_') ? facts.namespace.get(name) : undefined;
}

function nameOf({ middlewareName }: Facts, name: string): string {
  if (name === 'ADDITIONAL_APPS') return 'INSTALLED_APPS';
  return name === 'MIDDLEWARE_CLASSES_LIST' ? middlewareName : name;
}

/** The entries of a configured list, in the words of the setting that takes them up. */
function wordsOf(name: string, value: Value): readonly string[] | undefined {
  if (!isSequence(value)) return undefined;
  if (name !== 'MIDDLEWARE_CLASSES_LIST') return stringsIn(value);
  return value.items.flatMap((item) => {
    const className = item.kind === 'dictionary' ? item.entries.get('class') : undefined;
    return className === undefined ? [] : stringsIn(className);
  });
}

function isLost(words: readonly string[] | undefined, value: Value, final: Value): boolean {
  if (words === undefined) return areEqual(value, final) === false;
  if (!isKnown(final)) return false;
  const kept = new Set(textsOf(final).map(({ text }) => text));
  return words.some((word) => !kept.has(word) && !kept.has(`omeroweb.${word}`));
}
