/** One `key=value` of a unit file. */
export interface Assignment {
  readonly section: string;
  readonly key: string;
  readonly value: string;
  /** Counted from 1; where a wrapped assignment begins. */
  readonly line: number;
}

/** Descriptors; Infinity for `infinity`. */
export interface NofileLimit {
  readonly soft: number;
  readonly hard: number;
}

/**
 * The assignments of a unit file in their order, by systemd.syntax(7): a backslash at the end joins lines,
 * comment lines in between fall out, and blanks around `=` do not count.
 */
export function readAssignments(text: string): readonly Assignment[] {
  const assignments: Assignment[] = [];
  let section = '';
  for (const { content, line } of joinLines(text)) {
    const header = /^\[(.*)\]$/.exec(content);
    if (header !== null) section = header[1] ?? '';
    const equals = content.indexOf('=');
    if (header !== null || equals === -1) continue;
    const key = content.slice(0, equals).trim();
    assignments.push({ section, key, value: content.slice(equals + 1).trim(), line });
  }
  return assignments;
}

function joinLines(text: string): readonly { content: string; line: number }[] {
  const joined: { content: string; line: number }[] = [];
  let open: { content: string; line: number } | undefined;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    if (/^\s*[#;]/.test(raw)) continue;
    const current = { content: (open?.content ?? '') + raw, line: open?.line ?? index + 1 };
    // An even number of backslashes is so many escaped ones, and joins nothing.
    const joins = (/\\+$/.exec(raw)?.[0].length ?? 0) % 2 === 1;
    if (joins) open = { ...current, content: `${current.content.slice(0, -1)} ` };
    else {
      joined.push({ ...current, content: current.content.trim() });
      open = undefined;
    }
  }
  if (open !== undefined) joined.push({ ...open, content: open.content.trim() });
  return joined;
}

/**
 * A value of `LimitNOFILE=`: `N`, `soft:hard`, `infinity`. Undefined for what systemd ignores, keeping the
 * value before it (measured with systemd 252): an empty value, a suffix such as `64K`, which only the limits
 * in bytes have, and a soft limit above the hard one.
 */
export function readNofileLimit(value: string): NofileLimit | undefined {
  const [soft = '', hard = soft, ...more] = value.split(':');
  const limit = { soft: readNumber(soft), hard: readNumber(hard) };
  if (limit.soft === undefined || limit.hard === undefined || more.length > 0) return undefined;
  return limit.soft > limit.hard ? undefined : { soft: limit.soft, hard: limit.hard };
}

/** As strtoull(3) with base 0 reads it: 010 is eight. */
function readNumber(text: string): number | undefined {
  if (text === 'infinity') return Infinity;
  const [, digits = ''] = /^\+?(0x[\da-f]+|0[0-7]*|[1-9]\d*)$/i.exec(text) ?? [];
  if (digits === '') return undefined;
  return /^0\d/.test(digits) ? Number.parseInt(digits, 8) : Number(digits);
}
