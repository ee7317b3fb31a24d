import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect } from 'vitest';
import { cell } from './support/cell.js';
import { omeroCors } from './support/cli.js';
import { blocksOf, blockWith } from './support/document.js';
import { executable } from './support/executable.js';
import { once, suiteScope } from './support/scope.js';
import { settings, venv, WebImage } from './support/web-image.js';
import { wheel } from './support/wheel.js';

const origin = 'https://viewer.example.org';
const cors = 'corsheaders.middleware.CorsMiddleware';
const whiteNoise = 'whitenoise.middleware.WhiteNoiseMiddleware';

const later = suiteScope();
const base = once(() => WebImage.base(later));
/** The folder beside the Dockerfile. */
const context = once(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'omero-cors-docker-'));
  later(() => rmSync(folder, { recursive: true, force: true }));
  copyFileSync(await executable(), join(folder, 'omero-cors-linux-x64'));
  const words = ['config', '--origin', origin, '--format', 'omero'];
  const document = blockWith('docker.md', 'sh', 'omero-cors config').trim();
  expect(document).toBe(`omero-cors ${words.join(' ')} > 90-omero-cors.omero`);
  writeFileSync(join(folder, '90-omero-cors.omero'), (await omeroCors(words)).stdout);
  return folder;
});
/** The wheel stands in for what pip would download. */
const network = async () => ({ PIP_NO_INDEX: '1', PIP_FIND_LINKS: dirname(await wheel('linux-x64')) });

async function build(from: WebImage, dockerfile: string, args = {}) {
  const env = dockerfile.includes('/pip install') ? await network() : {};
  return from.build(dockerfile, await context(), { args, env });
}

const long = { timeout: 1_900_000 };
const read = async (image: WebImage) =>
  (await image.run(`cat ${settings}; stat -c '%u:%g %a' ${settings}`)).stdout;

/** What Django gets in a container, of the real settings.py and config.xml. */
async function settingsIn(container: WebImage): Promise<{
  readonly apps: readonly string[];
  readonly middleware: readonly string[];
  readonly origins: readonly string[];
}> {
  const program = [
    'import json, omeroweb.settings as s',
    'print(json.dumps({"apps": s.INSTALLED_APPS, "middleware": s.MIDDLEWARE, "origins": s.CORS_ORIGIN_WHITELIST}))',
  ].join('\n');
  const { code, stdout, stderr } = await container.run(`${venv}/bin/python -`, { input: program });
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

async function expectCors(container: WebImage, ...origins: readonly string[]): Promise<void> {
  const { apps, middleware, origins: found } = await settingsIn(container);
  expect(apps.filter((name) => name === 'corsheaders')).toHaveLength(1);
  expect(middleware.filter((name) => name === cors)).toHaveLength(1);
  expect(middleware[0]).toBe(cors);
  expect(found).toEqual(origins);
}

/** The program in a container of that image, as somebody who copied it there would run it. */
async function checkIn(container: WebImage, env = {}): Promise<{ code: number | null; stdout: string }> {
  const withIt = await container.build('COPY omero-cors-linux-x64 /tmp/omero-cors', await context());
  return withIt.image.run(`/tmp/omero-cors check ${venv}`, { env });
}

const patching = blocksOf('docker.md', 'dockerfile').filter((text) => text.includes('omero-cors patch'));

cell('the document has three ways to patch', () => {
  expect(patching.map((text) => /--mount|COPY|pip install/.exec(text)?.[0])).toEqual([
    '--mount',
    'COPY',
    'pip install',
  ]);
});

for (const dockerfile of patching) {
  const way = /--mount|COPY|pip/.exec(dockerfile)?.[0] ?? '';
  describe(`settings.py patched, by way of ${way}`, () => {
    const built = once(async () => build(await base(), dockerfile));
    const image = async () => (await built()).image;

    cell(
      'the build succeeds, shows the diff, and says that the package is there',
      async () => {
        const { ran } = await built();
        expect(ran.map(({ code, stderr }) => [code, stderr])).toEqual([[0, expect.anything()]]);
        expect(ran[0]?.stdout).toContain(`\n+    "${origin}",\n`);
        expect(ran[0]?.stderr).toContain('django-cors-headers 3.7.0 is there already');
        expect((await image()).user).toBe('omero-web');
      },
      long,
    );

    cell(
      'the image grows by settings.py, and by the command where it stays',
      async () => {
        const files = (await image()).above(await base());
        expect(files).toContain(settings);
        const others = files.filter((name) => name !== settings);
        if (way === '--mount') expect(others).toEqual([]);
        if (way === 'COPY') expect(others).toEqual(['/usr/local/bin/omero-cors']);
        if (way === 'pip') {
          expect(others).toContain(`${venv}/bin/omero-cors`);
          for (const name of others) expect(name).toMatch(/omero[-_]cors/);
        }
        expect(await read(await image())).toMatch(/\n0:0 644\n$/);
      },
      long,
    );

    cell(
      'check finds nothing wrong in a container, as its user',
      async () => {
        const { code, stdout } = await checkIn(await (await image()).started());
        expect(code, stdout).toBe(0);
        expect(stdout).toMatch(/^ {2}CORS is on/m);
        expect(stdout).not.toMatch(/^ {2}(?:warning|error)/m);
      },
      long,
    );

    cell(
      'in a container it holds, whatever its variables set',
      async () => {
        await expectCors(await (await image()).started(), origin);
        const container = await (await image()).started({
          CONFIG_omero_web_apps: '["corsheaders", "omero_marshal"]',
          CONFIG_omero_web_middleware: JSON.stringify([
            { index: -5, class: whiteNoise },
            { index: 0.5, class: cors },
          ]),
          CONFIG_omero_web_cors__origin__whitelist: '["https://other.example.org"]',
        });
        await expectCors(container, origin);
      },
      long,
    );

    cell(
      'built again it is the same, and built on itself it changes nothing',
      async () => {
        const again = await build(await base(), dockerfile);
        expect(await read(again.image)).toBe(await read(await image()));
        const onItself = await build(await image(), dockerfile);
        expect(onItself.ran.map(({ code }) => code)).toEqual([0]);
        expect(onItself.ran[0]?.stdout).not.toContain('+++');
        expect(onItself.image.above(await image())).not.toContain(settings);
      },
      long,
    );

    cell(
      'another origin by --build-arg',
      async () => {
        const local = await build(await base(), dockerfile, { CORS_ORIGIN: 'http://localhost:5173' });
        await expectCors(await local.image.started(), 'http://localhost:5173');
      },
      long,
    );

    const wrongOrigins = [
      '*',
      'https://viewer.example.org/path',
      '$(touch /pwned)',
      '"; touch /pwned; "',
      '',
    ];
    for (const wrong of way === '--mount' ? wrongOrigins : ['*']) {
      cell(
        `the build ends with 2 where the origin is ${JSON.stringify(wrong)}`,
        async () => {
          const { image: left, ran } = await build(await base(), dockerfile, { CORS_ORIGIN: wrong });
          expect(ran.at(-1)).toMatchObject({ code: 2, stderr: expect.stringContaining('error: ') });
          expect(await read(left)).toBe(await read(await base()));
        },
        long,
      );
    }

    cell(
      'the build ends with 2 where a file in config/ sets the origins already',
      async () => {
        const line = `config append -- omero.web.cors_origin_whitelist '"https://a.example.org"'`;
        const configured = await (await base())
          .as('root')
          .commit(`echo '${line.replaceAll("'", "'\\''")}' > /opt/omero/web/config/50-site.omero`);
        const { ran } = await build(configured, dockerfile);
        expect(ran.at(-1)).toMatchObject({
          code: 2,
          stderr: expect.stringContaining('omero.web.cors_origin_whitelist'),
        });
      },
      long,
    );
  });
}

describe('a file in config/', () => {
  const dockerfile = blockWith('docker.md', 'dockerfile', '90-omero-cors.omero');
  const image = once(async () => (await build(await base(), dockerfile)).image);

  cell(
    'adds to what the image has, at every start',
    async () => {
      let container = await image();
      for (let starts = 0; starts < 2; starts += 1) {
        container = await container.started();
        await expectCors(container, origin);
        const { apps, middleware } = await settingsIn(container);
        expect(apps).toContain('omero_marshal');
        expect(middleware).toContain(whiteNoise);
      }
      expect((await image()).above(await base())).toEqual(['/opt/omero/web/config/90-omero-cors.omero']);
      const { code, stdout } = await checkIn(container);
      expect(code, stdout).toBe(0);
      expect(stdout).not.toMatch(/^ {2}(?:warning|error)/m);
    },
    long,
  );

  cell(
    'is lost where a variable sets the whole list, as the table says',
    async () => {
      const variables = { CONFIG_omero_web_middleware: '[]' };
      const container = await (await image()).started(variables);
      expect((await settingsIn(container)).middleware).not.toContain(cors);
      expect((await checkIn(container, variables)).code).toBe(1);
    },
    long,
  );
});

cell(
  'where the package is missing, the build installs the one that fits, by the real pip',
  async () => {
    const without = await (await base())
      .as('root')
      .commit(`${venv}/bin/python -m pip --quiet uninstall --yes django-cors-headers`);
    const { image, ran } = await build(without, patching[0] ?? '');
    expect(ran[0]?.code, ran[0]?.stderr).toBe(0);
    await expectCors(await image.started(), origin);
    expect((await checkIn(image)).stdout).toContain('django-cors-headers 3.7.0');
  },
  long,
);
