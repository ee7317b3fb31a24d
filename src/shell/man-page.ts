import type { Command, Flag, Grammar } from './grammar.js';
import { COMMANDS, DESCRIPTION, ENVIRONMENT, type Entry, EXIT_STATUS, FILES, SEE_ALSO } from './manual.js';
import { escapeRoff, formatRoff } from './roff.js';

/** Letters of an example that a screen of 80 shows beside the margins of man(1). */
const EXAMPLE_WIDTH = 69;

/**
 * The page omero-cors(1), in the macros of man(7) that groff and mandoc know.
 *
 * @param date as `2026-01-31`; empty for none
 */
export function manPage(grammar: Grammar, version: string, date: string): string {
  const { name, summary, flags, commands } = grammar;
  const page = [
    `.\\" Made by the build of ${name} from the definitions of its commands.`,
    `.TH ${escapeRoff(name.toUpperCase())} 1 "${date}" "${escapeRoff(`${name} ${version}`)}" "User Commands"`,
    // Names of settings and files are for copying: whole, on one line.
    '.nh',
    '.ad l',
    '.SH NAME',
    // whatis(1) wants one line, without a full stop.
    `${escapeRoff(name)} \\- ${formatRoff(lowerFirst(summary).replace(/\.$/, ''))}`,
    '.SH SYNOPSIS',
    ...commands.flatMap((command) => [synopsis(name, command), '.br']),
    `\\fB${escapeRoff(name)}\\fR ${flags.map(({ names }) => `\\fB${escapeRoff(names.at(-1) ?? '')}\\fR`).join(' | ')}`,
    '.SH DESCRIPTION',
    ...paragraphs(DESCRIPTION),
    '.SH OPTIONS',
    ...flags.flatMap(describeFlag),
    '.SH COMMANDS',
    ...commands.flatMap((command) => describeCommand(name, command)),
    '.SH EXIT STATUS',
    ...entries(EXIT_STATUS),
    '.SH ENVIRONMENT',
    ...entries(ENVIRONMENT),
    '.SH FILES',
    ...entries(FILES),
    '.SH EXAMPLES',
    ...commands.flatMap(describeExamples).slice(1),
    '.SH SEE ALSO',
    formatRoff(SEE_ALSO),
  ];
  return `${page.join('\n')}\n`;
}

function lowerFirst(sentence: string): string {
  return sentence.slice(0, 1).toLowerCase() + sentence.slice(1);
}

function synopsis(program: string, { name, operand }: Command): string {
  const behind =
    operand === undefined ? '' : ` \\fI${escapeRoff(operand.name)}\\fR${operand.isMany ? '...' : ''}`;
  return `\\fB${escapeRoff(`${program} ${name}`)}\\fR [\\fIoptions\\fR]${behind}`;
}

/** The first follows its heading, which makes the space. */
function paragraphs(texts: readonly string[]): readonly string[] {
  return texts.flatMap((text, index) => (index === 0 ? [formatRoff(text)] : ['.PP', formatRoff(text)]));
}

function describeCommand(program: string, command: Command): readonly string[] {
  const { name, summary, operand, flags } = command;
  return [
    `.SS "${escapeRoff(`${program} ${name}`)}"`,
    ...paragraphs([sentence(summary), ...(COMMANDS[name] ?? [])]),
    ...(operand === undefined
      ? []
      : ['.TP', `\\fI${escapeRoff(operand.name)}\\fR`, formatRoff(operand.description)]),
    ...flags.flatMap(describeFlag),
  ];
}

function describeFlag({ names, value, description, choices, default: fallback }: Flag): readonly string[] {
  const spelled = names.map((name) => `\\fB${escapeRoff(name)}\\fR`).join(', ');
  const extra = [
    ...(choices.some((choice) => !description.includes(choice)) ? [choices.join(', ')] : []),
    ...(fallback === undefined ? [] : [`default: ${fallback}`]),
  ];
  return [
    '.TP',
    value === undefined ? spelled : `${spelled} \\fI${escapeRoff(value)}\\fR`,
    formatRoff([description, ...extra].join('; ')),
  ];
}

/** The help's summary, which begins small and ends open. */
function sentence(words: string): string {
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}.`;
}

function entries(list: readonly Entry[]): readonly string[] {
  return list.flatMap(({ term, text }) => ['.TP', `\\fB${formatRoff(term)}\\fR`, formatRoff(text)]);
}

function describeExamples({ summary, examples }: Command): readonly string[] {
  return [
    '.PP',
    `${formatRoff(sentence(summary).slice(0, -1))}:`,
    '.PP',
    '.nf',
    '.RS 2',
    ...examples.flatMap((line) => breakLine(line).map(escapeRoff)),
    '.RE',
    '.fi',
  ];
}

/** A long command line as several that a shell takes for one. */
function breakLine(line: string): readonly string[] {
  const words = line.split(/ (?=--|\||>)/);
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.pop();
    if (last === undefined) lines.push(word);
    else if (`${last} ${word}`.length <= EXAMPLE_WIDTH) lines.push(`${last} ${word}`);
    else lines.push(`${last} \\`, `    ${word}`);
  }
  return lines;
}
