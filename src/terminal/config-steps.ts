import { basename, join } from 'node:path';
import type { ConfigurableEra } from '../site/configure/web-defaults.js';
import type { Installation } from '../site/installation.js';
import type { NextSteps } from '../site/next-steps.js';
import type { ConfigAction } from '../site/omero-files.js';
import type { Reporter } from './report.js';

/** A `*.omero` file, lines for a shell, or variables for the Docker image. */
export type ConfigFormat = 'omero' | 'shell' | 'env';

/** Ends a run of config on stderr: where the lines go, and what makes them effective. */
export function sayConfigSteps(
  about: {
    readonly format: ConfigFormat;
    readonly actions: readonly ConfigAction[];
    readonly installation: Installation;
    readonly steps: NextSteps;
    readonly era: ConfigurableEra;
    /** Whether the versions are those of an installation, or assumed. */
    readonly isKnown: boolean;
  },
  reporter: Reporter,
): void {
  const { format, actions, installation, steps, era, isKnown } = about;
  const { style } = reporter;
  reporter.say('');
  reporter.say(style.bold('Next'));
  if (!isKnown) {
    reporter.say('  these are for OMERO.web 5.6 or later; --for <settings> makes them for an installation');
  }
  if (format === 'omero') reporter.say(`  save as:              ${omeroFileFor(installation)}`);
  if (format === 'shell') reporter.say(`  run:                  ${circumstances(installation, steps)}`);
  if (format === 'env') sayWhole(installation, era, reporter);
  if (format !== 'env' && actions.some(({ verb }) => verb === 'remove')) {
    reporter.say('  an entry that is to go is added first: omero ends with an error where it is not there');
  }
  reporter.say(`  then restart:         ${format === 'env' ? 'the container' : steps.restart.join(' ')}`);
}

function circumstances({ service, omeroDir }: Installation, { restartAs }: NextSteps): string {
  const user = service?.user ?? restartAs;
  const as = user === undefined ? 'as the user that runs OMERO.web' : `as ${user}`;
  return `${as}, with ${omeroDir === undefined ? 'OMERODIR set' : `OMERODIR=${omeroDir}`}`;
}

function sayWhole({ config }: Installation, era: ConfigurableEra, { say }: Reporter): void {
  const from = config === undefined ? `the defaults of OMERO.web ${era}` : config.path;
  say(`  each variable holds a whole list, made from ${from}`);
  say('  an --env-file takes them without the quotes around');
}

/** A name behind those of all other files, since a later `config set` would undo it. */
function omeroFileFor({ configFolder, configFiles }: Installation): string {
  const folder = configFolder ?? '<the folder of your *.omero files>';
  const names = configFiles.map((path) => basename(path));
  const ours = names.find((name) => name.includes('omero-cors'));
  const isLast = names.every((name) => name < '90-omero-cors.omero');
  return join(folder, ours ?? (isLast ? '90-omero-cors.omero' : 'zz-omero-cors.omero'));
}
