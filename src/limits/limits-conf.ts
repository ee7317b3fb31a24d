/** Where a line stands in a limits file, as offsets in its text. `end` is before the line break. */
interface Place {
  readonly path: string;
  /** Counted from 1. */
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

/** `<domain> <type> nofile <value>`. */
export interface NofileLine extends Place {
  readonly kind: 'nofile';
  readonly domain: string;
  readonly type: 'soft' | 'hard' | '-';
  /** Descriptors; Infinity for `unlimited`, which pam_limits turns into /proc/sys/fs/nr_open. */
  readonly value: number;
  readonly valueStart: number;
  readonly valueEnd: number;
}

/** `<domain> -` and nothing else: pam_limits then sets no limit at all for whom it names. */
export interface ExemptionLine extends Place {
  readonly kind: 'exemption';
  readonly domain: string;
}

export type LimitsLine = NofileLine | ExemptionLine;

/** One file that pam_limits reads: limits.conf itself or one of limits.d. */
export interface LimitsFile {
  readonly path: string;
  readonly text: string;
}

/**
 * The lines of a limits file that concern open files, in their order. Read as pam_limits.c of Linux-PAM 1.3
 * to 1.7 does: `#` ends a line wherever it stands, fields are separated by blanks and tabs, type, item and
 * value are compared without case, and a line it does not understand is skipped.
 */
export function readLimitsLines(file: LimitsFile): readonly LimitsLine[] {
  const lines: LimitsLine[] = [];
  let start = 0;
  for (const [index, raw] of file.text.split('\n').entries()) {
    const line = readLine(raw, { path: file.path, line: index + 1, start, end: start + raw.length });
    if (line !== undefined) lines.push(line);
    start += raw.length + 1;
  }
  return lines;
}

function readLine(raw: string, place: Place): LimitsLine | undefined {
  const [domain, type, item, value, ...rest] = [...raw.replace(/#.*/s, '').matchAll(/\S+/g)];
  if (domain === undefined || type === undefined) return undefined;
  if (item === undefined) {
    return type[0].startsWith('-') ? { kind: 'exemption', domain: domain[0], ...place } : undefined;
  }
  if (value === undefined || item[0].toLowerCase() !== 'nofile') return undefined;
  const kind = type[0].toLowerCase();
  if (kind !== 'soft' && kind !== 'hard' && kind !== '-') return undefined;
  const number = readValue(value[0].toLowerCase());
  // Words behind the value: Linux-PAM 1.6 takes them for a part of it, which only a number survives.
  if (number === undefined || (rest.length > 0 && number === Infinity)) return undefined;
  const valueStart = place.start + value.index;
  const valueEnd = valueStart + value[0].length;
  return { kind: 'nofile', domain: domain[0], type: kind, value: number, valueStart, valueEnd, ...place };
}

/** Digits count as far as they go, as in strtoul(3). */
function readValue(text: string): number | undefined {
  if (['-1', '-', 'unlimited', 'infinity'].includes(text)) return Infinity;
  const digits = /^\+?\d+/.exec(text);
  return digits === null ? undefined : Number(digits[0]);
}
