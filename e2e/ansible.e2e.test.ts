import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { cores, resultOf, statesOf, summaryOf, type Vars, withRole } from './support/ansible.js';
import { contentOf, put } from './support/ansible-hosts.js';
import { buildSite, byHand, expectGood, hostOf, other, tasks, viewer } from './support/ansible-site.js';
import { cacheFolder } from './support/cache.js';
import { cell } from './support/cell.js';
import { omeroCors } from './support/cli.js';
import { executable } from './support/executable.js';
import { configXml } from './support/installation.js';
import { pip, virtualenvWithPip } from './support/pip.js';
import type { Later } from './support/scope.js';

describe('on ansible-core', () => {
  for (const core of cores) {
    cell(
      `${core}: on, again, off; check and diff mode`,
      async (later) => {
        const site = await buildSite(later, { core, names: ['web1', 'web2'] });
        const { controller } = site;
        const [web, broken] = [hostOf(site), hostOf(site, 'web2')];
        put(broken.settings, 'INSTALLED_APPS = (\n');
        const before = contentOf(web);
        const expected = await byHand(later, web, ['--origin', viewer]);
        const play = (words: readonly string[]) => controller.play({ book: [withRole()], words });

        const checked = await play(['--check', '--diff']);
        expect(statesOf(checked, tasks.turnOn)).toEqual({ web1: 'changed', web2: 'failed' });
        expect(contentOf(web)).toBe(before);
        const played = await play(['--diff']);
        expect(statesOf(played, tasks.turnOn)).toEqual({ web1: 'changed', web2: 'failed' });
        expect(resultOf(played, 'web1', tasks.turnOn).diffs).toEqual(
          resultOf(checked, 'web1', tasks.turnOn).diffs,
        );
        expect(resultOf(played, 'web2', tasks.turnOn).message).toMatch(
          /no Python that could run[\s\S]*Mend the line/,
        );
        expect(contentOf(web)).toBe(expected);
        expect(summaryOf(await play([])).changed).toEqual([]);
        expect(summaryOf(await play(['-e', 'cors_state=absent'])).changed).toEqual(['web1']);
        expect([contentOf(web), contentOf(broken)]).toEqual([before, 'INSTALLED_APPS = (\n']);
        expect(controller.leftBehind()).toEqual([]);
      },
      { timeout: 300_000 },
    );
  }
});

describe('the role', () => {
  const proven = (name: string, run: (later: Later) => Promise<void>) =>
    cell(name, run, { timeout: 300_000 });

  proven('shows our diff once, in check mode and for real, and leaves nothing behind', async (later) => {
    const site = await buildSite(later);
    const { controller, placeOn } = site;
    const web = hostOf(site);
    const byTool = await omeroCors(['patch', web.home, '--origin', viewer, '--dry-run'], { cwd: '/' });
    const play = (words: readonly string[]) => controller.play({ book: [withRole()], words });

    const silent = await play(['--check']);
    expectGood(silent);
    expect(silent.stdout).not.toContain(viewer);
    const checked = await play(['--check', '--diff']);
    expect(checked.stdout.split(byTool.stdout)).toHaveLength(2);
    expect(checked.stdout.split('+++ b/')).toHaveLength(2);
    expect([existsSync(placeOn('web1')), controller.leftBehind()]).toEqual([false, []]);
    const played = await play(['--diff']);
    expect(played.stdout.split(byTool.stdout)).toHaveLength(2);
    expect(controller.leftBehind()).toEqual([]);
    expect(readdirSync(join(web.home, 'bin'))).toEqual(['omero-cors']);
    expect(statSync(placeOn('web1')).mode & 0o777).toBe(0o755);
    const again = await play(['--diff']);
    expect(again.stdout).not.toContain('+++ b/');
  });

  proven('passes on what each variable means', async (later) => {
    const cases: readonly { readonly vars: Vars; readonly words: readonly string[] }[] = [
      { vars: { cors_credentials: true }, words: ['--origin', viewer, '--credentials'] },
      { vars: { cors_credentials: false }, words: ['--origin', viewer, '--no-credentials'] },
      // As `-e cors_credentials=no` gives it: a text that would count as true.
      { vars: { cors_credentials: 'no' }, words: ['--origin', viewer, '--no-credentials'] },
      { vars: { cors_origins: other }, words: ['--origin', other] },
      {
        vars: { cors_origins: [], cors_origin_regexes: ['https://[a-z]+\\.example\\.org'] },
        words: ['--origin-regex', 'https://[a-z]+\\.example\\.org'],
      },
      {
        vars: { cors_origins: [], cors_allow_all: true, cors_credentials: false },
        words: ['--allow-all', '--no-credentials'],
      },
      {
        vars: { cors_origins: [viewer, other], cors_urls_regex: '^/(api|webgateway)/' },
        words: ['--origin', viewer, '--origin', other, '--urls-regex', '^/(api|webgateway)/'],
      },
    ];
    const names = cases.map((_, index) => `web${index}`);
    const site = await buildSite(later, { names });
    const expected = await Promise.all(
      cases.map(({ words }, index) => byHand(later, hostOf(site, `web${index}`), words)),
    );
    const books = cases.map(({ vars }, index) => withRole(vars, { hosts: `web${index}` }));
    expectGood(await site.controller.play({ book: books }));
    for (const name of names) {
      expect(contentOf(hostOf(site, name)), name).toBe(expected[names.indexOf(name)]);
    }
  });

  proven('adds what a second play names; cors_replace takes the rest away', async (later) => {
    const site = await buildSite(later);
    const web = hostOf(site);
    const both = await byHand(later, web, ['--origin', viewer, '--origin', other]);
    const alone = await byHand(later, web, ['--replace', '--origin', other]);
    expectGood(await site.controller.play({ book: [withRole(), withRole({ cors_origins: [other] })] }));
    expect(contentOf(web)).toBe(both);
    const replaced = await site.controller.play({
      book: [withRole({ cors_origins: [other], cors_replace: true })],
    });
    expectGood(replaced);
    expect(contentOf(web)).toBe(alone);
  });

  proven("makes Ansible's warnings of ours", async (later) => {
    const site = await buildSite(later);
    const web = hostOf(site);
    const replacing = withRole({ cors_origins: [other], cors_replace: true });
    expectGood(await site.controller.play({ book: [withRole()] }));
    put(web.settings, contentOf(web).replace(`"${viewer}",`, `"${viewer}",  # the lab`));
    const played = await site.controller.play({ book: [replacing] });
    expectGood(played);
    expect(resultOf(played, 'web1', tasks.turnOn).warnings.join()).toMatch(/settings\.py:\d+: .*the lab/);
    expect(played.stderr).toContain('the lab');
  });

  proven('takes the config.xml that cors_config_xml names', async (later) => {
    const site = await buildSite(later);
    const pathOf = (name: string) => join(hostOf(site).home, name, 'etc/grid/config.xml');
    put(pathOf('OMERO.web'), configXml({}));
    put(pathOf('OMERO.old'), configXml({ 'omero.web.cors_origin_whitelist': [other] }));
    const play = async (name?: string) => {
      const vars = name === undefined ? {} : { cors_config_xml: pathOf(name) };
      return resultOf(await site.controller.play({ book: [withRole(vars)] }), 'web1', tasks.turnOn);
    };
    expect((await play()).message).toMatch(/several config\.xml could be meant/);
    expect((await play('OMERO.old')).message).toMatch(/omero\.web\.cors_origin_whitelist/);
    expect((await play('OMERO.gone')).message).toMatch(/OMERO\.gone.*: no such file/);
    expect((await play('OMERO.web')).state).toBe('changed');
  });

  proven('asks the Python that cors_python names', async (later) => {
    const site = await buildSite(later);
    const play = (vars: Vars) => site.controller.play({ book: [withRole(vars)] });
    const nowhere = { cors_python: '/nowhere/python' };
    expect(resultOf(await play(nowhere), 'web1', tasks.install).message).toMatch(/\/nowhere\/python/);
    const patching = await play({ ...nowhere, cors_install: false });
    expect(resultOf(patching, 'web1', tasks.turnOn).message).toMatch(/\/nowhere\/python/);
    expectGood(await play({ cors_python: '{{ cors_settings }}/venv3/bin/python3.12' }));
  });

  proven('touches only the hosts of --limit', async (later) => {
    const site = await buildSite(later, { names: ['web1', 'web2', 'web3'] });
    const before = contentOf(hostOf(site));
    const played = await site.controller.play({ book: [withRole()], words: ['--limit', 'web2'] });
    expectGood(played);
    expect(summaryOf(played)).toEqual({ changed: ['web2'], failed: [] });
    expect(contentOf(hostOf(site, 'web1'))).toBe(before);
    expect(contentOf(hostOf(site, 'web2'))).toContain('viewer.example.org');
    expect(contentOf(hostOf(site, 'web3'))).toBe(before);
  });

  proven('takes blanks, quotes and other alphabets in every path', async (later) => {
    const folder = `Ömero's "web" ©`;
    const site = await buildSite(later, { folder });
    const expected = await byHand(later, hostOf(site), ['--origin', viewer]);
    const played = await site.controller.play({ book: [withRole()], words: ['--diff'] });
    expectGood(played);
    expect(contentOf(hostOf(site))).toBe(expected);
    // As git writes such names.
    expect(played.stdout).toContain(`\\303\\226mero's \\"web\\" \\302\\251/hosts/web1/`);
    expect(existsSync(site.placeOn('web1'))).toBe(true);
  });

  proven('finds what the role ome.omero_web left in the same play', async (later) => {
    const site = await buildSite(later, { vars: { cors_origins: [viewer] } });
    const { controller, placeOn } = site;
    const web = hostOf(site);
    // Only its defaults matter here.
    const folder = join(controller.folder, 'roles', 'ome.omero_web');
    put(
      join(folder, 'defaults/main.yml'),
      `omero_web_basedir: ${web.home}\nomero_web_virtualenv_basedir: "{{ omero_web_basedir + '/venv3' }}"\n`,
    );
    put(join(folder, 'tasks/main.yml'), '- ansible.builtin.debug:\n    msg: installed\n');
    controller.inventory({
      web1: { cors_executable_path: placeOn('web1'), cors_executable: await executable() },
    });
    const asked = [
      {
        'ansible.builtin.include_role': { name: 'omero_cors.web.cors' },
        vars: { cors_origins: [viewer], cors_restart: false },
      },
    ];
    const book = [{ hosts: 'all', gather_facts: false, roles: ['ome.omero_web'], tasks: asked }];
    expectGood(await controller.play({ book }));
    expect(contentOf(web)).toContain('viewer.example.org');
  });

  proven('asks for origins before anything is copied', async (later) => {
    const site = await buildSite(later, { vars: { cors_origins: [] } });
    const played = await site.controller.play({ book: [withRole()] });
    expect(played.code).toBe(2);
    expect(resultOf(played, 'web1', 'Ask who may read').message).toMatch(
      /cors_origins, cors_origin_regexes or/,
    );
    expect(existsSync(site.placeOn('web1'))).toBe(false);
  });

  proven('raises the limits of a user, and gives the old bytes back', async (later) => {
    const site = await buildSite(later);
    const root = join(site.controller.folder, 'root');
    const limitsConf = join(root, 'etc/security/limits.conf');
    put(limitsConf, '* soft nofile 1024\n# End of file\n');
    put(join(root, 'etc/passwd'), 'omero-web:x:990:990::/opt/omero/web:/bin/sh\n');
    put(join(root, 'etc/systemd/system/omero-web.service'), '[Service]\nUser=omero-web\n');
    put(join(root, 'etc/systemd/system/tiles.service'), '[Service]\nUser=omero-web\n');
    const dropIns = ['omero-web', 'tiles'].map((unit) =>
      join(root, `etc/systemd/system/${unit}.service.d/zz-omero-cors.conf`),
    );
    const limits = { cors_limits_user: 'omero-web', cors_limits_units: ['tiles.service'] };
    const play = (words: readonly string[] = []) =>
      site.controller.play({ book: [withRole(limits, { vars: { __cors_root: root } })], words });

    const checked = await play(['--check', '--diff']);
    expect(resultOf(checked, 'web1', tasks.limits).diffs).toHaveLength(3);
    expect(dropIns.map((path) => existsSync(path))).toEqual([false, false]);
    expectGood(await play());
    expect(readFileSync(limitsConf, 'utf8')).toContain('omero-web hard nofile 65535 # omero-cors: added\n');
    for (const path of dropIns) expect(readFileSync(path, 'utf8')).toContain('LimitNOFILE=65535\n');
    expect(summaryOf(await play()).changed).toEqual([]);
    expect(statesOf(await play(['-e', 'cors_state=absent']), tasks.limits)).toEqual({ web1: 'changed' });
    expect(readFileSync(limitsConf, 'utf8')).toBe('* soft nofile 1024\n# End of file\n');
    expect(dropIns.map((path) => existsSync(path))).toEqual([false, false]);
  });

  proven('installs the package that fits, from the index that `environment` names', async (later) => {
    const site = await buildSite(later, { lacksPackage: true });
    const web = hostOf(site);
    const home = join(web.home, 'venv3');
    const kept = join(web.home, 'kept');
    cpSync(join(home, 'lib/python3.12/site-packages'), kept, { recursive: true });
    rmSync(home, { recursive: true });
    const python = await virtualenvWithPip(home, '3.12', '24.3.1');
    cpSync(kept, join(home, 'lib/python3.12/site-packages'), { recursive: true });
    const index = join(cacheFolder, 'ansible-index');
    if (!existsSync(join(index, 'django_cors_headers-3.7.0-py3-none-any.whl'))) {
      await pip(python, ['download', '--quiet', '--no-deps', '--dest', index, 'django-cors-headers==3.7.0']);
    }
    const environment = { PIP_NO_INDEX: '1', PIP_FIND_LINKS: index };
    const play = (words: readonly string[]) =>
      site.controller.play({ book: [withRole({}, { environment })], words });
    const installed = () => existsSync(join(home, 'lib/python3.12/site-packages/corsheaders'));
    const before = contentOf(web);

    const checked = await play(['--check', '--diff']);
    expectGood(checked);
    expect(resultOf(checked, 'web1', tasks.install).diffs).toEqual([
      `${join(home, 'bin/python3.12')} -m pip install django-cors-headers==3.7.0 django==5.2.19\n`,
    ]);
    // What the same play is going to install is nothing to warn of.
    expect(resultOf(checked, 'web1', tasks.turnOn).warnings).toEqual([]);
    expect([installed(), contentOf(web)]).toEqual([false, before]);
    const played = await play([]);
    expectGood(played);
    expect(statesOf(played, tasks.install)).toEqual({ web1: 'changed' });
    expect(installed()).toBe(true);
    expect(contentOf(web)).toContain('viewer.example.org');
    expect(summaryOf(await play([])).changed).toEqual([]);
  });

  proven('says in check mode, too, that a package is missing which it shall not install', async (later) => {
    const site = await buildSite(later, { lacksPackage: true, vars: { cors_install: false } });
    const checked = await site.controller.play({ book: [withRole()], words: ['--check'] });
    expect(resultOf(checked, 'web1', tasks.turnOn).warnings.join()).toMatch(
      /django-cors-headers is not installed/,
    );
    const before = contentOf(hostOf(site));
    const played = await site.controller.play({ book: [withRole()] });
    expect(resultOf(played, 'web1', tasks.turnOn).message).toMatch(
      /is not installed[\s\S]*omero-cors install/,
    );
    expect(contentOf(hostOf(site))).toBe(before);
  });
});
