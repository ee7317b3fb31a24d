import { isLoopback, isMixedContent } from '../address.js';
import { fail, pass } from '../verdict.js';
import type { Question } from './question.js';

/** Nothing is asked: a browser refuses before it sends anything (W3C Mixed Content, "blockable"). */
export const mixedContent: Question = {
  name: 'mixed-content',
  asks: () => [],
  judge: ({ address, origin }) => {
    if (isMixedContent(origin, address.url)) return fail({ code: 'mixed-content' });
    const loopback =
      origin.startsWith('https:') && address.url.startsWith('http:') && isLoopback(address.url);
    return pass({ code: loopback ? 'mixed-loopback' : 'not-mixed' });
  },
};
