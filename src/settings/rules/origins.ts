import { formatOrigin, readOrigin } from '../../cors/read-origin.js';
import type { Edit } from '../../files/edits.js';
import type { Finding } from '../../findings.js';
import { printString, type Quote } from '../../python/literals.js';
import type { BlockStatement } from '../block.js';
import { bindingsOf, quoteStyle, type SettingsModel } from '../model.js';
import type { ConfiguredCors, ResolvedRequest } from '../request.js';
import { removeStatement } from '../statements.js';
import {
  type HandSettings,
  type OwnList,
  type OwnSettings,
  readHandSettings,
  readOwnSettings,
} from './cors-settings.js';
import { setLater } from './plain.js';
import { outcome, type Rule } from './rule.js';

/** Since django-cors-headers 3.5 each of these replaces its old name whole (corsheaders/conf.py). */
const NEW_NAMES = ['CORS_ALLOWED_ORIGINS', 'CORS_ALLOW_ALL_ORIGINS', 'CORS_ALLOWED_ORIGIN_REGEXES'];

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

/** What would make the edit mute somebody, or be muted. */
function findConflicts(
  model: SettingsModel,
  request: ResolvedRequest,
  own: OwnSettings,
  hand: HandSettings,
): readonly Finding[] {
  const { config } = request;
  const findings: Finding[] = [];
  for (const name of NEW_NAMES) {
    const [binding] = bindingsOf(model, name);
    if (binding !== undefined) {
      findings.push({ code: 'new-name-set', severity: 'error', name, line: binding.line });
    } else if (config.additionalSettings.includes(name)) {
      findings.push({ code: 'new-name-configured', severity: 'error', name });
    }
  }
  const written = {
    CORS_ALLOW_CREDENTIALS: request.credentials ?? own.credentials,
    CORS_URLS_REGEX: request.urlsRegex ?? own.urlsRegex,
  };
  for (const [name, value] of Object.entries(written)) {
    const late = setLater(model, name, bindingsOf(model, name));
    if (late !== undefined && value !== undefined) findings.push(late);
  }
  const [anything] = bindingsOf(model, '*');
  if (anything !== undefined) {
    const { reason, line } = anything;
    findings.push({
      code: 'setting-not-plain',
      severity: 'error',
      name: 'CORS_ORIGIN_WHITELIST',
      reason,
      line,
    });
  }
  const configured = configuredOrigins(config, own, hand);
  if (configured.length > 0 && !request.replace) {
    findings.push({ code: 'config-sets-origins', severity: 'error', keys: configured.join(', ') });
  }
  if (hand.allowAll?.value === true && !request.allowAll && !request.replace && own.allowAll === undefined) {
    findings.push({ code: 'allow-all-by-hand', severity: 'error', line: hand.allowAll.line });
  }
  // A value that the text does not tell may be True.
  const credentials =
    own.credentials ?? config.credentials ?? (hand.credentials && (hand.credentials.value ?? true));
  if (!request.allowAll && !request.replace && own.allowAll === true && request.credentials === true) {
    findings.push({
      code: 'allow-all-kept',
      severity: 'error',
      ...(model.block && { line: model.block.line }),
    });
  }
  if (request.allowAll && request.credentials === undefined && credentials === true) {
    const line = own.credentials === undefined ? hand.credentials?.line : model.block?.line;
    findings.push({
      code: 'allow-all-needs-choice',
      severity: 'error',
      ...(line === undefined || config.credentials !== undefined ? {} : { line }),
    });
  }
  return findings;
}

/** What OMERO's configuration sets and neither the file by hand nor our block overrides already. */
function configuredOrigins(config: ConfiguredCors, own: OwnSettings, hand: HandSettings): readonly string[] {
  const isPlain = (list: OwnList | undefined) => list !== undefined && !list.extend;
  const overridden = new Map([
    ['omero.web.cors_origin_whitelist', hand.origins !== undefined || isPlain(own.origins)],
    ['omero.web.cors_origin_allow_all', hand.allowAll !== undefined || own.allowAll !== undefined],
    ['CORS_ORIGIN_WHITELIST', isPlain(own.origins)],
    ['CORS_ORIGIN_REGEX_WHITELIST', isPlain(own.regexes)],
    ['CORS_ORIGIN_ALLOW_ALL', own.allowAll !== undefined],
  ]);
  const names = [...config.keys, ...config.additionalSettings];
  return names
    .filter((name) => overridden.get(name) === false)
    .map((name) => (name.startsWith('omero.') ? name : `omero.web.django_additional_settings (${name})`));
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
