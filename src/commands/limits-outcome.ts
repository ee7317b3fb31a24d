import type { Finding } from '../findings.js';
import type { PlannedFile } from '../limits/plan.js';
import type { ProcessLimits } from '../limits/process.js';
import { describeFinding } from '../terminal/messages/index.js';
import type { AppliedFile } from './apply.js';

/** The JSON of limits; schema/output.schema.json is the contract. */
export function toLimitsJson(planned: readonly PlannedFile[], applied: readonly AppliedFile[]): string {
  const files = planned.map(({ change, findings }) => {
    const result = applied.find((file) => file.change === change);
    const isBlocked = findings.some(({ severity }) => severity === 'error');
    return {
      path: change.source.path,
      status: isBlocked ? 'blocked' : (result?.status ?? 'unchanged'),
      diff: result?.diff ?? '',
      findings: [...describeError(result), ...findings.map(describe)],
    };
  });
  // One part that is impossible keeps all the others from being written.
  const isBlocked = files.some(({ status }) => status === 'blocked');
  const changed = files.some(({ status }) => status === 'changed' || (status === 'planned' && !isBlocked));
  return format({ schemaVersion: 1, command: 'limits', changed, files });
}

/** One row a process, in place of files. A limit of null is none, an open of null is not known. */
export function toStatusJson(
  rows: readonly { readonly process: ProcessLimits; readonly findings: readonly Finding[] }[],
): string {
  return format({
    schemaVersion: 1,
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
      findings: findings.map(describe),
    })),
  });
}

function describe(finding: Finding) {
  const { message, hint } = describeFinding(finding);
  const { code, severity, file = null, line = null } = finding;
  return { code, severity, file, line, message, hint: hint ?? null };
}

function describeError(applied: AppliedFile | undefined) {
  if (applied?.error === undefined) return [];
  const { code, message, hint } = applied.error;
  return [{ code, severity: 'error', file: null, line: null, message, hint: hint ?? null }];
}

function finite(limit: number): number | null {
  return Number.isFinite(limit) ? limit : null;
}

function format(output: object): string {
  return `${JSON.stringify(output, null, 2)}\n`;
}
