import { isHarmfulEntry, judgeEntry } from '../../cors/entry.js';
import { readOrigin } from '../../cors/read-origin.js';
import { RENAMED_SETTINGS } from '../../cors/settings-names.js';
import type { Finding } from '../../findings.js';
import { bindingsOf, type SettingsModel } from '../model.js';
import type { ConfiguredCors, ResolvedRequest } from '../request.js';
import type { HandSettings, OwnList, OwnSettings } from './cors-settings.js';
import { setLater } from './plain.js';

/** What would make the edit mute somebody, or be muted. */
export function findConflicts(
  model: SettingsModel,
  request: ResolvedRequest,
  own: OwnSettings,
  hand: HandSettings,
): readonly Finding[] {
  const { config } = request;
  const findings: Finding[] = [];
  for (const { renamed: name } of RENAMED_SETTINGS) {
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
  findings.push(...findBadEntries(model, request, own, hand));
  const configured = configuredOrigins(config, own, hand);
  if (configured.length > 0 && !request.replace) {
    findings.push({ code: 'config-sets-origins', severity: 'error', keys: configured.join(', ') });
  }
  if (hand.allowAll?.value === true && !request.allowAll && !request.replace && own.allowAll === undefined) {
    findings.push({ code: 'allow-all-by-hand', severity: 'error', line: hand.allowAll.line });
  }
  const credentials = own.credentials ?? credentialsElsewhere(model, request, hand);
  if (!request.allowAll && !request.replace && own.allowAll === true && request.credentials === true) {
    findings.push({
      code: 'allow-all-kept',
      severity: 'error',
      ...(model.block && { line: model.block.line }),
    });
  }
  if (request.admitsEverybody && request.credentials === undefined && credentials === true) {
    const line = own.credentials === undefined ? hand.credentials?.line : model.block?.line;
    findings.push({
      code: 'allow-all-needs-choice',
      severity: 'error',
      ...(line === undefined || config.credentials !== undefined ? {} : { line }),
    });
  }
  return findings;
}

/** What holds without our block: the later of OMERO's configuration and a line by hand. */
function credentialsElsewhere(
  model: SettingsModel,
  { config }: ResolvedRequest,
  { credentials }: HandSettings,
) {
  // A value that the text does not tell may be True.
  const byHand = credentials && (credentials.value ?? true);
  const isLast = credentials !== undefined && credentials.line > lineOfAdditionalSettings(model);
  return isLast ? byHand : (config.credentials ?? byHand);
}

/** Where settings.py sets what `omero.web.django_additional_settings` says (5.5 on); else nothing is behind it. */
function lineOfAdditionalSettings({ text }: SettingsModel): number {
  const at = text.search(/^for\b.*\bDJANGO_ADDITIONAL_SETTINGS\b/m);
  return at === -1 ? Infinity : text.slice(0, at).split('\n').length;
}

/** Entries that OMERO.web would not start with, or that let `Origin: null` in: CORS is about to be switched on. */
function findBadEntries(
  model: SettingsModel,
  { target, replace }: ResolvedRequest,
  own: OwnSettings,
  hand: HandSettings,
): readonly Finding[] {
  if (replace) return [];
  const byHand = bindingsOf(model, 'CORS_ORIGIN_WHITELIST')[0]?.line;
  const ours = (own.origins?.values ?? []).filter((entry) => 'refused' in readOrigin(entry));
  const lists = [
    { entries: hand.origins?.values ?? [], line: byHand },
    { entries: ours, line: model.block?.line },
  ];
  return lists.flatMap(({ entries, line }) =>
    entries.flatMap((entry): Finding[] => {
      if (!isHarmfulEntry(entry, target)) return [];
      const instead = judgeEntry(entry, target).corrected ?? '';
      return [{ code: 'entry-harmful', severity: 'error', entry, instead, ...(line && { line }) }];
    }),
  );
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
