import type { Io } from '../io.js';
import { loadPythonParser } from '../python/parse.js';
import { revertText } from '../settings/patch.js';
import type { CommandInput } from './definition.js';
import { finishSettings } from './finish-settings.js';
import { readWriteFlags } from './flags.js';
import { planFiles } from './settings-file.js';

/** `omero-cors revert`: takes out what patch put in, and writes no backup. */
export async function runRevert(input: CommandInput, io: Io): Promise<number> {
  const { options, arguments: paths } = input;
  const all = options['all'] === true;
  const parsing = loadPythonParser();
  if (paths.includes('-')) {
    const { filterStdin } = await import('./filter.js');
    return filterStdin(input, io, async (text) => revertText(await parsing, text, '-', all));
  }
  const files = await planFiles(paths, {}, io, async (source) => ({
    plan: revertText(await parsing, source.text, source.path, all),
    refused: undefined,
    notes: [],
  }));
  return finishSettings('revert', files, { ...readWriteFlags(input), backup: false }, io);
}
