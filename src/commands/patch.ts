import { noteOnScheme } from '../cors/scheme-notes.js';
import { SettingsError } from '../errors.js';
import type { Io } from '../io.js';
import { loadPythonParser } from '../python/parse.js';
import { patchText } from '../settings/patch.js';
import { parseRequest } from '../settings/request.js';
import { type Installation, inspectInstallation } from '../site/installation.js';
import { quoteWord } from '../site/shell-words.js';
import { originWords } from './command-line.js';
import { readConfiguredCors } from './configured-cors.js';
import type { CommandInput } from './definition.js';
import { finishSettings } from './finish-settings.js';
import { readOriginFlags, readWriteFlags } from './flags.js';
import { judgePackage } from './judge-package.js';
import { planFiles } from './settings-file.js';

/** `omero-cors patch`: argv -> files planned -> shown -> asked -> written -> exit code. */
export async function runPatch(input: CommandInput, io: Io): Promise<number> {
  const { options, arguments: paths } = input;
  const origins = readOriginFlags(input);
  if (origins.origins.length + origins.originRegexes.length === 0 && !origins.allowAll) {
    throw new SettingsError('origin-missing', 'patch needs to know which origin may read', {
      hint: 'Name it: --origin https://viewer.example.org (or --origin-regex, --allow-all).',
    });
  }
  const { env, cwd } = io;
  const parsing = loadPythonParser();
  const request = parseRequest({ ...origins, replace: options['replace'] === true });
  const inspection = {
    python: options['python'] as string | undefined,
    configXml: options['configXml'] as string | undefined,
    corsHeaders: options['corsHeaders'] as string | undefined,
  };
  const plan = async (text: string, path: string, installation: Installation) =>
    patchText(await parsing, text, path, request, {
      corsHeaders: versionOf(installation),
      config: readConfiguredCors(installation),
    });
  if (paths.includes('-')) {
    const installation = await inspectInstallation(undefined, { ...inspection, env, cwd });
    const { filterStdin } = await import('./filter.js');
    return filterStdin(input, io, (text) => plan(text, '-', installation));
  }
  const inspect = (settings: string) => inspectInstallation(settings, { ...inspection, env, cwd });
  const files = await planFiles(paths, inspect, io, async (source, installation) => {
    const planned = await plan(source.text, source.path, installation);
    const isNeeded = planned.newText !== source.text && options['withoutPackage'] !== true;
    return {
      plan: planned,
      refused: isNeeded ? judgePackage(installation, source.path, source.text) : undefined,
      notes: [
        ...planned.notes,
        ...request.origins.flatMap((origin) => noteOnScheme(origin, planned.target) ?? []),
      ],
    };
  });
  const flags = { ...readWriteFlags(input), backup: options['backup'] !== false };
  return finishSettings('patch', files, flags, io, {
    again: (path) => `omero-cors patch ${quoteWord(path)} ${originWords(input)}`,
    origin: origins.origins[0],
  });
}

function versionOf({ corsHeaders }: Installation): string | undefined {
  return corsHeaders.state === 'installed' ? corsHeaders.version : undefined;
}
