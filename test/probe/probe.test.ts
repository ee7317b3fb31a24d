import { probeCases } from './probe-cases.js';
import { inProcess } from './rows.js';

probeCases(inProcess);
