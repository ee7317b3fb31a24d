import type { Completes } from '../commands/definition.js';
import type { Command, Flag, Grammar } from './grammar.js';
import { LIST_PROCESSES, LIST_SERVICES } from './lists.js';
import { quoteFish } from './quote.js';

/** The completion for fish 3. */
export function fishCompletion({ name, flags, commands }: Grammar): string {
  const lines = [
    `# fish completion for ${name}. Made by its build from the definitions of its commands.`,
    '',
    FUNCTIONS,
    `complete -c ${name} -f`,
    ...commands.map(
      (command) =>
        `complete -c ${name} -n '__omero_cors_in ""' -a ${command.name} -d ${quoteFish(command.summary)}`,
    ),
    ...flags.map((flag) => describeFlag(name, '""', flag)),
    ...commands.flatMap((command) => ['', ...describeCommand(name, command)]),
  ];
  return `${lines.join('\n')}\n`;
}

const FUNCTIONS = `function __omero_cors_in --description 'The command is this one ("": none yet), and none of these flags stands there'
    set -l words (commandline -opc)
    set -e words[1]
    set -l command ''
    for word in $words
        if not string match -q -- '-*' $word
            set command $word
            break
        end
    end
    test "$command" = "$argv[1]"; or return 1
    # The last word may be a flag that waits for the value that is being completed.
    set -l earlier $words
    set -q earlier[1]; and set -e earlier[-1]
    for flag in $argv[2..-1]
        if string match -q -- '*=' $flag
            contains -- (string trim -r -c = -- $flag) $earlier; and return 1
            string match -q -- "$flag*" $words; and return 1
        else
            contains -- $flag $words; and return 1
        end
    end
    return 0
end

function __omero_cors_addresses
    for scheme in https:// http://
        # The scheme alone, too: the address goes on behind it.
        printf '%s\\n' $scheme $scheme(__fish_print_hostnames)
    end
end

function __omero_cors_pythons
    for file in $PATH/python*
        string match -r -- 'python[0-9.]*$' $file
    end
end
`;

function describeCommand(program: string, { name, flags, operand }: Command): readonly string[] {
  const operands =
    operand?.completes === undefined
      ? []
      : [`complete -c ${program} -n '__omero_cors_in ${name}' ${ANSWER[operand.completes]}`];
  return [...operands, ...flags.map((flag) => describeFlag(program, name, flag))];
}

function describeFlag(program: string, command: string, flag: Flag): string {
  const spellings = flag.names.map((name) =>
    name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`,
  );
  const equals = flag.value === undefined ? '' : '=';
  const condition = ['__omero_cors_in', command, ...flag.excludes.map((name) => `${name}${equals}`)].join(
    ' ',
  );
  return [
    `complete -c ${program} -n '${condition}'`,
    ...spellings,
    ...answer(flag),
    `-d ${quoteFish(flag.description)}`,
  ].join(' ');
}

function answer({ value, choices, completes }: Flag): readonly string[] {
  if (value === undefined) return [];
  if (choices.length > 0) return ['-x', `-a ${quoteFish(choices.join(' '))}`];
  return completes === undefined ? ['-x'] : ['-r', ANSWER[completes]];
}

const ANSWER: Readonly<Record<Completes, string>> = {
  file: '-F',
  folder: "-f -a '(__fish_complete_directories)'",
  program: "-F -a '(__omero_cors_pythons)'",
  address: "-f -a '(__omero_cors_addresses)'",
  user: "-f -a '(__fish_complete_users)'",
  service: `-f -a '(${LIST_SERVICES})'`,
  process: `-f -a '(${LIST_PROCESSES})'`,
};
