import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, expect } from 'vitest';
import {
  Controller,
  type Core,
  cores,
  type Played,
  resultOf,
  statesOf,
  summaryOf,
  type Vars,
  withRole,
} from './support/ansible.js';
import { contentOf, type Host, layOut, newest, put } from './support/ansible-hosts.js';
import { cacheFolder } from './support/cache.js';
import { cell } from './support/cell.js';
import { omeroCors } from './support/cli.js';
import { executable } from './support/executable.js';
import { configXml } from './support/installation.js';
import { Missing } from './support/missing.js';
import { pip, virtualenvWithPip } from './support/pip.js';
import { findPython } from './support/python.js';
import { readReleased } from './support/real-settings.js';
import { run, runOk } from './support/run.js';
import type { Later } from './support/scope.js';
import { sshServer } from './support/ssh-server.js';

const [viewer, other] = ['https://viewer.example.org', 'https://other.example.org'];

const placing = 'Put omero-cors on the host';
const installing = 'Install the django-cors-headers that fits';
const turningOn = 'Turn on CORS';
const restarting = 'Restart OMERO.web';

interface Site {
  readonly controller: Controller;
  readonly webs: Readonly<Record<string, Host>>;
  /** The place of the executable on a host. */
  readonly placeOn: (name: string) => string;
}

interface SitePlan {
  readonly names?: readonly string[];
  readonly core?: Core;
  readonly folder?: string;
  readonly vars?: Vars;
  readonly lacksPackage?: boolean;
}

/** Hosts with today's OMERO.web, none of which is restarted. */
async function buildSite(later: Later, plan: SitePlan = {}): Promise<Site> {
  const { names = ['web1'], core, folder, vars = {}, lacksPackage = false } = plan;
  const controller = new Controller(later, core, folder);
  const content = await readReleased(newest);
  const python = await findPython('3.12');
  const webs = Object.fromEntries(
    names.map((name) => [
      name,
      layOut(join(controller.hosts, name), { omeroWeb: newest, content, python, lacksPackage }),
    ]),
  );
  const placeOn = (name: string) => join(controller.hosts, name, 'bin', 'omero-cors');
  controller.inventory(
    Object.fromEntries(
      names.map((name) => [name, { cors_settings: webs[name]?.home, cors_executable_path: placeOn(name) }]),
    ),
    { cors_executable: await executable(), cors_restart: false, cors_origins: [viewer], ...vars },
  );
  return { controller, webs, placeOn };
}

function hostOf({ webs }: Site, name = 'web1'): Host {
  return webs[name] as Host;
}

function expectGood(played: Played): void {
  expect(played.code, played.stdout + played.stderr).toBe(0);
}

/** What the command line makes of the file of a host. */
async function byHand(later: Later, host: Host, words: readonly string[]): Promise<string> {
  const copy = mkdtempSync(join(tmpdir(), 'omero-cors-by-hand-'));
  later(() => rmSync(copy, { recursive: true, force: true }));
  cpSync(host.home, copy, { recursive: true, verbatimSymlinks: true });
  const { code, stderr } = await omeroCors(['patch', copy, '--yes', ...words]);
  expect(code, stderr).toBe(0);
  return readFileSync(host.settings.replace(host.home, copy), 'latin1');
}

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
        expect(statesOf(checked, turningOn)).toEqual({ web1: 'changed', web2: 'failed' });
        expect(contentOf(web)).toBe(before);
        const played = await play(['--diff']);
        expect(statesOf(played, turningOn)).toEqual({ web1: 'changed', web2: 'failed' });
        expect(resultOf(played, 'web1', turningOn).diffs).toEqual(resultOf(checked, 'web1', turningOn).diffs);
        expect(resultOf(played, 'web2', turningOn).message).toMatch(
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
    expect(resultOf(played, 'web1', turningOn).warnings.join()).toMatch(/settings\.py:\d+: .*the lab/);
    expect(played.stderr).toContain('the lab');
  });

  proven('takes the config.xml that cors_config_xml names', async (later) => {
    const site = await buildSite(later);
    const pathOf = (name: string) => join(hostOf(site).home, name, 'etc/grid/config.xml');
    put(pathOf('OMERO.web'), configXml({}));
    put(pathOf('OMERO.old'), configXml({ 'omero.web.cors_origin_whitelist': [other] }));
    const play = async (name?: string) => {
      const vars = name === undefined ? {} : { cors_config_xml: pathOf(name) };
      return resultOf(await site.controller.play({ book: [withRole(vars)] }), 'web1', turningOn);
    };
    expect((await play()).message).toMatch(/several config\.xml could be meant/);
    expect((await play('OMERO.old')).message).toMatch(/omero\.web\.cors_origin_whitelist/);
    expect((await play('OMERO.gone')).message).toMatch(/OMERO\.gone.*: no such file/);
    expect((await play('OMERO.web')).state).toBe('changed');
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
    const tasks = [
      {
        'ansible.builtin.include_role': { name: 'omero_cors.web.cors' },
        vars: { cors_origins: [viewer], cors_restart: false },
      },
    ];
    const book = [{ hosts: 'all', gather_facts: false, roles: ['ome.omero_web'], tasks }];
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
    const raising = 'Set the limit of open files';

    const checked = await play(['--check', '--diff']);
    expect(resultOf(checked, 'web1', raising).diffs).toHaveLength(3);
    expect(dropIns.map((path) => existsSync(path))).toEqual([false, false]);
    expectGood(await play());
    expect(readFileSync(limitsConf, 'utf8')).toContain('omero-web hard nofile 65535 # omero-cors: added\n');
    for (const path of dropIns) expect(readFileSync(path, 'utf8')).toContain('LimitNOFILE=65535\n');
    expect(summaryOf(await play()).changed).toEqual([]);
    expect(statesOf(await play(['-e', 'cors_state=absent']), raising)).toEqual({ web1: 'changed' });
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
    expect(resultOf(checked, 'web1', installing).diffs).toEqual([
      `${join(home, 'bin/python3.12')} -m pip install django-cors-headers==3.7.0 django==5.2.19\n`,
    ]);
    // What the same play is going to install is nothing to warn of.
    expect(resultOf(checked, 'web1', turningOn).warnings).toEqual([]);
    expect([installed(), contentOf(web)]).toEqual([false, before]);
    const played = await play([]);
    expectGood(played);
    expect(statesOf(played, installing)).toEqual({ web1: 'changed' });
    expect(installed()).toBe(true);
    expect(contentOf(web)).toContain('viewer.example.org');
    expect(summaryOf(await play([])).changed).toEqual([]);
  });

  proven('says in check mode, too, that a package is missing which it shall not install', async (later) => {
    const site = await buildSite(later, { lacksPackage: true, vars: { cors_install: false } });
    const checked = await site.controller.play({ book: [withRole()], words: ['--check'] });
    expect(resultOf(checked, 'web1', turningOn).warnings.join()).toMatch(
      /django-cors-headers is not installed/,
    );
    const before = contentOf(hostOf(site));
    const played = await site.controller.play({ book: [withRole()] });
    expect(resultOf(played, 'web1', turningOn).message).toMatch(/is not installed[\s\S]*omero-cors install/);
    expect(contentOf(hostOf(site))).toBe(before);
  });
});

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
    const tasks = [
      task('check before', 'check', '{{ cors_settings }}'),
      task('patch', 'patch', '{{ cors_settings }}', '--origin', viewer),
      task('check after', 'check', '{{ cors_settings }}'),
      task('config', 'config', '--origin', viewer),
      task('probe', 'probe', 'http://127.0.0.1:1/', '--origin', viewer),
      task('slip', 'pacth', '{{ cors_settings }}'),
      task('nothing'),
    ];
    put(site.placeOn('web1'), readFileSync(await executable()), 0o755);
    const played = await site.controller.play({ book: [{ hosts: 'all', gather_facts: false, tasks }] });
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
    expect(statesOf(played, turningOn), played.stdout).toEqual({ web1: 'changed', web2: 'failed' });
    expect(contentOf(hostOf(site))).toBe(expected);
    expect(played.stdout.split('+++ b/')).toHaveLength(2);
    expect(resultOf(played, 'web2', turningOn).message).toMatch(/^error: [\s\S]*Nothing was written\.$/);
    expect(summaryOf(await controller.play({ book: [withRole()] })).changed).toEqual([]);
    expect(controller.leftBehind()).toEqual([]);
  });
});

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
    expect(statesOf(checked, placing)).toEqual({ web1: 'changed' });
    expect(readFileSync(placeOn('web1')).equals(old)).toBe(true);
    const played = await controller.play({ book: [withRole({ cors_restart: true })] });
    expectGood(played);
    expect(played.results.filter(({ state }) => state === 'changed').map(({ task }) => task)).toEqual([
      placing,
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
    expect(resultOf(failed, 'web1', placing).message).toMatch(
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
    expect(resultOf(played, 'web1', placing).message).toMatch(
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
      expect(resultOf(played, 'web1', placing).message).toMatch(message);
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
    expect(resultOf(played, 'web1', placing).message).toMatch(
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
    expect(resultOf(refusedToNobody, 'web1', placing).message).toMatch(
      /cannot be written: .*Permission denied/,
    );
    expect(contentOf(web)).toContain('viewer.example.org');
  });
});

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
        expect(statesOf(played, restarting)).toEqual({ web1: 'changed', web2: 'changed' });
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
