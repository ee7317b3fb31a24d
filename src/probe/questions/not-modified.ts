import { type Answer, headerValues, isGranted, readGrant } from '../answer.js';
import { fail, pass, skip } from '../verdict.js';
import { getAs, type Question } from './question.js';

/** A 304 carries the header too: asked as a browser does that has the answer in its cache. */
export const notModified: Question = {
  name: 'not-modified',
  asks: ({ address, origin, first }) => {
    const validators = readValidators(first);
    return validators === undefined ? [] : [getAs(origin, address.url, validators)];
  },
  judge: ({ origin }, [answer]) => {
    if (answer === undefined) return skip({ code: 'no-validator' });
    if (answer.status !== 304) return skip({ code: 'not-revalidated', status: answer.status });
    const grant = readGrant(answer, origin);
    return isGranted(grant)
      ? pass({ code: 'not-modified-granted' })
      : fail({ code: 'not-modified-not-granted', grant });
  },
};

function readValidators(first: Answer): Record<string, string> | undefined {
  if (first.status !== 200) return undefined;
  const [etag] = headerValues(first, 'etag');
  const [modified] = headerValues(first, 'last-modified');
  if (etag === undefined && modified === undefined) return undefined;
  return {
    ...(etag === undefined ? {} : { 'if-none-match': etag }),
    ...(modified === undefined ? {} : { 'if-modified-since': modified }),
  };
}
