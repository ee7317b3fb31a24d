import { applyAction, type ConfigSources, parseJson, resetsProfile, sameJson } from '../effective-config.js';

/** One entry of a list, with the most copies of it that stood there at one moment. */
export interface SeenEntry {
  readonly entry: unknown;
  readonly copies: number;
}

/**
 * Every entry that a list of the configuration holds at some moment before our own lines run: in config.xml,
 * or after any line of the `*.omero` files, or by the variables of the Docker image. What an earlier file of
 * ours takes out is among them, so that the lines come out the same while that file is there.
 */
export function entriesSeen(
  key: string,
  sources: ConfigSources,
  defaults: Readonly<Record<string, string>>,
): readonly SeenEntry[] {
  const before = sources.config?.properties.get(key);
  const properties = new Map(before === undefined ? [] : [[key, before]]);
  let seen = observe([], properties.get(key)?.value);
  for (const { action, ...place } of sources.configOperations) {
    if (action.verb === 'drop') {
      if (!resetsProfile(action.profile, sources)) continue;
      properties.clear();
      seen = [];
    } else if (action.key === key) {
      applyAction(properties, action, defaults, place);
      seen = observe(seen, properties.get(key)?.value);
    }
  }
  return observe(seen, sources.environmentConfig.get(key)?.value);
}

/** Adds what the list holds now. */
function observe(seen: readonly SeenEntry[], text: string | undefined): readonly SeenEntry[] {
  const list = text === undefined ? undefined : parseJson(text);
  if (!Array.isArray(list)) return seen;
  const known = [...seen];
  for (const entry of list as unknown[]) {
    const copies = list.filter((other) => sameJson(other, entry)).length;
    const at = known.findIndex((other) => sameJson(other.entry, entry));
    if (at < 0) known.push({ entry, copies });
    else known[at] = { entry, copies: Math.max(copies, known[at]?.copies ?? 0) };
  }
  return known;
}
