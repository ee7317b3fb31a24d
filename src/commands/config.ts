import { noteOnScheme } from '../cors/scheme-notes.js';
import { SettingsError } from '../errors.js';
import type { Finding } from '../findings.js';
import type { Io } from '../io.js';
import { parseRequest } from '../settings/request.js';
import { checkExpressible } from '../site/configure/expressible.js';
import { judgeConfig } from '../site/configure/judge.js';
import { planConfig } from '../site/configure/plan.js';
import { printEnvironment, printOmeroFile, printShell } from '../site/configure/print.js';
import { webDefaults } from '../site/configure/web-defaults.js';
import { resetsConfig } from '../site/effective-config.js';
import type { Installation } from '../site/installation.js';
import { nextSteps } from '../site/next-steps.js';
import { compareOutcomes, possibleInstallations, weighAmbiguity } from '../site/possible-installations.js';
import { quoteWord } from '../site/shell-words.js';
import { type ConfigFormat, sayConfigSteps } from '../terminal/config-steps.js';
import { sayFinding } from '../terminal/finding.js';
import { printableLine } from '../terminal/printable.js';
import { type ColorChoice, createReporter } from '../terminal/report.js';
import { originWords } from './command-line.js';
import { type ConfigSubject, readConfigSubject } from './config-subject.js';
import type { CommandInput } from './definition.js';
import { readOriginFlags } from './flags.js';
import { judgePackage } from './judge-package.js';

/** `omero-cors config`: argv -> what is configured -> lines on stdout. Writes and runs nothing. */
export async function runConfig(input: CommandInput, io: Io): Promise<number> {
  const { options } = input;
  const flags = readOriginFlags(input);
  if (flags.origins.length + flags.originRegexes.length === 0 && !flags.allowAll) {
    throw new SettingsError('origin-missing', 'config needs to know which origin may read', {
      hint: 'Name it: --origin https://viewer.example.org (or --origin-regex, --allow-all).',
    });
  }
  const request = parseRequest(flags);
  const subject = await readConfigSubject(
    options['for'] as string | undefined,
    {
      python: options['python'] as string | undefined,
      configXml: options['configXml'] as string | undefined,
      corsHeaders: options['corsHeaders'] as string | undefined,
    },
    io,
  );
  const { era, target } = subject;
  const chosen = options['format'] as ConfigFormat | undefined;
  const format = chosen ?? (subject.installation.configFolder === undefined ? 'shell' : 'omero');
  const [first, ...others] = possibleInstallations(subject.installation);
  const planFor = (possible: Installation) => {
    const actions = planConfig(request, possible, era, target);
    return {
      actions,
      judged: judgeConfig(request, possible, era, target),
      environment: printEnvironment(actions, possible, webDefaults(era)),
    };
  };
  const { outcome, isAlike } = compareOutcomes(
    [planFor(first), ...others.map(planFor)],
    ({ actions, judged, environment }) => [actions, judged, format === 'env' ? environment : ''],
  );
  const installation = { ...first, findings: weighAmbiguity(subject.installation, isAlike, 'error') };
  for (const possible of [first, ...others]) checkExpressible(request, possible, era);

  const reporter = createReporter(io, options['color'] as ColorChoice | undefined);
  const findings = [
    ...judgeSubject(subject, options['withoutPackage'] === true),
    ...(isAlike ? outcome.judged : []),
    ...judgeReset(subject, format),
    ...request.origins.flatMap((origin) => noteOnScheme(origin, target) ?? []),
    ...installation.findings,
  ];
  const path = subject.settings ?? installation.config?.path ?? 'config';
  for (const finding of findings) sayFinding(finding, path, reporter);
  if (findings.some(({ severity }) => severity === 'error')) {
    reporter.say('No lines were printed.');
    return 2;
  }

  const { actions, environment } = outcome;
  const named = options['for'] === undefined ? '' : `--for ${quoteWord(String(options['for']))} `;
  const command = `omero-cors config ${named}${originWords(input)}`;
  if (format === 'env') reporter.result(environment);
  else if (format === 'shell') reporter.result(printShell(actions));
  // A line break in a name would end the comment, and `omero load` would run what follows.
  else reporter.result(`# ${printableLine(command)}\n${printOmeroFile(actions)}`);
  const isKnown = subject.settings !== undefined;
  sayConfigSteps({ format, actions, installation, steps: nextSteps(installation), era, isKnown }, reporter);
  return 0;
}

function judgeSubject({ settings, text, installation, findings }: ConfigSubject, withoutPackage: boolean) {
  const refused = withoutPackage ? undefined : judgePackage(installation, settings ?? '', text);
  return refused === undefined ? findings : [refused, ...findings];
}

function judgeReset({ installation }: ConfigSubject, format: ConfigFormat): readonly Finding[] {
  const { configFolder } = installation;
  if (format !== 'shell' || configFolder === undefined || !resetsConfig(installation)) return [];
  return [{ code: 'config-reset', severity: 'warning', folder: configFolder }];
}
