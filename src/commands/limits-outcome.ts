import type { Finding } from '../findings.js';
import type { PlannedFile } from '../limits/planned-file.js';
import type { ProcessLimits } from '../limits/process.js';
import { errorToJson, findingToJson, formatJson } from '../terminal/json.js';
import type { AppliedFile } from './apply.js';

/**
 * The JSON of limits; schema/output.schema.json is the contract.
 *
 * @param looksOnly what is planned was not meant to be written
 */
export function toLimitsJson(
  planned: readonly PlannedFile[],
  applied: readonly AppliedFile[],
  looksOnly: boolean,
): string {
  const files = planned.map(({ change, findings }) => {
    const result = applied.find((file) => file.change === change);
    const isBlocked = findings.some(({ severity }) => severity === 'error');
    return {
      path: change.source.path,
      status: isBlocked ? 'blocked' : (result?.status ?? 'unchanged'),
      diff: result?.diff ?? '',
      findings: [
        ...(result?.error === undefined ? [] : [errorToJson(result.error)]),
        ...findings.map(findingToJson),
      ],
    };
  });
  // One part that is impossible keeps all the others from being written.
  const isBlocked = files.some(({ status }) => status === 'blocked');
  const changed = files.some(
    ({ status }) => status === 'changed' || (status === 'planned' && looksOnly && !isBlocked),
  );
  return formatJson({ command: 'limits', changed, files });
}

/** One process with what is to be said about it. */
export interface StatusRow {
  readonly process: ProcessLimits;
  readonly findings: readonly Finding[];
}

/** A row for each process, in place of files. A limit of null is none; an open of null is not known. */
export function toStatusJson(rows: readonly StatusRow[]): string {
  return formatJson({
    command: 'limits',
    changed: false,
    rows: rows.map(({ process: { pid, role, name, soft, hard, open }, findings }) => ({
      pid,
      role,
      name,
      soft: finite(soft),
      hard: finite(hard),
      open: open?.total ?? null,
      sockets: open?.sockets ?? null,
      pipes: open?.pipes ?? null,
      status: findings.some(({ severity }) => severity !== 'info') ? 'findings' : 'ok',
      findings: findings.map(findingToJson),
    })),
  });
}

function finite(limit: number): number | null {
  return Number.isFinite(limit) ? limit : null;
}
