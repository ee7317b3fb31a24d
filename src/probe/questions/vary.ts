import { withNonce } from '../address.js';
import { isGranted, listMembers, readGrant } from '../answer.js';
import { stranger } from '../strangers.js';
import { fail, pass, skip } from '../verdict.js';
import { getAs, type Question, type Visit } from './question.js';

/**
 * An answer that depends on who asks says so. One that is the same for all, `*` or one fixed origin, needs no
 * `Vary` (Fetch standard, "CORS protocol and HTTP caches"): a stranger is asked to tell.
 */
export const vary: Question = {
  name: 'vary',
  asks: (visit) =>
    readGrant(visit.first, visit.origin).kind === 'itself' && !varies(visit)
      ? [getAs(stranger, withNonce(visit.address.url, `${visit.nonce}-vary`))]
      : [],
  judge: (visit, [strangersAnswer]) => {
    const grant = readGrant(visit.first, visit.origin);
    if (!isGranted(grant)) return skip({ code: 'vary-not-needed', reason: 'not-granted' });
    if (varies(visit)) return pass({ code: 'vary-origin' });
    if (grant.kind === 'everyone') return skip({ code: 'vary-not-needed', reason: 'everyone' });
    const fixed = strangersAnswer !== undefined && readGrant(strangersAnswer, visit.origin).kind === 'itself';
    return fixed ? skip({ code: 'vary-not-needed', reason: 'fixed' }) : fail({ code: 'vary-missing' });
  },
};

/** `*` in `Vary` names every header there is. */
function varies({ first }: Visit): boolean {
  return listMembers(first, 'vary').some((member) => member === 'origin' || member === '*');
}
