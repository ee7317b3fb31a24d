import type { Finding } from './findings.js';
import { loadPythonParser } from './python/parse.js';
import { patchText, revertText } from './settings/patch.js';
import { type PatchRequest, parseRequest } from './settings/request.js';

export { SelfCheckError, SettingsError } from './errors.js';
export type { Finding } from './findings.js';
export type { ConfiguredCors, PatchRequest } from './settings/request.js';

/** What would become of one settings.py. */
export interface Plan {
  readonly changed: boolean;
  /** The same text where nothing is to be done, or nothing can be. */
  readonly newText: string;
  /** Why the edit is impossible; then `changed` is false. */
  readonly blocked: readonly Finding[];
}

/**
 * Plans what `omero-cors patch` would write. Pure: reads and writes no file.
 *
 * @param text the whole settings.py
 * @param request the origins, and what is known about the installation
 * @throws SettingsError for an origin that can't be meant, or a text that is no settings.py of OMERO.web
 */
export async function planPatch(text: string, request: PatchRequest): Promise<Plan> {
  const parsed = parseRequest(request);
  const parser = await loadPythonParser();
  return summarise(text, patchText(parser, text, 'settings.py', parsed, request));
}

/**
 * Plans what `omero-cors revert` would write. Pure as well.
 *
 * @param all CORS settings that were written by hand go, too
 */
export async function planRevert(text: string, { all = false } = {}): Promise<Plan> {
  return summarise(text, revertText(await loadPythonParser(), text, 'settings.py', all));
}

function summarise(text: string, { newText, blocked }: Pick<Plan, 'newText' | 'blocked'>): Plan {
  return { changed: newText !== text, newText, blocked };
}
