import { judgeAccess } from './access.js';
import { judgeApp } from './app.js';
import { judgeConfig } from './config.js';
import { judgeCrossSite } from './cross-site.js';
import type { Judge } from './judge.js';
import { judgeMiddleware } from './middleware.js';
import { judgeUnknown } from './not-evaluated.js';
import { judgeOrigins } from './origins.js';
import { judgePackage } from './package.js';
import { judgeRegexes } from './regexes.js';
import { judgeRenamed } from './renamed.js';

/** What is looked at, in the order in which the report lists what was found. */
export const judges: readonly Judge[] = [
  judgePackage,
  judgeApp,
  judgeMiddleware,
  judgeAccess,
  judgeOrigins,
  judgeRegexes,
  judgeRenamed,
  judgeConfig,
  judgeUnknown,
  judgeCrossSite,
];
