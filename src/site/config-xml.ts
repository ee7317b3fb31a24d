import type { XmlElement } from './parse-xml.js';

/** One key of OMERO's configuration, as text, with the place that set it. */
export interface ConfigProperty {
  readonly value: string;
  /** The file; undefined for a variable of the environment. */
  readonly path: string | undefined;
  /** Counted from 1. */
  readonly line: number | undefined;
}

/** Keys such as `omero.web.apps`; the values are the text that settings.py parses. */
export type ConfigProperties = ReadonlyMap<string, ConfigProperty>;

/** The active profile of a config.xml. */
export interface ConfigXml {
  readonly path: string;
  readonly profile: string;
  readonly properties: ConfigProperties;
}

/** Keys of the file's own book-keeping, which `omero config get` hides too. */
const internal = new Set(['omero.config.version', 'omero.config.profile']);

/**
 * Reads config.xml as omero-py's `omero.config.ConfigXml` does: the profile that `OMERO_CONFIG` or the block
 * `__ACTIVE__` names, of several properties with one name the last. An empty file is an empty configuration.
 *
 * @param text the whole file
 * @param path for messages
 * @param chosenProfile the value of `OMERO_CONFIG`
 * @throws SettingsError `config-xml-syntax` with the line
 */
export async function parseConfigXml(text: string, path: string, chosenProfile?: string): Promise<ConfigXml> {
  if (text === '') return { path, profile: chosenProfile ?? 'default', properties: new Map() };
  // Loaded only here: most files that are patched stand beside no config.xml.
  const { parseXml } = await import('./parse-xml.js');
  const root = parseXml(text, path);
  const blocks = children(root, 'properties');
  const block = (id: string) => blocks.find((element) => element.getAttribute('id') === id);

  const active = readProperties(block('__ACTIVE__'), path).get('omero.config.profile')?.value;
  const profile = chosenProfile || active || 'default';
  const properties = readProperties(block(profile), path);
  return { path, profile, properties: new Map([...properties].filter(([key]) => !internal.has(key))) };
}

function children(parent: XmlElement, name: string): readonly XmlElement[] {
  return [...parent.childNodes].filter((node): node is XmlElement => (node as XmlElement).nodeName === name);
}

function readProperties(block: XmlElement | undefined, path: string): Map<string, ConfigProperty> {
  const properties = new Map<string, ConfigProperty>();
  if (block === undefined) return properties;
  for (const element of children(block, 'property')) {
    const name = element.getAttribute('name');
    if (name === null) continue;
    properties.set(name, { value: element.getAttribute('value') ?? '', path, line: element.lineNumber });
  }
  return properties;
}
