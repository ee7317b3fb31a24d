import { dirname } from 'node:path';
import { type CheckResult, checkInstallation } from '../check/check.js';
import { SettingsError } from '../errors.js';
import { readSource } from '../files/source.js';
import type { Io } from '../io.js';
import { detectEncoding } from '../python/encoding.js';
import { loadPythonParser, type PythonParser } from '../python/parse.js';
import type { Era } from '../settings/model.js';
import { readCheckedModel } from '../settings/patch.js';
import { findSettings } from '../site/find-settings.js';
import { type Inspection, type Installation, inspectInstallation } from '../site/installation.js';
import { namesIn } from '../site/look.js';
import { compareOutcomes, possibleInstallations, weighAmbiguity } from '../site/possible-installations.js';
import { quoteWord } from '../site/shell-words.js';
import { sayError } from '../terminal/failure.js';
import { type ColorChoice, createReporter } from '../terminal/report.js';
import { formatCheckResult, statusOf } from './check-outcome.js';
import type { CommandInput } from './definition.js';

/** One settings.py on its way through check. */
export interface CheckedInstallation {
  /** As the user named it, or as it was found in the folder that he named. */
  readonly path: string;
  readonly realPath: string | undefined;
  readonly installation: Installation | undefined;
  readonly era: Era | undefined;
  readonly result: CheckResult | undefined;
  /** Why it could not be checked. */
  readonly error: SettingsError | undefined;
}

/** `omero-cors check`: argv -> files read -> settings evaluated -> report -> exit code. */
export async function runCheck({ arguments: paths, options }: CommandInput, io: Io): Promise<number> {
  const inspection = {
    python: options['python'] as string | undefined,
    configXml: options['configXml'] as string | undefined,
    corsHeaders: options['corsHeaders'] as string | undefined,
  };
  const parser = await loadPythonParser();
  const files: CheckedInstallation[] = [];
  for (const named of paths) {
    const file = await checkFile(named, inspection, parser, io);
    const isKnown = files.some(({ realPath }) => realPath !== undefined && realPath === file.realPath);
    if (!isKnown) files.push(file);
  }
  const reporter = createReporter(io, options['color'] as ColorChoice | undefined);
  for (const { error } of files) if (error !== undefined) sayError(error, reporter);
  const isStrict = options['strict'] === true;
  const format = String(options['format'] ?? 'text');
  reporter.result(formatCheckResult(files, { format, isStrict, cwd: io.cwd, style: reporter.resultStyle }));
  const statuses = files.map((file) => statusOf(file, isStrict));
  if (statuses.includes('error')) return 2;
  return statuses.includes('findings') ? 1 : 0;
}

async function checkFile(
  named: string,
  inspection: Omit<Inspection, 'env' | 'cwd'>,
  parser: PythonParser,
  { env, cwd }: Io,
): Promise<CheckedInstallation> {
  let file: CheckedInstallation = {
    path: named,
    realPath: undefined,
    installation: undefined,
    era: undefined,
    result: undefined,
    error: undefined,
  };
  try {
    const path = findSettings(named, cwd);
    const { text, realPath } = readSource(path, { cwd, detectEncoding });
    file = { ...file, path, realPath };
    const installation = await inspectInstallation(realPath, { ...inspection, env, cwd });
    file = { ...file, installation };
    const tree = parser.parse(text);
    try {
      const model = readCheckedModel(tree, path);
      file = { ...file, era: model.era };
      const modules = new Set(namesIn(dirname(realPath)).map((name) => name.replace(/\.py$/, '')));
      const settings = quoteWord(named);
      const checkFor = (possible: Installation) =>
        checkInstallation({ model, installation: possible, path, settings, modules });
      return { ...file, result: checkPossible(installation, checkFor) };
    } finally {
      tree.free();
    }
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return { ...file, error };
  }
}

/** What holds with each config.xml that could be meant; where they differ, what holds whichever it is. */
function checkPossible(
  installation: Installation,
  checkFor: (possible: Installation) => CheckResult,
): CheckResult {
  const paths = new Set(installation.configCandidates.map(({ path }) => path));
  if (paths.size === 0) return checkFor(installation);
  const [first, ...others] = possibleInstallations(installation);
  const tryFor = (possible: Installation) => {
    try {
      return checkFor(possible);
    } catch (error) {
      if (error instanceof SettingsError) return { broken: possible.config?.path };
      throw error;
    }
  };
  const results = [tryFor(first), ...others.map(tryFor)] as const;
  const { outcome, isAlike } = compareOutcomes(results, (result) => withoutPlacesIn(paths, result));
  if (!isAlike || 'broken' in outcome) return checkFor(installation);
  const ambiguity = weighAmbiguity(installation, true, 'info').filter(
    ({ code }) => code === 'config-ambiguous',
  );
  return { ...outcome, findings: [...outcome.findings, ...ambiguity] };
}

/** Where in a config.xml something stands is no part of what holds. */
function withoutPlacesIn(paths: ReadonlySet<string>, result: unknown): string {
  return JSON.stringify(result, (_key, value) => {
    if (typeof value !== 'object' || value === null) return value;
    const isIn = paths.has(value.path) || paths.has(value.file);
    return isIn ? { ...value, path: undefined, file: undefined, line: undefined } : value;
  });
}
