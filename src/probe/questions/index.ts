import { cache } from './cache.js';
import { credentials } from './credentials.js';
import { mixedContent } from './mixed-content.js';
import { notModified } from './not-modified.js';
import { origin } from './origin.js';
import { preflight } from './preflight.js';
import { publicToRead } from './public.js';
import type { Question } from './question.js';
import { redirect } from './redirect.js';
import { lookAlikesRefused, nullRefused, otherSchemeRefused, strangerRefused } from './strangers.js';
import { vary } from './vary.js';

/**
 * Every question, in the order of the table and of asking: the origin's own answer first, before a cache has
 * seen anybody else; the preflight last, since a server that does not know OPTIONS may let it hang.
 */
export const questions: readonly Question[] = [
  mixedContent,
  origin,
  vary,
  credentials,
  strangerRefused,
  nullRefused,
  lookAlikesRefused,
  otherSchemeRefused,
  redirect,
  notModified,
  publicToRead,
  cache,
  preflight,
];
