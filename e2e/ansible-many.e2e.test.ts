import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { Controller, type Played, resultOf, statesOf, summaryOf, withRole } from './support/ansible.js';
import { contentOf, type Host, layOut, newest, type Text, texts } from './support/ansible-hosts.js';
import { cell } from './support/cell.js';
import { omeroCors } from './support/cli.js';
import { executable } from './support/executable.js';
import { findPython } from './support/python.js';
import { type Later, once, suiteScope } from './support/scope.js';

const origin = 'https://viewer.example.org';

type Kind = 'good' | 'no Python' | 'computed' | 'no package';

interface Web extends Host {
  readonly name: string;
  readonly kind: Kind;
  readonly before: string;
  /** What the command line makes of the same file in such a place. */
  readonly expected: string;
}

describe('60 hosts in one play', () => {
  const later = suiteScope();
  const site = once(() => buildSite(later));
  const play = async (words: readonly string[] = [], vars = {}): Promise<Played> => {
    const { controller } = await site();
    const played = await controller.play({ book: [withRole(vars)], words: ['--forks', '8', ...words] });
    process.stderr.write(`60 hosts, ${words.join(' ') || 'for real'}: ${played.seconds.toFixed(0)} s\n`);
    return played;
  };
  const step = (name: string, run: () => Promise<void>) => cell(name, run, { timeout: 900_000 });

  step('check mode tells what would change, changes nothing, and leaves nothing behind', async () => {
    const { controller, webs, path } = await site();
    const played = await play(['--check', '--diff']);
    expect(statesOf(played, 'Turn on CORS')).toEqual(
      // What cannot be written is told before anybody tries.
      byName(webs, ({ kind }) => (kind === 'good' || kind === 'no package' ? 'changed' : 'failed')),
    );
    for (const web of webs) expect(contentOf(web) === web.before, web.name).toBe(true);
    expect([existsSync(path), controller.leftBehind()]).toEqual([false, []]);
  });

  step('every good host is right; every other one fails with our message and keeps its bytes', async () => {
    const { controller, webs } = await site();
    const played = await play();
    expect(played.code).toBe(2);
    expect(statesOf(played, 'Turn on CORS')).toEqual(
      byName(webs, ({ kind }) => (kind === 'good' ? 'changed' : 'failed')),
    );
    for (const web of webs) {
      expect(contentOf(web) === web.expected, `${web.name} (${web.kind}): the bytes`).toBe(true);
      if (web.kind === 'good') continue;
      const { message } = resultOf(played, web.name, 'Turn on CORS');
      expect(message.startsWith(`error: ${web.settings}`), message).toBe(true);
      expect(message).toMatch(reasons[web.kind]);
      expect(message).toMatch(/Nothing was written\.$/);
    }
    expect(controller.leftBehind()).toEqual([]);
  });

  step('a second play changes nothing', async () => {
    const { webs } = await site();
    const played = await play();
    expect(summaryOf(played)).toEqual({
      changed: [],
      failed: namesOf(webs, ({ kind }) => kind !== 'good'),
    });
    for (const web of webs) expect(contentOf(web) === web.expected, web.name).toBe(true);
  });

  step('cors_state: absent gives back the original bytes', async () => {
    const { webs } = await site();
    const played = await play(['-e', 'cors_state=absent']);
    expect(summaryOf(played)).toEqual({
      changed: namesOf(webs, ({ kind }) => kind === 'good'),
      // What is no Python cannot be told to be free of us; what was never patched has nothing to give back.
      failed: namesOf(webs, ({ kind }) => kind === 'no Python'),
    });
    for (const web of webs) expect(contentOf(web) === web.before, web.name).toBe(true);
  });
});

const reasons: Readonly<Record<Exclude<Kind, 'good'>, RegExp>> = {
  'no Python': /settings\.py:\d+: this is no Python that could run[\s\S]*\n {2}\d+ \| /,
  computed: /settings\.py:\d+: INSTALLED_APPS [\s\S]*To make the edit by hand/,
  'no package': /django-cors-headers is not installed[\s\S]*omero-cors install/,
};

/** What is made of a text, so that its host cannot be patched. */
const spoil: Readonly<Record<Kind, (text: string) => string>> = {
  good: (text) => text,
  'no Python': (text) => text.replace(/^INSTALLED_APPS = \($/m, 'INSTALLED_APPS = (('),
  computed: (text) =>
    text.replace(/^(?=# Load server list|def load_server_list)/m, 'INSTALLED_APPS = make_apps()\n\n\n'),
  'no package': (text) => text,
};

async function buildSite(later: Later) {
  const controller = new Controller(later);
  const python = await findPython('3.12');
  const all = await texts();
  const last = all.find(({ omeroWeb }) => omeroWeb === newest) as Text;
  const kinds: Kind[] = [
    ...Array<Kind>(48).fill('good'),
    ...Array<Kind>(4).fill('no Python'),
    ...Array<Kind>(4).fill('computed'),
    ...Array<Kind>(4).fill('no package'),
  ];
  const expectations = new Map<Text, string>();
  for (const text of all) expectations.set(text, await patchedByHand(text, python, later));
  const webs = kinds.map((kind, index): Web => {
    // Before 5.6 nothing beside settings.py tells which packages there are.
    const text = kind === 'no package' ? last : (all[index % all.length] as Text);
    const content = spoil[kind](text.content.toString('latin1'));
    const name = `web${String(index + 1).padStart(2, '0')}`;
    const plan = {
      ...text,
      content: Buffer.from(content, 'latin1'),
      python,
      lacksPackage: kind === 'no package',
    };
    const host = layOut(join(controller.hosts, name), plan);
    if (kind !== 'good')
      expect(kind === 'no package' || content !== text.content.toString('latin1')).toBe(true);
    const expected = kind === 'good' ? (expectations.get(text) ?? '') : content;
    return { ...host, name, kind, before: content, expected };
  });
  // All hosts are this machine, and put the executable into the same place at once.
  const path = join(controller.folder, 'bin', 'omero-cors');
  controller.inventory(Object.fromEntries(webs.map(({ name, home }) => [name, { cors_settings: home }])), {
    cors_origins: [origin],
    cors_executable: await executable(),
    cors_executable_path: path,
    cors_install: false,
    cors_restart: false,
  });
  return { controller, webs, path };
}

async function patchedByHand(text: Text, python: string, later: Later): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'omero-cors-by-hand-'));
  later(() => rmSync(folder, { recursive: true, force: true }));
  const { home, settings } = layOut(folder, { ...text, python });
  const { code, stderr } = await omeroCors(['patch', home, '--origin', origin, '--yes']);
  expect(code, stderr).toBe(0);
  const patched = readFileSync(settings, 'latin1');
  expect(patched).toContain(origin.slice('https://'.length));
  return patched;
}

function byName(webs: readonly Web[], stateOf: (web: Web) => string): Readonly<Record<string, string>> {
  return Object.fromEntries(webs.map((web) => [web.name, stateOf(web)]));
}

function namesOf(webs: readonly Web[], isMeant: (web: Web) => boolean): readonly string[] {
  return webs.filter(isMeant).map(({ name }) => name);
}
