import { describe, expect, test } from 'vitest';
import { main } from '../../src/cli.js';
import { fixture } from '../check/fixtures.js';
import { addTo, configXml, distInfo, makeTree } from '../site/tree.js';
import { fakeIo } from '../support/fake-io.js';
import { ORIGIN } from '../support/settings.js';

const library = 'web/venv3/lib/python3.12/site-packages';
const settings = `${library}/omeroweb/settings.py`;
const ours = 'web/omero-web/etc/grid/config.xml';
const old = 'web/old/etc/grid/config.xml';

type Keys = Readonly<Record<string, string>>;

/** A virtualenv with two folders beside it that could be OMERODIR. */
function install(one: Keys | string, other: Keys | string, text = fixture('untouched-5.33')): string {
  const root = makeTree({
    [settings]: text,
    'web/venv3/pyvenv.cfg': 'include-system-site-packages = false\nversion = 3.12\n',
    ...distInfo(library, 'omero-web', '5.33.2'),
    ...distInfo(library, 'Django', '5.2.9'),
    ...distInfo(library, 'django-cors-headers', '3.7.0'),
  });
  const print = (keys: Keys | string) => (typeof keys === 'string' ? keys : configXml(keys));
  addTo(root, { [ours]: print(one), [old]: print(other) });
  return root;
}

async function run(cwd: string, ...argv: readonly string[]) {
  const fake = fakeIo({ cwd });
  const exitCode = await main(argv, fake.io);
  return { exitCode, stdout: fake.stdout(), stderr: fake.stderr() };
}

const WHITELIST = { 'omero.web.cors_origin_whitelist': '["https://other.example.org"]' };
const NEW_NAME = {
  'omero.web.django_additional_settings': '[["CORS_ALLOWED_ORIGINS", ["https://a.example"]]]',
};
const CREDENTIALS_OFF = { 'omero.web.django_additional_settings': '[["CORS_ALLOW_CREDENTIALS", false]]' };
const OF_NO_MATTER = { 'omero.web.ui.top_links': '[]', 'omero.web.server_list': '[["a", 4064, "b"]]' };
const APP = { 'omero.web.apps': '["corsheaders"]' };

describe('patch', () => {
  const patch = (root: string, ...more: readonly string[]) =>
    run(root, 'patch', settings, '--origin', ORIGIN, '--format', 'json', '--yes', ...more);
  const codesOf = (stdout: string) =>
    (JSON.parse(stdout).files[0].findings as { code: string; severity: string }[]).map(
      ({ code, severity }) => `${severity} ${code}`,
    );

  test.each<readonly [what: string, one: Keys | string, other: Keys | string]>([
    ['set nothing about it', {}, {}],
    ['differ in what is no matter of CORS', {}, OF_NO_MATTER],
    ['say the same', APP, APP],
    ['say it in other words', { 'omero.web.cors_origin_whitelist': '[ ]' }, {}],
    // What the block does about apps and middleware holds whatever they say.
    ['differ in the apps', APP, {}],
    ['are broken, one of them', {}, '<icegrid>'],
  ])('writes where both %s', async (_what, one, other) => {
    const { exitCode, stdout } = await patch(install(one, other));
    expect([exitCode, JSON.parse(stdout).files[0].status]).toEqual([0, 'changed']);
    expect(codesOf(stdout)).toContain('info config-ambiguous');
  });

  test.each<readonly [what: string, other: Keys | string, says: boolean]>([
    ['each was read', OF_NO_MATTER, true],
    ['one was not', '<icegrid>', false],
  ])('says that they come to the same where %s', async (_what, other, says) => {
    const { stderr } = await patch(install({}, other));
    expect(stderr).toContain('several config.xml could be meant');
    expect(stderr.includes('which come to the same here')).toBe(says);
    // Nor would another user read more of it.
    expect(stderr).not.toContain('as a user who may read it');
  });

  test.each<readonly [what: string, one: Keys, other: Keys]>([
    ['one sets the origins', {}, WHITELIST],
    ['one sets a new name', NEW_NAME, {}],
    ['both stop it, for other reasons', NEW_NAME, WHITELIST],
  ])('writes nothing where %s', async (_what, one, other) => {
    const root = install(one, other);
    const { exitCode, stdout, stderr } = await patch(root);
    expect([exitCode, JSON.parse(stdout).files[0].status]).toEqual([2, 'blocked']);
    expect(codesOf(stdout)).toEqual(['error config-ambiguous']);
    expect(stderr).toContain('--config-xml');
    expect(stderr).toContain(`${root}/${ours}`);
    expect(stderr).toContain('Nothing was written.');
  });

  test('where credentials decide', async () => {
    const root = install(CREDENTIALS_OFF, {});
    expect((await patch(root)).exitCode).toBe(0);
    const all = install(CREDENTIALS_OFF, {});
    expect(codesOf((await patch(all, '--allow-all')).stdout)).toEqual(['error config-ambiguous']);
  });

  test('goes by the one that is named', async () => {
    const root = install({}, WHITELIST);
    expect((await patch(root, '--config-xml', ours)).exitCode).toBe(0);
    const { stdout } = await patch(install({}, WHITELIST), '--config-xml', old);
    expect(codesOf(stdout)).toEqual(['error config-sets-origins']);
  });

  test('heeds the *.omero files beside both, which drop them', async () => {
    const root = install({}, WHITELIST);
    addTo(root, { 'web/config/00-reset.omero': 'config drop default\n' });
    const { exitCode, stdout } = await patch(root);
    expect([exitCode, codesOf(stdout)]).toEqual([0, ['info config-ambiguous']]);
  });
});

describe('check', () => {
  const check = async (root: string) => {
    const { exitCode, stdout } = await run(root, 'check', settings, '--format', 'json');
    const { findings, parts } = JSON.parse(stdout).files[0];
    const codes = (findings as { code: string; severity: string }[]).map(
      ({ code, severity }) => `${severity} ${code}`,
    );
    return { exitCode, codes, states: (parts as { state: string }[]).map(({ state }) => state) };
  };

  test('says what holds with both', async () => {
    const { codes, exitCode } = await check(install({}, OF_NO_MATTER));
    expect(codes).toEqual([
      'error app-missing',
      'error middleware-missing',
      'error origins-missing',
      'info config-ambiguous',
    ]);
    expect(exitCode).toBe(1);
  });

  test('on whatever line they say it', async () => {
    const wrong = { 'omero.web.cors_origin_whitelist': '["viewer.example.org"]' };
    const { codes } = await check(install(wrong, { ...OF_NO_MATTER, ...wrong }));
    expect(codes).toContain('error origin-without-scheme');
    expect(codes).toContain('info config-ambiguous');
  });

  test.each<readonly [what: string, one: Keys | string, other: Keys | string]>([
    ['differ', {}, { ...APP, ...WHITELIST }],
    ['differ in a value that stops OMERO.web', {}, { 'omero.web.apps': '[' }],
    ['both stop it', { 'omero.web.apps': '[' }, { 'omero.web.apps': '[' }],
  ])('concludes nothing where they %s', async (_what, one, other) => {
    expect(await check(install(one, other))).toMatchObject({
      exitCode: 0,
      codes: ['warning config-ambiguous'],
    });
  });
});

describe('config', () => {
  const config = (root: string, ...more: readonly string[]) =>
    run(root, 'config', '--origin', ORIGIN, '--for', settings, ...more);

  test('prints the lines that are right for both', async () => {
    const { exitCode, stdout, stderr } = await config(install({}, OF_NO_MATTER));
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('omero config append --set')]);
    expect(stderr).toContain('note: ');
    expect(stderr).toContain('which come to the same here');
  });

  test('prints none where they differ in what stands there already', async () => {
    const http = { 'omero.web.cors_origin_whitelist': '["viewer.example.org"]' };
    const { exitCode, stdout, stderr } = await config(install({}, http));
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain('what to do depends on which');
    expect(stderr).toContain('No lines were printed.');
  });

  test('nor whole lists that would drop what one of them has', async () => {
    const root = install({}, { 'omero.web.apps': '["omero_figure"]' });
    expect((await config(root)).exitCode).toBe(0);
    expect((await config(root, '--format', 'env')).exitCode).toBe(2);
  });
});
