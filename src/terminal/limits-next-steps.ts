import type { LimitsNextSteps } from '../limits/next-steps.js';
import type { LimitsRequest } from '../limits/request.js';
import type { Reporter } from './report.js';

/**
 * Ends a run that wrote: what makes the limits count, for everything found that starts OMERO.
 *
 * @param done whether they were raised, or given back as they were
 */
export function sayLimitsNextSteps(
  done: 'raised' | 'removed',
  { units, initScripts, inContainer }: LimitsNextSteps,
  { user, nofile, tree }: LimitsRequest,
  reporter: Reporter,
): void {
  const steps: (readonly [label: string, step: string])[] = [];
  if (units.length > 0) {
    steps.push(['systemd:', 'systemctl daemon-reload'], ['', `systemctl restart ${units.join(' ')}`]);
  }
  for (const script of initScripts) steps.push(['init script:', `${script} restart`]);
  if (steps.length === 0) {
    const both = `omero web restart (and omero admin restart, if ${user} runs OMERO.server too)`;
    steps.push(['started by hand:', `log in as ${user} anew, then ${both}`]);
  }
  if (inContainer && done === 'raised') {
    steps.push(['in this container:', `what counts is docker run --ulimit nofile=${nofile}:${nofile}`]);
  }
  if (done === 'raised') steps.push(['to see that it works:', 'omero-cors limits --status']);
  const { style } = reporter;
  const place = tree.root === '/' ? '' : ` (in the system of ${tree.root}, once it runs)`;
  reporter.say('');
  reporter.say(`${style.bold('Next')}${place}`);
  const width = Math.max(...steps.map(([label]) => label.length));
  for (const [label, step] of steps) reporter.say(`  ${label.padEnd(width)}  ${step}`);
}
