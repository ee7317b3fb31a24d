import type { Finding } from '../../findings.js';
import type { Facts } from '../facts.js';

/** Looks at one part of the facts. Pure; knows no other judge. */
export type Judge = (facts: Facts) => readonly Finding[];
