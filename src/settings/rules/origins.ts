import { formatOrigin, readOrigin } from '../../cors/read-origin.js';
import type { Edit } from '../../files/edits.js';
import { printString, type Quote } from '../../python/literals.js';
import type { BlockStatement } from '../block.js';
import { quoteStyle, type SettingsModel } from '../model.js';
import type { ResolvedRequest } from '../request.js';
import { removeStatement } from '../statements.js';
import {
  type HandSettings,
  type OwnList,
  type OwnSettings,
  readHandSettings,
  readOwnSettings,
} from './cors-settings.js';
import { findConflicts } from './origin-conflicts.js';
import { outcome, type Rule } from './rule.js';

/**
 * The allow list, in the block: the last word before the loader, after everything that configuration and
 * OMERO.web's own defaults have set. The old names are written, which every django-cors-headers reads and
 * OMERO.web itself uses. What somebody set by hand above stays and is added to.
 */
export const origins: Rule = {
  name: 'origins',
  owns: ({ text }) =>
    /^CORS_(?:ORIGIN_(?:ALLOW_ALL|WHITELIST|REGEX_WHITELIST)|ALLOW_CREDENTIALS|URLS_REGEX)\s*=/.test(text),
  plan: (model, request) => {
    const own = readOwnSettings(model);
    const hand = readHandSettings(model);
    const blocked = [...own.problems, ...hand.problems, ...findConflicts(model, request, own, hand)];
    if (blocked.length > 0) return outcome({ blocked });
    return outcome({ statements: planStatements(model, request, own, hand) });
  },
  revert: (model, all) => (all ? removeStatementsByHand(model) : []),
};

/** OMERO.web 5.3.2 and later set CORS_ALLOW_CREDENTIALS themselves; before, every CORS_* is somebody's. */
function removeStatementsByHand(model: SettingsModel): readonly Edit[] {
  const isByHand = (name: string) =>
    /^CORS_(?:ORIGIN_|ALLOW(?:ED|_ALL)_ORIGIN)/.test(name) ||
    (name.startsWith('CORS_') && model.mapped.size === 0);
  return model.bindings
    .filter(({ name, kind }) => kind !== 'unclear' && isByHand(name))
    .map(({ statement }) => removeStatement(model.text, statement));
}

/** The statements of a file in which nothing about origins is set yet. */
export function freshStatements(model: SettingsModel, request: ResolvedRequest): readonly BlockStatement[] {
  const none = {
    allowAll: undefined,
    credentials: undefined,
    urlsRegex: undefined,
    origins: undefined,
    regexes: undefined,
  };
  return planStatements(model, request, { ...none, problems: [] }, { ...none, problems: [] });
}

function planStatements(
  model: SettingsModel,
  request: ResolvedRequest,
  own: OwnSettings,
  hand: HandSettings,
): readonly BlockStatement[] {
  const quote = quoteStyle(model);
  const { replace, target } = request;
  const typed = request.origins.map((origin) => formatOrigin(origin, target));
  const kept = replace ? [] : (own.origins?.values ?? []).flatMap((entry) => translate(entry, request));
  const list = planList(
    'CORS_ORIGIN_WHITELIST',
    typed,
    kept,
    own.origins,
    hand.origins?.values,
    request,
    quote,
  );
  const keptRegexes = replace ? [] : (own.regexes?.values ?? []);
  const regexes = planList(
    'CORS_ORIGIN_REGEX_WHITELIST',
    request.regexes,
    keptRegexes,
    own.regexes,
    hand.regexes?.values,
    request,
    quote,
  );
  return [
    ...planAllowAll(request, own, hand, list.length + regexes.length > 0),
    ...list,
    ...regexes,
    ...planCredentials(request, own, hand),
    ...planUrls(request, own, hand, quote),
  ];
}

function planAllowAll(
  { allowAll, replace }: ResolvedRequest,
  own: OwnSettings,
  hand: HandSettings,
  writesList: boolean,
): readonly BlockStatement[] {
  const value = allowAll || (!replace && own.allowAll === true);
  const isNeeded =
    replace ||
    own.allowAll !== undefined ||
    (hand.allowAll === undefined
      ? value || (writesList && hand.origins === undefined)
      : hand.allowAll.value !== value);
  return isNeeded ? [statement('CORS_ORIGIN_ALLOW_ALL', value ? 'True' : 'False')] : [];
}

/**
 * One allow list: the entries that are ours, added to those by hand above where there are any.
 *
 * @param byHand undefined where nobody set the list by hand
 */
function planList(
  name: string,
  typed: readonly string[],
  kept: readonly string[],
  own: OwnList | undefined,
  byHand: readonly string[] | undefined,
  { replace }: ResolvedRequest,
  quote: Quote,
): readonly BlockStatement[] {
  const extend = !replace && byHand !== undefined && (own?.extend ?? true);
  const above = new Set(extend ? byHand : []);
  const entries = [...new Set([...kept, ...typed])].filter((entry) => !above.has(entry));
  const head = extend ? `${name} = tuple(${name}) + (` : `${name} = (`;
  if (entries.length === 0) return replace || (own !== undefined && !extend) ? [statement(name, '()')] : [];
  return [{ lines: [head, ...entries.map((entry) => `    ${printString(entry, quote)},`), ')'] }];
}

function planCredentials(
  request: ResolvedRequest,
  own: OwnSettings,
  hand: HandSettings,
): readonly BlockStatement[] {
  const wanted = request.credentials ?? own.credentials;
  const elsewhere = request.config.credentials ?? hand.credentials?.value;
  if (wanted === undefined || (own.credentials === undefined && wanted === elsewhere)) return [];
  return [statement('CORS_ALLOW_CREDENTIALS', wanted ? 'True' : 'False')];
}

function planUrls(
  request: ResolvedRequest,
  own: OwnSettings,
  hand: HandSettings,
  quote: Quote,
): readonly BlockStatement[] {
  const wanted = request.urlsRegex ?? own.urlsRegex;
  if (wanted === undefined || (own.urlsRegex === undefined && wanted === hand.urlsRegex?.value)) return [];
  return [statement('CORS_URLS_REGEX', printString(wanted, quote))];
}

function statement(name: string, value: string): BlockStatement {
  return { lines: [`${name} = ${value}`] };
}

/**
 * An entry of ours that was written for another django-cors-headers is written anew for this one; without its
 * scheme where this run names one for the same host.
 */
function translate(entry: string, { origins, target }: ResolvedRequest): readonly string[] {
  const origin = readOrigin(entry);
  if ('refused' in origin) return [entry];
  const address = formatOrigin(origin, { schemes: false });
  const isNamed = origins.some((named) => formatOrigin(named, { schemes: false }) === address);
  return target.schemes && origin.schemeAssumed && isNamed ? [] : [formatOrigin(origin, target)];
}
