import { type Answer, allowsCredentials, readGrant } from '../answer.js';
import { lookAlikes, otherScheme, stranger } from '../strangers.js';
import { fail, pass, skip, type Verdict } from '../verdict.js';
import { getAs, type Question } from './question.js';

/** Somebody who was not named. */
export const strangerRefused: Question = {
  name: 'stranger',
  asks: ({ address }) => [getAs(stranger, address.url)],
  judge: (_, answers) => judgeStrangers([stranger], answers),
};

/** `null`: what any page can send from a sandboxed frame. */
export const nullRefused: Question = {
  name: 'null',
  asks: ({ address }) => [getAs('null', address.url)],
  judge: (_, answers) => judgeStrangers(['null'], answers),
};

/** Origins that a comparison or a regex written carelessly takes for the named one. */
export const lookAlikesRefused: Question = {
  name: 'look-alike',
  asks: ({ address, origin }) => lookAlikes(origin).map((other) => getAs(other, address.url)),
  judge: ({ origin }, answers) => judgeStrangers(lookAlikes(origin), answers),
};

/** Never a failure: django-cors-headers before 3.0 compares no scheme, and no setting changes that. */
export const otherSchemeRefused: Question = {
  name: 'other-scheme',
  asks: ({ address, origin }) => [getAs(otherScheme(origin), address.url)],
  judge: ({ origin }, answers) => {
    const other = otherScheme(origin);
    const verdict = judgeStrangers([other], answers);
    return verdict.result === 'fail' ? skip({ code: 'scheme-not-compared', stranger: other }) : verdict;
  },
};

/** Let in is who gets itself as the answer. `*` was answered to all, on purpose or not: no stranger's gain. */
function judgeStrangers(strangers: readonly string[], answers: readonly Answer[]): Verdict {
  const grants = answers.map((answer, index) => readGrant(answer, strangers[index] ?? ''));
  const letIn = strangers.filter((_, index) => grants[index]?.kind === 'itself');
  if (letIn.length > 0) {
    const credentials = answers.some(
      (answer, index) => grants[index]?.kind === 'itself' && allowsCredentials(answer),
    );
    return fail({ code: 'stranger-let-in', strangers: letIn, credentials });
  }
  if (grants.some((grant) => grant.kind === 'everyone')) return skip({ code: 'everyone-let-in' });
  return pass({ code: 'stranger-refused', strangers });
}
