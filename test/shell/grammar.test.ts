import { describe, expect, test } from 'vitest';
import { commands } from '../../src/commands/definitions/index.js';
import { readFlags, readGrammar } from '../../src/shell/grammar.js';

const named = (flags: string) => readFlags([{ flags, description: '' }])[0];

describe('readFlags', () => {
  test.each([
    ['--dry-run', ['--dry-run'], undefined],
    ['-y, --yes', ['-y', '--yes'], undefined],
    ['--origin <origin>', ['--origin'], 'origin'],
    ['--limits-conf <file>', ['--limits-conf'], 'file'],
    ['-o, --out <a-file>', ['-o', '--out'], 'a-file'],
  ])('%s', (flags, names, value) => {
    expect(named(flags)).toMatchObject({ names, value });
  });

  test('a flag excludes itself and its opposite, one that is repeatable nothing', () => {
    const flags = readFlags([
      { flags: '--credentials', description: '' },
      { flags: '--no-credentials', description: '' },
      { flags: '-y, --yes', description: '' },
      // Its opposite is none of these.
      { flags: '--no-backup', description: '' },
      { flags: '--origin <origin>', description: '', repeatable: true },
    ]);
    expect(flags.map(({ excludes }) => excludes)).toEqual([
      ['--credentials', '--no-credentials'],
      ['--no-credentials', '--credentials'],
      ['-y', '--yes'],
      ['--no-backup'],
      [],
    ]);
  });
});

describe('readGrammar', () => {
  const grammar = readGrammar();
  const find = (name: string) => grammar.commands.find((command) => command.name === name);

  test('has every command with every flag, and --help', () => {
    expect(grammar.commands.map(({ name }) => name)).toEqual(commands.map(({ name }) => name));
    for (const { name, options } of commands) {
      const flags = find(name)?.flags.map(({ names }) => names.at(-1));
      expect(flags).toEqual([...options.map(({ flags }) => /--[\w-]+/.exec(flags)?.[0]), '--help']);
    }
    expect(grammar.flags.map(({ names }) => names)).toEqual([
      ['-V', '--version'],
      ['--licenses'],
      ['-h', '--help'],
    ]);
  });

  test('knows what stands behind a command', () => {
    expect(find('patch')?.operand).toMatchObject({ name: 'settings', completes: 'file', isMany: true });
    expect(find('install')?.operand).toMatchObject({ name: 'settings', completes: 'file', isMany: false });
    expect(find('probe')?.operand).toMatchObject({ name: 'url', completes: 'address', isMany: true });
    expect(find('limits')?.operand).toBeUndefined();
  });

  test('every value is a choice, or completed, or one that no shell can know', () => {
    const unknown = grammar.commands.flatMap(({ flags }) =>
      flags
        .filter(({ value, choices, completes }) => value && choices.length === 0 && !completes)
        .map(({ names }) => names.at(-1)),
    );
    expect([...new Set(unknown)].sort()).toEqual([
      '--cors-headers',
      '--nofile',
      '--origin-regex',
      '--timeout',
      '--urls-regex',
    ]);
  });
});
