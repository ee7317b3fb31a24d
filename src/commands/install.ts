import { REPLACE_HTTPS_REFERER } from '../cors/settings-names.js';
import { SettingsError } from '../errors.js';
import { readSource } from '../files/source.js';
import type { Io } from '../io.js';
import { detectEncoding } from '../python/encoding.js';
import { findSettings } from '../site/find-settings.js';
import { inspectPackages } from '../site/inspect-packages.js';
import { describeVersions, type InstallPlan, planInstall } from '../site/install-plan.js';
import type { Packages } from '../site/packages.js';
import { runPip } from '../site/run-pip.js';
import { quoteWord } from '../site/shell-words.js';
import { confirm } from '../terminal/confirm.js';
import { sayFinding } from '../terminal/finding.js';
import { type ColorChoice, createReporter } from '../terminal/report.js';
import type { CommandInput } from './definition.js';

/** `omero-cors install`: argv -> packages seen -> pip shown -> asked -> run -> packages seen again. */
export async function runInstall(input: CommandInput, io: Io): Promise<number> {
  const { options } = input;
  const reporter = createReporter(io, options['color'] as ColorChoice | undefined);
  const settings = readNamedSettings(input, io);
  const named = options['python'] as string | undefined;
  const python = await choosePython(settings, named, io);

  const packages = await seePackages(settings, python, io);
  if (named !== undefined)
    for (const finding of packages.findings) sayFinding(finding, settings.path, reporter);
  const plan = planInstall(packages, python, settings.setsReferer);
  if ('installed' in plan) {
    reporter.say(
      `django-cors-headers ${plan.installed} is there already, and fits ${describeVersions(packages)}`,
    );
    return 0;
  }
  const line = plan.command.map(quoteWord).join(' ');
  reporter.say(`${describeVersions(packages)} takes ${plan.requirement}: ${plan.source}`);
  if (options['dryRun'] === true) {
    reporter.result(`${line}\n`);
    return 0;
  }
  for (const text of ['', `  ${line}`, '']) reporter.say(text);
  const asks = options['yes'] !== true && io.stdin.isTTY === true;
  if (asks && !(await confirm(io, 'Run it? [y/N]'))) {
    reporter.say('Nothing was installed.');
    return 1;
  }
  const ended = await runPip(plan.command, {
    sitePackages: packages.sitePackages,
    env: io.env,
    say: (output) => io.stderr.write(output),
  });
  if (ended !== 0)
    throw new SettingsError('pip-failed', `pip ended with ${ended}`, { hint: `It was:\n${line}` });
  const version = checkInstalled(await seePackages(settings, python, io), packages, plan);
  reporter.say('');
  reporter.say(`django-cors-headers ${version} is there; Django is still ${packages.versions.django}.`);
  reporter.say(`Next: omero-cors patch ${quoteWord(input.arguments[0] ?? '')} --origin ...`);
  return 0;
}

interface NamedSettings {
  readonly path: string;
  readonly realPath: string;
  readonly setsReferer: boolean;
}

function readNamedSettings({ arguments: [named = ''] }: CommandInput, { cwd }: Io): NamedSettings {
  const path = findSettings(named, cwd);
  const { realPath, text } = readSource(path, { cwd, detectEncoding });
  return { path, realPath, setsReferer: new RegExp(`^${REPLACE_HTTPS_REFERER}\\b`, 'm').test(text) };
}

/** @throws SettingsError `python-unknown` */
async function choosePython(
  { path, realPath }: NamedSettings,
  named: string | undefined,
  { env, cwd }: Io,
): Promise<string> {
  const { pythonExecutable } = await inspectPackages(realPath, { python: named, env, cwd });
  if (pythonExecutable !== undefined) return pythonExecutable;
  throw new SettingsError(
    'python-unknown',
    `${path}: which Python runs this OMERO.web can't be seen from its folder`,
    {
      hint: `Name it: omero-cors install ${quoteWord(path)} --python /usr/bin/python2.7`,
    },
  );
}

/** Asks the interpreter also where files tell: pip works on what it sees. */
async function seePackages({ realPath }: NamedSettings, python: string, { env, cwd }: Io): Promise<Packages> {
  return (await inspectPackages(realPath, { python, env, cwd })).packages;
}

/** @throws SettingsError `django-moved`, `pip-failed` where the result is another than what was planned */
function checkInstalled(
  now: Packages,
  before: Packages,
  { command, requirement }: Exclude<InstallPlan, { installed: string }>,
): string {
  const { django } = before.versions;
  if (now.versions.django !== django) {
    const back = [...command.slice(0, 4), `django==${django}`].map(quoteWord).join(' ');
    throw new SettingsError('django-moved', `pip has moved Django from ${django} to ${now.versions.django}`, {
      hint: `Put it back:  ${back}`,
    });
  }
  if (now.corsHeaders.state === 'installed') return now.corsHeaders.version;
  throw new SettingsError('pip-failed', `pip ended well, but ${requirement} is not where this Python looks`);
}
