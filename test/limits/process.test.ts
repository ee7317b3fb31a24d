import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { judgeProcess } from '../../src/limits/judge-process.js';
import { readPidFile, readProcesses } from '../../src/limits/process.js';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'omero-cors-proc-'));
});
afterEach(() => rmSync(root, { recursive: true }));

/** A folder as the kernel shows it. */
function addProcess(
  pid: number,
  more: {
    parent?: number;
    state?: string;
    name?: string;
    soft?: string;
    hard?: string;
    open?: string[];
  } = {},
): void {
  const { parent = 1, state = 'S', name = 'gunicorn', soft = '1024', hard = '524288', open } = more;
  const folder = join(root, 'proc', String(pid));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'stat'), `${pid} (${name}) ${state} ${parent} 1 1 0 -1 4194304 99 0\n`);
  const limits = `Limit                     Soft Limit           Hard Limit           Units     
Max processes             96365                96365                processes 
Max open files            ${soft.padEnd(21)}${hard.padEnd(21)}files     
Max locked memory         8388608              8388608              bytes     
`;
  writeFileSync(join(folder, 'limits'), limits);
  if (open === undefined) return;
  mkdirSync(join(folder, 'fd'));
  for (const [index, target] of open.entries()) symlinkSync(target, join(folder, 'fd', String(index)));
}

describe('processes', () => {
  it('are the master and its children', () => {
    addProcess(100, { open: ['/dev/null', 'socket:[1]', 'pipe:[2]', 'pipe:[3]', 'anon_inode:[eventpoll]'] });
    addProcess(90, { parent: 100, soft: '65535', hard: '65535', open: [] });
    addProcess(1000, { parent: 100, soft: 'unlimited', hard: 'unlimited', open: ['socket:[9]'] });
    // A grandchild, a stranger, and a child that is dead.
    addProcess(101, { parent: 90 });
    addProcess(102, { parent: 10 });
    addProcess(103, { parent: 100, state: 'Z' });
    mkdirSync(join(root, 'proc', 'sys'));
    const name = 'gunicorn';
    expect(readProcesses({ root }, 100)).toEqual([
      { pid: 100, role: 'master', name, soft: 1024, hard: 524288, open: { total: 5, sockets: 1, pipes: 2 } },
      { pid: 90, role: 'worker', name, soft: 65535, hard: 65535, open: { total: 0, sockets: 0, pipes: 0 } },
      {
        pid: 1000,
        role: 'worker',
        name,
        soft: Infinity,
        hard: Infinity,
        open: { total: 1, sockets: 1, pipes: 0 },
      },
    ]);
  });

  it('may have parentheses and line breaks in their names', () => {
    addProcess(100, { name: 'a) S 7 (b\n)' });
    expect(readProcesses({ root }, 100)).toMatchObject([{ name: 'a) S 7 (b\n)' }]);
  });

  it('may hide what they have open', () => {
    addProcess(100);
    expect(readProcesses({ root }, 100)).toMatchObject([{ open: undefined }]);
  });

  it.each([
    ['is none', () => undefined],
    ['is a zombie', () => addProcess(100, { state: 'Z', open: [] })],
    ['has a half of its files', () => mkdirSync(join(root, 'proc/100'), { recursive: true })],
  ])('not running: there %s', (_, prepare) => {
    prepare();
    expect(() => readProcesses({ root }, 100)).toThrow(expect.objectContaining({ code: 'not-running' }));
  });

  it('of this machine are read as the kernel shows them', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000); console.log("up")']);
    try {
      await new Promise((resolve) => child.stdout.once('data', resolve));
      const [self, ...workers] = readProcesses({ root: '/' }, process.pid);
      expect(self).toMatchObject({ pid: process.pid, role: 'master' });
      const worker = workers.find(({ pid }) => pid === child.pid);
      expect(worker).toMatchObject({ role: 'worker', soft: expect.any(Number), hard: expect.any(Number) });
      expect(worker?.open?.total).toBeGreaterThan(3);
    } finally {
      child.kill();
    }
  });
});

describe('the PID file', () => {
  it.each([['812\n'], ['812'], [' 812 \n']])('%j', (text) => {
    writeFileSync(join(root, 'django.pid'), text);
    expect(readPidFile({ root }, '/django.pid')).toBe(812);
  });

  it.each([[''], ['\n'], ['none'], ['812 813'], ['-812']])('without a number: %j', (text) => {
    writeFileSync(join(root, 'django.pid'), text);
    expect(() => readPidFile({ root }, '/django.pid')).toThrow('holds no process number');
  });

  it('that is missing', () => {
    expect(() => readPidFile({ root }, '/var/django.pid')).toThrow(`${root}/var/django.pid does not exist`);
  });
});

describe('whose fault it is', () => {
  it.each([
    ['nobody', 65535, 25, []],
    ['nobody, with no limit', Infinity, 25, []],
    ['nobody, at half of the limit', 65535, 500, []],
    ['a low limit', 1024, 25, ['soft-limit-low']],
    ['a limit that is nearly reached', 100, 80, ['soft-limit-low', 'limit-nearly-reached']],
    ['a limit that is reached', 1024, 500, ['soft-limit-low']],
    ['a leak, below the limit', 65535, 501, ['leak-suspected']],
    // Who leaks reaches any limit: it is not the one to blame.
    ['a leak, at the limit', 1024, 1024, ['soft-limit-low', 'leak-suspected']],
    ['a leak, at a high limit', 65535, 65535, ['leak-suspected']],
  ])('%s', (_, soft, total, codes) => {
    const open = { total, sockets: 7, pipes: 9 };
    const findings = judgeProcess({ pid: 1, role: 'worker', name: 'x', soft, hard: soft, open }, 65535);
    expect(findings.map(({ code }) => code)).toEqual(codes);
  });

  it('is not known where the open files are not', () => {
    const process = { pid: 1, role: 'worker', name: 'x', soft: 65535, hard: 65535, open: undefined } as const;
    expect(judgeProcess(process, 65535)).toEqual([{ code: 'open-files-unknown', severity: 'info' }]);
  });
});
