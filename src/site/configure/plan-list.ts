import { sameJson } from '../effective-config.js';
import type { ConfigAction } from '../omero-files.js';
import type { SeenEntry } from './entries-seen.js';
import { printJson } from './print-json.js';

/**
 * The lines for one list: what is superseded goes, each wanted entry is there once.
 *
 * @param isSuperseded of entries that are not wanted as they are
 */
export function planList(
  key: string,
  seen: readonly SeenEntry[],
  wanted: readonly unknown[],
  isSuperseded: (entry: unknown) => boolean,
): readonly ConfigAction[] {
  const removals = seen.flatMap(({ entry, copies }) => {
    const isWanted = wanted.some((each) => sameJson(each, entry));
    const surplus = isWanted ? copies - 1 : isSuperseded(entry) ? copies : 0;
    return Array.from({ length: surplus }, () => takeOut(key, entry)).flat();
  });
  return [...removals, ...wanted.map((entry) => putIn(key, entry))];
}

function putIn(key: string, entry: unknown): ConfigAction {
  return { verb: 'append', key, value: printJson(entry), once: true };
}

function takeOut(key: string, entry: unknown): readonly ConfigAction[] {
  return [putIn(key, entry), { verb: 'remove', key, value: printJson(entry) }];
}
