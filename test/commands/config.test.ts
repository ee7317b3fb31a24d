import { describe, expect, it } from 'vitest';
import { main } from '../../src/cli.js';
import { addTo, configXml, distInfo, type Leaf, makeTree } from '../site/tree.js';
import { fakeIo } from '../support/fake-io.js';

const library = 'web/venv3/lib/python3.10/site-packages';
const settings = `${library}/omeroweb/settings.py`;
const omeroDir = 'web/OMERO.web';

/** The shape of a settings.py: what is mapped, and how the middleware comes about. */
function settingsText(era: '5.2' | '5.4' | '5.5' | 'today', { apps = '', bottom = '' } = {}): string {
  const mapped =
    era === '5.2'
      ? ''
      : `    "omero.web.cors_origin_whitelist": ["CORS_ORIGIN_WHITELIST", "[]", json.loads, "x"],\n`;
  const additional =
    era === '5.5' || era === 'today'
      ? 'for k, v in DJANGO_ADDITIONAL_SETTINGS:\n    setattr(sys.modules[__name__], k, v)\n'
      : '';
  const name = era === 'today' ? 'MIDDLEWARE' : 'MIDDLEWARE_CLASSES';
  return [
    `CUSTOM_SETTINGS_MAPPINGS = {\n${mapped}}\n`,
    `INSTALLED_APPS = (\n    'django.contrib.staticfiles',\n)\n`,
    era === '5.2' ? '' : `INSTALLED_APPS += (\n    'omeroweb',\n    'pipeline',${apps}\n)\n`,
    era === '5.2'
      ? `${name} = (\n    'a.B',\n)\n`
      : `${name} = sort_properties_to_tuple(MIDDLEWARE_CLASSES_LIST)\n`,
    additional,
    bottom,
    '# Load server list and freeze\nfrom x import Server\n\n\ndef load_server_list():\n    pass\n\n\nload_server_list()\n',
  ].join('');
}

const venv: Record<string, Leaf> = {
  'web/venv3/pyvenv.cfg': 'include-system-site-packages = false\n',
  [settings]: settingsText('today'),
  ...distInfo(library, 'omero-web', '5.33.2'),
  ...distInfo(library, 'django-cors-headers', '3.7.0'),
};
const origin = ['--origin', 'https://viewer.example.org'];

async function config(tree: Record<string, Leaf>, ...words: readonly string[]) {
  const root = makeTree(tree);
  const { io, stdout, stderr } = fakeIo({ cwd: root });
  const exitCode = await main(['config', ...words], io);
  return { root, exitCode, stdout: stdout(), stderr: stderr().replaceAll(root, '') };
}

const shellLines = [
  `omero config append --set omero.web.apps '"corsheaders"'`,
  `omero config append --set omero.web.middleware '{"index": -1, "class": "corsheaders.middleware.CorsMiddleware"}'`,
  `omero config append --set omero.web.cors_origin_whitelist '"https://viewer.example.org"'`,
  '',
].join('\n');

describe('the format', () => {
  const withDir = { ...venv, [`${omeroDir}/etc/grid/config.xml`]: configXml({}) };

  it('is lines for a shell where there is no folder of *.omero files', async () => {
    const ran = await config(withDir, '--for', 'web/venv3', ...origin);
    expect(ran).toMatchObject({ exitCode: 0, stdout: shellLines });
    expect(ran.stderr).toContain(`OMERODIR=/${omeroDir}`);
    expect(ran.stderr).not.toMatch(/warning|note|error/);
  });
  it('is a *.omero file where there is one, with the command that made it', async () => {
    const tree = { ...withDir, 'web/config/10-apps.omero': `config append omero.web.apps '"a"'\n` };
    const ran = await config(tree, '--for', 'web', ...origin);
    expect(ran.stdout).toBe(
      `# omero-cors config --for web --origin https://viewer.example.org\n${shellLines.replaceAll('omero config', 'config')}`,
    );
    expect(ran.stderr).toContain('/web/config/90-omero-cors.omero');
  });
  it.each([
    ['90-z.omero', 'zz-omero-cors.omero'],
    ['90-omero-c.omero', '90-omero-cors.omero'],
    // The name that it has already.
    ['50-omero-cors.omero', '50-omero-cors.omero'],
  ])('beside %s the file is %s', async (name, ours) => {
    const ran = await config({ ...withDir, [`web/config/${name}`]: '' }, '--for', 'web', ...origin);
    expect(ran.stderr).toContain(`/web/config/${ours}\n`);
  });
  it('can be chosen', async () => {
    const ran = await config(withDir, '--for', 'web', ...origin, '--format', 'env');
    expect(ran.stdout.split('\n').map((line) => line.split('=')[0])).toEqual([
      'CONFIG_omero_web_apps',
      'CONFIG_omero_web_middleware',
      'CONFIG_omero_web_cors__origin__whitelist',
      '',
    ]);
    expect(ran.stderr).toContain(`made from /${omeroDir}/etc/grid/config.xml`);
  });
  it('lines for a shell are gone where config.xml is made anew', async () => {
    const tree = { ...withDir, 'web/config/00-omero-web.omero': 'config drop default\n' };
    expect((await config(tree, '--for', 'web', ...origin, '--format', 'shell')).stderr).toContain(
      'anew at each start',
    );
    expect((await config(tree, '--for', 'web', ...origin)).stderr).not.toContain('anew at each start');
  });
});

describe('without --for', () => {
  it('writes for today, and says so', async () => {
    const ran = await config({}, ...origin);
    expect(ran).toMatchObject({ exitCode: 0, stdout: shellLines });
    expect(ran.stderr).toContain('for OMERO.web 5.6 or later');
  });
  it('takes the configuration that is named', async () => {
    const tree = { 'my.xml': configXml({ 'omero.web.middleware': '[{"index": -3, "class": "w.W"}]' }) };
    expect((await config(tree, ...origin, '--config-xml', 'my.xml')).stdout).toContain('"index": -4,');
  });
  it('takes the version that is named', async () => {
    expect((await config({}, ...origin, '--cors-headers', '2.4.1')).stdout).toContain(
      `'"viewer.example.org"'`,
    );
  });
});

describe('an older OMERO.web', () => {
  const server = (era: '5.2' | '5.4' | '5.5') => ({ 's/lib/python/omeroweb/settings.py': settingsText(era) });

  it('before 5.3.2: refused, with the other way', async () => {
    const ran = await config(server('5.2'), '--for', 's', ...origin);
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).toContain('5.3.2');
    expect(ran.stderr).toContain('omero-cors patch s ');
  });
  it.each(['5.4', '5.5'] as const)('%s: hosts without scheme', async (era) => {
    expect((await config(server(era), '--for', 's', ...origin)).stdout).toContain(
      `cors_origin_whitelist '"viewer.example.org"'`,
    );
  });
  it('5.4: credentials can not be switched off', async () => {
    const ran = await config(server('5.4'), '--for', 's', ...origin, '--no-credentials');
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).toContain('CORS_ALLOW_CREDENTIALS = True in its code');
  });
  it('5.5: by its additional settings', async () => {
    const ran = await config(server('5.5'), '--for', 's', ...origin, '--no-credentials');
    expect(ran.stdout).toContain(`omero.web.django_additional_settings '["CORS_ALLOW_CREDENTIALS", false]'`);
  });
});

describe('refused, with nothing on stdout', () => {
  const xml = (properties: Record<string, string>) => ({
    ...venv,
    [`${omeroDir}/etc/grid/config.xml`]: configXml(properties),
  });
  const { [`${library}/django_cors_headers-3.7.0.dist-info/METADATA`]: _, ...withoutPackage } = venv;
  const byHand = settingsText('today', { apps: "\n    'corsheaders'," });
  const byPath = settingsText('today', {
    apps: "\n    'corsheaders.apps.CorsHeadersAppConfig',",
    bottom: '# omero-cors: begin\n# omero-cors: end\n',
  });

  it.each<[string, Record<string, Leaf>, readonly string[], string]>([
    ['no origin', venv, [], 'config needs to know which origin'],
    ['an origin that is none', venv, ['--origin', 'null'], 'is no origin'],
    ['no settings.py there', venv, [...origin, '--for', 'web/nope'], 'no such file or folder'],
    ['every origin, and no word about credentials', venv, ['--allow-all'], '--no-credentials'],
    ['the package is missing', withoutPackage, origin, 'omero-cors install'],
    [
      'a new name in the configuration',
      xml({ 'omero.web.django_additional_settings': '[["CORS_ALLOWED_ORIGINS", []]]' }),
      origin,
      `omero config remove omero.web.django_additional_settings '["CORS_ALLOWED_ORIGINS", []]'`,
    ],
    [
      'a list that is none',
      xml({ 'omero.web.apps': 'a' }),
      origin,
      '/config.xml:7: omero.web.apps is no JSON list',
    ],
    [
      'XML that is none',
      { ...venv, [`${omeroDir}/etc/grid/config.xml`]: '<icegrid>\n<x' },
      origin,
      'not well-formed',
    ],
    ['the app stands in settings.py by hand', { ...venv, [settings]: byHand }, origin, 'revert --all'],
    [
      'it stands there by its AppConfig, which no block joins',
      { ...venv, [settings]: byPath },
      origin,
      'revert --all',
    ],
    ['a syntax error in settings.py', { ...venv, [settings]: 'a = (\n' }, origin, 'settings.py:'],
  ])('%s', async (_, tree, words, said) => {
    const ran = await config(tree, '--for', 'web/venv3', ...words);
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).toContain(said);
  });

  it('--without-package prints them all the same', async () => {
    expect(await config(withoutPackage, '--for', 'web/venv3', ...origin, '--without-package')).toMatchObject({
      exitCode: 0,
      stdout: shellLines,
    });
  });
});

describe('said, and printed all the same', () => {
  it('settings.py has the edit of patch, which overrides the configuration', async () => {
    const root = makeTree(venv);
    const patching = fakeIo({ cwd: root });
    expect(await main(['patch', 'web/venv3', ...origin, '--yes'], patching.io)).toBe(0);
    const { io, stdout, stderr } = fakeIo({ cwd: root });
    expect(await main(['config', '--for', 'web/venv3', ...origin], io)).toBe(0);
    expect(stdout()).toBe(shellLines);
    expect(stderr()).toContain('overrides what the configuration says');
    expect(stderr()).toContain(`omero-cors revert ${settings}`);
  });
  it('an origin by hand in settings.py overrides it too', async () => {
    const tree = {
      ...venv,
      [settings]: settingsText('today', { bottom: "CORS_ORIGIN_WHITELIST = ('https://a.org',)\n" }),
    };
    const ran = await config(tree, '--for', 'web/venv3', ...origin);
    expect(ran).toMatchObject({ exitCode: 0, stdout: shellLines });
    expect(ran.stderr).toContain('overrides what the configuration says');
  });
  it('every origin is let in already', async () => {
    const root = makeTree(venv);
    addTo(root, {
      [`${omeroDir}/etc/grid/config.xml`]: configXml({ 'omero.web.cors_origin_allow_all': 'true' }),
    });
    const { io, stderr } = fakeIo({ cwd: root });
    expect(await main(['config', '--for', 'web/venv3', ...origin], io)).toBe(0);
    expect(stderr()).toContain('config.xml:7: omero.web.cors_origin_allow_all lets in every origin already');
  });
  it('a scheme that was assumed', async () => {
    expect((await config(venv, '--for', 'web/venv3', '--origin', 'viewer.example.org')).stderr).toContain(
      'no scheme was named',
    );
  });
});
