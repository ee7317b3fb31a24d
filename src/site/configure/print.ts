import { applyAction, type ConfigSources, effectiveConfig, parseJson } from '../effective-config.js';
import { encodeName } from '../environment-config.js';
import type { ConfigAction } from '../omero-files.js';
import { quoteWord } from '../shell-words.js';
import { printJson } from './print-json.js';

/** Lines for a `*.omero` file, which `omero load` reads; every one is also a command of the client. */
export function printOmeroFile(actions: readonly ConfigAction[]): string {
  return actions.map((action) => `${commandOf(action)}\n`).join('');
}

/** The same for a POSIX shell. */
export function printShell(actions: readonly ConfigAction[]): string {
  return actions.map((action) => `omero ${commandOf(action)}\n`).join('');
}

/**
 * Variables for the Docker image. They can only set, after the `*.omero` files are read, so each holds the
 * whole list: what will be configured without them, and our entries.
 *
 * @param defaults of the lists that nothing sets
 */
export function printEnvironment(
  actions: readonly ConfigAction[],
  sources: ConfigSources,
  defaults: Readonly<Record<string, string>>,
): string {
  const properties = new Map(effectiveConfig(sources, defaults));
  for (const action of actions)
    applyAction(properties, action, defaults, { path: undefined, line: undefined });
  const keys = [...new Set(actions.map(({ key }) => key))];
  return keys
    .map((key) => {
      const text = properties.get(key)?.value ?? defaults[key] ?? '';
      const value = parseJson(text);
      return `${encodeName(key)}=${quoteWord(value === undefined ? text : printJson(value))}\n`;
    })
    .join('');
}

function commandOf(action: ConfigAction): string {
  const words = ['config', action.verb];
  if (action.verb === 'append' && action.once) words.push('--set');
  words.push(action.key);
  if (action.verb !== 'unset') words.push(action.value);
  return words.map(quoteWord).join(' ');
}
