import { installedApps } from './installed-apps.js';
import { middleware } from './middleware.js';
import { origins } from './origins.js';
import type { Rule } from './rule.js';

/** The parts of the edit, in the order in which their statements stand in the block. */
export const rules: readonly Rule[] = [installedApps, middleware, origins];
