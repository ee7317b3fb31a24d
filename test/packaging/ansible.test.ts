import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { commands } from '../../src/commands/definitions/index.js';

const collection = fileURLToPath(new URL('../../ansible', import.meta.url));
const read = (path: string) => readFileSync(join(collection, path), 'utf8');

interface Option {
  readonly type: string;
  readonly default?: unknown;
  readonly description: string | readonly string[];
}

const options: Readonly<Record<string, Option>> = parse(read('roles/cors/meta/argument_specs.yml'))
  .argument_specs.main.options;
const defaults: Readonly<Record<string, unknown>> = parse(read('roles/cors/defaults/main.yml'));

describe('the Ansible collection', () => {
  it('has the version of the package', () => {
    const { version } = JSON.parse(readFileSync(join(collection, '../package.json'), 'utf8'));
    expect(parse(read('galaxy.yml')).version).toBe(version);
  });

  it('describes the variables that the role has, with the defaults that they have', () => {
    const described = Object.entries(options).map(([name, option]) => [name, option.default ?? null]);
    expect(Object.fromEntries(described)).toEqual(defaults);
  });

  it('lists them in its README in the same order', () => {
    const rows = [...read('README.md').matchAll(/^\| `(cors_\w+)` \| (.*?) \| /gm)];
    expect(rows.map(([, name]) => name)).toEqual(Object.keys(options));
    for (const [, name = '', shown = ''] of rows) {
      const literal = /^`(.*)`$/.exec(shown)?.[1];
      // In words where it is computed or not given.
      if (literal === undefined) expect(String(options[name]?.default ?? '{{')).toContain('{{');
      else expect(literal.replace(/^""$/, ''), name).toBe(plain(options[name]?.default));
    }
  });

  it('gives --dry-run and --format json to the commands that have them', () => {
    const flagsOf = (flag: RegExp) => (command: (typeof commands)[number]) =>
      command.options.some(
        ({ flags, choices }) => flag.test(flags) && (choices === undefined || choices.includes('json')),
      );
    const names = (flag: RegExp) => commands.filter(flagsOf(flag)).map(({ name }) => name);
    expect(setIn('WITH_DRY_RUN')).toEqual(names(/^--dry-run/).sort());
    expect(setIn('WITH_JSON')).toEqual(names(/^--format/).sort());
  });

  function setIn(name: string): readonly string[] {
    const list = new RegExp(`^${name} = frozenset\\((\\[.*\\])\\)$`, 'm').exec(
      read('plugins/action/run.py'),
    )?.[1];
    return (JSON.parse(list ?? '[]') as string[]).sort();
  }

  function plain(value: unknown): string {
    return Array.isArray(value) ? JSON.stringify(value) : String(value);
  }
});
