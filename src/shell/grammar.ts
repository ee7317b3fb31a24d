import type { CommandDefinition, Completes, OptionDefinition } from '../commands/definition.js';
import { commands } from '../commands/definitions/index.js';
import * as about from '../commands/definitions/program.js';

/** A flag as the shells see it. */
export interface Flag {
  /** All spellings, the long one last: `-y`, `--yes`. */
  readonly names: readonly string[];
  readonly description: string;
  /** What its value is called, as `origin`; undefined where it takes none. */
  readonly value: string | undefined;
  readonly choices: readonly string[];
  readonly default: string | undefined;
  readonly completes: Completes | undefined;
  /** The flags that nobody types once this one stands there, its own names among them. */
  readonly excludes: readonly string[];
}

/** What stands behind a command, besides flags. */
export interface Operand {
  readonly name: string;
  readonly description: string;
  readonly completes: Completes | undefined;
  readonly isMany: boolean;
}

export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly operand: Operand | undefined;
  readonly flags: readonly Flag[];
  readonly examples: readonly string[];
}

/** The whole command line. */
export interface Grammar {
  readonly name: string;
  readonly summary: string;
  /** Those in front of a command. */
  readonly flags: readonly Flag[];
  readonly commands: readonly Command[];
}

/** What the completions and the man page are made from: the definitions that commander gets, too. */
export function readGrammar(): Grammar {
  return {
    name: about.name,
    summary: about.summary,
    flags: readFlags([about.version, about.licenses, about.help]),
    commands: commands.map(readCommand),
  };
}

function readCommand(definition: CommandDefinition): Command {
  const { name, summary, argument, argumentDescription, argumentCompletes, options, examples } = definition;
  const [, operand, dots] = /^<([\w-]+)(\.\.\.)?>$/.exec(argument) ?? [];
  return {
    name,
    summary,
    operand:
      operand === undefined
        ? undefined
        : {
            name: operand,
            description: argumentDescription,
            completes: argumentCompletes,
            isMany: dots !== undefined,
          },
    flags: readFlags([...options, about.help]),
    examples,
  };
}

/** @param options all of one command */
export function readFlags(options: readonly OptionDefinition[]): readonly Flag[] {
  const all = options.flatMap(({ flags }) => readNames(flags));
  return options.map((option) => {
    const names = readNames(option.flags);
    const opposites = names.flatMap((name) => [name.replace(/^--no-/, '--'), name.replace(/^--/, '--no-')]);
    const others = opposites.filter((name) => all.includes(name) && !names.includes(name));
    return {
      names,
      description: option.description,
      value: /<([\w-]+)>$/.exec(option.flags)?.[1],
      choices: option.choices ?? [],
      default: option.default,
      completes: option.completes,
      excludes: option.repeatable ? [] : [...names, ...others],
    };
  });
}

/** @param notation commander's: `-y, --yes`, `--origin <origin>` */
function readNames(notation: string): readonly string[] {
  return notation.match(/(?<![\w-])--?[a-zA-Z][\w-]*/g) ?? [];
}
