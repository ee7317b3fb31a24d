import { describe, expect, it } from 'vitest';
import { readAssignments, readNofileLimit } from '../../src/limits/unit-file.js';

describe('values of LimitNOFILE=', () => {
  it.each([
    ['65535', 65535, 65535],
    ['1024:65535', 1024, 65535],
    ['infinity', Infinity, Infinity],
    ['1024:infinity', 1024, Infinity],
    ['infinity:infinity', Infinity, Infinity],
    ['+5', 5, 5],
    ['0', 0, 0],
    ['0x10', 16, 16],
    ['0X1F:0x20', 31, 32],
    // Octal, as strtoull(3) with base 0.
    ['010', 8, 8],
    ['065535', 0o65535, 0o65535],
  ])('%s', (value, soft, hard) => {
    expect(readNofileLimit(value)).toEqual({ soft, hard });
  });

  // Each of these systemd 252 says it ignores; e2e asks the systemd of the machine.
  it.each([
    [''],
    ['64K'],
    ['1M'],
    ['70000:1024'],
    ['infinity:1024'],
    ['-1'],
    ['unlimited'],
    ['1024:'],
    [':1024'],
    ['1:2:3'],
    ['1024 : 65535'],
    ['65535 # enough'],
    ['"65535"'],
    ['08'],
    ['65535.0'],
    ['6e4'],
  ])('ignored: %j', (value) => {
    expect(readNofileLimit(value)).toBeUndefined();
  });
});

describe('assignments', () => {
  function read(text: string) {
    return readAssignments(text).map(({ section, key, value, line }) => `${line} ${section}.${key}=${value}`);
  }

  it.each([
    ['[Service]\nUser=omero\nLimitNOFILE=5\n', ['2 Service.User=omero', '3 Service.LimitNOFILE=5']],
    ['[Service]\r\n  User = omero web \r\n', ['2 Service.User=omero web']],
    ['[A]\nx=1\n[B]\nx=2\n[A]\nx=3', ['2 A.x=1', '4 B.x=2', '6 A.x=3']],
    // The value may hold more of them.
    ['[S]\nEnvironment="A=b"', ['2 S.Environment="A=b"']],
    ['[S]\nx=', ['2 S.x=']],
    // A backslash joins lines with a blank, and comments between them fall out.
    ['[S]\nx=a\\\n  b\ny=c', ['2 S.x=a   b', '4 S.y=c']],
    ['[S]\nx=a\\\n# no\n  ; no\n b\ny=c', ['2 S.x=a  b', '6 S.y=c']],
    ['[S]\nx=a\\\n', ['2 S.x=a']],
    ['[S]\nx=a\\', ['2 S.x=a']],
    // Two are one that is escaped.
    ['[S]\nx=a\\\\\ny=b', ['2 S.x=a\\\\', '3 S.y=b']],
    // A comment does not go on in the next line.
    ['[S]\n# x=a\\\ny=b', ['3 S.y=b']],
    ['x=1', ['1 .x=1']],
  ])('%j', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it.each([[''], ['# x=1'], [' ;x=1'], ['[S]'], ['[S]\nno equals sign']])('none: %j', (text) => {
    expect(read(text)).toEqual([]);
  });
});
