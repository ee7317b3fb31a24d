import type { NextSteps } from '../site/next-steps.js';
import type { Reporter } from './report.js';

/** Ends a run that wrote: what makes it effective, how to see that it works, and what takes it away. */
export function sayNextSteps(
  { restart, restartAs, omeroDir, upgradeRemovesEdit }: NextSteps,
  more: { readonly again: string | undefined; readonly origin: string | undefined },
  reporter: Reporter,
): void {
  const { style } = reporter;
  const as = restartAs === undefined ? '' : `   # as ${restartAs}`;
  const environment = omeroDir === undefined ? '' : `OMERODIR=${omeroDir} `;
  reporter.say('');
  reporter.say(style.bold('Next'));
  reporter.say(`  restart OMERO.web:    ${environment}${restart.join(' ')}${as}`);
  if (more.origin !== undefined) {
    reporter.say(`  ask the server:       omero-cors probe https://<your OMERO.web> --origin ${more.origin}`);
  }
  if (upgradeRemovesEdit && more.again !== undefined) {
    reporter.say('  after each "pip install -U omero-web", which replaces settings.py, run this again:');
    reporter.say(`                        ${more.again}`);
    reporter.say(
      '  or let OMERO keep it: omero-cors config prints the same as configuration, which survives',
    );
  }
}
