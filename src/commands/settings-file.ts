import { SettingsError } from '../errors.js';
import { type Change, readSource, type Source } from '../files/source.js';
import type { Finding } from '../findings.js';
import type { Io } from '../io.js';
import { detectEncoding } from '../python/encoding.js';
import type { TextPlan } from '../settings/patch.js';
import { findSettings } from '../site/find-settings.js';
import type { Installation } from '../site/installation.js';

/** One settings.py on its way through patch or revert. */
export interface PlannedFile {
  /** As the user named it, or as it was found in the folder that he named. */
  readonly path: string;
  readonly source: Source | undefined;
  readonly plan: TextPlan | undefined;
  readonly installation: Installation | undefined;
  /** Why the package around it forbids to write it, though it was planned. */
  readonly refused: Finding | undefined;
  readonly notes: readonly Finding[];
  /** Why it could not even be planned. */
  readonly error: SettingsError | undefined;
}

/** What a command makes of one file and what stands around it, which it may see more clearly then. */
export type PlanFile<I> = (
  source: Source,
  installation: I,
) => Promise<Pick<PlannedFile, 'refused' | 'notes'> & { readonly plan: TextPlan; readonly installation?: I }>;

/**
 * Reads and plans every file before anything is shown or written.
 *
 * @param paths settings.py files, or folders in which one is found
 * @param inspect looks at what stands around a file
 */
export async function planFiles<I extends Installation | undefined>(
  paths: readonly string[],
  inspect: (settings: string) => Promise<I>,
  io: Io,
  planFile: PlanFile<I>,
): Promise<readonly PlannedFile[]> {
  const planned: PlannedFile[] = [];
  const seen = new Set<string>();
  for (const named of paths) {
    const file = await planOne(named, inspect, io, planFile);
    // Two names for one file would be two writes of it.
    if (file.source !== undefined && seen.has(file.source.realPath)) continue;
    if (file.source !== undefined) seen.add(file.source.realPath);
    planned.push(file);
  }
  return planned;
}

async function planOne<I extends Installation | undefined>(
  named: string,
  inspect: (settings: string) => Promise<I>,
  { cwd }: Io,
  planFile: PlanFile<I>,
): Promise<PlannedFile> {
  let path = named;
  let source: Source | undefined;
  try {
    path = findSettings(named, cwd);
    source = readSource(path, { cwd, detectEncoding });
    const installation = await inspect(source.realPath);
    return { path, source, installation, ...(await planFile(source, installation)), error: undefined };
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return { path, source, plan: undefined, installation: undefined, refused: undefined, notes: [], error };
  }
}

/** What the plan makes of the file. */
export function changeOf({ source, plan }: PlannedFile): Change | undefined {
  return source === undefined || plan === undefined ? undefined : { source, newText: plan.newText };
}

/** Everything that is to be said about a file, the gravest first. */
export function findingsOf({ plan, refused, notes, installation }: PlannedFile): readonly Finding[] {
  const blocked = plan?.blocked ?? [];
  return [
    ...blocked,
    ...(refused === undefined ? [] : [refused]),
    ...notes,
    ...(installation?.findings ?? []),
  ];
}

export function isBlocked({ plan }: PlannedFile): boolean {
  return (plan?.blocked.length ?? 0) > 0;
}
