import { copyFileSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished } from 'vitest';
import { cell } from './support/cell.js';
import { omeroCors } from './support/cli.js';
import { type Config, Installation } from './support/installation.js';
import { Missing } from './support/missing.js';
import { expectOnlyCors, patch } from './support/patched.js';
import { findPython } from './support/python.js';
import { type RealSettings, realSettings } from './support/real-settings.js';
import { run, runOk } from './support/run.js';

const origin = 'https://viewer.example.org';

/** CorsMiddleware as OMERO's documentation puts it, below WhiteNoise, and the rest upside down. */
const otherOrder = [
  { index: 0, class: 'whitenoise.middleware.WhiteNoiseMiddleware' },
  { index: 0.5, class: 'corsheaders.middleware.CorsMiddleware' },
  { index: 1, class: 'django.contrib.messages.middleware.MessageMiddleware' },
  { index: 2, class: 'django.middleware.csrf.CsrfViewMiddleware' },
  { index: 3, class: 'django.contrib.sessions.middleware.SessionMiddleware' },
  { index: 4, class: 'django.middleware.common.CommonMiddleware' },
];

const configs: Readonly<Record<string, Config>> = {
  'no configuration': {},
  'its own order of middleware': { 'omero.web.middleware': otherOrder },
  'corsheaders in omero.web.apps': { 'omero.web.apps': ['corsheaders'] },
  'both at once': { 'omero.web.middleware': otherOrder, 'omero.web.apps': ['corsheaders'] },
};

for (const settings of realSettings) {
  describe(settings.name, () => {
    for (const version of settings.pythons) {
      for (const [about, config] of Object.entries(configs)) {
        cell(
          `loads on Python ${version}, ${about}`,
          async () => {
            const installation = new Installation(await settings.read(), onTestFinished);
            const python = await findPython(version);
            installation.configure(config);
            const edit = () => patch(installation, '--origin', origin);
            await expectOnlyCors(installation, python, edit, [written(settings)]);
          },
          { proof: { omeroWeb: settings.omeroWeb, how: 'its settings.py, executed', python: version } },
        );
      }
    }

    cell('patch that knows the configuration', async () => {
      const installation = new Installation(await settings.read(), onTestFinished);
      const python = await findPython(settings.pythons[0] ?? '');
      installation.configure(configs['both at once'] ?? {});
      const edit = () => patch(installation, '--origin', origin, '--config-xml', installation.configXml);
      await expectOnlyCors(installation, python, edit, [written(settings)]);
    });

    cell('a second run leaves the file alone', async () => {
      const installation = new Installation(await settings.read(), onTestFinished);
      await patch(installation, '--origin', origin);
      const before = statSync(installation.settings, { bigint: true });
      const again = await omeroCors(['patch', installation.settings, '--yes', '--origin', origin]);
      const after = statSync(installation.settings, { bigint: true });
      expect([again.code, again.stdout]).toEqual([0, '']);
      expect([after.ino, after.mtimeNs]).toEqual([before.ino, before.mtimeNs]);
    });

    cell('revert gives back every byte', async () => {
      const original = await settings.read();
      const installation = new Installation(original, onTestFinished);
      await patch(installation, '--origin', origin);
      await patch(installation, '--origin', 'https://second.example.org');
      const revert = await omeroCors(['revert', installation.settings, '--yes']);
      expect(revert.code, revert.stderr).toBe(0);
      expect(installation.read().equals(original)).toBe(true);
    });

    cell('the printed diff, by patch and by git apply', async () => {
      const installation = new Installation(await settings.read(), onTestFinished);
      await expectDiffApplies(installation, ['--origin', origin]);
    });
  });
}

/** With the package unknown, MIDDLEWARE_CLASSES is written for django-cors-headers 2.x, which compares hosts. */
function written(settings: RealSettings): string {
  return settings.middleware === 'MIDDLEWARE' ? origin : 'viewer.example.org';
}

/** Shows the diff, lets patch(1) and git apply it to copies, and compares with what the program itself writes. */
async function expectDiffApplies(installation: Installation, options: readonly string[]): Promise<void> {
  const { folder, name } = installation;
  const shown = await omeroCors(['patch', name, '--dry-run', ...options], { cwd: folder });
  expect(shown.code, shown.stderr).toBe(0);
  expect(shown.stdout).toMatch(/^--- a\//);

  const programs = { patch: ['-p1'], git: ['apply', '-'] };
  const copies = Object.entries(programs).map(([program, words]) => ({
    program,
    words,
    cwd: copyTo(installation, join(folder, program)),
  }));
  await patch(installation, ...options);
  for (const { program, words, cwd } of copies) {
    if ((await run('sh', ['-c', `command -v ${program}`])).code !== 0) {
      throw new Missing(`${program} is not installed`);
    }
    await runOk(program, words, {
      cwd,
      input: shown.stdout,
      env: { ...process.env, GIT_CEILING_DIRECTORIES: cwd },
    });
    expect(readFileSync(join(cwd, name)).equals(installation.read()), program).toBe(true);
  }
}

function copyTo(installation: Installation, folder: string): string {
  mkdirSync(join(folder, 'omeroweb'), { recursive: true });
  copyFileSync(installation.settings, join(folder, installation.name));
  return folder;
}
