import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { statesOf, withRole } from './support/ansible.js';
import { contentOf, put } from './support/ansible-hosts.js';
import { buildSite, expectGood, hostOf, type Site, tasks } from './support/ansible-site.js';
import { cell } from './support/cell.js';
import { Missing } from './support/missing.js';
import { findPython } from './support/python.js';
import { run } from './support/run.js';
import type { Later } from './support/scope.js';

describe('the restart', () => {
  /** A service of this machine, which writes down each restart. */
  async function service(site: Site, later: Later): Promise<{ name: string; restarts: () => number }> {
    if (process.getuid?.() !== 0) throw new Missing('needs root');
    if (existsSync('/run/systemd/system'))
      throw new Missing('systemd runs here: only a unit would be restarted');
    if ((await run('sh', ['-c', 'command -v service'])).code !== 0) throw new Missing('no `service` command');
    const name = `omero-cors-e2e-${process.pid}`;
    const script = `/etc/init.d/${name}`;
    const log = join(site.controller.folder, 'service.log');
    later(() => rmSync(script, { force: true }));
    const text = `#!/bin/sh\n### BEGIN INIT INFO\n# Provides: ${name}\n### END INIT INFO\necho "$1" >>'${log}'\n`;
    writeFileSync(script, text);
    chmodSync(script, 0o755);
    const restarts = () => {
      const lines = existsSync(log) ? readFileSync(log, 'utf8').split('\n') : [];
      return lines.filter((line) => line === 'start' || line === 'restart').length;
    };
    return { name, restarts };
  }

  const pythons = [
    { core: '2.21', python: '3.12' },
    { core: '2.16', python: '3.6' },
    { core: '2.16', python: '2.7' },
  ] as const;
  for (const { core, python } of pythons) {
    cell(
      `comes once, by Python ${python} of the host and ansible-core ${core}`,
      async (later) => {
        const interpreter = await findPython(python);
        const names = ['web1', 'web2'];
        const vars = { ansible_python_interpreter: interpreter, cors_limits_user: 'omero-web' };
        const site = await buildSite(later, { core, names, vars });
        const { name, restarts } = await service(site, later);
        const tree = (host: string) => join(site.controller.hosts, host, 'root');
        for (const host of names) {
          put(join(tree(host), 'etc/systemd/system/omero-web.service'), '[Service]\nUser=omero-web\n');
          put(join(tree(host), 'etc/security/limits.conf'), '');
        }
        // systemctl only writes down what it is told.
        const told = join(site.controller.folder, 'systemctl.log');
        const tools = join(site.controller.folder, 'own-tools');
        put(join(tools, 'systemctl'), `#!/bin/sh\necho "$1" >>'${told}'\n`, 0o755);
        const env = { PATH: `${tools}:${join(site.controller.folder, 'tools')}` };
        const __cors_root = `${site.controller.hosts}/{{ inventory_hostname }}/root`;
        const role = { cors_restart: true, cors_service: name };
        const book = [withRole(role, { serial: 1, vars: { __cors_root } })];
        const play = (words: readonly string[] = []) => site.controller.play({ book, words, env });

        const played = await play();
        expectGood(played);
        expect(statesOf(played, tasks.restart)).toEqual({ web1: 'changed', web2: 'changed' });
        // Two tasks of each host had changed something.
        expect(restarts()).toBe(2);
        expect(readFileSync(told, 'utf8')).toBe('daemon-reload\ndaemon-reload\n');
        expectGood(await play());
        expectGood(await play(['--check', '-e', 'cors_state=absent']));
        expect(restarts()).toBe(2);
        expectGood(await play(['-e', 'cors_restart=false', '-e', 'cors_state=absent']));
        expect(restarts()).toBe(2);
      },
      { timeout: 300_000 },
    );
  }

  cell(
    'alone needs a Python on the host',
    async (later) => {
      const site = await buildSite(later, { vars: { ansible_python_interpreter: '/nowhere/python' } });
      expectGood(await site.controller.play({ book: [withRole()] }));
      expect(contentOf(hostOf(site))).toContain('viewer.example.org');
    },
    { timeout: 300_000 },
  );
});
