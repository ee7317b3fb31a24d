import { RENAMED_SETTINGS, RENAMED_SINCE, type RenamedSetting } from '../../cors/settings-names.js';
import { isWithin } from '../../cors/version.js';
import type { Finding } from '../../findings.js';
import type { Facts } from '../facts.js';
import type { Setting } from '../namespace.js';
import { at, isKnown, textsOf, truthOf } from '../value.js';
import type { Judge } from './judge.js';

/**
 * Both spellings of a setting: django-cors-headers 3.5 and later read the new one alone. What OMERO.web has by
 * default does not count as set, and where nothing is lost there is nothing to say.
 */
export const judgeRenamed: Judge = (facts) => {
  if (isWithin(facts.target.version, RENAMED_SINCE) === false) return [];
  return RENAMED_SETTINGS.flatMap((names) => judgeOne(facts, names));
};

function judgeOne({ namespace }: Facts, { old, renamed }: RenamedSetting): readonly Finding[] {
  if (!namespace.sets(old) || !namespace.sets(renamed)) return [];
  const [before, after] = [namespace.get(old), namespace.get(renamed)];
  if (before === undefined || after === undefined || before.source === 'default') return [];
  const lost = findLost(before, after);
  if (lost === undefined) return [];
  return [
    {
      code: 'new-names-mute-old',
      severity: 'error',
      name: renamed,
      old,
      lost,
      ...at(before.place),
    },
  ];
}

/** What only the old name says; undefined where that is nothing, or not known. */
function findLost({ value: before }: Setting, { value: after }: Setting): string | undefined {
  if (!isKnown(before) || !isKnown(after)) return undefined;
  const [was, is] = [truthOf(before), truthOf(after)];
  if (before.kind === 'boolean') return was === is ? undefined : was ? 'True' : 'False';
  const kept = new Set(textsOf(after).map(({ text }) => text));
  const lost = textsOf(before).filter(({ text }) => !kept.has(text));
  return lost.length === 0 ? undefined : lost.map(({ text }) => text).join(', ');
}
