import { readdirSync, rmdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { applyEdits } from '../files/edits.js';
import { readSource } from '../files/source.js';
import { dropInUser, readDropIn } from './drop-in.js';
import { planLimitsConfRemoval } from './limits-conf-edits.js';
import { type LimitsPlan, readLimitsConf } from './plan.js';
import type { PlannedFile } from './planned-file.js';
import type { LimitsRequest } from './request.js';
import { dropInPath, etcFolder } from './systemd.js';
import { exists, listNames, locate, readText } from './tree.js';

/** With the folders, on this machine, that were made for a drop-in and go with it. */
export interface LimitsRemovalPlan extends LimitsPlan {
  readonly folders: readonly string[];
}

/**
 * What has to be written so that everything is as it was before omero-cors raised the limits of this user.
 *
 * @throws SettingsError for a missing limits.conf, and for files that can't be read
 */
export function planLimitsRemoval(request: LimitsRequest, cwd: string): LimitsRemovalPlan {
  const source = readLimitsConf(request, cwd);
  const newText = applyEdits(source.text, planLimitsConfRemoval(source.text, request.user));
  const units = findDropIns(request);
  const dropIns = units.map((unit) => planDropInRemoval(unit, request, cwd));
  return {
    files: [{ change: { source, newText }, findings: [] }, ...dropIns.map(({ file }) => file)],
    units,
    folders: dropIns.flatMap(({ folder }) => folder ?? []),
  };
}

/** The units that have a drop-in made for this user, and those that were named and have one of ours. */
function findDropIns({ tree, user, units }: LimitsRequest): readonly string[] {
  const made = listNames(tree, etcFolder)
    .filter((name) => name.endsWith('.service.d'))
    .map((name) => basename(name, '.d'))
    .filter((unit) => dropInUser(readText(tree, dropInPath(unit)) ?? '') === user);
  return [...new Set([...made, ...units])].filter((unit) => exists(tree, dropInPath(unit)));
}

function planDropInRemoval(
  unit: string,
  { tree }: LimitsRequest,
  cwd: string,
): { file: PlannedFile; folder: string | undefined } {
  const path = locate(tree, dropInPath(unit));
  const source = readSource(path, { cwd });
  const ours = readDropIn(source.text);
  if (ours !== undefined) {
    const folder = ours.withFolder ? dirname(path) : undefined;
    return { file: { change: { source, newText: null }, findings: [] }, folder };
  }
  const change = { source, newText: source.text };
  const edited = { code: 'drop-in-edited', severity: 'error', file: path, unit } as const;
  return { file: { change, findings: [edited] }, folder: undefined };
}

/** Removes folders that are empty; one that holds something else stays. */
export function removeEmptyFolders(folders: readonly string[]): void {
  for (const folder of folders) {
    if (readdirSync(folder).length === 0) rmdirSync(folder);
  }
}
