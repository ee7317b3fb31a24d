import { dirname, join } from 'node:path';
import { SettingsError } from '../errors.js';
import { applyEdits } from '../files/edits.js';
import { readSource, type Source } from '../files/source.js';
import { type Account, readAccount } from './account.js';
import type { LimitsFile } from './limits-conf.js';
import { planLimitsConf } from './limits-conf-edits.js';
import { findUnits, planUnit } from './plan-units.js';
import type { LimitsFinding, PlannedFile } from './planned-file.js';
import type { LimitsRequest } from './request.js';
import { findUnit, listUnits, serviceValue, type Unit } from './systemd.js';
import { exists, listNames, locate, readText } from './tree.js';

export interface LimitsPlan {
  readonly files: readonly PlannedFile[];
  /** The services whose limit was looked at. */
  readonly units: readonly string[];
}

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
