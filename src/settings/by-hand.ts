import { CORS_MIDDLEWARE } from '../cors/middleware.js';
import { printString } from '../python/literals.js';
import { quoteStyle, type SettingsModel } from './model.js';
import type { ResolvedRequest } from './request.js';
import { middlewareName } from './rules/middleware.js';
import { freshStatements } from './rules/origins.js';

/** The whole edit in words and lines, for a file in which patch can't make it. */
export function describeByHand(model: SettingsModel, request: ResolvedRequest): string {
  const quote = quoteStyle(model);
  const lines = freshStatements(model, request).flatMap((statement) => statement.lines);
  return [
    '1. the last element of INSTALLED_APPS, if it is not in there already:',
    `       ${printString('corsheaders', quote)},`,
    `2. the first element of ${middlewareName(model) ?? 'MIDDLEWARE'}:`,
    `       ${printString(CORS_MIDDLEWARE, quote)},`,
    '3. directly before load_server_list(), behind everything that sets one of these names:',
    ...lines.map((line) => `       ${line}`),
  ].join('\n');
}
