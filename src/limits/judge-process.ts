import type { Finding, LimitsFindings } from '../findings.js';
import type { ProcessLimits } from './process.js';

/**
 * More than a process of OMERO.web needs: an idle worker of 5.33.2 has 10 files open (measured), and each request
 * under way the sockets and pipes of one connection to the server, about ten.
 */
const tooMany = 500;

/** The share of the limit from which on the next request may fail. */
const nearly = 0.8;

/** Whether the limit or a leak is in the way of this process; nothing when neither is. */
export function judgeProcess(
  { soft, open }: ProcessLimits,
  nofile: number,
): readonly Finding<keyof LimitsFindings>[] {
  const findings: Finding<keyof LimitsFindings>[] = [];
  if (soft < nofile) findings.push({ code: 'soft-limit-low', severity: 'error', soft, nofile });
  if (open === undefined) {
    findings.push({ code: 'open-files-unknown', severity: 'info' });
  } else if (open.total > tooMany) {
    const { total, sockets, pipes } = open;
    findings.push({ code: 'leak-suspected', severity: 'warning', open: total, sockets, pipes });
  } else if (open.total >= nearly * soft) {
    findings.push({ code: 'limit-nearly-reached', severity: 'warning', open: open.total, soft });
  }
  return findings;
}
