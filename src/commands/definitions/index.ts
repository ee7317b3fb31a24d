import type { CommandDefinition } from '../definition.js';
import { check } from './check.js';
import { config } from './config.js';
import { install } from './install.js';
import { limits } from './limits.js';
import { patch } from './patch.js';
import { probe } from './probe.js';
import { revert } from './revert.js';

/** Every command, in the order in which the help lists them. */
export const commands: readonly CommandDefinition[] = [patch, revert, check, config, install, limits, probe];
