import type { Io } from '../io.js';

/**
 * What a value is, where a shell can name the ones at hand. Folders on the way are always offered; `program` is
 * an interpreter of Python, `service` one of systemd, `process` one of OMERO.web's.
 */
export type Completes = 'file' | 'folder' | 'program' | 'address' | 'user' | 'service' | 'process';

/** One flag, as commander, the help, the completions and the man page need it. */
export interface OptionDefinition {
  /** commander's notation: `--origin <origin>`, `-y, --yes`, `--no-backup`. */
  readonly flags: string;
  readonly description: string;
  /** May be given several times; the values arrive as a list. */
  readonly repeatable?: true;
  readonly choices?: readonly string[];
  readonly default?: string;
  readonly completes?: Completes;
}

/** What the user typed, with the flags under their camel-case names as commander gives them. */
export interface CommandInput {
  readonly arguments: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
}

/** A command as data. Its program text is loaded only when it runs. */
export interface CommandDefinition {
  readonly name: string;
  readonly summary: string;
  /** commander's notation: `<settings...>`, or `` for none. */
  readonly argument: string;
  readonly argumentDescription: string;
  readonly argumentCompletes?: Completes;
  readonly options: readonly OptionDefinition[];
  /** Two whole command lines that end the help. */
  readonly examples: readonly [string, string];
  /** It reads settings.py: the parser is compiled in the background while the command is made ready. */
  readonly parsesPython?: true;
  /** Resolves to the function that runs the command and returns the exit code. */
  readonly load: () => Promise<(input: CommandInput, io: Io) => Promise<number>>;
}
