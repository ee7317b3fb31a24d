import { errorToJson, findingToJson, formatJson } from '../terminal/json.js';
import type { AppliedFile } from './apply.js';
import { describeDetected } from './detected.js';
import { findingsOf, isBlocked, type PlannedFile } from './settings-file.js';

/**
 * The JSON of patch and revert; schema/output.schema.json is the contract.
 *
 * @param isHeld whether one file keeps all of them from being written
 * @param looksOnly what is planned was not meant to be written
 */
export function toJson(
  command: 'patch' | 'revert',
  files: readonly PlannedFile[],
  applied: readonly AppliedFile[],
  { isHeld, looksOnly }: { readonly isHeld: boolean; readonly looksOnly: boolean },
): string {
  const rows = files.map((file) => describeFile(file, applied));
  const changed = rows.some(
    ({ status }) => status === 'changed' || (status === 'planned' && looksOnly && !isHeld),
  );
  return formatJson({ command, changed, files: rows });
}

function describeFile(file: PlannedFile, applied: readonly AppliedFile[]) {
  const { path, plan, installation, error } = file;
  const result = applied.find(({ change }) => change.source === file.source);
  const failure = error ?? result?.error;
  return {
    path,
    status: failure !== undefined ? 'error' : isBlocked(file) ? 'blocked' : (result?.status ?? 'unchanged'),
    diff: result?.diff ?? '',
    findings: [
      ...(failure === undefined ? [] : [errorToJson(failure)]),
      ...findingsOf(file).map(findingToJson),
    ],
    textToPaste: plan?.textToPaste ?? null,
    detected: describeDetected(plan?.era, installation),
  };
}
