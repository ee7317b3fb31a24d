import { printString } from '../python/literals.js';
import { quoteStyle, type SettingsModel } from './model.js';
import type { ResolvedRequest } from './request.js';
import { eachOnce } from './rules/installed-apps.js';
import { middlewareName, putFirst } from './rules/middleware.js';
import { statementsToPaste } from './rules/origins.js';

/** The whole edit in words and lines, for a file in which patch can't make it. */
export function describeByHand(model: SettingsModel, request: ResolvedRequest): string {
  const statements = [
    ...(model.additionalApps?.addsAnyApp === true ? [eachOnce] : []),
    putFirst(model, middlewareName(model) ?? 'MIDDLEWARE'),
    ...statementsToPaste(model, request),
  ];
  return [
    '1. the last element of INSTALLED_APPS, if it is not in there already:',
    `       ${printString('corsheaders', quoteStyle(model))},`,
    '2. directly before load_server_list(), behind everything that sets one of these names:',
    ...statements.flatMap(({ lines }) => lines).map((line) => `       ${line}`),
  ].join('\n');
}
