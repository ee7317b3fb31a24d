import { CORS_MIDDLEWARE, canAnswer } from '../../cors/middleware.js';
import type { Finding } from '../../findings.js';
import type { Facts } from '../facts.js';
import { findMerged } from '../merged.js';
import { at, isKnown, itemsOf, type TextValue, textsOf } from '../value.js';
import type { Judge } from './judge.js';

/** CorsMiddleware in the middleware: first, and once. */
export const judgeMiddleware: Judge = (facts) => {
  const { middleware, middlewareName: name, settings, isConfigured } = facts;
  const texts = textsOf(middleware?.value);
  const merged = findMerged(texts, name, (parts) => parts.includes(CORS_MIDDLEWARE));
  if (merged.length > 0) return merged;
  const [first, second] = texts.filter(isCors);
  if (first === undefined) {
    if (middleware !== undefined && !isKnown(middleware.value)) return [];
    const place = at(middleware?.place ?? {});
    return [{ code: 'middleware-missing', severity: 'error', name, settings, isConfigured, ...place }];
  }
  return [...judgeOrder(facts, first), ...(second === undefined ? [] : [duplicate(name, second)])];
};

function isCors({ text }: TextValue): boolean {
  return text === CORS_MIDDLEWARE;
}

/** What stands above can answer without it: then redirects, 304s and errors carry no CORS headers. */
function judgeOrder(
  { middleware, middlewareName: name, settings }: Facts,
  cors: TextValue,
): readonly Finding[] {
  const items = middleware === undefined ? [] : (itemsOf(middleware.value) ?? []);
  const above = items
    .slice(0, items.indexOf(cors))
    .flatMap((item) => (item.kind === 'text' ? [item.text] : []));
  const answering = above.find(canAnswer);
  const named = answering ?? above[0];
  if (named === undefined) return [];
  const severity = answering === undefined ? 'warning' : 'error';
  const { key } = cors.place;
  return [{ code: 'middleware-not-first', severity, name, above: named, key, settings, ...at(cors.place) }];
}

function duplicate(name: string, { place }: TextValue): Finding<'middleware-duplicate'> {
  return { code: 'middleware-duplicate', severity: 'warning', name, key: place.key, ...at(place) };
}
