import { Command, CommanderError, Option } from 'commander';
import { describeVersion, readLicenses } from './about.js';
import type { CommandDefinition, OptionDefinition } from './commands/definition.js';
import { commands } from './commands/definitions/index.js';
import * as about from './commands/definitions/program.js';
import { SettingsError } from './errors.js';
import type { Io } from './io.js';
import { reportFailure } from './terminal/failure.js';
import { StandardOutput } from './terminal/output.js';
import { printableLine } from './terminal/printable.js';
import type { ColorChoice } from './terminal/report.js';

/**
 * Runs one command line.
 *
 * @param argv the words after the program's name
 * @param io streams, environment and working directory
 * @returns the exit code: 0 done, 1 needed and not done, 2 could not, 3 a bug in omero-cors
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  let exitCode = 0;
  const program = new Command(about.name)
    .description(about.summary)
    .version(describeVersion(), about.version.flags, about.version.description)
    .option(about.licenses.flags, about.licenses.description)
    .on('option:licenses', () => {
      io.stdout.write(readLicenses());
      throw new CommanderError(0, 'licenses', '');
    })
    .helpOption(about.help.flags, about.help.description)
    .helpCommand(false)
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      // It repeats what was typed.
      writeErr: (text) => io.stderr.write(text.replace(/[^\n]+/g, printableLine)),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  const named = commands.filter(({ name }) => name === argv[0]);
  for (const definition of named.length > 0 ? named : commands) {
    program.addCommand(
      buildCommand(definition, async (input) => {
        const run = await definition.load();
        exitCode = await run(input, io);
      }).copyInheritedSettings(program),
    );
  }
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    return reportFailure(error, io, namedColor(argv));
  }
}

function buildCommand(
  definition: CommandDefinition,
  action: (input: { arguments: string[]; options: Record<string, unknown> }) => Promise<void>,
): Command {
  const command = new Command(definition.name).description(definition.summary);
  if (definition.argument !== '') command.argument(definition.argument, definition.argumentDescription);
  for (const option of definition.options) command.addOption(buildOption(option));
  command.addHelpText(
    'after',
    `\nExamples:\n${definition.examples.map((line) => `  ${line}\n`).join('')}`.trimEnd(),
  );
  return command.action(async () => {
    await action({ arguments: command.args, options: command.opts() });
  });
}

function buildOption(definition: OptionDefinition): Option {
  const option = new Option(definition.flags, definition.description);
  if (definition.choices !== undefined) option.choices([...definition.choices]);
  if (definition.default !== undefined) option.default(definition.default);
  if (definition.repeatable) {
    option.argParser((value: string, previous: string[] | undefined) => [...(previous ?? []), value]);
  }
  return option;
}

/** commander did not come to read the flag, or its command is over. */
function namedColor(argv: readonly string[]): ColorChoice {
  const named =
    argv.find((_, index) => argv[index - 1] === '--color') ?? argv.join(' ').match(/--color=(\w+)/)?.[1];
  return named === 'always' || named === 'never' ? named : 'auto';
}

/** The program itself: `main` with the streams of this process. */
export async function run(): Promise<void> {
  const { argv, env } = process;
  const cwd = workingFolder();
  const [stdout, stderr] = [new StandardOutput(process.stdout), new StandardOutput(process.stderr)];
  const io: Io = {
    // Opened only by who reads it: it takes Node some milliseconds.
    get stdin() {
      return process.stdin;
    },
    stdout,
    stderr,
    env,
    cwd: cwd ?? '/',
  };
  const exitCode = cwd === undefined ? reportFailure(cwdGone, io) : await main(argv.slice(2), io);
  const arrived = [await stdout.flush(), await stderr.flush()];
  // Not by itself: it would also wait for the look-up of a name, which can't be called off (getaddrinfo) and
  // holds it past probe's --timeout.
  process.exit(arrived.includes(false) ? Math.max(exitCode, 2) : exitCode);
}

const cwdGone = new SettingsError('no-working-folder', 'the folder in which this was started is gone', {
  hint: 'cd into another one and run it again.',
});

/** Undefined where it has been removed. Of the executable nothing runs then: Bun says so itself, and exits 1. */
function workingFolder(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}
