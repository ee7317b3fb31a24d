import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished } from 'vitest';
import { check } from './support/asked.js';
import { cell } from './support/cell.js';
import { omeroCors } from './support/cli.js';
import { Installation } from './support/installation.js';
import { OmeroWeb } from './support/omero-web.js';
import { findPython } from './support/python.js';
import { realSettings } from './support/real-settings.js';
import { once, suiteScope } from './support/scope.js';

const imageStartup = readFileSync(new URL('support/image-startup.py', import.meta.url), 'utf8');

const cors = 'corsheaders.middleware.CorsMiddleware';
const whiteNoise = 'whitenoise.middleware.WhiteNoiseMiddleware';

/** What stands in config.xml before; each line through the real client. */
const before: Readonly<Record<string, readonly string[]>> = {
  nothing: [],
  "the lines of OMERO's documentation, run twice": [1, 2].flatMap(() => [
    `config append omero.web.middleware '{"index": 0, "class": "${whiteNoise}"}'`,
    `config append omero.web.middleware '{"index": 0.5, "class": "${cors}"}'`,
    `config append omero.web.apps '"corsheaders"'`,
    `config append omero.web.cors_origin_whitelist '"viewer.example.org"'`,
    `config append omero.web.django_additional_settings '["CORS_ALLOW_CREDENTIALS", true]'`,
  ]),
  'other apps, and a middleware far above': [
    `config append omero.web.apps '"omero_marshal"'`,
    `config append omero.web.middleware '{"class": "${whiteNoise}", "index": -7.5}'`,
    `config append omero.web.django_additional_settings '["CORS_ORIGIN_REGEX_WHITELIST", ["^https://a$"]]'`,
  ],
};

const typedRegex = `https://[a-z]+[-'"$\`!\\\\#&;|%(){}<>~^* ]?\\.example\\.org`;

/** Every form that is admitted, and expressions with everything that a shell reads in its own way. */
const asked = [
  ...['--origin', 'https://viewer.example.org', '--origin', 'http://[2001:DB8::1]:8080'],
  ...['--origin', 'https://bücher.example.org', '--origin', '10.0.0.5:8080', '--origin', 'my_host:5173'],
  ...['--origin-regex', typedRegex],
  ...['--no-credentials', '--urls-regex', `^/(api|web'gateway)/\\d`],
];
const origins = [
  'https://viewer.example.org',
  'http://[2001:db8::1]:8080',
  'https://xn--bcher-kva.example.org',
  'http://10.0.0.5:8080',
  'http://my_host:5173',
];
const regex = `^(?:${typedRegex})$`;

/** The settings that Django gets, of the real settings.py and the real config.xml. */
async function settingsOf(web: OmeroWeb): Promise<Record<string, unknown>> {
  const program = [
    'import json, omeroweb.settings as s',
    'names = ["INSTALLED_APPS", "MIDDLEWARE"] + [n for n in dir(s) if n.startswith("CORS_")]',
    'print("settings:" + json.dumps(dict((n, getattr(s, n)) for n in names)))',
  ].join('\n');
  const { code, stdout, stderr } = await web.shell(`python -c '${program}'`);
  const line = stdout.split('\n').find((each) => each.startsWith('settings:'));
  if (code !== 0 || line === undefined) throw new Error(`settings.py did not load: ${stdout}${stderr}`);
  return JSON.parse(line.slice('settings:'.length));
}

function expectAsked(settings: Record<string, unknown>): void {
  const apps = settings['INSTALLED_APPS'] as string[];
  const middleware = settings['MIDDLEWARE'] as string[];
  expect(apps.filter((name) => name === 'corsheaders')).toHaveLength(1);
  expect(middleware.filter((name) => name === cors)).toHaveLength(1);
  expect(middleware[0]).toBe(cors);
  expect(settings['CORS_ORIGIN_WHITELIST']).toEqual(origins);
  expect((settings['CORS_ORIGIN_REGEX_WHITELIST'] as string[]).at(-1)).toBe(regex);
  expect(settings['CORS_ALLOW_CREDENTIALS']).toBe(false);
  expect(settings['CORS_URLS_REGEX']).toBe(`^/(api|web'gateway)/\\d`);
}

describe('through the real omero config', () => {
  const later = suiteScope();
  const omeroWeb = once(() => OmeroWeb.create(later));
  const proven = (name: string, run: (web: OmeroWeb) => Promise<void>) =>
    cell(
      name,
      async () => {
        const web = await omeroWeb();
        rmSync(web.configXml, { force: true });
        await run(web);
      },
      { timeout: 1_900_000 },
    );
  const configLines = async (web: OmeroWeb, format: string) =>
    (await web.omeroCors('config', '--for', web.venv, ...asked, '--format', format)).stdout;

  for (const [about, lines] of Object.entries(before)) {
    proven(`shell, on ${about}`, async (web) => {
      if (lines.length > 0) await web.load(...lines);
      const printed = await configLines(web, 'shell');
      const values: unknown[] = [];
      for (let times = 0; times < 2; times += 1) {
        const { code, stderr } = await web.shell(printed);
        expect(code, stderr).toBe(0);
        values.push(await settingsOf(web));
      }
      expectAsked(values[0] as Record<string, unknown>);
      expect(values[1]).toEqual(values[0]);
      // What is configured now needs nothing to be taken out any more.
      expect(await configLines(web, 'shell')).not.toContain('config remove');
    });

    proven(`check is silent on the shell lines, on ${about}`, async (web) => {
      if (lines.length > 0) await web.load(...lines);
      const { code, stderr } = await web.shell(await configLines(web, 'shell'));
      expect(code, stderr).toBe(0);
      const checked = await check(web.program, web.venv);
      expect(checked).toEqual({ code: 0, error: [], warning: [] });
    });

    proven(`*.omero file, as the role loads it, on ${about}`, async (web) => {
      const folder = join(web.folder, 'config');
      onTestFinished(() => rmSync(folder, { recursive: true }));
      mkdirSync(folder);
      writeFileSync(join(folder, '00-omero-web.omero'), 'config drop default\n');
      writeFileSync(join(folder, '10-apps.omero'), lines.map((line) => `${line}\n`).join(''));
      const start = () => web.shell(`omero load --glob '${folder}/*.omero'`);
      // config drop ends with an error where there is nothing yet to drop.
      await web.load('config set omero.web.prefix /omero');
      const ours = join(folder, '90-omero-cors.omero');
      const values: unknown[] = [];
      for (let times = 0; times < 2; times += 1) {
        // The second time on top of the file of the first.
        writeFileSync(ours, (await web.omeroCors('config', '--for', web.venv, ...asked)).stdout);
        const { code, stdout, stderr } = await start();
        expect(code, stdout + stderr).toBe(0);
        expect(stdout + stderr).not.toContain('rror');
        values.push(await settingsOf(web));
      }
      expectAsked(values[0] as Record<string, unknown>);
      expect(values[1]).toEqual(values[0]);
    });

    proven(`variables, as the image decodes them, on ${about}`, async (web) => {
      if (lines.length > 0) await web.load(...lines);
      const assignments = await configLines(web, 'env');
      for (const line of assignments.trimEnd().split('\n')) expect(line).toMatch(/^CONFIG_\w+='[^']*'$/);
      const { code, stdout, stderr } = await web.shell(`set -a\n${assignments}\npython -`, imageStartup);
      expect(code, stdout + stderr).toBe(0);
      const settings = await settingsOf(web);
      expectAsked(settings);
      if (about.startsWith('other')) expect(settings['INSTALLED_APPS']).toContain('omero_marshal');
    });
  }

  for (const settings of realSettings.filter(({ name }) => /omero-(?:5\.3\.2$|5\.4|5\.5|web)/.test(name))) {
    proven(`the lines for ${settings.name}`, async (web) => {
      const old = new Installation(await settings.read(), onTestFinished);
      const { code, stdout, stderr } = await omeroCors([
        ...['config', '--for', old.settings, '--origin', 'https://viewer.example.org', '--format', 'shell'],
      ]);
      expect(code, stderr).toBe(0);
      for (let times = 0; times < 2; times += 1) expect((await web.shell(stdout)).code).toBe(0);
      copyFileSync(web.configXml, old.configXml);
      const { atLoad } = await old.load(await findPython(settings.pythons[0] ?? ''));
      expect(atLoad.apps.filter((name) => name === 'corsheaders')).toHaveLength(1);
      for (const classes of Object.values(atLoad.middleware)) expect(classes[0]).toBe(cors);
      const isOld = /^omero-5/.test(settings.name);
      const host = 'viewer.example.org';
      expect(atLoad.cors['CORS_ORIGIN_WHITELIST']).toEqual([isOld ? host : `https://${host}`]);
      const judged = await omeroCors([
        'check',
        old.settings,
        '--config-xml',
        old.configXml,
        '--format',
        'json',
      ]);
      const found = JSON.parse(judged.stdout) as {
        files: [{ findings: { severity: string; code: string }[] }];
      };
      expect(found.files[0].findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
    });
  }
});
