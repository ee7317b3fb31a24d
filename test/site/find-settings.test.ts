import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SettingsError } from '../../src/errors.js';
import { findSettings } from '../../src/site/find-settings.js';
import { type Leaf, makeTree } from './tree.js';

const file = 'SETTINGS = 1\n';

function failure(run: () => unknown): SettingsError {
  try {
    run();
  } catch (error) {
    if (error instanceof SettingsError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('finds the one settings.py of a folder', () => {
  const cases: readonly [what: string, tree: Record<string, Leaf>, named: string, found: string][] = [
    ['the package itself', { 'omeroweb/settings.py': file }, 'omeroweb', 'omeroweb/settings.py'],
    ['a site-packages', { 'sp/omeroweb/settings.py': file }, 'sp', 'sp/omeroweb/settings.py'],
    [
      'a virtualenv',
      { 'venv/lib/python3.10/site-packages/omeroweb/settings.py': file },
      'venv',
      'venv/lib/python3.10/site-packages/omeroweb/settings.py',
    ],
    [
      'a virtualenv of two-digit minor version whose lib64 is a link to lib',
      { 'venv/lib/python3.12/site-packages/omeroweb/settings.py': file, 'venv/lib64': { link: 'lib' } },
      'venv',
      'venv/lib/python3.12/site-packages/omeroweb/settings.py',
    ],
    [
      'a prefix with a lib64 of its own',
      { 'usr/lib64/python3.9/site-packages/omeroweb/settings.py': file },
      'usr',
      'usr/lib64/python3.9/site-packages/omeroweb/settings.py',
    ],
    [
      "Debian's dist-packages",
      { 'usr/local/lib/python3.11/dist-packages/omeroweb/settings.py': file },
      'usr/local',
      'usr/local/lib/python3.11/dist-packages/omeroweb/settings.py',
    ],
    [
      'an old server',
      { 'OMERO.server/lib/python/omeroweb/settings.py': file },
      'OMERO.server',
      'OMERO.server/lib/python/omeroweb/settings.py',
    ],
    [
      'the folder around a virtualenv',
      {
        'web/venv3/lib/python3.9/site-packages/omeroweb/settings.py': file,
        'web/omero-web/etc/grid/config.xml': '',
        'web/config/00-omero-web.omero': '',
      },
      'web',
      'web/venv3/lib/python3.9/site-packages/omeroweb/settings.py',
    ],
    [
      'the folder around a server and the link to it: one server',
      {
        'opt/OMERO.py-5.4.10-ice36-b105/lib/python/omeroweb/settings.py': file,
        'opt/OMERO.server': { link: 'OMERO.py-5.4.10-ice36-b105' },
      },
      'opt',
      'opt/OMERO.py-5.4.10-ice36-b105/lib/python/omeroweb/settings.py',
    ],
    [
      'a virtualenv beside which others lie: only what was named counts',
      {
        'a/lib/python3.9/site-packages/omeroweb/settings.py': file,
        'b/lib/python3.9/site-packages/omeroweb/settings.py': file,
      },
      'b',
      'b/lib/python3.9/site-packages/omeroweb/settings.py',
    ],
    [
      'a folder with a slash at its end',
      { 'sp/omeroweb/settings.py': file },
      'sp/',
      'sp/omeroweb/settings.py',
    ],
  ];
  it.each(cases)('%s', (_, tree, named, found) => {
    const root = makeTree(tree);
    expect(findSettings(named, root)).toBe(found);
    expect(findSettings(join(root, named), '/')).toBe(join(root, found));
  });

  it('the working directory', () => {
    expect(findSettings('.', makeTree({ 'omeroweb/settings.py': file }))).toBe('omeroweb/settings.py');
  });
});

describe('takes a file as it was named', () => {
  it.each(['settings.py', 'settings.py.j2', './a b', 'dir/../settings.py'])('%s', (name) => {
    const root = makeTree({ 'settings.py': file, 'settings.py.j2': file, 'a b': file, 'dir/x': '' });
    expect(findSettings(name, root)).toBe(name);
  });

  it('a link is not followed here', () => {
    const root = makeTree({ 'settings.py': file, link: { link: 'settings.py' } });
    expect(findSettings('link', root)).toBe('link');
  });
});

describe('says why there is none', () => {
  it('nothing there', () => {
    const error = failure(() => findSettings('nope', makeTree({})));
    expect(error).toMatchObject({ code: 'settings-not-found', message: 'nope: no such file or folder' });
  });

  it('a file in the middle of the path', () => {
    const error = failure(() => findSettings('a/b', makeTree({ a: '' })));
    expect(error.code).toBe('settings-not-found');
  });

  it('an empty folder: lists the places', () => {
    const error = failure(() => findSettings('.', makeTree({})));
    expect(error.code).toBe('settings-not-found');
    expect(error.hint).toContain('lib/python*/site-packages/omeroweb/settings.py');
  });

  it.each<[string, Record<string, Leaf>]>([
    ['a folder of that name', { 'omeroweb/settings.py/x': '' }],
    ['a virtualenv without OMERO.web', { 'lib/python3.10/site-packages/django/settings.py': file }],
    ['two folders down', { 'a/b/lib/python3.10/site-packages/omeroweb/settings.py': file }],
    ['a lib folder that is no Python', { 'lib/pythonista/site-packages/omeroweb/settings.py': file }],
  ])('%s is none', (_, tree) => {
    expect(failure(() => findSettings('.', makeTree(tree))).code).toBe('settings-not-found');
  });

  it('two virtualenvs: lists both', () => {
    const root = makeTree({
      'web/venv3/lib/python3.9/site-packages/omeroweb/settings.py': file,
      'web/venv3.old/lib/python3.6/site-packages/omeroweb/settings.py': file,
    });
    const error = failure(() => findSettings('web', root));
    expect(error.code).toBe('settings-ambiguous');
    expect(error.hint).toContain('web/venv3/lib/python3.9/site-packages/omeroweb/settings.py\n');
    expect(error.hint).toContain('web/venv3.old/lib/python3.6/site-packages/omeroweb/settings.py');
  });

  it('two Pythons in one virtualenv, left by an upgrade', () => {
    const root = makeTree({
      'venv/lib/python3.9/site-packages/omeroweb/settings.py': file,
      'venv/lib/python3.10/site-packages/omeroweb/settings.py': file,
    });
    expect(failure(() => findSettings('venv', root)).code).toBe('settings-ambiguous');
  });

  it.skipIf(process.getuid?.() === 0)('a folder that may not be entered', () => {
    const root = makeTree({ 'closed/omeroweb/settings.py': file });
    chmodSync(join(root, 'closed'), 0);
    expect(failure(() => findSettings('closed/omeroweb', root)).code).toBe('settings-unreadable');
    chmodSync(join(root, 'closed'), 0o755);
  });
});
