import { formatOrigin, type Origin, readOrigin } from '../../cors/read-origin.js';
import { noteOnScheme } from '../../cors/scheme-notes.js';
import {
  ALLOW_LIST,
  ALLOW_REGEXES,
  RENAMED_SETTINGS,
  type RenamedSetting,
  URLS_REGEX,
} from '../../cors/settings-names.js';
import type { Edit } from '../../files/edits.js';
import type { Finding } from '../../findings.js';
import { printString, type Quote } from '../../python/literals.js';
import type { BlockStatement } from '../block.js';
import type { EntryComments } from '../comments.js';
import { bindingsOf, quoteStyle, type SettingsModel } from '../model.js';
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
    return outcome({
      statements: planStatements(model, request, own, hand),
      notes: noteOnTranslations(model, request, own),
    });
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

/**
 * The statements to paste where patch can't write: each list is added to what stands above it or what the
 * configuration sets, and has its new name where that one is in use.
 */
export function statementsToPaste(model: SettingsModel, request: ResolvedRequest): readonly BlockStatement[] {
  const nothing = { allowAll: undefined, credentials: undefined, urlsRegex: undefined, problems: [] };
  const own = { ...nothing, origins: undefined, regexes: undefined };
  const inUse = (name: string) =>
    isAList(model, name) ||
    [...request.config.keys, ...request.config.additionalSettings].some((key) => names(key, name));
  const newNames = RENAMED_SETTINGS.filter(
    ({ renamed }) => inUse(renamed) || bindingsOf(model, renamed).length > 0,
  );
  const isInUse = ({ old, renamed }: RenamedSetting) => inUse(old) || inUse(renamed);
  const hand = {
    ...nothing,
    origins: isInUse(ALLOW_LIST) ? { values: [] } : undefined,
    regexes: isInUse(ALLOW_REGEXES) ? { values: [] } : undefined,
  };
  const rename = (line: string) =>
    newNames.reduce((text, { old, renamed }) => text.replaceAll(old, renamed), line);
  return planStatements(model, request, own, hand).map(({ lines }) => ({ lines: lines.map(rename) }));
}

/** Whether a setting has a value above that can be added to: a string would fall into its letters. */
function isAList(model: SettingsModel, name: string): boolean {
  const value = bindingsOf(model, name).find(({ kind }) => kind !== 'extend')?.value;
  return value !== undefined && !/string|parenthesized/.test(value.type);
}

/** The key of the allow list that OMERO.web has since 5.3.2 sets the old name. */
function names(key: string, name: string): boolean {
  return key === name || (key === 'omero.web.cors_origin_whitelist' && name === ALLOW_LIST.old);
}

function planStatements(
  model: SettingsModel,
  request: ResolvedRequest,
  own: OwnSettings,
  hand: HandSettings,
): readonly BlockStatement[] {
  const quote = quoteStyle(model);
  const typed = request.origins.map((origin) => formatOrigin(origin, request.target));
  const list = planList(
    'CORS_ORIGIN_WHITELIST',
    typed,
    own.origins,
    hand.origins?.values,
    (entry) => translate(entry, request),
    request,
    quote,
  );
  const regexes = planList(
    'CORS_ORIGIN_REGEX_WHITELIST',
    request.regexes,
    own.regexes,
    hand.regexes?.values,
    (entry) => [entry],
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
 * What somebody wrote beside an entry of ours, under whatever form it stands now.
 *
 * @param rewritten what each entry of ours is written as now
 */
function commentsOn(
  entry: string,
  own: OwnList | undefined,
  rewritten: readonly (readonly string[])[],
): EntryComments {
  const here = (own?.comments ?? []).filter((_, index) => rewritten[index]?.includes(entry));
  return {
    above: here.flatMap(({ above }) => above),
    behind: here.flatMap(({ behind }) => behind),
  };
}

/**
 * One allow list: the entries that are ours, added to those by hand above where there are any.
 *
 * @param byHand undefined where nobody set the list by hand
 * @param rewrite what an entry of ours is written as now
 */
function planList(
  name: string,
  typed: readonly string[],
  own: OwnList | undefined,
  byHand: readonly string[] | undefined,
  rewrite: (entry: string) => readonly string[],
  { replace }: ResolvedRequest,
  quote: Quote,
): readonly BlockStatement[] {
  const rewritten = (own?.values ?? []).map(rewrite);
  const kept = replace ? [] : rewritten.flat();
  const extend = !replace && byHand !== undefined && (own?.extend ?? true);
  const above = new Set(extend ? byHand : []);
  const entries = [...new Set([...kept, ...typed])].filter((entry) => !above.has(entry));
  const head = extend ? `${name} = tuple(${name}) + (` : `${name} = (`;
  if (entries.length === 0) return replace || (own !== undefined && !extend) ? [statement(name, '()')] : [];
  const lines = entries.flatMap((entry) => {
    const { above, behind } = commentsOn(entry, own, rewritten);
    return [...above, [`${printString(entry, quote)},`, ...behind].join('  ')];
  });
  return [{ lines: [head, ...lines.map((line) => `    ${line}`), ')'] }];
}

function planCredentials(
  request: ResolvedRequest,
  own: OwnSettings,
  hand: HandSettings,
): readonly BlockStatement[] {
  const wanted = request.credentials ?? own.credentials;
  // Where the configuration sets it too, a line of ours is the last word, now and when that changes.
  const isSo = request.config.credentials === undefined && wanted === hand.credentials?.value;
  if (wanted === undefined || (own.credentials === undefined && isSo)) return [];
  return [statement('CORS_ALLOW_CREDENTIALS', wanted ? 'True' : 'False')];
}

function planUrls(
  request: ResolvedRequest,
  own: OwnSettings,
  hand: HandSettings,
  quote: Quote,
): readonly BlockStatement[] {
  const wanted = request.urlsRegex ?? own.urlsRegex;
  const isConfigured = request.config.additionalSettings.includes(URLS_REGEX);
  const isSo = !isConfigured && wanted === hand.urlsRegex?.value;
  if (wanted === undefined || (own.urlsRegex === undefined && isSo)) return [];
  return [statement('CORS_URLS_REGEX', printString(wanted, quote))];
}

function statement(name: string, value: string): BlockStatement {
  return { lines: [`${name} = ${value}`] };
}

/** Which scheme the entries got that had none, and which lost theirs, where django-cors-headers changed. */
function noteOnTranslations(
  { block }: SettingsModel,
  request: ResolvedRequest,
  own: OwnSettings,
): readonly Finding[] {
  const { replace, target } = request;
  return (replace ? [] : (own.origins?.values ?? [])).flatMap((entry): readonly Finding[] => {
    const origin = readOrigin(entry);
    if ('refused' in origin || formatOrigin(origin, target) === entry || isNamed(origin, request)) return [];
    const note = noteOnScheme(origin, target);
    return note === undefined ? [] : [{ ...note, entry, ...(block && { line: block.line }) }];
  });
}

/** Whether this run names the same host, about which it speaks then. */
function isNamed(origin: Origin, { origins }: ResolvedRequest): boolean {
  const address = formatOrigin(origin, { schemes: false });
  return origins.some((named) => formatOrigin(named, { schemes: false }) === address);
}

/**
 * An entry of ours that was written for another django-cors-headers is written anew for this one; without its
 * scheme where this run names one for the same host.
 */
function translate(entry: string, request: ResolvedRequest): readonly string[] {
  const { target } = request;
  const origin = readOrigin(entry);
  if ('refused' in origin) return [entry];
  const isSaidAnew = target.schemes && origin.schemeAssumed && isNamed(origin, request);
  return isSaidAnew ? [] : [formatOrigin(origin, target)];
}
