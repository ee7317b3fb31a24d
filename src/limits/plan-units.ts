import { basename, dirname, join } from 'node:path';
import { SettingsError } from '../errors.js';
import { absentSource, readSource } from '../files/source.js';
import { type DropInPlan, planDropIn } from './drop-in.js';
import type { LimitsFinding, PlannedFile } from './planned-file.js';
import type { LimitsRequest } from './request.js';
import { dropInPath, findUnit, serviceValue, type Unit } from './systemd.js';
import { exists, locate, type Tree } from './tree.js';

/** The one that OMERO's documentation sets up. */
const usualUnit = 'omero-web.service';

/**
 * The services that were asked for, and omero-web.service where there is one.
 *
 * @throws SettingsError `unit-not-found` or `unit-masked`, for one that was asked for
 */
export function findUnits({ tree, units }: LimitsRequest): readonly Unit[] {
  const asked = [...new Set(units)].map((name) => {
    const unit = findUnit(tree, name);
    if (unit === 'masked') {
      throw new SettingsError('unit-masked', `${name} is masked: it leads to /dev/null and never starts`, {
        hint: `Unmask it first: systemctl unmask ${name}`,
      });
    }
    if (unit !== undefined) return unit;
    throw new SettingsError('unit-not-found', `there is no ${name} under ${tree.root}`, {
      hint: 'systemctl list-unit-files --type=service lists those there are. A service started by /etc/init.d needs no --unit: it takes limits.conf.',
    });
  });
  const usual = units.includes(usualUnit) ? undefined : findUnit(tree, usualUnit);
  return usual === undefined || usual === 'masked' ? asked : [usual, ...asked];
}

/**
 * The drop-in that a service needs; none where the service has as much, and none of ours.
 *
 * @throws SettingsError `drop-in-link`, and those of reading
 */
export function planUnit(unit: Unit, request: LimitsRequest, cwd: string): readonly PlannedFile[] {
  const { tree, user, nofile, units } = request;
  const path = dropInPath(unit.name);
  const place = join(locate(tree, dirname(path)), basename(path));
  // A link is not ours to follow: to /dev/null it switches the drop-in off.
  if (locate(tree, path) !== place) {
    throw new SettingsError('drop-in-link', `${place} is a symbolic link, and no drop-in of omero-cors`, {
      hint: 'Remove it, then run this again.',
    });
  }
  const present = exists(tree, path);
  const source = present ? readSource(place, { cwd }) : absentSource(place, { cwd });
  const origin = { user, withFolder: !exists(tree, dirname(path)) };
  const plan = planDropIn(unit, present ? source.text : undefined, origin, nofile);
  const findings: LimitsFinding[] = [];
  const runsAs = serviceValue(unit, 'User');
  // Whoever names a unit knows whose it is; ours may be another's.
  if (runsAs !== undefined && runsAs !== user && !units.includes(unit.name)) {
    findings.push({ code: 'unit-other-user', severity: 'warning', unit: unit.name, user, runsAs });
  }
  if (plan.kind === 'enough' && !present && findings.length === 0) return [];
  if (plan.kind === 'write') return [{ change: { source, newText: plan.text }, findings }];
  const kept = { source, newText: present ? source.text : null };
  const blocked = describeBlock(plan, unit, tree);
  return [{ change: kept, findings: blocked === undefined ? findings : [blocked, ...findings] }];
}

function describeBlock(plan: DropInPlan, { name }: Unit, tree: Tree): LimitsFinding | undefined {
  const severity = 'error';
  if (plan.kind === 'edited') {
    return { code: 'drop-in-edited', severity, file: join(tree.root, dropInPath(name)), unit: name };
  }
  if (plan.kind !== 'overruled') return undefined;
  const { path, line, soft } = plan.by;
  return { code: 'drop-in-wins', severity, file: join(tree.root, path), line, unit: name, soft };
}
