import type { CorsFindings } from '../../findings.js';
import type { Sentences } from './sentence.js';

/** What a note about the scheme of an origin says. */
export const corsSentences: Sentences<keyof CorsFindings> = {
  'scheme-assumed': ({ origin, instead, entry }) => ({
    message: `${entry === undefined ? 'no scheme was named' : `the entry ${entry} names no scheme`}, so pages are let in from ${origin}`,
    hint: `If they come from the other, type --origin ${instead}`,
  }),
  'scheme-not-compared': ({ origin }) => ({
    message: `django-cors-headers before 3.0 compares no schemes: ${origin} is let in by http and by https`,
  }),
};
