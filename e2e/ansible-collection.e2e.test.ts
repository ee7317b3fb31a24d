import { mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect } from 'vitest';
import { Controller, checkSyntax, collectionSource, cores } from './support/ansible.js';
import { contentOf, layOut, newest, put } from './support/ansible-hosts.js';
import { cell } from './support/cell.js';
import { executable } from './support/executable.js';
import { findPython, virtualenv } from './support/python.js';
import { readReleased } from './support/real-settings.js';
import { run, runOk } from './support/run.js';

const readme = readFileSync(join(collectionSource, 'README.md'), 'utf8');
const yaml = [...readme.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text);
const [requirements = '', wholePlaybook = '', ...otherPlaybooks] = yaml;
const { version } = JSON.parse(
  readFileSync(fileURLToPath(new URL('../package.json', import.meta.url)), 'utf8'),
);

describe('the collection', () => {
  cell('builds, and holds what it says and no more', async (later) => {
    const controller = new Controller(later);
    const words = ['collection', 'build', collectionSource, '--output-path', controller.folder];
    const built = await controller.command('ansible-galaxy', words);
    expect(built.code, built.stderr).toBe(0);
    const { stdout } = await runOk('tar', [
      '-tzf',
      join(controller.folder, `omero_cors-web-${version}.tar.gz`),
    ]);
    const files = stdout.split('\n').filter((name) => name !== '' && !name.endsWith('/'));
    expect(files.sort()).toEqual([
      'CHANGELOG.md',
      'FILES.json',
      'MANIFEST.json',
      'README.md',
      'meta/runtime.yml',
      'plugins/action/executable.py',
      'plugins/action/run.py',
      'plugins/modules/executable.py',
      'plugins/modules/run.py',
      'plugins/plugin_utils/host.py',
      'roles/cors/defaults/main.yml',
      'roles/cors/handlers/main.yml',
      'roles/cors/meta/argument_specs.yml',
      'roles/cors/meta/main.yml',
      'roles/cors/tasks/main.yml',
      'roles/cors/vars/main.yml',
    ]);
  });

  cell(
    'satisfies ansible-lint at its production profile',
    async (later) => {
      const controller = new Controller(later);
      const { folder } = await virtualenv('ansible-lint');
      await controller.install();
      const copy = join(controller.folder, 'collections/ansible_collections/omero_cors/web');
      // The file of the source, which no build contains.
      put(join(copy, '.ansible-lint'), readFileSync(join(collectionSource, '.ansible-lint')));
      put(join(copy, 'galaxy.yml'), readFileSync(join(collectionSource, 'galaxy.yml')));
      const ran = await run(join(folder, 'bin', 'ansible-lint'), ['--offline', '--strict', '--nocolor'], {
        cwd: copy,
        env: {
          PATH: `${join(folder, 'bin')}:${process.env['PATH']}`,
          HOME: join(controller.folder, 'home'),
          LC_ALL: 'C.UTF-8',
          ANSIBLE_COLLECTIONS_PATH: join(controller.folder, 'collections'),
        },
      });
      expect(ran.code, ran.stdout + ran.stderr).toBe(0);
      expect(ran.stderr).toMatch(/Profile 'production' was required, and it passed/);
    },
    { timeout: 300_000 },
  );

  for (const core of cores) {
    cell(`prints its documentation by ansible-doc ${core}`, async (later) => {
      const controller = new Controller(later, core);
      await controller.install();
      const role = await controller.command('ansible-doc', ['-t', 'role', 'omero_cors.web.cors']);
      expect(role.code, role.stderr).toBe(0);
      expect(role.stdout).toMatch(/Turn on CORS in OMERO\.web[\s\S]*cors_executable_path/);
      for (const name of ['run', 'executable']) {
        const { code, stdout, stderr } = await controller.command('ansible-doc', [`omero_cors.web.${name}`]);
        expect(code, stderr).toBe(0);
        expect(stdout).toMatch(/EXAMPLES:[\s\S]*omero_cors\.web\./);
      }
    });
  }
});

describe("the collection's README", () => {
  cell('has a requirements.yml that ansible-galaxy takes', async (later) => {
    const controller = new Controller(later);
    await runOk('cp', ['-r', collectionSource, join(controller.folder, 'ansible')]);
    mkdirSync(join(controller.folder, 'omero-cors'));
    renameSync(join(controller.folder, 'ansible'), join(controller.folder, 'omero-cors', 'ansible'));
    put(join(controller.folder, 'requirements.yml'), requirements);
    const words = ['collection', 'install', '-r', 'requirements.yml'];
    const ran = await controller.command('ansible-galaxy', words);
    expect(ran.code, ran.stderr).toBe(0);
    expect(ran.stdout).toContain(`omero_cors.web:${version} was installed successfully`);
  });

  cell(
    'has a playbook that works as it stands',
    async (later) => {
      const controller = new Controller(later);
      const plan = {
        omeroWeb: newest,
        content: await readReleased(newest),
        python: await findPython('3.12'),
      };
      const web = layOut(join(controller.hosts, 'web'), plan);
      controller.inventory(
        { omero_web: {} },
        {
          ansible_become: false,
          cors_settings: web.home,
          cors_executable: await executable(),
          cors_executable_path: join(controller.folder, 'omero-cors'),
          cors_restart: false,
        },
      );
      const { code, stdout, stderr } = await controller.play({ book: wholePlaybook });
      expect(code, stdout + stderr).toBe(0);
      expect(contentOf(web)).toContain('https://viewer.example.org');
    },
    { timeout: 120_000 },
  );

  cell('has other plays that are well formed', async (later) => {
    const controller = new Controller(later);
    put(join(controller.folder, 'roles/ome.omero_web/tasks/main.yml'), '[]\n');
    controller.inventory({ omero_web: {} });
    expect(otherPlaybooks).toHaveLength(2);
    for (const book of otherPlaybooks) await checkSyntax(controller, book);
  });
});
