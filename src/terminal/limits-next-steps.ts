import type { LimitsNextSteps } from '../limits/next-steps.js';
import type { Reporter } from './report.js';

/** Ends a run that wrote: what makes the new limits count, for everything found that starts OMERO. */
export function sayLimitsNextSteps(
  { units, initScripts, inContainer }: LimitsNextSteps,
  { user, nofile, tree }: { user: string; nofile: number; tree: { root: string } },
  reporter: Reporter,
): void {
  const { style } = reporter;
  const place = tree.root === '/' ? '' : ` (in the system of ${tree.root}, once it runs)`;
  reporter.say(`\n${style.bold('Next')}${place}`);
  const steps: (readonly [string, string])[] = [];
  if (units.length > 0) {
    steps.push(['systemd:', 'systemctl daemon-reload'], ['', `systemctl restart ${units.join(' ')}`]);
  }
  for (const script of initScripts) steps.push(['init script:', `${script} restart`]);
  steps.push([
    'started by hand:',
    `log in as ${user} anew, then omero web restart, and OMERO.server if ${user} runs it too`,
  ]);
  if (inContainer) {
    steps.push([
      'in this container:',
      `docker run --ulimit nofile=${nofile}:${nofile}, which is what counts`,
    ]);
  }
  steps.push(['to see that it works:', 'omero-cors limits --status']);
  const width = Math.max(...steps.map(([label]) => label.length));
  for (const [label, step] of steps) reporter.say(`  ${label.padEnd(width)}  ${step}`);
}
