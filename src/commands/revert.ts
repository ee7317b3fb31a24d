import { SettingsError } from '../errors.js';
import type { Io } from '../io.js';
import { loadPythonParser } from '../python/parse.js';
import { revertText } from '../settings/patch.js';
import { type Installation, inspectInstallation } from '../site/installation.js';
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
  const files = await planFiles(
    paths,
    (settings) => lookAround(settings, io),
    io,
    async (source) => {
      const plan = revertText(await parsing, source.text, source.path, all);
      return { plan, refused: undefined, notes: plan.notes };
    },
  );
  return finishSettings('revert', files, { ...readWriteFlags(input), backup: false }, io);
}

/** Only for what to do next: an installation that can't be read keeps nobody from taking the edit out. */
async function lookAround(settings: string, { env, cwd }: Io): Promise<Installation | undefined> {
  try {
    return { ...(await inspectInstallation(settings, { env, cwd })), findings: [] };
  } catch (error) {
    if (error instanceof SettingsError) return undefined;
    throw error;
  }
}
