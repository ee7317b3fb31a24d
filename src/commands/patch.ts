import { noteOnScheme } from '../cors/scheme-notes.js';
import { SettingsError } from '../errors.js';
import type { Io } from '../io.js';
import { loadPythonParser } from '../python/parse.js';
import { type PatchPlan, patchText } from '../settings/patch.js';
import { parseRequest } from '../settings/request.js';
import { type Installation, inspectInstallation } from '../site/installation.js';
import { compareOutcomes, possibleInstallations, weighAmbiguity } from '../site/possible-installations.js';
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
  const plan = async (text: string, path: string, installation: Installation) => {
    const parser = await parsing;
    return planPossible(text, installation, (possible) =>
      patchText(parser, text, path, request, {
        corsHeaders: versionOf(possible),
        config: readConfiguredCors(possible),
      }),
    );
  };
  if (paths.includes('-')) {
    const installation = await inspectInstallation(undefined, { ...inspection, env, cwd });
    const { filterStdin } = await import('./filter.js');
    return filterStdin(input, io, async (text) => (await plan(text, '-', installation)).plan);
  }
  const inspect = (settings: string) => inspectInstallation(settings, { ...inspection, env, cwd });
  const files = await planFiles(paths, inspect, io, async (source, found) => {
    const { plan: planned, installation } = await plan(source.text, source.path, found);
    const isNeeded = planned.newText !== source.text && options['withoutPackage'] !== true;
    return {
      plan: planned,
      installation,
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

/**
 * Plans with each config.xml that could be meant: what it sets decides what is written and what is refused. Where
 * that is not the same with all of them, nothing is.
 */
function planPossible(
  text: string,
  installation: Installation,
  planWith: (possible: Installation) => PatchPlan,
): { readonly plan: PatchPlan; readonly installation: Installation } {
  const [first, ...others] = possibleInstallations(installation);
  const { outcome: plan, isAlike } = compareOutcomes(
    [planWith(first), ...others.map(planWith)],
    ({ newText, blocked }) => [newText, blocked],
  );
  const weighed = weighAmbiguity(installation, isAlike, 'error');
  if (isAlike) return { plan, installation: { ...installation, findings: weighed } };
  const { era, target } = plan;
  const blocked = weighed.filter(({ code }) => code === 'config-ambiguous');
  return {
    plan: { era, target, newText: text, blocked, notes: [] },
    installation: { ...installation, findings: first.findings },
  };
}
