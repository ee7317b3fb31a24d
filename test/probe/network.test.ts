import { networkCases } from './network-cases.js';
import { inProcess } from './rows.js';

networkCases(inProcess);
