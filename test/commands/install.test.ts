import { chmodSync, existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { main } from '../../src/cli.js';
import { addTo, distInfo, type Leaf, makeTree } from '../site/tree.js';
import { fakeIo } from '../support/fake-io.js';

const library = 'venv/lib/python3.10/site-packages';

function venvOf(omeroWeb: string, django: string): Record<string, Leaf> {
  return {
    'venv/pyvenv.cfg': 'include-system-site-packages = false\n',
    [`${library}/omeroweb/settings.py`]: 'CORS_REPLACE_HTTPS_REFERER = True\n',
    ...distInfo(library, 'omero-web', omeroWeb),
    ...distInfo(library, 'Django', django),
  };
}
const venv = venvOf('5.33.2', '5.2.19');

/** What a pip does to a site-packages, in shell. */
const pips = {
  good: (packages: string) =>
    `f=${packages}/django_cors_headers-3.7.0.dist-info; mkdir $f; printf 'Name: django-cors-headers\\nVersion: 3.7.0\\n\\n' > $f/METADATA; echo Successfully installed`,
  failing: () => 'echo "ERROR: no network" >&2; exit 7',
  idle: () => 'echo nothing happens',
  moving: (packages: string) =>
    `rm -r ${packages}/Django-*; f=${packages}/Django-6.0.dist-info; mkdir $f; printf 'Name: Django\\nVersion: 6.0\\n\\n' > $f/METADATA`,
};

/** A shell script that answers as an interpreter, and whose pip writes down how it was called. */
function addPython(
  root: string,
  path: string,
  packages: string,
  pip: keyof typeof pips,
  version = '3.10.13',
): void {
  const answer = { version, executable: '/x', path: [join(root, packages)] };
  const script = [
    '#!/bin/sh',
    `if [ "$1" = -c ]; then echo 'omero-cors:${JSON.stringify(answer)}'; exit; fi`,
    `printf '%s\\n' "$PWD" "$PIP_USER" "$(umask)" "$@" > ${root}/called`,
    pips[pip](join(root, packages)),
    '',
  ].join('\n');
  addTo(root, { [path]: script });
  chmodSync(join(root, path), 0o755);
}

interface Options {
  readonly tree?: Record<string, Leaf>;
  readonly pip?: keyof typeof pips;
  readonly answer?: string;
}

async function install(words: readonly string[], { tree = venv, pip = 'good', answer }: Options = {}) {
  const root = makeTree(tree);
  addPython(root, 'venv/bin/python3.10', library, pip);
  const { io, stdin, stdout, stderr } = fakeIo({
    cwd: root,
    env: process.env,
    terminal: answer !== undefined,
  });
  if (answer !== undefined) stdin.write(answer);
  const exitCode = await main(['install', ...words], io);
  const called = existsSync(join(root, 'called'))
    ? readFileSync(join(root, 'called'), 'utf8').trimEnd().split('\n')
    : undefined;
  return { root, exitCode, called, stdout: stdout(), stderr: stderr() };
}

const words = ['-m', 'pip', 'install', 'django-cors-headers==3.7.0', 'django==5.2.19'];

describe('runs pip', () => {
  it('with the requirement and the Django that is there, from a folder that is nobody’s', async () => {
    const ran = await install(['venv', '--yes']);
    expect(ran).toMatchObject({ exitCode: 0, stdout: '' });
    expect(ran.called?.slice(3)).toEqual(words);
    expect(ran.called?.slice(0, 2)).toEqual(['/', '0']);
    expect(ran.stderr).toContain('Successfully installed');
    expect(ran.stderr).toContain('django-cors-headers 3.7.0 is there; Django is still 5.2.19');
  });
  it('where stdin is no terminal, as patch does', async () => {
    expect((await install(['venv'])).called).toBeDefined();
  });
  it.each(['y\n', 'Yes\n'])('after %j', async (answer) => {
    expect(await install(['venv'], { answer })).toMatchObject({ exitCode: 0, called: expect.anything() });
  });
  it('by the interpreter that is named', async () => {
    const root = makeTree({
      's/lib/python/omeroweb/settings.py': '',
      ...distInfo('p/site-packages', 'Django', '1.8.19'),
    });
    addTo(root, { 's/lib/python/omero_version.py': 'omero_version="5.4.10-ice36-b105"\n' });
    addPython(root, 'my python', 'p/site-packages', 'good', '2.7.18');
    const { io, stdout } = fakeIo({ cwd: root, env: process.env });
    expect(await main(['install', 's', '--python', './my python', '--dry-run'], io)).toBe(0);
    expect(stdout()).toBe(`'${root}/my python' -m pip install 'django-cors-headers<2.5' django==1.8.19\n`);
  });

  it.each([
    // The service is mostly another user: whoever may read the folder may read what comes into it.
    [0o755, 0o077, '0022'],
    [0o750, 0o077, '0027'],
    [0o755, 0o022, '0022'],
    [0o700, 0o077, '0077'],
  ])('into a folder of mode %o with umask %o by umask %s', async (mode, umask, expected) => {
    const root = makeTree(venv);
    addPython(root, 'venv/bin/python3.10', library, 'good');
    chmodSync(join(root, library), mode);
    const before = process.umask(umask);
    try {
      const { io } = fakeIo({ cwd: root, env: process.env });
      expect(await main(['install', 'venv', '--yes'], io)).toBe(0);
      expect(process.umask()).toBe(umask);
    } finally {
      process.umask(before);
    }
    expect(readFileSync(join(root, 'called'), 'utf8').split('\n')[2]).toBe(expected);
    expect(statSync(join(root, library, 'django_cors_headers-3.7.0.dist-info/METADATA')).mode & 0o444).toBe(
      mode & 0o444,
    );
  });
});

describe('runs nothing', () => {
  it('with --dry-run: the line, on stdout', async () => {
    const ran = await install(['venv', '--dry-run']);
    expect(ran).toMatchObject({ exitCode: 0, called: undefined });
    expect(ran.stdout).toBe(`${ran.root}/venv/bin/python3.10 ${words.join(' ')}\n`);
  });
  it.each(['n\n', '\n', 'yess\n'])('after %j', async (answer) => {
    const ran = await install(['venv'], { answer });
    expect(ran).toMatchObject({ exitCode: 1, called: undefined, stdout: '' });
    expect(ran.stderr).toContain('Nothing was installed.');
  });
  it('where it is there already', async () => {
    const ran = await install(['venv'], {
      tree: { ...venv, ...distInfo(library, 'django-cors-headers', '3.14.0') },
    });
    expect(ran).toMatchObject({ exitCode: 0, called: undefined, stdout: '' });
    expect(ran.stderr).toContain('3.14.0 is there already');
  });
  it.each<[string, readonly string[], Record<string, Leaf>, string]>([
    ['no such folder', ['nope'], venv, 'no such file or folder'],
    [
      'an old server without --python',
      ['s'],
      { 's/lib/python/omeroweb/settings.py': '' },
      '--python /usr/bin/python2.7',
    ],
    ['a copy without --python', ['settings.py'], { 'settings.py': '' }, '--python'],
    ['a Python that is none', ['venv', '--python', '/nonexistent/python'], venv, 'not found'],
    ['no Django', ['venv'], { [`${library}/omeroweb/settings.py`]: '' }, 'has no Django'],
    ['nothing fits', ['venv'], venvOf('5.6.0', '5.2.19'), 'no django-cors-headers is known to fit'],
  ])('%s', async (_, words, tree, said) => {
    const ran = await install(words, { tree });
    expect(ran).toMatchObject({ exitCode: 2, called: undefined, stdout: '' });
    expect(ran.stderr).toContain(said);
  });
});

describe('looks again', () => {
  it('pip fails: its words, and the command', async () => {
    const ran = await install(['venv', '--yes'], { pip: 'failing' });
    expect(ran.exitCode).toBe(2);
    expect(ran.stderr).toContain('ERROR: no network');
    expect(ran.stderr).toContain('pip ended with 7');
  });
  it('pip ends well, and nothing is there', async () => {
    const ran = await install(['venv', '--yes'], { pip: 'idle' });
    expect(ran.exitCode).toBe(2);
    expect(ran.stderr).toContain('is not where this Python looks');
  });
  it('pip has moved Django all the same: how to put it back', async () => {
    const ran = await install(['venv', '--yes'], { pip: 'moving' });
    expect(ran.exitCode).toBe(2);
    expect(ran.stderr).toContain('from 5.2.19 to 6.0');
    expect(ran.stderr).toContain(`${ran.root}/venv/bin/python3.10 -m pip install django==5.2.19`);
  });
});
