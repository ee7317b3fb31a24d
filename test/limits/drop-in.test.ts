import { describe, expect, it } from 'vitest';
import { dropInUser, planDropIn, readDropIn } from '../../src/limits/drop-in.js';
import { dropInPath, type Unit } from '../../src/limits/systemd.js';
import { readAssignments } from '../../src/limits/unit-file.js';

const ours = dropInPath('web.service');
const origin = { user: 'omero', withFolder: true };
const header = '# Written by "omero-cors limits --user omero"; with --remove it goes away with its folder.\n';

/** A unit file, and drop-ins by name, with these values of LimitNOFILE. */
function unit(value: string | undefined, dropIns: Record<string, string> = {}): Unit {
  const part = (path: string, text: string) => ({ path, assignments: readAssignments(text) });
  const setting = (limit: string | undefined) =>
    limit === undefined ? '[Service]' : `[Service]\nLimitNOFILE=${limit}`;
  return {
    name: 'web.service',
    files: [
      part('/lib/systemd/system/web.service', setting(value)),
      ...Object.entries(dropIns)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, limit]) => part(`/etc/systemd/system/web.service.d/${name}`, setting(limit))),
    ],
  };
}

function written(limit: string): string {
  return `${header}[Service]\nLimitNOFILE=${limit}\n`;
}

describe('leaves alone what is enough', () => {
  it.each([
    [unit('65535')],
    [unit('infinity')],
    [unit('65535:infinity')],
    [unit('1024', { '10.conf': '100000' })],
    [unit('1024', { 'zzz.conf': '100000' })],
    [unit('1024', { 'zz-omero-cors.conf': '65535' })],
  ])('%#', (each) => {
    expect(planDropIn(each, undefined, origin, 65535).kind).toBe('enough');
  });

  it('says where it is set', () => {
    const plan = planDropIn(unit('1024', { '10.conf': '100000' }), undefined, origin, 65535);
    expect(plan).toMatchObject({ limit: { path: '/etc/systemd/system/web.service.d/10.conf', line: 2 } });
  });
});

describe('writes', () => {
  it.each([
    ['no limit', unit(undefined), '65535'],
    ['a low one', unit('1024'), '65535'],
    ['a low drop-in', unit('100000', { '10.conf': '1024' }), '65535'],
    ['a high hard limit, which stays', unit('1024:524288'), '65535:524288'],
    ['no hard limit, which stays so', unit('1024:infinity'), '65535:infinity'],
    ['a hard limit below', unit('1024:4096'), '65535'],
  ])('for %s', (_, each, limit) => {
    expect(planDropIn(each, undefined, origin, 65535)).toEqual({ kind: 'write', text: written(limit) });
  });

  it('a new number into ours, which keeps what it says of itself', () => {
    const now = unit('1024:524288', { 'zz-omero-cors.conf': '2048:524288' });
    const other = { user: 'somebody', withFolder: false };
    const plan = planDropIn(now, written('2048:524288'), other, 65535);
    expect(plan).toEqual({ kind: 'write', text: written('65535:524288') });
  });

  it('without a folder of its own', () => {
    const plan = planDropIn(unit(undefined), undefined, { user: 'omero', withFolder: false }, 9);
    expect(plan).toEqual({
      kind: 'write',
      text: '# Written by "omero-cors limits --user omero"; with --remove it goes away.\n[Service]\nLimitNOFILE=9\n',
    });
  });
});

it('gives up where a later file sets less', () => {
  const plan = planDropIn(unit(undefined, { 'zzz.conf': '4096' }), undefined, origin, 65535);
  expect(plan).toMatchObject({
    kind: 'overruled',
    by: { path: '/etc/systemd/system/web.service.d/zzz.conf', line: 2, soft: 4096 },
  });
});

it('gives up where ours was edited', () => {
  const now = unit('1024', { 'zz-omero-cors.conf': '2048' });
  expect(planDropIn(now, `${written('2048')}Restart=always\n`, origin, 65535).kind).toBe('edited');
});

describe('knows its own', () => {
  it.each([
    [written('65535'), { user: 'omero', withFolder: true }],
    [written('65535:infinity'), { user: 'omero', withFolder: true }],
    [written('9').replace(' with its folder', ''), { user: 'omero', withFolder: false }],
  ])('%j', (text, expected) => {
    expect(readDropIn(text)).toEqual(expected);
    expect(dropInUser(text)).toBe('omero');
  });

  it.each([
    [''],
    ['[Service]\nLimitNOFILE=65535\n'],
    [`# mine\n${written('9')}`],
    [`${written('9')}\n`],
    [written('9').trimEnd()],
    [written('9').replace('[Service]', '[Service]\nUser=x')],
    [written('9 9')],
  ])('and not %j', (text) => {
    expect(readDropIn(text)).toBeUndefined();
  });

  it('also an edited one is known by its first line', () => {
    expect(dropInUser(`${written('9')}Restart=always\n`)).toBe('omero');
    expect(dropInUser('[Service]\n')).toBeUndefined();
  });

  it('at its own path', () => {
    expect(ours).toBe('/etc/systemd/system/web.service.d/zz-omero-cors.conf');
  });
});
