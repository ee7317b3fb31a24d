import type { Account } from './account.js';
import { type ExemptionLine, type LimitsFile, type NofileLine, readLimitsLines } from './limits-conf.js';

export type LimitType = 'soft' | 'hard';

/** What a login of one user gets, each with the line that says so; undefined where no line does. */
export interface EffectiveLimits {
  readonly soft: NofileLine | undefined;
  readonly hard: NofileLine | undefined;
  /** A line that frees the user from every limit: then pam_limits leaves what the login came with. */
  readonly exemption: ExemptionLine | undefined;
}

/** Lower wins, whatever the order of the lines: an entry for the user, for a group, for everyone. */
const ranks = { user: 0, group: 1, everyone: 2 } as const;

/**
 * What pam_limits makes of these files, by the rules of its source (pam_limits.c, Linux-PAM 1.3 to 1.7): the
 * more specific entry wins, a uid range being as specific as a name, and among equals the later one.
 *
 * @param files limits.conf, then limits.d/*.conf in the order of their names
 */
export function computeEffectiveLimits(files: readonly LimitsFile[], account: Account): EffectiveLimits {
  const set: Record<LimitType, { line: NofileLine; rank: number } | undefined> = {
    soft: undefined,
    hard: undefined,
  };
  for (const line of files.flatMap(readLimitsLines)) {
    const rank = rankDomain(line.domain, account);
    if (rank === undefined) continue;
    if (line.kind === 'exemption') {
      // `* -` is skipped, unlike `@group -`.
      if (rank === ranks.everyone) continue;
      return { soft: undefined, hard: undefined, exemption: line };
    }
    for (const type of line.type === '-' ? (['soft', 'hard'] as const) : [line.type]) {
      // With `-` it gives up at the soft limit already, and the hard one stays unset.
      if (set[type] !== undefined && set[type].rank < rank) break;
      set[type] = { line, rank };
    }
  }
  return { soft: set.soft?.line, hard: set.hard?.line, exemption: undefined };
}

/** True for an entry that beats those for groups and for everyone. */
export function isForUser(domain: string, account: Account): boolean {
  return rankDomain(domain, account) === ranks.user;
}

/** How specific a domain is about this user; undefined when it does not mean them. */
function rankDomain(domain: string, account: Account): number | undefined {
  if (domain === account.name) return ranks.user;
  // Debian and Ubuntu hold root to entries that name root; elsewhere such an entry wins all the same.
  if (account.uid === 0 || domain.startsWith('%')) return undefined;
  if (domain.startsWith('@')) return isInGroup(domain.slice(1), account) ? ranks.group : undefined;
  if (domain === '*') return ranks.everyone;
  return isInRange(domain, account.uid) ? ranks.user : undefined;
}

/** `name`, `:gid` for any of the user's groups, `min:max` and `min:` for the primary one. */
function isInGroup(group: string, account: Account): boolean {
  if (!group.includes(':')) return account.groupNames.has(group);
  if (/^:\d+$/.test(group)) return account.gids.has(Number(group.slice(1)));
  return isInRange(group, account.gid);
}

/** `:id`, `min:` or `min:max`. */
function isInRange(range: string, id: number | undefined): boolean {
  const [, min = '', max = ''] = /^(\d*):(\d*)$/.exec(range) ?? [];
  if (id === undefined || (min === '' && max === '')) return false;
  if (min === '') return id === Number(max);
  return id >= Number(min) && (max === '' || id <= Number(max));
}
