import { isWithin } from '../../cors/version.js';
import { findCorsApps, hasCorsMiddleware } from '../cors-app.js';
import { findMerged } from '../merged.js';
import { at, isKnown, textsOf } from '../value.js';
import type { Judge } from './judge.js';

/** corsheaders in INSTALLED_APPS: once. */
export const judgeApp: Judge = (facts) => {
  const { apps, settings, isConfigured, installation } = facts;
  if (apps === undefined) return [];
  const merged = findMerged(textsOf(apps.value), 'INSTALLED_APPS', (parts) => parts.includes('corsheaders'));
  if (merged.length > 0) return merged;
  const [first, second] = findCorsApps(facts);
  if (first === undefined) {
    if (!isKnown(apps.value)) return [];
    const severity = hasCorsMiddleware(facts) === false ? 'error' : 'warning';
    return [{ code: 'app-missing', severity, settings, isConfigured, ...at(apps.place) }];
  }
  // Django before 1.7 takes each app once, however often it is named.
  if (second === undefined || isWithin(installation.django, '0', '1.7') === true) return [];
  const { key } = [second, first].find(({ place }) => place.key !== undefined)?.place ?? {};
  return [
    {
      code: 'app-duplicate',
      severity: 'error',
      first: first.text,
      second: second.text,
      key,
      ...at(second.place),
    },
  ];
};
