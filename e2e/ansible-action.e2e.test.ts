import { readFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { resultOf, statesOf, summaryOf, type Vars, withRole } from './support/ansible.js';
import { contentOf, put } from './support/ansible-hosts.js';
import { buildSite, byHand, expectGood, hostOf, tasks, viewer } from './support/ansible-site.js';
import { cell } from './support/cell.js';
import { executable } from './support/executable.js';
import type { Later } from './support/scope.js';
import { sshServer } from './support/ssh-server.js';

describe('the action', () => {
  const proven = (name: string, run: (later: Later) => Promise<void>) =>
    cell(name, run, { timeout: 300_000 });
  const task = (name: string, ...argv: readonly string[]): Vars => ({
    name,
    'omero_cors.web.run': { argv, executable: '{{ cors_executable }}', path: '{{ cors_executable_path }}' },
    ignore_errors: true,
  });

  proven('runs every other command, and fails with what it found', async (later) => {
    const site = await buildSite(later);
    const asked = [
      task('check before', 'check', '{{ cors_settings }}'),
      task('patch', 'patch', '{{ cors_settings }}', '--origin', viewer),
      task('check after', 'check', '{{ cors_settings }}'),
      task('config', 'config', '--origin', viewer),
      task('probe', 'probe', 'http://127.0.0.1:1/', '--origin', viewer),
      task('slip', 'pacth', '{{ cors_settings }}'),
      task('nothing'),
    ];
    put(site.placeOn('web1'), readFileSync(await executable()), 0o755);
    const played = await site.controller.play({
      book: [{ hosts: 'all', gather_facts: false, tasks: asked }],
    });
    expectGood(played);
    const states = played.results.map(({ task: name, state }) => [name, state]);
    expect(Object.fromEntries(states)).toEqual({
      'check before': 'failed',
      patch: 'changed',
      'check after': 'ok',
      config: 'ok',
      probe: 'failed',
      slip: 'failed',
      nothing: 'failed',
    });
    const before = resultOf(played, 'web1', 'check before');
    expect(before.message).toMatch(
      /settings\.py:\d+: corsheaders is not in INSTALLED_APPS\n {2}omero-cors patch/,
    );
    expect(before.files.map(({ status }) => status)).toEqual(['findings']);
    expect(resultOf(played, 'web1', 'probe').message).toMatch(/127\.0\.0\.1:1/);
    expect(resultOf(played, 'web1', 'slip').message).toMatch(/^error: .*pacth/);
  });

  proven('tells both streams apart over ssh, where becoming makes one terminal of them', async (later) => {
    const site = await buildSite(later, { names: ['web1', 'web2'] });
    const { controller, placeOn } = site;
    const hosts = ['web1', 'web2'].map((name) => {
      const vars = { cors_settings: hostOf(site, name).home, cors_executable_path: placeOn(name) };
      return [name, vars] as const;
    });
    put(hostOf(site, 'web2').settings, 'INSTALLED_APPS = (\n');
    const login = await sshServer(controller.folder, later);
    const own = { cors_executable: await executable(), cors_restart: false, cors_origins: [viewer] };
    const becoming = { ansible_become: true, ansible_become_method: 'su' };
    controller.inventory(Object.fromEntries(hosts), { ...own, ...login, ...becoming });
    const expected = await byHand(later, hostOf(site), ['--origin', viewer]);

    const played = await controller.play({ book: [withRole()], words: ['--diff'] });
    expect(statesOf(played, tasks.turnOn), played.stdout).toEqual({ web1: 'changed', web2: 'failed' });
    expect(contentOf(hostOf(site))).toBe(expected);
    expect(played.stdout.split('+++ b/')).toHaveLength(2);
    expect(resultOf(played, 'web2', tasks.turnOn).message).toMatch(/^error: [\s\S]*Nothing was written\.$/);
    expect(summaryOf(await controller.play({ book: [withRole()] })).changed).toEqual([]);
    expect(controller.leftBehind()).toEqual([]);
  });
});
