import { cliCases } from '../test/cli-cases.js';
import { spawned } from './support/shell.js';

cliCases(spawned);
