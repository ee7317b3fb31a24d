import { statSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { Copies } from './support/applied-diff.js';
import { cell } from './support/cell.js';
import { omeroCors } from './support/cli.js';
import { type Config, Installation } from './support/installation.js';
import { exactly, expectOnlyCors, patch } from './support/patched.js';
import { findPython } from './support/python.js';
import { type RealSettings, realSettings } from './support/real-settings.js';
import { once, suiteScope } from './support/scope.js';

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
  describe(settings.name, { concurrent: true }, () => {
    const suite = suiteScope();
    // Patched once, without knowing the configuration, and loaded with each.
    const patched = once(async () => {
      const installation = new Installation(await settings.read(), suite);
      await patch(installation, '--origin', origin);
      return installation.read();
    });

    for (const version of settings.pythons) {
      for (const [about, config] of Object.entries(configs)) {
        cell(
          `loads on Python ${version}, ${about}`,
          async (later) => {
            const installation = new Installation(await settings.read(), later);
            const python = await findPython(version);
            installation.configure(config);
            const edit = async () => installation.write(await patched());
            await expectOnlyCors(installation, python, edit, exactly(written(settings)));
          },
          { proof: { omeroWeb: settings.omeroWeb, how: 'its settings.py, executed', python: version } },
        );
      }
    }

    cell('patch that knows the configuration', async (later) => {
      const installation = new Installation(await settings.read(), later);
      const python = await findPython(settings.pythons[0] ?? '');
      installation.configure(configs['both at once'] ?? {});
      const edit = () => patch(installation, '--origin', origin, '--config-xml', installation.configXml);
      await expectOnlyCors(installation, python, edit, exactly(written(settings)));
    });

    cell('a second run leaves the file alone', async (later) => {
      const installation = new Installation(await settings.read(), later);
      await patch(installation, '--origin', origin);
      const before = statSync(installation.settings, { bigint: true });
      const again = await omeroCors(['patch', installation.settings, '--yes', '--origin', origin]);
      const after = statSync(installation.settings, { bigint: true });
      expect([again.code, again.stdout]).toEqual([0, '']);
      expect([after.ino, after.mtimeNs]).toEqual([before.ino, before.mtimeNs]);
    });

    cell('revert gives back every byte', async (later) => {
      const original = await settings.read();
      const installation = new Installation(original, later);
      await patch(installation, '--origin', origin);
      await patch(installation, '--origin', 'https://second.example.org');
      const revert = await omeroCors(['revert', installation.settings, '--yes']);
      expect(revert.code, revert.stderr).toBe(0);
      expect(installation.read().equals(original)).toBe(true);
    });

    cell('the printed diff, by patch and by git apply', async (later) => {
      const installation = new Installation(await settings.read(), later);
      const copies = new Copies(installation);
      const { stdout } = await omeroCors(['patch', installation.name, '--yes', '--origin', origin], {
        cwd: installation.folder,
      });
      expect(stdout).toMatch(/^--- a\//);
      await copies.expectSame(stdout);
    });
  });
}

/** With the package unknown, MIDDLEWARE_CLASSES is written for django-cors-headers 2.x, which compares hosts. */
function written(settings: RealSettings): string {
  return settings.middleware === 'MIDDLEWARE' ? origin : 'viewer.example.org';
}
