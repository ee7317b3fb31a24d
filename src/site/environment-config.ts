import type { ConfigProperties, ConfigProperty } from './config-xml.js';

/** The Docker image sets a key from each variable that begins so. */
const prefix = 'CONFIG_';

/**
 * The keys that OMERO.web's Docker image sets from its environment at each start, as its startup/50-config.py
 * decodes their names: a single underscore is a dot, a double one an underscore.
 */
export function readEnvironmentConfig(env: Readonly<Record<string, string | undefined>>): ConfigProperties {
  const properties = new Map<string, ConfigProperty>();
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith(`${prefix}omero_`) || value === undefined) continue;
    properties.set(decodeName(name), { value, path: undefined, line: undefined });
  }
  return properties;
}

/** The variable for a key: `omero.web.cors_origin_whitelist` -> `CONFIG_omero_web_cors__origin__whitelist`. */
export function encodeName(key: string): string {
  return prefix + key.replaceAll('_', '__').replaceAll('.', '_');
}

function decodeName(name: string): string {
  return name
    .slice(prefix.length)
    .replaceAll(/([^_])_([^_])/g, '$1.$2')
    .replaceAll('__', '_');
}
