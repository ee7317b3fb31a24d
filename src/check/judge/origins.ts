import { type EntryJudgement, judgeEntry } from '../../cors/entry.js';
import { entryAdmitsNull } from '../../cors/null-origin.js';
import type { EntryArguments, Finding } from '../../findings.js';
import { runsChecks } from '../cors-app.js';
import type { EffectiveSetting, Facts } from '../facts.js';
import { areSeveralOrigins, findMerged } from '../merged.js';
import { at, type TextValue, textsOf } from '../value.js';
import type { Judge } from './judge.js';
import { judgeSequence } from './sequence.js';

/** What the system checks of django-cors-headers refuse even where every origin is let in. */
const REFUSED_BY_CHECKS = ['origin-without-scheme', 'origin-with-path', 'origins-not-a-sequence'];

/** Each entry of the allow list, as this django-cors-headers reads it. */
export const judgeOrigins: Judge = (facts) => {
  const { origins, allowsAll } = facts;
  if (origins.setting === undefined) return [];
  const findings = [...judgeSequence(facts, origins), ...judgeEntries(facts, origins)];
  if (allowsAll !== true) return findings;
  return runsChecks(facts) ? findings.filter(({ code }) => REFUSED_BY_CHECKS.includes(code)) : [];
};

function judgeEntries(facts: Facts, { name, setting }: EffectiveSetting): readonly Finding[] {
  const texts = textsOf(setting?.value);
  const merged = findMerged(texts, name, areSeveralOrigins);
  const isMerged = (text: TextValue) => findMerged([text], name, areSeveralOrigins).length > 0;
  return [
    ...merged,
    ...texts.filter((text) => !isMerged(text)).flatMap((text) => judgeOne(facts, name, text)),
  ];
}

function judgeOne(facts: Facts, name: string, { text: entry, place }: TextValue): readonly Finding[] {
  const { target, installation, settings } = facts;
  const judgement = judgeEntry(entry, target);
  if (judgement.verdict === 'ok') return [];
  const entryArguments: EntryArguments = {
    name,
    key: place.key,
    entry,
    corrected: judgement.corrected,
    admitsNull: entryAdmitsNull(entry, { ...target, python: installation.python }),
    withCredentials: facts.allowsCredentials === true,
    isIdle: facts.allowsAll === true,
    endsStart: runsChecks(facts),
    settings,
  };
  return [{ ...nameVerdict(judgement), severity: 'error', ...entryArguments, ...at(place) } as Finding];
}

function nameVerdict({ verdict, reason, regex }: EntryJudgement) {
  return verdict === 'origin-never-matches'
    ? { code: verdict, why: reason ?? 'not-as-sent', regex }
    : { code: verdict };
}
