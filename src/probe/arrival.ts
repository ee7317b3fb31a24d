import type { Address } from './address.js';
import { serverName } from './answer.js';
import { isFailure, type Reply } from './ask.js';
import type { Failure } from './failure.js';
import { fail, pass, skip, type Verdict } from './verdict.js';

/**
 * The row `answer`, the first of every address: what answered, if anything.
 *
 * @param seconds the timeout of the whole run
 */
export function judgeArrival(address: Address, reply: Reply, seconds: number): Verdict {
  if (isFailure(reply)) return judgeFailure(reply, seconds);
  const { status } = reply;
  const server = serverName(reply);
  if (status >= 502 && status <= 504) return fail({ code: 'gateway-error', status, server });
  if (status >= 500) return fail({ code: 'server-error', status, server });
  if (status === 404 || status === 410) return judgeNotFound(address, status);
  if (status >= 400 && status !== 401 && status !== 403) return fail({ code: 'refused-request', status });
  return pass({ code: 'answered', status });
}

/** OMERO.web has its JSON API since 5.3; every one has the login page. */
function judgeNotFound({ role, url }: Address, status: number): Verdict {
  switch (role) {
    case 'page':
      return fail({ code: 'not-found', status });
    case 'api':
      return skip({ code: 'no-api', status });
    case 'login':
      return fail({ code: 'no-omero-web', status, site: new URL('../..', url).href });
  }
}

/** A request that was under way when time was up has failed; one that had not begun says nothing. */
export function judgeFailure(failure: Failure, seconds: number): Verdict {
  if (failure.failure === 'not-started') return skip({ code: 'time-up', seconds });
  return fail({ code: 'failed', failure, seconds });
}

/** Whether there is anything to ask on about: OMERO.web itself spoke, of a page that it has. */
export function isWorthAsking({ reason }: Verdict): boolean {
  return !['failed', 'time-up', 'gateway-error', 'no-omero-web', 'no-api'].includes(reason.code);
}

/** Whether anything spoke at all, be it a proxy. */
export function hasAnswered({ reason }: Verdict): boolean {
  return reason.code !== 'failed' && reason.code !== 'time-up';
}
