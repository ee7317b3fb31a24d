import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runOk } from './run.js';
import type { Later } from './scope.js';

const runSettings = fileURLToPath(new URL('run-settings.py', import.meta.url));

/** Keys and values as `omero config set` takes them; everything but text is written as JSON. */
export type Config = Readonly<Record<string, unknown>>;

/** What Django would see of a settings.py: see run-settings.py. */
export interface Loaded {
  readonly atLoad: Snapshot;
  readonly atEnd: Snapshot;
  readonly loads: number;
}

export interface Snapshot {
  readonly apps: readonly string[];
  readonly middleware: Readonly<Record<string, readonly string[]>>;
  readonly cors: Readonly<Record<string, unknown>>;
  readonly others: Readonly<Record<string, string>>;
}

/** A settings.py in a folder of its own, with an OMERODIR beside it. */
export class Installation {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'omero-cors-e2e-'));
  /** Relative to the folder, as the diff names it. */
  readonly name = 'omeroweb/settings.py';
  readonly settings: string = join(this.folder, this.name);
  readonly omeroDir: string = join(this.folder, 'OMERO.web');
  readonly configXml: string = join(this.omeroDir, 'etc', 'grid', 'config.xml');

  /** @param later removes the folder */
  constructor(text: Buffer, later: Later) {
    mkdirSync(join(this.folder, 'omeroweb'));
    mkdirSync(join(this.omeroDir, 'etc', 'grid'), { recursive: true });
    mkdirSync(join(this.omeroDir, 'var', 'log'), { recursive: true });
    // Made by the first load of OMERO.web's, and read by all others: this way every load is alike.
    writeFileSync(join(this.omeroDir, 'var', 'django_secret_key'), 'for tests');
    this.write(text);
    later(() => rmSync(this.folder, { recursive: true, force: true }));
  }

  read(): Buffer {
    return readFileSync(this.settings);
  }

  write(text: Buffer): void {
    writeFileSync(this.settings, text);
  }

  configure(config: Config): void {
    writeFileSync(this.configXml, configXml(config));
  }

  /** Executes the file by this Python with the server's modules stubbed. */
  async load(python: string): Promise<Loaded> {
    const env = {
      PATH: process.env['PATH'],
      OMERODIR: this.omeroDir,
      OMERO_HOME: this.omeroDir,
      PYTHONHASHSEED: '0',
      PYTHONIOENCODING: 'utf-8',
    };
    if (!existsSync(this.configXml)) this.configure({});
    const { stdout } = await runOk(python, ['-B', runSettings, this.settings], { env });
    return JSON.parse(stdout);
  }
}

/** config.xml as OMERO writes it: one active profile with its properties. */
export function configXml(config: Config): string {
  const properties = Object.entries(config).map(([name, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return `    <property name="${escapeXml(name)}" value="${escapeXml(text)}"/>\n`;
  });
  return [
    '<icegrid>\n',
    '  <properties id="__ACTIVE__">\n    <property name="omero.config.profile" value="default"/>\n  </properties>\n',
    `  <properties id="default">\n${properties.join('')}  </properties>\n`,
    '</icegrid>\n',
  ].join('');
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
