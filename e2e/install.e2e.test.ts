import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect } from 'vitest';
import { cell } from './support/cell.js';
import { omeroCors } from './support/cli.js';
import { buildVirtualenv, findPython, lockedVersions } from './support/python.js';
import { runOk } from './support/run.js';
import { type Later, once, suiteScope } from './support/scope.js';

const locks = fileURLToPath(new URL('locks/', import.meta.url));

/** A virtualenv with Django alone, and an OMERO.web of its time that has no more than its name. */
interface Server {
  readonly python: string;
  /** What install is given: the virtualenv, or the server tree with `--python`. */
  readonly words: readonly string[];
}

const servers = [
  { lock: 'django-1.8', omeroWeb: '5.4.10', requirement: '<2.5', corsHeaders: '2.4.1' },
  { lock: 'django-1.11', omeroWeb: '5.13.0', requirement: '<3.3', corsHeaders: '3.2.1' },
  { lock: 'django-3.2', omeroWeb: '5.14.0', requirement: '==3.7.0', corsHeaders: '3.7.0' },
  { lock: 'django-5.2', omeroWeb: '5.33.2', requirement: '==3.7.0', corsHeaders: '3.7.0' },
];

for (const { lock, omeroWeb, requirement, corsHeaders } of servers) {
  const { python: version, django } = lockedVersions(lock);
  describe(`OMERO.web ${omeroWeb}, Django ${django}, Python ${version}`, () => {
    const later = suiteScope();
    const server = once(() => buildServer(lock, version, omeroWeb, later));
    const proof = { omeroWeb, how: 'install, by the real pip', python: version, django, corsHeaders };
    const proven = (name: string, run: (server: Server) => Promise<void>) =>
      cell(name, async () => run(await server()), { proof, timeout: 900_000 });

    proven('--dry-run prints the line, and runs nothing', async ({ python, words }) => {
      const { code, stdout, stderr } = await omeroCors(['install', ...words, '--dry-run']);
      expect(code, stderr).toBe(0);
      const asked = requirement.startsWith('<')
        ? `'django-cors-headers${requirement}'`
        : `django-cors-headers${requirement}`;
      expect(stdout).toMatch(/^\/\S+ -m pip install /);
      expect(stdout.split(' -m pip install ')[1]).toBe(`${asked} django==${django}\n`);
      expect(await versionsOf(python)).toEqual({ django, corsHeaders: undefined });
    });

    proven('the right version is there, and Django unmoved', async ({ python, words }) => {
      const { code, stdout, stderr } = await omeroCors(['install', ...words, '--yes']);
      expect(code, stderr).toBe(0);
      expect(stdout).toBe('');
      expect(await versionsOf(python)).toEqual({ django, corsHeaders });
      const program = 'from django.conf import settings; settings.configure(); import corsheaders.middleware';
      await runOk(python, ['-c', program]);
    });

    proven('a second time there is nothing to do', async ({ words }) => {
      const { code, stdout, stderr } = await omeroCors(['install', ...words, '--yes']);
      expect([code, stdout]).toEqual([0, '']);
      expect(stderr).toContain(`django-cors-headers ${corsHeaders} is there already`);
    });

    proven('one that does not fit is replaced, and Django unmoved', async ({ python, words }) => {
      // Against the advice of its own metadata, as somebody in a hurry does.
      await pip(
        python,
        'install',
        '--no-deps',
        django.startsWith('1.8') ? 'django-cors-headers==3.0.2' : 'django-cors-headers==4.4.0',
        '--ignore-requires-python',
      );
      const { code, stderr } = await omeroCors(['install', ...words, '--yes']);
      expect(code, stderr).toBe(0);
      expect(await versionsOf(python)).toEqual({ django, corsHeaders });
    });
  });
}

async function buildServer(lock: string, version: string, omeroWeb: string, later: Later): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), 'omero-cors-install-'));
  later(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(locks, `${lock}.txt`);
  const base = await findPython(version);
  const made = await buildVirtualenv({
    parent: folder,
    name: 'venv',
    lock: path,
    key: readFileSync(path, 'utf8'),
    base,
  });
  const setting = 'CORS_REPLACE_HTTPS_REFERER = True\n';
  if (version === '2.7') {
    const library = join(folder, 'OMERO.server/lib/python');
    write(join(library, 'omeroweb/settings.py'), setting);
    write(join(library, 'omero_version.py'), `omero_version="${omeroWeb}-ice36-b105"\n`);
    return { python: made.python, words: [join(folder, 'OMERO.server'), '--python', made.python] };
  }
  const library = join(made.folder, `lib/python${version}/site-packages`);
  write(join(library, 'omeroweb/settings.py'), setting);
  write(
    join(library, `omero_web-${omeroWeb}.dist-info/METADATA`),
    `Metadata-Version: 2.1\nName: omero-web\nVersion: ${omeroWeb}\n`,
  );
  return { python: made.python, words: [made.folder] };
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function pip(python: string, ...words: readonly string[]) {
  return runOk(python, ['-m', 'pip', '--disable-pip-version-check', ...words]);
}

/** As pip itself lists them. */
async function versionsOf(
  python: string,
): Promise<{ django: string | undefined; corsHeaders: string | undefined }> {
  const { stdout } = await pip(python, 'list', '--format', 'json');
  const list = JSON.parse(stdout) as { name: string; version: string }[];
  const version = (name: string) => list.find((each) => each.name.toLowerCase() === name)?.version;
  return { django: version('django'), corsHeaders: version('django-cors-headers') };
}
