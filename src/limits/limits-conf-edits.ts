import { SelfCheckError } from '../errors.js';
import { applyEdits, type Edit } from '../files/edits.js';
import type { Account } from './account.js';
import { computeEffectiveLimits, type EffectiveLimits, isForUser, type LimitType } from './effective.js';
import type { ExemptionLine, LimitsFile, NofileLine } from './limits-conf.js';

/** What a line of ours says of itself. A line that was there keeps its old text behind `was`. */
const addedMark = ' # omero-cors: added';
const raisedMark = ' # omero-cors: was ';
const ourLine = / # omero-cors: (?:added|was (?<was>[^\r\n]*))\r?$/;

export interface LimitsConfRequest {
  readonly conf: LimitsFile;
  /** limits.d/*.conf, in the order of their names. */
  readonly later: readonly LimitsFile[];
  readonly account: Account;
  /** Descriptors. */
  readonly nofile: number;
}

/** No edits: the user has as much already. */
export type LimitsConfPlan =
  | { readonly kind: 'edits'; readonly edits: readonly Edit[] }
  /** Edits would be in vain: pam_limits sets no limit for this user at all. */
  | { readonly kind: 'exempt'; readonly by: ExemptionLine }
  /** Edits would be in vain: this line, in another file, comes later and is as specific. */
  | { readonly kind: 'overruled'; readonly by: NofileLine; readonly type: LimitType };

/**
 * Raises what a login of this user effectively gets, soft and hard, to at least `nofile`: the user's own line
 * that decides is raised in place, what no line of theirs decides is added at the end.
 */
export function planLimitsConf(request: LimitsConfRequest): LimitsConfPlan {
  const { conf, later, account } = request;
  const before = computeEffectiveLimits([conf, ...later], account);
  const types = new Set<LimitType>();
  let edits: readonly Edit[] = [];
  for (;;) {
    const text = applyEdits(conf.text, edits);
    const now = computeEffectiveLimits([{ path: conf.path, text }, ...later], account);
    if (now.exemption !== undefined) return { kind: 'exempt', by: now.exemption };
    const low = findLow(now, request.nofile, before.hard?.value ?? 0);
    if (low.length === 0) return { kind: 'edits', edits };
    for (const type of low) {
      const by = now[type];
      if (by === undefined || by.path === conf.path || !isForUser(by.domain, account)) continue;
      return { kind: 'overruled', by, type };
    }
    if (low.every((type) => types.has(type))) throw new SelfCheckError(`nofile of ${account.name} stays low`);
    // A soft limit of the user's own can hide a `-` entry for a group that set the hard one, so look again.
    for (const type of low) types.add(type);
    edits = editLines([...types], request);
  }
}

/** @param hardBefore what the hard limit was: a soft line of ours may have hidden the entry that set it */
function findLow(limits: EffectiveLimits, nofile: number, hardBefore: number): readonly LimitType[] {
  const wanted = { soft: nofile, hard: Math.max(nofile, hardBefore) };
  return (['soft', 'hard'] as const).filter((type) => (limits[type]?.value ?? 0) < wanted[type]);
}

function editLines(types: readonly LimitType[], request: LimitsConfRequest): readonly Edit[] {
  const { conf, later, account, nofile } = request;
  const before = computeEffectiveLimits([conf, ...later], account);
  const isOwn = (line: NofileLine | undefined): line is NofileLine =>
    line?.path === conf.path && line.domain === account.name;
  const raised = new Set(types.map((type) => before[type]).filter(isOwn));
  const added = (['soft', 'hard'] as const).filter((type) => types.includes(type) && !isOwn(before[type]));
  const edits = [...raised].map((line) => raiseLine(conf.text, line, nofile));
  if (added.length === 0) return edits;
  const lines = added.map((type) => {
    // What another entry sets higher stays as high, and no soft limit is cut by a new hard one.
    const value = Math.max(nofile, before[type]?.value ?? 0, before.soft?.value ?? 0);
    return `${account.name} ${type} nofile ${value === Infinity ? 'unlimited' : value}`;
  });
  return [...edits, addLines(conf.text, lines)];
}

/** The new value in the old place; the old line goes behind a mark, unless one of ours is there already. */
function raiseLine(text: string, line: NofileLine, nofile: number): Edit {
  const old = text.slice(line.start, line.end).replace(/\r$/, '');
  const end = line.start + old.length;
  const marked = ourLine.test(old);
  return marked
    ? { start: line.valueStart, end: line.valueEnd, replacement: String(nofile) }
    : { start: line.valueStart, end, replacement: `${nofile}${raisedMark}${old}` };
}

/** Before a closing `# End of file`, else at the end; a last line without newline keeps it so. */
function addLines(text: string, lines: readonly string[]): Edit {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const block = lines.map((line) => line + addedMark).join(newline);
  const closing = /^#[ \t]*end of file[ \t\r]*$(?![\s\S]*^[ \t]*[^#\s])/im.exec(text);
  const at = closing?.index ?? text.length;
  const continues = at === 0 || text[at - 1] === '\n';
  return { start: at, end: at, replacement: continues ? block + newline : newline + block };
}

/**
 * Takes the lines of this user that omero-cors wrote out of limits.conf: a raised one gets its old text back.
 * A line that someone has commented out since stays.
 */
export function planLimitsConfRemoval(text: string, user: string): readonly Edit[] {
  const edits: Edit[] = [];
  let start = 0;
  for (const raw of text.split('\n')) {
    const mark = ourLine.exec(raw);
    const next = Math.min(start + raw.length + 1, text.length);
    if (mark !== null && /^\s*(\S+)/.exec(raw)?.[1] === user) {
      const was = mark.groups?.['was'];
      if (was === undefined) edits.push({ start, end: next, replacement: '' });
      else edits.push({ start, end: start + raw.replace(/\r$/, '').length, replacement: was });
    }
    start = next;
  }
  return edits.length === 0 ? [] : restoreMissingNewline(text, edits);
}

/** Lines added behind a last line without newline: that newline was ours too. */
function restoreMissingNewline(text: string, edits: readonly Edit[]): readonly Edit[] {
  if (text.endsWith('\n')) return edits;
  let first = edits.length;
  let end = text.length;
  while (first > 0 && edits[first - 1]?.end === end && edits[first - 1]?.replacement === '') {
    first -= 1;
    end = edits[first]?.start ?? 0;
  }
  if (first === edits.length) return edits;
  const newline = /\r?\n$/.exec(text.slice(0, end))?.[0] ?? '';
  return [...edits.slice(0, first), { start: end - newline.length, end: text.length, replacement: '' }];
}
