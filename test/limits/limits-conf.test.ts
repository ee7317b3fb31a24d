import { describe, expect, it } from 'vitest';
import { readLimitsLines } from '../../src/limits/limits-conf.js';

function read(text: string) {
  return readLimitsLines({ path: '/etc/security/limits.conf', text });
}

/** The one line, as `domain type value`. */
function summary(text: string): string | undefined {
  const [line] = read(text);
  if (line === undefined) return undefined;
  return line.kind === 'exemption' ? `${line.domain} exempt` : `${line.domain} ${line.type} ${line.value}`;
}

describe('lines that count', () => {
  it.each([
    ['omero-web soft nofile 1024', 'omero-web soft 1024'],
    ['omero-web\thard\tnofile\t1024', 'omero-web hard 1024'],
    ['  \t omero-web - nofile 1024 \t ', 'omero-web - 1024'],
    ['* soft nofile 1024', '* soft 1024'],
    ['@imaging hard nofile 1024', '@imaging hard 1024'],
    ['900:999 hard nofile 1024', '900:999 hard 1024'],
    // Case counts in the domain alone.
    ['Omero SOFT NOFILE UNLIMITED', 'Omero soft Infinity'],
    ['omero - nofile infinity', 'omero - Infinity'],
    ['omero - nofile -1', 'omero - Infinity'],
    ['omero - nofile -', 'omero - Infinity'],
    // strtoull(3) stops at the first letter, and takes a sign.
    ['omero - nofile 64k', 'omero - 64'],
    ['omero - nofile +2048', 'omero - 2048'],
    ['omero - nofile 0', 'omero - 0'],
    // The comment needs no blank before it.
    ['omero - nofile 2048#was 1024', 'omero - 2048'],
    ['omero - nofile 2048 # 4096', 'omero - 2048'],
    // Words behind the number: another field to Linux-PAM 1.5, a part of the number to 1.6.
    ['omero - nofile 2048 please', 'omero - 2048'],
    ['omero - nofile 2048\r', 'omero - 2048'],
    ['omero -', 'omero exempt'],
    ['@imaging - # all of them', '@imaging exempt'],
  ])('%j', (line, expected) => {
    expect(summary(line)).toBe(expected);
  });
});

describe('lines that do not count', () => {
  it.each([
    [''],
    [' \t'],
    ['# omero - nofile 1024'],
    ['  # omero - nofile 1024'],
    ['#omero - nofile 1024'],
    ['omero'],
    ['omero soft'],
    ['omero - nofile'],
    ['omero soft nofile # 1024'],
    ['omero both nofile 1024'],
    ['omero softs nofile 1024'],
    ['omero - nproc 1024'],
    ['omero - nofiles 1024'],
    ['omero - nofile many'],
    // A negative number is huge, and no kernel takes it.
    ['omero - nofile -5'],
    // Linux-PAM 1.6 makes one value of it, which is none; up to 1.5 it is unlimited. It can't be relied on.
    ['omero - nofile unlimited please'],
    // A form feed is no blank to the newer, a line of its own to nobody.
    ['omero-nofile-1024'],
  ])('%j', (line) => {
    expect(read(line)).toEqual([]);
  });
});

it('tells where each line and its value stand', () => {
  const text = '# a\r\nomero soft nofile 1024\r\n\n\tomero -  nofile\t9 # x\n';
  const lines = read(text);
  expect(lines.map(({ line }) => line)).toEqual([2, 4]);
  expect(lines.map(({ start, end }) => text.slice(start, end))).toEqual([
    'omero soft nofile 1024\r',
    '\tomero -  nofile\t9 # x',
  ]);
  expect(
    lines.map((line) => (line.kind === 'nofile' ? text.slice(line.valueStart, line.valueEnd) : '')),
  ).toEqual(['1024', '9']);
});
