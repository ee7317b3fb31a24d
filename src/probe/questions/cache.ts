import { withNonce } from '../address.js';
import { cacheTrace, isGranted, readGrant } from '../answer.js';
import { stranger } from '../strangers.js';
import { fail, pass, skip } from '../verdict.js';
import { getAs, type Question, type Visit } from './question.js';

/**
 * No cache gives one visitor's answer to another: an address that nothing has cached yet is asked first by a
 * stranger, then by the origin, which must be answered as before. An origin that was refused asks such an
 * address alone: where it is let in, what it got before was somebody else's.
 */
export const cache: Question = {
  name: 'cache',
  asks: (visit) => {
    const fresh = withNonce(visit.address.url, visit.nonce);
    const own = getAs(visit.origin, fresh);
    return wasGranted(visit) ? [getAs(stranger, fresh), own] : [own];
  },
  judge: (visit, answers) => {
    const { first, origin } = visit;
    const again = answers.at(-1);
    if (again === undefined || again.status !== first.status) {
      return skip({ code: 'cache-not-asked', reason: 'other-answer' });
    }
    const before = wasGranted(visit);
    if (before !== isGranted(readGrant(again, origin))) {
      return fail({ code: 'cache-mixes', cached: cacheTrace(before ? again : first) });
    }
    return before
      ? pass({ code: 'cache-keeps-apart' })
      : skip({ code: 'cache-not-asked', reason: 'not-granted' });
  },
};

function wasGranted({ first, origin }: Visit): boolean {
  return isGranted(readGrant(first, origin));
}
