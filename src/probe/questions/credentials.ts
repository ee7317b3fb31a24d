import { allowsCredentials, headerValues, isGranted, readGrant } from '../answer.js';
import { fail, pass } from '../verdict.js';
import type { Question } from './question.js';

/** Credentials as they are: on and off are both right, as long as browsers read them as they were meant. */
export const credentials: Question = {
  name: 'credentials',
  asks: () => [],
  judge: ({ first, origin }) => {
    const values = headerValues(first, 'access-control-allow-credentials');
    if (values.length === 0) return pass({ code: 'credentials-off' });
    if (!allowsCredentials(first)) return fail({ code: 'credentials-misspelt', values });
    const grant = readGrant(first, origin);
    if (grant.kind === 'everyone') return fail({ code: 'credentials-with-everyone' });
    // django-cors-headers from 2.0 on sends it to those whom it refuses too.
    return pass(isGranted(grant) ? { code: 'credentials-on', origin } : { code: 'credentials-unused' });
  },
};
