import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What a tree of fixtures/limits gives a login and a service, worked out without a line of src: pam_limits as
 * a walk over state, as its C source does it, and systemd as one text put together from all files. The e2e
 * test holds the same fixtures against the real pam_limits and the real systemd.
 */

export type Limit = number | 'infinity' | null;

const NR_OPEN = 1_048_576;

/** Reads a file of the tree with links followed as in a chroot; null when it is missing. */
function cat(root: string, path: string, depth = 0): string | null {
  const parts = path.split('/').filter((part) => part !== '');
  for (let index = 0; index < parts.length; index += 1) {
    const here = join(root, ...parts.slice(0, index + 1));
    if (lstatSync(here, { throwIfNoEntry: false })?.isSymbolicLink() && depth < 20) {
      const target = readlinkSync(here);
      if (target === '/dev/null') return '';
      const base = target.startsWith('/') ? '' : parts.slice(0, index).join('/');
      return cat(root, [base, target, ...parts.slice(index + 1)].join('/'), depth + 1);
    }
  }
  const file = join(root, path);
  return existsSync(file) && lstatSync(file).isFile() ? readFileSync(file, 'latin1') : null;
}

function ls(root: string, path: string): string[] {
  const parts = path.split('/');
  // The only folder link of the fixtures is lib -> usr/lib.
  const usable = existsSync(join(root, parts[0] ?? '')) ? path : '';
  const folder = join(root, usable);
  return usable !== '' && existsSync(folder) ? readdirSync(folder) : [];
}

/** Soft and hard limit of a login; null where PAM sets none. */
export function readLogin(root: string, user: string, conf = 'etc/security/limits.conf'): [Limit, Limit] {
  let passwd: string[] | undefined;
  for (const line of (cat(root, 'etc/passwd') ?? '').split('\n')) {
    if (line.startsWith(`${user}:`)) passwd = line.split(':');
  }
  const uid = passwd ? Number.parseInt(passwd[2] ?? '', 10) : Number.NaN;
  const gid = passwd ? Number.parseInt(passwd[3] ?? '', 10) : Number.NaN;
  const inGroup = (wanted: (name: string, id: number) => boolean): boolean => {
    for (const line of (cat(root, 'etc/group') ?? '').split('\n')) {
      const [name, , id, members] = line.split(':');
      if (name === undefined || id === undefined || !wanted(name, Number(id))) continue;
      if (Number(id) === gid || (members ?? '').split(',').indexOf(user) >= 0) return true;
    }
    return false;
  };
  const folder = `${conf.slice(0, conf.lastIndexOf('/'))}/limits.d`;
  const sources = [conf];
  for (const name of ls(root, folder).sort()) {
    if (/^[^.].*\.conf$/.test(name)) sources.push(`${folder}/${name}`);
  }
  let soft: number | null = null;
  let hard: number | null = null;
  let softFrom = 9;
  let hardFrom = 9;
  const USER = 0;
  const GROUP = 1;
  const DEFAULT = 4;
  for (const source of sources) {
    for (let line of (cat(root, source) ?? '').split('\n')) {
      const hash = line.indexOf('#');
      if (hash >= 0) line = line.slice(0, hash);
      const words = line.trim().split(/[ \t\r]+/);
      const [domain = '', type = '', item = '', value = ''] = words;
      let from = 9;
      const range = /^(@?)([0-9]*):([0-9]*)$/.exec(domain);
      if (domain === user) from = USER;
      else if (uid === 0) from = 9;
      else if (range !== null && `${range[2]}${range[3]}` !== '') {
        const id = range[1] === '@' ? gid : uid;
        const low = range[2] === '' ? null : Number(range[2]);
        const high = range[3] === '' ? null : Number(range[3]);
        let hit = low === null ? id === high : id >= low && (high === null || id <= high);
        if (low === null && range[1] === '@') hit = inGroup((_, other) => other === high);
        if (hit) from = range[1] === '@' ? GROUP : USER;
      } else if (domain[0] === '@' && inGroup((name) => name === domain.slice(1))) from = GROUP;
      else if (domain === '*') from = DEFAULT;
      if (from === 9) continue;
      if (words.length === 2 && type[0] === '-' && from !== DEFAULT) return [null, null];
      if (words.length < 4 || item.toLowerCase() !== 'nofile') continue;
      const digits = Number.parseInt(value, 10);
      const number = /^(-1|-|unlimited|infinity)$/i.test(value) ? NR_OPEN : digits;
      if (Number.isNaN(number)) continue;
      switch (type.toLowerCase()) {
        case 'soft':
          if (softFrom >= from) [soft, softFrom] = [number, from];
          break;
        case 'hard':
          if (hardFrom >= from) [hard, hardFrom] = [number, from];
          break;
        case '-':
          if (softFrom < from) break;
          [soft, softFrom] = [number, from];
          if (hardFrom < from) break;
          [hard, hardFrom] = [number, from];
          break;
      }
    }
  }
  if (soft !== null && hard !== null && soft > hard) soft = hard;
  return [soft, hard];
}

/** Soft and hard limit of a service; null where no file sets them. */
export function readService(root: string, unit: string): [Limit, Limit] {
  const places = ['etc', 'run', 'usr/local/lib', 'usr/lib', 'lib'].map((top) => `${top}/systemd/system`);
  const base = unit.replace(/\.service$/, '');
  const template = base.includes('@') ? [`${base.split('@')[0]}@`] : [];
  const main = [base, ...template]
    .flatMap((name) => places.map((place) => cat(root, `${place}/${name}.service`)))
    .find((text) => text !== null);
  // The least special folder first: what comes later in the table replaces what has the same name.
  const folders = ['service.d', ...prefixes(base).map((name) => `${name}.service.d`)];
  for (const name of [...template, base]) folders.push(`${name}.service.d`);
  const table: Record<string, string> = {};
  const put = (place: string, folder: string): void => {
    for (const name of ls(root, `${place}/${folder}`)) {
      if (name.endsWith('.conf')) table[name] = cat(root, `${place}/${folder}/${name}`) ?? '';
    }
  };
  const backwards = [...places].reverse();
  for (const place of backwards) put(place, 'service.d');
  for (const place of backwards) for (const folder of folders.slice(1)) put(place, folder);
  const whole = [
    main ?? '',
    ...Object.keys(table)
      .sort()
      .map((name) => table[name]),
  ]
    .map((text) => `\n[]\n${text}`.replaceAll('\r\n', '\n').replace(/^[ \t]*[#;].*\n/gm, ''))
    .join('\n')
    .replace(/\\\n/g, ' ');
  let result: [Limit, Limit] = [null, null];
  for (const section of whole.split(/^\[/m)) {
    if (!section.startsWith('Service]')) continue;
    for (const [, value = ''] of section.matchAll(/^[ \t]*LimitNOFILE[ \t]*=[ \t]*(.*?)[ \t]*$/gm)) {
      const halves = value.split(':');
      if (halves.length > 2) continue;
      const [low, high = low] = halves.map(parseCount);
      if (low === undefined || high === undefined || size(low) > size(high)) continue;
      result = [low, high];
    }
  }
  return result;
}

function prefixes(base: string): string[] {
  const dashes = base.split('@')[0]?.split('-') ?? [];
  return dashes.slice(0, -1).map((_, index) => `${dashes.slice(0, index + 1).join('-')}-`);
}

function parseCount(text: string): number | 'infinity' | undefined {
  if (text === 'infinity') return text;
  if (/^0x[0-9a-fA-F]+$/.test(text)) return Number.parseInt(text, 16);
  if (/^0[0-7]+$/.test(text)) return Number.parseInt(text, 8);
  return /^(0|[1-9][0-9]*)$/.test(text) ? Number.parseInt(text, 10) : undefined;
}

function size(limit: number | 'infinity'): number {
  return limit === 'infinity' ? Number.MAX_VALUE : limit;
}
