import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Inspection, inspectInstallation } from '../../src/site/installation.js';
import { addTo, configXml, distInfo, type Leaf, makeTree } from './tree.js';

const venv = 'opt/omero/web/venv3';
const library = `${venv}/lib/python3.10/site-packages`;

/** A virtualenv of today, without OMERODIR. */
const today: Record<string, Leaf> = {
  [`${venv}/pyvenv.cfg`]: 'include-system-site-packages = false\nversion = 3.10.13\n',
  [`${venv}/bin/python3.10`]: '',
  [`${library}/omeroweb/settings.py`]: '',
  ...distInfo(library, 'omero-web', '5.33.2'),
  ...distInfo(library, 'Django', '5.2.19'),
};
const withPackage = { ...today, ...distInfo(library, 'django-cors-headers', '3.7.0') };
const config = (apps: string) => configXml({ 'omero.web.apps': apps });

function inspect(tree: Record<string, Leaf>, more: Partial<Inspection> & { at?: string } = {}) {
  const root = makeTree(tree);
  const { at = library, ...inspection } = more;
  const asked = { env: {}, cwd: root, root, ...inspection };
  return inspectInstallation(join(root, at, 'omeroweb/settings.py'), asked).then((found) => ({
    root,
    found,
  }));
}

const codesOf = (found: { findings: readonly { code: string }[] }) => found.findings.map(({ code }) => code);

describe('packages', () => {
  it('of a virtualenv', async () => {
    const { root, found } = await inspect(withPackage);
    expect(found).toMatchObject({
      kind: 'site-packages',
      omeroWeb: '5.33.2',
      django: '5.2.19',
      corsHeaders: { state: 'installed', version: '3.7.0' },
      python: '3.10.13',
      pythonExecutable: join(root, venv, 'bin/python3.10'),
      home: join(root, venv),
    });
  });
  it('missing where nothing else can hold it', async () => {
    expect((await inspect(today)).found.corsHeaders).toEqual({ state: 'missing' });
  });
  it('unknown where the system’s packages are seen', async () => {
    const open = { ...today, [`${venv}/pyvenv.cfg`]: 'include-system-site-packages = true\n' };
    const { found } = await inspect(open);
    expect(found).toMatchObject({ corsHeaders: { state: 'unknown' }, python: '3.10', django: '5.2.19' });
  });
  it('found in the PYTHONPATH of the service', async () => {
    const root = makeTree(today);
    addTo(root, {
      ...distInfo('srv/plugins', 'django-cors-headers', '3.7.0'),
      'etc/systemd/system/omero-web.service': `[Service]\nExecStart=${root}/${venv}/bin/omero web start\nEnvironment=PYTHONPATH=/nope:${root}/srv/plugins\n`,
    });
    const found = await inspectInstallation(join(root, library, 'omeroweb/settings.py'), {
      env: {},
      cwd: '/',
      root,
    });
    expect(found.corsHeaders).toEqual({ state: 'installed', version: '3.7.0' });
  });
  it('--cors-headers is taken for the truth', async () => {
    expect((await inspect(today, { corsHeaders: '3.14.0' })).found.corsHeaders).toEqual({
      state: 'installed',
      version: '3.14.0',
    });
  });
  it('of a copy elsewhere nothing is known', async () => {
    const root = makeTree({ ...withPackage, 'settings.py': '' });
    const found = await inspectInstallation(join(root, 'settings.py'), { env: {}, cwd: root, root });
    expect(found).toMatchObject({
      kind: 'unknown',
      omeroWeb: undefined,
      django: undefined,
      corsHeaders: { state: 'unknown' },
    });
  });
  it('of a text from stdin neither', async () => {
    const root = makeTree(withPackage);
    const found = await inspectInstallation(undefined, {
      env: {},
      cwd: join(root, library, 'omeroweb'),
      root,
    });
    expect(found).toMatchObject({ kind: 'unknown', corsHeaders: { state: 'unknown' } });
  });
});

describe('an old server', () => {
  const server = 'opt/OMERO.server-5.4.10/lib/python';
  const old = {
    [`${server}/omeroweb/settings.py`]: '',
    [`${server}/omero_version.py`]: 'import os\nomero_version="5.4.10-ice36-b105"\n',
  };

  it('has its version in omero_version.py, and no metadata', async () => {
    const { found } = await inspect(old, { at: server });
    expect(found).toMatchObject({
      kind: 'server-tree',
      omeroWeb: '5.4.10',
      django: undefined,
      corsHeaders: { state: 'unknown' },
      pythonExecutable: undefined,
    });
  });
  it('may bundle its Django', async () => {
    const bundled = { ...old, [`${server}/django/__init__.py`]: "VERSION = (1, 3, 1, 'final', 0)\n" };
    expect((await inspect(bundled, { at: server })).found.django).toBe('1.3.1');
  });
  it('a version that is no number is none', async () => {
    const tree = { ...old, [`${server}/omero_version.py`]: 'omero_version="@omero.version@"\n' };
    expect((await inspect(tree, { at: server })).found.omeroWeb).toBeUndefined();
  });

  function withPython(tree: Record<string, Leaf>, packages: Record<string, string>, at: string) {
    const root = makeTree({ ...tree, ...packages });
    const answer = { version: '2.7.18', executable: '/usr/bin/python2', path: [join(root, 'py')] };
    addTo(root, { python: `#!/bin/sh\necho 'omero-cors:${JSON.stringify(answer)}'\n` });
    chmodSync(join(root, 'python'), 0o755);
    return inspectInstallation(join(root, at, 'omeroweb/settings.py'), {
      python: './python',
      env: process.env,
      cwd: root,
      root,
    });
  }
  const django = { 'py/Django-1.8.19-py2.7.egg-info': 'Name: Django\nVersion: 1.8.19\n' };

  it('its Python knows the rest', async () => {
    const found = await withPython(
      old,
      { ...django, ...distInfo('py', 'django-cors-headers', '2.4.1') },
      server,
    );
    expect(found).toMatchObject({
      omeroWeb: '5.4.10',
      django: '1.8.19',
      corsHeaders: { state: 'installed', version: '2.4.1' },
      python: '2.7.18',
    });
    expect(codesOf(found)).not.toContain('python-disagrees');
  });
  it('and is known by its whole path', async () => {
    expect((await withPython(old, django, server)).pythonExecutable).toMatch(/^\/.*[^/.]\/python$/);
  });
  it('and what it does not have is missing', async () => {
    expect((await withPython(old, django, server)).corsHeaders).toEqual({ state: 'missing' });
  });
  it('a Django that the server bundles comes before that of its Python', async () => {
    const bundled = { ...old, [`${server}/django/__init__.py`]: "VERSION = (1, 3, 1, 'final', 0)\n" };
    expect((await withPython(bundled, django, server)).django).toBe('1.3.1');
  });
  it('of a virtualenv, another Python is believed, and the difference said', async () => {
    const found = await withPython(withPackage, django, library);
    expect(found).toMatchObject({ django: '1.8.19', corsHeaders: { state: 'missing' }, omeroWeb: '5.33.2' });
    expect(found.findings.filter(({ code }) => code === 'python-disagrees')).toEqual([
      { code: 'python-disagrees', severity: 'warning', name: 'Django', asked: '1.8.19', found: '5.2.19' },
      {
        code: 'python-disagrees',
        severity: 'warning',
        name: 'django-cors-headers',
        asked: '(none)',
        found: '3.7.0',
      },
    ]);
  });
});

describe('config.xml', () => {
  const omeroDir = 'opt/omero/web/omero-web';
  const beside = { ...withPackage, [`${omeroDir}/etc/grid/config.xml`]: config('["beside"]') };
  const appsOf = (found: Awaited<ReturnType<typeof inspect>>['found']) =>
    found.config?.properties.get('omero.web.apps')?.value;

  it('beside the virtualenv', async () => {
    const { root, found } = await inspect(beside);
    expect(appsOf(found)).toBe('["beside"]');
    expect(found.config?.path).toBe(join(root, omeroDir, 'etc/grid/config.xml'));
    expect(found.omeroDir).toBe(join(root, omeroDir));
    expect(found.findings).toEqual([]);
  });
  it('of OMERODIR before that', async () => {
    const tree = { ...beside, 'srv/etc/grid/config.xml': config('["srv"]') };
    expect(appsOf((await inspect(tree, { env: { OMERODIR: 'srv' } })).found)).toBe('["srv"]');
    expect(appsOf((await inspect(tree, { env: { OMERO_HOME: 'srv' } })).found)).toBe('["srv"]');
    expect(appsOf((await inspect(tree, { env: { OMERO_HOME: 'nope', OMERODIR: '' } })).found)).toBe(
      '["beside"]',
    );
  });
  it('that was named before all', async () => {
    const tree = { ...beside, 'srv/etc/grid/config.xml': config('["srv"]'), 'my.xml': config('["named"]') };
    const { found } = await inspect(tree, { env: { OMERODIR: 'srv' }, configXml: 'my.xml' });
    expect(appsOf(found)).toBe('["named"]');
    expect(found.omeroDir).toBeUndefined();
  });
  it('that was named and is not there', async () => {
    await expect(inspect(beside, { configXml: 'nope.xml' })).rejects.toMatchObject({
      code: 'config-xml-not-found',
    });
  });
  it('of a server tree', async () => {
    const server = 'opt/OMERO.server/lib/python';
    const tree = {
      [`${server}/omeroweb/settings.py`]: '',
      'opt/OMERO.server/etc/grid/config.xml': config('["s"]'),
    };
    expect(appsOf((await inspect(tree, { at: server })).found)).toBe('["s"]');
  });
  it('of an OMERODIR that the virtualenv lies in', async () => {
    const tree = { ...withPackage, 'opt/omero/etc/grid/config.xml': config('["around"]') };
    expect(appsOf((await inspect(tree)).found)).toBe('["around"]');
  });
  it('of one folder under two names', async () => {
    const { found } = await inspect({ ...beside, 'opt/omero/web/OMERO.web': { link: 'omero-web' } });
    expect(appsOf(found)).toBe('["beside"]');
    expect(found.findings).toEqual([]);
  });
  it('of two folders: neither, and said', async () => {
    const { found } = await inspect({
      ...beside,
      'opt/omero/web/old/etc/grid/config.xml': config('["old"]'),
    });
    expect(found.config).toBeUndefined();
    expect(codesOf(found)).toEqual(['config-ambiguous']);
  });
  it('of two folders, one of them that of the service', async () => {
    const root = makeTree({ ...beside, 'opt/omero/web/old/etc/grid/config.xml': config('["old"]') });
    const unit =
      '[Service]\nExecStart=/opt/omero/web/venv3/bin/omero web start\nEnvironment=OMERODIR=/opt/omero/web/old\n';
    // Its paths are those of the tree: as on a machine, where root is /.
    addTo(root, { 'etc/systemd/system/omero-web.service': unit.replace('ExecStart=', `ExecStart=${root}`) });
    const found = await inspectInstallation(join(root, library, 'omeroweb/settings.py'), {
      env: {},
      cwd: '/',
      root,
    });
    expect(appsOf(found)).toBe('["old"]');
    expect(found.findings).toEqual([]);
  });
  it('a service of another installation has no say', async () => {
    const unit =
      '[Service]\nExecStart=/srv/other/venv/bin/omero web start\nEnvironment=OMERODIR=/srv/other/omero\n';
    const { found } = await inspect({
      ...today,
      'etc/systemd/system/omero-web.service': unit,
      'srv/other/omero/etc/grid/config.xml': config('["other"]'),
    });
    expect(found.config).toBeUndefined();
    expect(found.service).toBeUndefined();
  });
  it('a service of a neighbour in the same top folder neither', async () => {
    const root = makeTree({ 'opt/x': '' });
    const place = `/opt-of-test${root.replaceAll('/', '-')}`;
    const unit = `[Service]\nExecStart=${place}2/bin/omero web start\n`;
    addTo(root, { 'etc/systemd/system/omero-web.service': unit });
    const settingsPath = `${place}/lib/python3.10/site-packages/omeroweb/settings.py`;
    expect((await inspectInstallation(settingsPath, { env: {}, cwd: root, root })).service).toBeUndefined();
  });
  it('none: says where it was looked for', async () => {
    const { root, found } = await inspect({ ...today, [`${omeroDir}/etc/grid/templates.xml`]: '' });
    expect(found.omeroDir).toBe(join(root, omeroDir));
    const [finding] = found.findings;
    expect(finding).toMatchObject({ code: 'config-not-found', severity: 'info' });
    expect((finding as { searched?: readonly string[] }).searched).toContain(
      join(root, omeroDir, 'etc/grid/config.xml'),
    );
  });
  it('a folder of that name is said to be unreadable', async () => {
    const { found } = await inspect({ ...today, [`${omeroDir}/etc/grid/config.xml`]: { folder: true } });
    expect(codesOf(found)).toEqual(['config-unreadable']);
  });
  it('broken: an error with its line', async () => {
    await expect(
      inspect({ ...today, [`${omeroDir}/etc/grid/config.xml`]: '<icegrid>\n<x>\n' }),
    ).rejects.toMatchObject({
      code: 'config-xml-syntax',
    });
  });
});

describe('*.omero files', () => {
  const role = {
    ...withPackage,
    'opt/omero/web/OMERO.web/etc/grid/config.xml': config('[]'),
    'opt/omero/web/config/00-omero-web.omero': 'config drop default\n',
    'opt/omero/web/config/10-apps.omero': `config append omero.web.apps '"a"'\n`,
    'opt/omero/web/config/.hidden.omero': 'config set a b\n',
    'opt/omero/web/config/10-apps.omero.bak': 'config set a b\n',
  };
  it('beside OMERODIR, by name', async () => {
    const { root, found } = await inspect(role);
    expect(found.configFolder).toBe(join(root, 'opt/omero/web/config'));
    expect(found.configOperations.map(({ action }) => action.verb)).toEqual(['drop', 'append']);
  });
  it('in the folder that the service loads', async () => {
    const root = makeTree({ ...role, 'srv/conf/a.omero': 'config set a b\n' });
    addTo(root, {
      'etc/systemd/system/omero-web.service': `[Service]\nExecStartPre=${root}/${venv}/bin/omero load --glob /srv/conf/*.omero\n`,
    });
    const found = await inspectInstallation(join(root, library, 'omeroweb/settings.py'), {
      env: {},
      cwd: '/',
      root,
    });
    expect(found.configFolder).toBe(join(root, 'srv/conf'));
    expect(found.configOperations).toHaveLength(1);
  });
  it('an empty folder is one to write to', async () => {
    const { root, found } = await inspect({
      ...today,
      'opt/omero/web/w/etc/grid/x': '',
      'opt/omero/web/config': { folder: true },
    });
    expect(found.configFolder).toBe(join(root, 'opt/omero/web/config'));
    expect(found.configOperations).toEqual([]);
  });
  it('a file called config is none', async () => {
    const { found } = await inspect({
      ...today,
      'opt/omero/web/w/etc/grid/x': '',
      'opt/omero/web/config': '',
    });
    expect(found.configFolder).toBeUndefined();
  });
});
