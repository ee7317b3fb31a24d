import { dirname, join } from 'node:path';
import { SettingsError } from '../errors.js';
import { applyEdits } from '../files/edits.js';
import { absentSource, type Change, readSource, type Source } from '../files/source.js';
import type { Finding, LimitsFindings } from '../findings.js';
import { type Account, readAccount } from './account.js';
import { type DropInPlan, planDropIn } from './drop-in.js';
import type { LimitsFile } from './limits-conf.js';
import { planLimitsConf } from './limits-conf-edits.js';
import { dropInPath, findUnit, listUnits, serviceValue, type Unit } from './systemd.js';
import { exists, listNames, locate, readText, type Tree } from './tree.js';

export interface LimitsRequest {
  readonly tree: Tree;
  readonly user: string;
  /** Descriptors. */
  readonly nofile: number;
  /** limits.conf as the tree sees it. */
  readonly limitsConf: string;
  /** Whole names of the services that were asked for; omero-web.service needs no asking. */
  readonly units: readonly string[];
}

export type LimitsFinding = Finding<keyof LimitsFindings>;

/** One file with what is to become of it. A finding of severity error stops the whole run. */
export interface PlannedFile {
  readonly change: Change;
  readonly findings: readonly LimitsFinding[];
}

export interface LimitsPlan {
  readonly files: readonly PlannedFile[];
  /** The services whose limit was looked at. */
  readonly units: readonly string[];
}

/** The one that OMERO's documentation sets up. */
const usualUnit = 'omero-web.service';

/**
 * What has to be written so that logins of the user, and the services, may open that many files.
 *
 * @throws SettingsError for a missing limits.conf or unit, and for files that can't be read
 */
export function planLimits(request: LimitsRequest, cwd: string): LimitsPlan {
  const units = findUnits(request);
  const dropIns = units.flatMap((unit) => planUnit(unit, request, cwd));
  return { files: [planConf(request, units, cwd), ...dropIns], units: units.map(({ name }) => name) };
}

/** limits.conf to be changed. @throws SettingsError `limits-conf-missing` and those of reading */
export function readLimitsConf({ tree, limitsConf }: LimitsRequest, cwd: string): Source {
  const path = locate(tree, limitsConf);
  if (exists(tree, limitsConf)) return readSource(path, { cwd });
  throw new SettingsError('limits-conf-missing', `${path}: no such file`, {
    hint: 'It belongs to PAM (Debian: libpam-modules, Rocky: pam). Name another with --limits-conf, or another tree with --root. In a container without logins the limit comes from docker run --ulimit nofile=65535:65535.',
  });
}

function planConf(request: LimitsRequest, units: readonly Unit[], cwd: string): PlannedFile {
  const { tree, user, nofile, limitsConf } = request;
  const source = readLimitsConf(request, cwd);
  const read = (path: string): string => readText(tree, path) ?? '';
  const account = readAccount(user, read('/etc/passwd'), read('/etc/group'));
  const conf = { path: limitsConf, text: source.text };
  const notes = noteUser(account, request, units);
  const plan = planLimitsConf({ conf, later: readLimitsFolder(request), account, nofile });
  if (plan.kind === 'edits') {
    return { change: { source, newText: applyEdits(source.text, plan.edits) }, findings: notes };
  }
  const { by } = plan;
  const place = { severity: 'error', file: join(tree.root, by.path), line: by.line, user } as const;
  const blocked: LimitsFinding =
    plan.kind === 'exempt'
      ? { code: 'limits-exempt', ...place }
      : { code: 'limits-d-wins', ...place, type: plan.type, value: plan.by.value };
  return { change: { source, newText: source.text }, findings: [blocked, ...notes] };
}

/** limits.d beside limits.conf, as pam_limits reads it: *.conf without hidden ones, by name in the C locale. */
function readLimitsFolder({ tree, limitsConf }: LimitsRequest): readonly LimitsFile[] {
  const folder = join(dirname(limitsConf), 'limits.d');
  return listNames(tree, folder)
    .filter((name) => name.endsWith('.conf') && !name.startsWith('.'))
    .map((name) => ({ path: join(folder, name), text: readText(tree, join(folder, name)) ?? '' }));
}

function noteUser(account: Account, { tree, user }: LimitsRequest, units: readonly Unit[]): LimitsFinding[] {
  const notes: LimitsFinding[] = [];
  if (account.uid === undefined) notes.push({ code: 'user-unknown', severity: 'info', user });
  const mentioned = listUnits(tree, `User=${user}`).filter(
    (name) => !units.some((unit) => unit.name === name),
  );
  for (const name of mentioned) {
    const unit = findUnit(tree, name);
    if (unit === undefined || unit === 'masked' || serviceValue(unit, 'User') !== user) continue;
    notes.push({ code: 'unit-same-user', severity: 'info', unit: name, user });
  }
  return notes;
}

function findUnits({ tree, units }: LimitsRequest): readonly Unit[] {
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

function planUnit(unit: Unit, request: LimitsRequest, cwd: string): readonly PlannedFile[] {
  const { tree, user, nofile, units } = request;
  const path = dropInPath(unit.name);
  const present = exists(tree, path);
  const source = present
    ? readSource(locate(tree, path), { cwd })
    : absentSource(locate(tree, path), { cwd });
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
