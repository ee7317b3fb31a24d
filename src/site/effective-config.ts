import type { ConfigProperties, ConfigProperty } from './config-xml.js';
import type { ConfigAction, ConfigOperation } from './omero-files.js';

/** What an installation's configuration is made from; `Installation` has these fields. */
export interface ConfigSources {
  readonly config: { readonly profile: string; readonly properties: ConfigProperties } | undefined;
  readonly configOperations: readonly ConfigOperation[];
  readonly environmentConfig: ConfigProperties;
}

/**
 * The configuration as it will be after the next start: config.xml as it is, then the `*.omero` files, which
 * may drop it first, then the variables of the Docker image.
 *
 * @param sources of the installation
 * @param defaults JSON text of the keys that `config append` extends, as this version of settings.py has
 *   them. A key that is appended to with neither a value nor a default is left out: it can't be known.
 */
export function effectiveConfig(
  sources: ConfigSources,
  defaults: Readonly<Record<string, string>>,
): ConfigProperties {
  const properties = new Map(sources.config?.properties);
  for (const { action, ...place } of sources.configOperations) {
    if (action.verb !== 'drop') applyAction(properties, action, defaults, place);
    else if (resetsProfile(action.profile, sources)) properties.clear();
  }
  for (const [key, property] of sources.environmentConfig) properties.set(key, property);
  return properties;
}

/** Whether the `*.omero` files drop config.xml, so that a line typed into a shell is gone after a restart. */
export function resetsConfig(sources: ConfigSources): boolean {
  return sources.configOperations.some(
    ({ action }) => action.verb === 'drop' && resetsProfile(action.profile, sources),
  );
}

/** Whether `config drop` of this profile empties the one that is in use. */
export function resetsProfile(profile: string, { config }: ConfigSources): boolean {
  return profile === (config?.profile ?? 'default');
}

/** What one line of `omero config` does to the keys of a profile; one that fails there does nothing here. */
export function applyAction(
  properties: Map<string, ConfigProperty>,
  action: ConfigAction,
  defaults: Readonly<Record<string, string>>,
  place: { readonly path: string | undefined; readonly line: number | undefined },
): void {
  if (action.verb === 'unset') {
    properties.delete(action.key);
    return;
  }
  const { key, value } = action;
  if (action.verb === 'set') {
    properties.set(key, { value, ...place });
    return;
  }
  const list = parseJson(properties.get(key)?.value ?? defaults[key] ?? '');
  const entry = parseJson(value);
  if (!Array.isArray(list) || entry === undefined) return;
  const after = action.verb === 'append' ? append(list, entry, action.once) : remove(list, entry);
  if (after !== list) properties.set(key, { value: JSON.stringify(after), ...place });
}

function append(list: readonly unknown[], entry: unknown, once: boolean): readonly unknown[] {
  return once && list.some((other) => sameJson(other, entry)) ? list : [...list, entry];
}

function remove(list: readonly unknown[], entry: unknown): readonly unknown[] {
  const at = list.findIndex((other) => sameJson(other, entry));
  return at < 0 ? list : list.toSpliced(at, 1);
}

/** Equality of JSON values as Python's `==` has it: whole values, the order of an object's keys aside. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, i) => sameJson(item, b[i]));
  }
  if (isObject(a) && isObject(b)) {
    const keys = Object.keys(a);
    return (
      keys.length === Object.keys(b).length &&
      keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key], b[key]))
    );
  }
  return pythonNumber(a) === pythonNumber(b);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** To Python, `True == 1`. */
function pythonNumber(value: unknown): unknown {
  return typeof value === 'boolean' ? Number(value) : value;
}

/** Undefined where it is no JSON, which no JSON text means. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A value of a key that is true or false, as OMERO.web's `parse_boolean` reads it. */
export function isTrue(text: string): boolean {
  return ['true', '1', 't'].includes(text.trim().toLowerCase());
}

/** The entries of a key that is a list; none where it is not set, or is no JSON list. */
export function readList(config: ConfigProperties, key: string): readonly unknown[] {
  const value = parseJson(config.get(key)?.value ?? '[]');
  return Array.isArray(value) ? value : [];
}
