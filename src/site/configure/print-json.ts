/**
 * JSON as OMERO writes it, with a blank behind commas and colons, in characters that survive every place a
 * value passes through: ASCII only, whatever the locale of the service; no single quote, so that nothing in it
 * ends one around it, and the quotes can simply be left out where a file takes none (Docker's `--env-file`).
 */
export function printJson(value: unknown): string {
  return print(value).replaceAll(/['\u007f-\uffff]/g, escapeUnit);
}

function print(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(print).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}: ${print(member)}`);
  return `{${members.join(', ')}}`;
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
