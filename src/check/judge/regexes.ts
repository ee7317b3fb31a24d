import { originRegexIsAnchored } from '../../cors/regex-anchored.js';
import { admitsEverybody } from '../../cors/strangers.js';
import type { EntryArguments, Finding } from '../../findings.js';
import type { Facts } from '../facts.js';
import { areSeveralRegexes, findMerged } from '../merged.js';
import { anchor, matchOrigin, problemOf } from '../origin-regex.js';
import { at, type TextValue, textsOf } from '../value.js';
import type { Judge } from './judge.js';
import { judgeSequence } from './sequence.js';

/** Each regular expression for origins. */
export const judgeRegexes: Judge = (facts) => {
  const { regexes, allowsAll } = facts;
  if (regexes.setting === undefined || allowsAll === true) return [];
  const { name } = regexes;
  return [
    ...judgeSequence(facts, regexes),
    ...textsOf(regexes.setting.value).flatMap((text) => {
      const merged = findMerged([text], name, areSeveralRegexes);
      return merged.length > 0 ? merged : judgeOne(facts, name, text);
    }),
  ];
};

function judgeOne(facts: Facts, name: string, { text: regex, place }: TextValue): readonly Finding[] {
  const { settings } = facts;
  const found = { severity: 'error', name, key: place.key, ...at(place) } as const;
  const withCredentials = facts.allowsCredentials === true;
  if (admitsEverybody((origin) => matchOrigin(regex, origin) === true)) {
    return withCredentials ? [{ code: 'allow-all-with-credentials', regex, settings, ...found }] : [];
  }
  const entry: EntryArguments = {
    name,
    key: place.key,
    entry: regex,
    corrected: undefined,
    admitsNull: matchOrigin(regex, 'null') === true ? 'yes' : 'no',
    withCredentials,
    isIdle: false,
    endsStart: false,
    settings,
  };
  const why = problemOf(regex);
  if (entry.admitsNull === 'yes') return [{ code: 'allow-null', ...entry, ...found }];
  if (why !== undefined) return [{ code: 'origin-never-matches', ...entry, why, regex: undefined, ...found }];
  if (originRegexIsAnchored(regex)) return [];
  return [{ code: 'regex-not-anchored', regex, corrected: anchor(regex), ...found }];
}
