import { isAbsolute, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Part } from '../check/parts.js';
import type { SettingsError } from '../errors.js';
import { formatGithub } from '../terminal/check-github.js';
import { formatCheck } from '../terminal/check-report.js';
import { formatSarif } from '../terminal/check-sarif.js';
import { errorToJson, findingToJson, formatJson } from '../terminal/json.js';
import { describePart } from '../terminal/messages/check-parts.js';
import type { Style } from '../terminal/report.js';
import type { CheckedInstallation } from './check.js';
import { describeDetected } from './detected.js';

/** How the result is wanted. */
export interface CheckFormat {
  readonly format: string;
  readonly isStrict: boolean;
  readonly cwd: string;
  readonly style: Style;
}

/** `findings` where something is wrong: an error or, with `--strict`, a warning. */
export function statusOf(
  { result, error }: CheckedInstallation,
  isStrict: boolean,
): 'ok' | 'findings' | 'error' {
  if (error !== undefined || result === undefined) return 'error';
  const isWrong = result.findings.some(
    ({ severity }) => severity === 'error' || (isStrict && severity === 'warning'),
  );
  return isWrong ? 'findings' : 'ok';
}

/** The whole of stdout. */
export function formatCheckResult(
  files: readonly CheckedInstallation[],
  { format, isStrict, cwd, style }: CheckFormat,
): string {
  const checked = files.map(({ path, result, error }) => ({ path, findings: result?.findings ?? [], error }));
  switch (format) {
    case 'json':
      return toJson(files, isStrict);
    case 'github':
      return formatGithub(checked);
    case 'sarif':
      return formatSarif(checked, (path) => toUri(path, cwd));
    default:
      return files
        .flatMap(({ path, result }) => (result === undefined ? [] : [formatCheck(path, result, style)]))
        .join('\n');
  }
}

/** schema/output.schema.json is the contract. */
function toJson(files: readonly CheckedInstallation[], isStrict: boolean): string {
  return formatJson({
    command: 'check',
    changed: false,
    files: files.map((file) => {
      const { path, result, installation, era, error } = file;
      return {
        path,
        status: statusOf(file, isStrict),
        diff: '',
        parts: (result?.parts ?? []).map(describe),
        findings: [
          ...(error === undefined ? [] : [{ ...errorToJson(error), file: otherFile(error, path) }]),
          ...(result?.findings ?? []).map(findingToJson),
        ],
        detected: describeDetected(era, installation),
      };
    }),
  });
}

/** The file that an error lies in, where that is not settings.py. */
function otherFile({ position }: SettingsError, path: string): string | null {
  return position === undefined || position.path === path ? null : position.path;
}

function describe({ name, state, what, place }: Part) {
  return { part: name, state, text: describePart(what), file: place.path ?? null, line: place.line ?? null };
}

/** Relative below the working directory, so that code scanning finds it in the repository. */
function toUri(path: string, cwd: string): string {
  const absolute = resolve(cwd, path);
  const below = relative(cwd, absolute);
  const isBelow = below !== '' && !below.startsWith(`..${sep}`) && below !== '..' && !isAbsolute(below);
  return isBelow ? below.split(sep).map(encodeURIComponent).join('/') : pathToFileURL(absolute).href;
}
