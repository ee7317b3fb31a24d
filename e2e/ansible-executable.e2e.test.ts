import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect } from 'vitest';
import { resultOf, statesOf, withRole } from './support/ansible.js';
import { contentOf, put } from './support/ansible-hosts.js';
import { buildSite, expectGood, hostOf, tasks, viewer } from './support/ansible-site.js';
import { cell } from './support/cell.js';
import { executable } from './support/executable.js';
import { Missing } from './support/missing.js';
import { runOk } from './support/run.js';
import type { Later } from './support/scope.js';

describe('the executable', () => {
  const proven = (name: string, run: (later: Later) => Promise<void>) =>
    cell(name, run, { timeout: 300_000 });
  const patching = {
    hosts: 'all',
    gather_facts: false,
    tasks: [
      {
        name: 'patch',
        'omero_cors.web.run': {
          argv: ['patch', '{{ cors_settings }}', '--origin', viewer],
          executable: '{{ cors_executable }}',
          path: '{{ cors_executable_path }}',
        },
      },
    ],
  };

  proven('of another version gives way, and restarts nothing', async (later) => {
    const site = await buildSite(later);
    const { controller, placeOn } = site;
    expectGood(await controller.play({ book: [withRole()] }));
    const current = readFileSync(placeOn('web1'));
    // Of the same length, since a length proves nothing.
    const old = Buffer.from(current);
    old[old.length - 1] = (old[old.length - 1] ?? 0) ^ 1;
    writeFileSync(placeOn('web1'), old);
    const checked = await controller.play({ book: [withRole()], words: ['--check'] });
    expect(statesOf(checked, tasks.place)).toEqual({ web1: 'changed' });
    expect(readFileSync(placeOn('web1')).equals(old)).toBe(true);
    const played = await controller.play({ book: [withRole({ cors_restart: true })] });
    expectGood(played);
    expect(played.results.filter(({ state }) => state === 'changed').map(({ task }) => task)).toEqual([
      tasks.place,
    ]);
    expect(readFileSync(placeOn('web1')).equals(current)).toBe(true);
  });

  proven('goes to remote_tmp and away again where nobody put it on the host', async (later) => {
    const site = await buildSite(later);
    expectGood(await site.controller.play({ book: [patching] }));
    expect(contentOf(hostOf(site))).toContain('viewer.example.org');
    expect([existsSync(site.placeOn('web1')), site.controller.leftBehind()]).toEqual([false, []]);
    const failing = { cors_settings: '/nowhere' };
    const failed = await site.controller.play({
      book: [{ ...patching, vars: failing }],
      words: ['-e', 'cors_settings=/nowhere'],
    });
    expect(resultOf(failed, 'web1', 'patch').message).toMatch(/^error: \/nowhere: no such file or folder/);
    expect(site.controller.leftBehind()).toEqual([]);
  });

  proven('is not needed on the controller where the host has one', async (later) => {
    const site = await buildSite(later, { vars: { cors_executable: '' } });
    put(site.placeOn('web1'), readFileSync(await executable()), 0o755);
    expectGood(await site.controller.play({ book: [withRole()] }));
    expect(contentOf(hostOf(site))).toContain('viewer.example.org');
  });

  proven('is found on the PATH of the controller', async (later) => {
    const site = await buildSite(later, { vars: { cors_executable: '' } });
    const folder = join(site.controller.folder, 'own bin');
    put(join(folder, 'omero-cors'), readFileSync(await executable()), 0o755);
    const PATH = `${folder}:${join(site.controller.folder, 'tools')}`;
    expectGood(await site.controller.play({ book: [withRole()], env: { PATH } }));
    expect(existsSync(site.placeOn('web1'))).toBe(true);
  });

  proven('comes out of a folder with one for each kind of host', async (later) => {
    const built = await executable();
    const site = await buildSite(later);
    const folder = join(site.controller.folder, 'files', 'executables');
    mkdirSync(folder, { recursive: true });
    const play = () => site.controller.play({ book: [withRole({ cors_executable: 'executables' })] });
    put(join(folder, 'omero-cors-linux-s390x'), elf(22));
    const failed = await play();
    expect(resultOf(failed, 'web1', tasks.place).message).toMatch(
      /^cors_executable: there is no .*\/omero-cors-linux-/,
    );
    copyFileSync(built, join(folder, basename(built)));
    expectGood(await play());
    expect(contentOf(hostOf(site))).toContain('viewer.example.org');
  });

  proven('is the one for musl where musl is all there is', async (later) => {
    if (!existsSync('/lib/ld-musl-x86_64.so.1')) throw new Missing('no musl here');
    const site = await buildSite(later);
    const tools = join(site.controller.folder, 'own-tools');
    put(join(tools, 'getconf'), '#!/bin/sh\nexit 1\n', 0o755);
    const played = await site.controller.play({
      book: [withRole({ cors_executable: tools })],
      env: { PATH: `${tools}:${join(site.controller.folder, 'tools')}` },
    });
    expect(resultOf(played, 'web1', tasks.place).message).toMatch(
      /there is no .*\/omero-cors-linux-x64-musl, which/,
    );
  });

  /** The header of an executable for Linux, and nothing behind it. */
  function elf(machine: number): Buffer {
    const header = Buffer.alloc(64);
    header.write('\x7fELF\x02\x01\x01', 0, 'latin1');
    header.writeUInt16LE(2, 16);
    header.writeUInt16LE(machine, 18);
    return header;
  }

  const refused: readonly {
    readonly name: string;
    readonly content: () => Buffer | string | undefined;
    readonly message: RegExp;
  }[] = [
    {
      name: 'is missing',
      content: () => undefined,
      message: /^cors_executable: \/.* is not on the controller\n {2}Name/,
    },
    {
      name: "is npm's script",
      content: () => '#!/usr/bin/env node\n',
      message: /^cors_executable: \/.* is no executable for Linux\n.*npm/,
    },
    {
      name: 'is for another architecture',
      content: () => elf(process.arch === 'arm64' ? 62 : 183),
      message: /^cors_executable: \/.* is made for (arm64|x64), and this host is \w+\n/,
    },
    {
      name: 'does not run',
      content: () => elf(process.arch === 'arm64' ? 183 : 62),
      message: /does not run on this host: [\s\S]*cors_executable/,
    },
  ];
  for (const { name, content, message } of refused) {
    proven(`that ${name} is a clear error`, async (later) => {
      const site = await buildSite(later);
      const path = join(site.controller.folder, 'omero-cors');
      const made = content();
      if (made !== undefined) put(path, made, 0o755);
      const before = contentOf(hostOf(site));
      const played = await site.controller.play({ book: [withRole({ cors_executable: path })] });
      expect(played.code).toBe(2);
      expect(resultOf(played, 'web1', tasks.place).message).toMatch(message);
      expect(contentOf(hostOf(site))).toBe(before);
      expect(existsSync(site.placeOn('web1'))).toBe(false);
      const bin = join(hostOf(site).home, 'bin');
      expect(existsSync(bin) ? readdirSync(bin) : []).toEqual([]);
      expect(site.controller.leftBehind()).toEqual([]);
    });
  }

  proven('that is nowhere is a clear error', async (later) => {
    const site = await buildSite(later, { vars: { cors_executable: '' } });
    const played = await site.controller.play({ book: [withRole()] });
    expect(resultOf(played, 'web1', tasks.place).message).toMatch(
      /^no omero-cors on the controller[\s\S]*pip install omero-cors[\s\S]*cors_executable/,
    );
  });

  proven('runs as who the task becomes', async (later) => {
    if (process.getuid?.() !== 0) throw new Missing('needs root');
    const site = await buildSite(later, {
      vars: { ansible_become_method: 'su', ansible_become_flags: '-s /bin/sh', cors_install: false },
    });
    const web = hostOf(site);
    await runOk('chmod', ['-R', 'a+rX', join(site.controller.folder, '..')]);
    await runOk('chown', ['-R', 'nobody:nogroup', web.home]);
    const becoming = { ...patching, become: true, become_user: 'nobody' };
    const played = await site.controller.play({ book: [becoming] });
    expectGood(played);
    expect(contentOf(web)).toContain('viewer.example.org');
    expect(statSync(`${web.settings}.omero-cors.bak`).uid).toBe(statSync(web.settings).uid);
    expect(statSync(web.settings).uid).not.toBe(0);
    await runOk('chown', ['-R', 'root:root', web.home]);
    const refusedToNobody = await site.controller.play({
      book: [withRole({ cors_state: 'absent' }, { become: true, become_user: 'nobody' })],
    });
    expect(resultOf(refusedToNobody, 'web1', tasks.place).message).toMatch(
      /cannot be written: .*Permission denied/,
    );
    expect(contentOf(web)).toContain('viewer.example.org');
  });
});
