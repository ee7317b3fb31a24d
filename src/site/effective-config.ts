import type { ConfigProperties, ConfigProperty } from './config-xml.js';
import type { ConfigOperation } from './omero-files.js';

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
  for (const operation of sources.configOperations) applyOperation(properties, operation, sources, defaults);
  for (const [key, property] of sources.environmentConfig) properties.set(key, property);
  return properties;
}

/** Whether the `*.omero` files drop config.xml, so that a line typed into a shell is gone after a restart. */
export function resetsConfig(sources: ConfigSources): boolean {
  const profile = sources.config?.profile ?? 'default';
  return sources.configOperations.some(({ action }) => action.verb === 'drop' && action.profile === profile);
}

function applyOperation(
  properties: Map<string, ConfigProperty>,
  { path, line, action }: ConfigOperation,
  sources: ConfigSources,
  defaults: Readonly<Record<string, string>>,
): void {
  if (action.verb === 'drop') {
    if (action.profile === (sources.config?.profile ?? 'default')) properties.clear();
    return;
  }
  if (action.verb === 'set') {
    properties.set(action.key, { value: action.value, path, line });
    return;
  }
  if (action.verb === 'unset') {
    properties.delete(action.key);
    return;
  }
  const before = properties.get(action.key)?.value ?? defaults[action.key];
  const list = before === undefined ? undefined : parseJson(before);
  const entry = parseJson(action.value);
  // omero ends such a line with an error and changes nothing.
  if (!Array.isArray(list) || entry === undefined) return;
  const after = action.verb === 'append' ? append(list, entry, action.once) : remove(list, entry);
  if (after !== list) properties.set(action.key, { value: JSON.stringify(after), path, line });
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

/** Undefined where it is no JSON; no JSON text means undefined. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
