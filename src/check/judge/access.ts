import { RENAMED_SETTINGS, RENAMED_SINCE } from '../../cors/settings-names.js';
import { isWithin } from '../../cors/version.js';
import type { Facts } from '../facts.js';
import { at, isSequence, type Value } from '../value.js';
import type { Judge } from './judge.js';

/** Whether anybody is let in, and whether everybody is, with the visitor's session. */
export const judgeAccess: Judge = (facts) => {
  const { allowAll, allowsAll, allowsCredentials, settings } = facts;
  if (allowsAll === true && allowsCredentials === true && allowAll.setting !== undefined) {
    const { place } = allowAll.setting.value;
    const { name } = allowAll;
    const found = {
      severity: 'error',
      name,
      key: place.key,
      regex: undefined,
      settings,
      ...at(place),
    } as const;
    return [{ code: 'allow-all-with-credentials', ...found }];
  }
  if (allowsAll !== false || !isEmpty(facts.origins.setting?.value)) return [];
  if (!isEmpty(facts.regexes.setting?.value) || facts.namespace.get('CORS_MODEL') !== undefined) return [];
  // OMERO.web's own default is no line to look at.
  const { place, source } = facts.origins.setting ?? {};
  const where = place === undefined || source === 'default' ? {} : at(place);
  const { isConfigured } = facts;
  const tooNew = findTooNew(facts);
  return [{ code: 'origins-missing', severity: 'error', settings, isConfigured, tooNew, ...where }];
};

function isEmpty(value: Value | undefined): boolean {
  return value === undefined || value.kind === 'none' || (isSequence(value) && value.items.length === 0);
}

/** A new name that somebody set and that this django-cors-headers does not read. */
function findTooNew({ namespace, target }: Facts): string | undefined {
  if (isWithin(target.version, RENAMED_SINCE) !== false) return undefined;
  return RENAMED_SETTINGS.find(({ renamed }) => namespace.sets(renamed))?.renamed;
}
