import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { effectiveLimit, findUnit, listUnits, serviceValue, withDropIn } from '../../src/limits/systemd.js';
import { readService } from './independent-reader.js';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'omero-cors-units-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function put(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

function link(path: string, target: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  symlinkSync(target, join(root, path));
}

/** The files of a unit in their order. */
function files(name: string): readonly string[] | string | undefined {
  const unit = findUnit({ root }, name);
  return typeof unit === 'object' ? unit.files.map(({ path }) => path) : unit;
}

describe('finds a unit', () => {
  it.each([
    ['etc/systemd/system'],
    ['run/systemd/system'],
    ['usr/local/lib/systemd/system'],
    ['usr/lib/systemd/system'],
    ['lib/systemd/system'],
  ])('in %s', (folder) => {
    put(`${folder}/a.service`, '');
    expect(files('a.service')).toEqual([`/${folder}/a.service`]);
  });

  it('in the first of several folders', () => {
    put('lib/systemd/system/a.service', '');
    put('etc/systemd/system/a.service', '');
    expect(files('a.service')).toEqual(['/etc/systemd/system/a.service']);
  });

  it('by its template, and rather by its own file', () => {
    put('etc/systemd/system/a@.service', '');
    expect(files('a@x.service')).toEqual(['/etc/systemd/system/a@.service']);
    put('lib/systemd/system/a@x.service', '');
    expect(files('a@x.service')).toEqual(['/lib/systemd/system/a@x.service']);
  });

  it('or none', () => {
    put('etc/systemd/system/ab.service', '');
    put('etc/systemd/user/a.service', '');
    expect(files('a.service')).toBeUndefined();
  });

  it('or a masked one', () => {
    put('lib/systemd/system/a.service', '');
    link('etc/systemd/system/a.service', '/dev/null');
    expect(files('a.service')).toBe('masked');
  });

  it('that is hidden by no mask further down', () => {
    put('etc/systemd/system/a.service', '');
    link('lib/systemd/system/a.service', '/dev/null');
    expect(files('a.service')).toEqual(['/etc/systemd/system/a.service']);
  });
});

it('orders drop-ins by name, whatever their folder, and takes the special before the general', () => {
  put('etc/systemd/system/a-b@x.service', '');
  put('lib/systemd/system/service.d/50.conf', '');
  put('etc/systemd/system/a-.service.d/40.conf', '');
  put('lib/systemd/system/a-b@.service.d/30.conf', '');
  put('run/systemd/system/a-b@x.service.d/20.conf', '');
  put('lib/systemd/system/a-@x.service.d/15.conf', '');
  put('etc/systemd/system/a-@.service.d/10.conf', '');
  // Hidden: the same names stand in a folder that comes first.
  put('etc/systemd/system/service.d/20.conf', '');
  put('lib/systemd/system/a-b@x.service.d/30.conf', '');
  put('etc/systemd/system/a-b@.service.d/30.conf', '');
  // Not read: another unit, another ending.
  put('etc/systemd/system/a.service.d/99.conf', '');
  put('etc/systemd/system/b@x.service.d/99.conf', '');
  put('etc/systemd/system/a-b@x.service.d/99.conf~', '');
  expect(files('a-b@x.service')).toEqual([
    '/etc/systemd/system/a-b@x.service',
    '/etc/systemd/system/a-@.service.d/10.conf',
    '/lib/systemd/system/a-@x.service.d/15.conf',
    '/run/systemd/system/a-b@x.service.d/20.conf',
    '/etc/systemd/system/a-b@.service.d/30.conf',
    '/lib/systemd/system/service.d/50.conf',
  ]);
});

it('takes the longer prefix before the shorter', () => {
  put('etc/systemd/system/a-b-c.service', '');
  put('etc/systemd/system/a-.service.d/10.conf', '');
  put('etc/systemd/system/a-b-.service.d/10.conf', '');
  expect(files('a-b-c.service')?.slice(1)).toEqual(['/etc/systemd/system/a-b-.service.d/10.conf']);
});

it('puts our drop-in where systemd would read it', () => {
  put('etc/systemd/system/a.service', '');
  put('etc/systemd/system/a.service.d/zz.conf', '');
  put('etc/systemd/system/a.service.d/zz-omero-cors.conf', '[Service]\nLimitNOFILE=1');
  put('etc/systemd/system/a.service.d/zzz.conf', '');
  const unit = findUnit({ root }, 'a.service');
  if (typeof unit !== 'object') throw new Error('no unit');
  const changed = withDropIn(unit, '[Service]\nLimitNOFILE=2');
  expect(changed.files.map(({ path }) => path.replace(/.*\//, ''))).toEqual([
    'a.service',
    'zz-omero-cors.conf',
    'zz.conf',
    'zzz.conf',
  ]);
  expect(effectiveLimit(changed)?.soft).toBe(2);
  expect(effectiveLimit(withDropIn(unit, ''))).toBeUndefined();
});

it('reads other values of the service', () => {
  put('etc/systemd/system/a.service', '[Unit]\nUser=no\n[Service]\nUser=omero\nPIDFile=/x\n');
  put('etc/systemd/system/a.service.d/1.conf', '[Service]\nUser=web\nPIDFile=\n');
  const unit = findUnit({ root }, 'a.service');
  if (typeof unit !== 'object') throw new Error('no unit');
  expect(serviceValue(unit, 'User')).toBe('web');
  expect(serviceValue(unit, 'PIDFile')).toBeUndefined();
  expect(serviceValue(unit, 'Group')).toBeUndefined();
});

it('lists services that hold a text', () => {
  put('etc/systemd/system/b.service', 'User=omero');
  put('lib/systemd/system/b.service', 'User=omero');
  put('lib/systemd/system/a.service', 'User=omero');
  put('lib/systemd/system/c.service', 'User=web');
  put('lib/systemd/system/d.socket', 'User=omero');
  put('lib/systemd/system/e@.service', 'User=omero');
  expect(listUnits({ root }, 'User=omero')).toEqual(['a.service', 'b.service']);
});

it('any files: the limit is what the independent reader says', () => {
  const value = fc.oneof(
    fc.integer({ min: 0, max: 99999 }).map(String),
    fc.constantFrom(
      'infinity',
      '',
      '64K',
      '9:infinity',
      '10:20',
      '20:10',
      ' 77 ',
      '0x40',
      '010',
      '\\\n 88',
      '5 # x',
    ),
  );
  const line = fc.oneof(
    { weight: 5, arbitrary: value.map((each) => `LimitNOFILE=${each}`) },
    {
      weight: 2,
      arbitrary: fc.constantFrom('[Service]', '[Unit]', '# LimitNOFILE=1', '', 'LimitNOFILE = 3'),
    },
  );
  const text = fc.array(line, { maxLength: 5 }).map((lines) => ['[Service]', ...lines, ''].join('\n'));
  const paths = ['etc', 'lib'].flatMap((top) =>
    [
      'a-b.service',
      'a-b.service.d/1.conf',
      'a-b.service.d/2.conf',
      'a-.service.d/2.conf',
      'service.d/1.conf',
    ].map((name) => `${top}/systemd/system/${name}`),
  );
  for (const path of paths) put(path, '');
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...paths), text, { maxKeys: 6 }), (entries) => {
      for (const path of paths) rmSync(join(root, path), { force: true });
      writeFileSync(join(root, 'lib/systemd/system/a-b.service'), '[Service]\nLimitNOFILE=5\n');
      for (const [path, content] of Object.entries(entries)) writeFileSync(join(root, path), content);
      const unit = findUnit({ root }, 'a-b.service');
      if (typeof unit !== 'object') throw new Error('no unit');
      const { soft, hard } = effectiveLimit(unit) ?? { soft: null, hard: null };
      const named = [soft, hard].map((limit) => (limit === Infinity ? 'infinity' : limit));
      expect(named).toEqual(readService(root, 'a-b.service'));
    }),
    { numRuns: 1000 },
  );
});
