import { Chalk, type ChalkInstance } from 'chalk';
import type { Io } from '../io.js';
import { printableLine } from './printable.js';

export type ColorChoice = 'auto' | 'always' | 'never';

/**
 * The two streams as every command uses them: stdout carries the result alone, stderr all the talk. Nothing
 * else in the program writes to either.
 */
export interface Reporter {
  /** The result, byte for byte: JSON, config lines, new text. */
  result(content: string | Buffer): void;
  /** A unified diff on stdout, coloured where the reader can see colours. Resolves to why it was not taken. */
  diff(diff: string, encode?: (text: string) => Buffer): Promise<NodeJS.ErrnoException | undefined>;
  /** One line of talk on stderr; what others put into it can't steer the terminal. */
  say(line: string): void;
  /** Styles for lines that are said; without colour they return their text as it is. */
  readonly style: Style;
  /** Styles for a result on stdout that a person reads: see `renderLines`. */
  readonly resultStyle: Style;
}

const STYLES = ['bold', 'dim', 'red', 'green', 'yellow', 'cyan'] as const;

export type Style = Readonly<Record<(typeof STYLES)[number], (text: string) => string>>;

/** Stands for the start of our own colours until a line is rendered: what nobody can know, no name can hold. */
const MARK = `\u{10fffd}${Math.random()}`;

/**
 * @param io the streams and the environment
 * @param color `auto` follows NO_COLOR, FORCE_COLOR and whether the stream is a terminal
 */
export function createReporter(io: Io, color: ColorChoice = 'auto'): Reporter {
  const resultChalk = new Chalk({ level: colorLevel(io.stdout, io.env, color) });
  return {
    style: createStyle(new Chalk({ level: colorLevel(io.stderr, io.env, color) })),
    resultStyle: createStyle(resultChalk),
    result: (content) => {
      io.stdout.write(content);
    },
    diff: (diff, encode = (text) => Buffer.from(text)) =>
      new Promise((resolve) => {
        const content = encode(colorDiff(diff, resultChalk));
        io.stdout.write(content, (failure) => resolve(failure ?? undefined));
      }),
    say: (line) => {
      io.stderr.write(renderLines([line]));
    },
  };
}

/**
 * Lines for a person as the text that goes out: our colours are in it, and nothing else that a terminal obeys.
 * This is the one place that sees to it, so whoever makes a sentence need not.
 */
export function renderLines(lines: readonly string[]): string {
  return lines.map((line) => `${printableLine(line).replaceAll(MARK, '\x1b[')}\n`).join('');
}

function createStyle(chalk: ChalkInstance): Style {
  const styles = STYLES.map((name) => {
    const style = chalk[name];
    return [name, (text: string) => style(printableLine(text)).replaceAll('\x1b[', MARK)] as const;
  });
  return Object.fromEntries(styles) as Style;
}

/** chalk looks at process.argv on its own, where `--color never` would turn colours on: the level is ours. */
function colorLevel(stream: { readonly isTTY?: boolean }, env: Io['env'], color: ColorChoice): 0 | 1 {
  if (color !== 'auto') return color === 'always' ? 1 : 0;
  if (env['NO_COLOR']) return 0;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return forced === '0' || forced === 'false' ? 0 : 1;
  return stream.isTTY === true && env['TERM'] !== 'dumb' ? 1 : 0;
}

function colorDiff(diff: string, style: ChalkInstance): string {
  if (style.level === 0) return diff;
  return diff
    .split('\n')
    .map((line) => {
      if (line.startsWith('--- ') || line.startsWith('+++ ')) return style.bold(line);
      if (line.startsWith('@@')) return style.cyan(line);
      if (line.startsWith('+')) return style.green(line);
      if (line.startsWith('-')) return style.red(line);
      return line;
    })
    .join('\n');
}
