import { allowsCredentials, isGranted, listMembers, readGrant, serverName } from '../answer.js';
import { fail, pass } from '../verdict.js';
import type { Question } from './question.js';

/**
 * What a browser asks before a page may POST JSON. `Access-Control-Allow-Methods` need not name POST, which
 * is a safelisted method (Fetch standard, "CORS-preflight fetch"); `*` in `Allow-Headers` counts only without
 * credentials.
 */
export const preflight: Question = {
  name: 'preflight',
  asks: ({ address, origin }) => [
    {
      url: address.url,
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    },
  ],
  judge: ({ origin }, [answer]) => {
    if (answer === undefined) throw new TypeError('the preflight was judged without its answer');
    const { status } = answer;
    if (status < 200 || status > 299) {
      return fail({ code: 'preflight-status', status, server: serverName(answer) });
    }
    const grant = readGrant(answer, origin);
    if (!isGranted(grant)) return fail({ code: 'preflight-not-granted', grant });
    const allowed = listMembers(answer, 'access-control-allow-headers');
    const any = allowed.includes('*') && !allowsCredentials(answer);
    return any || allowed.includes('content-type')
      ? pass({ code: 'preflight-granted', status })
      : fail({ code: 'preflight-header-missing', allowed });
  },
};
