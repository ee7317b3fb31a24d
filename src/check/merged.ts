import { readOrigin } from '../cors/read-origin.js';
import type { Finding } from '../findings.js';
import { at, type TextValue } from './value.js';

/**
 * Two literals without a comma between them, which Python joins to one string. A long string that was split on
 * purpose looks the same, so it takes a look at the parts.
 *
 * @param areSeveral whether these parts were meant as several elements
 */
export function findMerged(
  texts: readonly TextValue[],
  name: string,
  areSeveral: (parts: readonly string[]) => boolean,
): readonly Finding<'origins-merged'>[] {
  return texts.flatMap(({ parts, place }) => {
    const solid = (parts ?? []).filter((part) => part !== '');
    return solid.length > 1 && areSeveral(solid)
      ? [{ code: 'origins-merged', severity: 'error', name, parts: solid, ...at(place) } as const]
      : [];
  });
}

/** Whether these literals are several origins: each reads as one, or one begins in the middle. */
export function areSeveralOrigins(parts: readonly string[]): boolean {
  return (
    parts.slice(1).some((part) => /^https?:\/\/./i.test(part)) ||
    parts.every((part) => !('refused' in readOrigin(part)))
  );
}

/** Whether these literals are several expressions: one ends, or another begins, in the middle. */
export function areSeveralRegexes(parts: readonly string[]): boolean {
  return (
    parts.slice(1).some((part) => part.startsWith('^')) ||
    parts.slice(0, -1).some((part) => /(?<!\\)\$$/.test(part))
  );
}
