import { cacheTrace, isGranted, readGrant, serverName } from '../answer.js';
import { fail, pass } from '../verdict.js';
import type { Question } from './question.js';

/** The origin is answered with itself, or with `*`, exactly once. */
export const origin: Question = {
  name: 'origin',
  asks: () => [],
  judge: ({ first, origin }) => {
    const grant = readGrant(first, origin);
    if (grant.kind === 'everyone') return pass({ code: 'granted-everyone' });
    if (isGranted(grant)) return pass({ code: 'granted', origin });
    return fail({
      code: 'not-granted',
      grant,
      status: first.status,
      server: serverName(first),
      cached: cacheTrace(first),
    });
  },
};
