import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { runCheck } from '../../src/commands/check.js';
import { addTo, distInfo, makeTree } from '../site/tree.js';
import { fakeIo } from '../support/fake-io.js';
import { parseOutput } from '../support/output-schema.js';

/** fixtures/check/<name>/case.json: an installation, and exactly what check finds in it. */
export interface CheckCase {
  readonly why: string;
  /** A virtualenv, an old server tree, or settings.py by itself. */
  readonly layout: 'venv' | 'server' | 'copy';
  /** What lies beside omeroweb, and the version of Python. */
  readonly packages?: Readonly<Record<string, string>>;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly environment?: Readonly<Record<string, string>>;
  /** Each `code`, `code line` or `code file:line`, in the order of the report. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
}

const root = join(import.meta.dirname, '../../fixtures/check');

export const caseNames = readdirSync(root).sort();

export function readCase(name: string): CheckCase {
  return JSON.parse(readFileSync(join(root, name, 'case.json'), 'utf8')) as CheckCase;
}

export const fixture = (name: string, file = 'settings.py') => readFileSync(join(root, name, file), 'utf8');

/** Lays the installation out in a folder of its own. */
export function install(name: string): { readonly root: string; readonly settings: string } {
  const { layout, packages = {} } = readCase(name);
  const { python = '3.12', ...distributions } = packages;
  const folders = {
    venv: { library: `venv3/lib/python${python}/site-packages/`, grid: 'OMERO.web/etc/grid/' },
    server: { library: 'OMERO.server/lib/python/', grid: 'OMERO.server/etc/grid/' },
    copy: { library: '', grid: '' },
  }[layout];
  const settings = layout === 'copy' ? 'settings.py' : `${folders.library}omeroweb/settings.py`;
  const tree = makeTree({ [settings]: fixture(name) });
  for (const file of readdirSync(join(root, name))) {
    if (file === 'config.xml') addTo(tree, { [folders.grid + file]: fixture(name, file) });
    if (file.endsWith('.omero')) addTo(tree, { [`config/${file}`]: fixture(name, file) });
  }
  if (layout === 'venv') {
    addTo(tree, {
      'venv3/pyvenv.cfg': `include-system-site-packages = false\nversion = ${python}\n`,
      'OMERO.web/etc/grid': { folder: true },
    });
    for (const [distribution, version] of Object.entries(distributions)) {
      addTo(tree, distInfo(folders.library.slice(0, -1), distribution, version));
    }
  }
  return { root: tree, settings };
}

/** What a run of the command leaves. */
export interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs check on an installation, with the options of its case and these. */
export async function check(name: string, more: Readonly<Record<string, unknown>> = {}): Promise<Ran> {
  const { options = {}, environment = {} } = readCase(name);
  const { root, settings } = install(name);
  const { io, stdout, stderr } = fakeIo({ cwd: root, env: environment });
  const exitCode = await runCheck({ arguments: [settings], options: { ...options, ...more } }, io);
  return { exitCode, stdout: stdout(), stderr: stderr() };
}

/** The findings in the words of case.json. */
export async function findingsOf(name: string) {
  const { exitCode, stdout } = await check(name, { format: 'json' });
  const [file] = (parseOutput(stdout) as { files: readonly CheckedJson[] }).files;
  const found = file?.findings ?? [];
  const of = (wanted: string) => found.filter(({ severity }) => severity === wanted).map(describe);
  return {
    exitCode,
    status: file?.status,
    errors: of('error'),
    warnings: of('warning'),
    notes: of('info'),
  };
}

interface CheckedJson {
  readonly status: string;
  readonly findings: readonly {
    readonly code: string;
    readonly severity: string;
    readonly file: string | null;
    readonly line: number | null;
  }[];
}

function describe({ code, file, line }: CheckedJson['findings'][number]): string {
  if (line === null) return code;
  return file === null ? `${code} ${line}` : `${code} ${basename(file)}:${line}`;
}
