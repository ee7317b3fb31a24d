import { dropInPath, effectiveLimit, type PlacedLimit, type Unit, withDropIn } from './systemd.js';
import type { NofileLimit } from './unit-file.js';

/** What our drop-in says of itself: for whom it was made, and whether its folder was made for it. */
export interface DropInOrigin {
  readonly user: string;
  readonly withFolder: boolean;
}

/** The text our drop-in needs, or why there can't be one. */
export type DropInPlan =
  | { readonly kind: 'enough'; readonly limit: PlacedLimit }
  | { readonly kind: 'write'; readonly text: string }
  /** Another file sorts after ours and sets less. */
  | { readonly kind: 'overruled'; readonly by: PlacedLimit }
  /** A file of our name holds more than we write. */
  | { readonly kind: 'edited' };

/**
 * @param unit with all its drop-ins, ours included
 * @param current the text of our drop-in, undefined when there is none
 * @param origin what a new one says of itself; one of ours keeps what it says
 * @param nofile descriptors
 */
export function planDropIn(
  unit: Unit,
  current: string | undefined,
  origin: DropInOrigin,
  nofile: number,
): DropInPlan {
  const now = effectiveLimit(unit);
  if (now !== undefined && now.soft >= nofile) return { kind: 'enough', limit: now };
  const known = current === undefined ? undefined : readDropIn(current);
  if (current !== undefined && known === undefined) return { kind: 'edited' };
  // A higher hard limit is left to those who set it.
  const others = effectiveLimit(withDropIn(unit, ''));
  const text = formatDropIn(known ?? origin, { soft: nofile, hard: Math.max(nofile, others?.hard ?? 0) });
  const then = effectiveLimit(withDropIn(unit, text));
  if (then !== undefined && then.path !== dropInPath(unit.name)) return { kind: 'overruled', by: then };
  return { kind: 'write', text };
}

const header =
  /^# Written by "omero-cors limits --user (\S+)"; with --remove it goes away( with its folder)?\.\n/;
const body = /^\[Service\]\nLimitNOFILE=\S+\n$/;

function formatDropIn({ user, withFolder }: DropInOrigin, { soft, hard }: NofileLimit): string {
  const value = hard === soft ? `${soft}` : `${soft}:${hard === Infinity ? 'infinity' : hard}`;
  const also = withFolder ? ' with its folder' : '';
  return (
    `# Written by "omero-cors limits --user ${user}"; with --remove it goes away${also}.\n` +
    `[Service]\nLimitNOFILE=${value}\n`
  );
}

/** Undefined for a text that is not wholly ours. */
export function readDropIn(text: string): DropInOrigin | undefined {
  const match = header.exec(text);
  return match !== null && body.test(text.slice(match[0].length)) ? readOrigin(match) : undefined;
}

/** For whom a drop-in was made, also when it was edited since. */
export function dropInUser(text: string): string | undefined {
  return header.exec(text)?.[1];
}

function readOrigin([, user = '', withFolder]: RegExpExecArray): DropInOrigin {
  return { user, withFolder: withFolder !== undefined };
}
