import type { Completes } from '../commands/definition.js';
import type { Command, Flag, Grammar } from './grammar.js';
import { LIST_PROCESSES, LIST_SERVICES } from './lists.js';
import { escapeZshSpec, quotePosix } from './quote.js';

/** The completion for zsh, as a function of its completion system (zshcompsys(1)). */
export function zshCompletion({ name, flags, commands }: Grammar): string {
  return `#compdef ${name}
# Made by the build of ${name} from the definitions of its commands.

_omero-cors() {
  local curcontext=$curcontext state line ret=1
  typeset -A opt_args
  _arguments -C -S \\
${flags.flatMap((flag) => flagSpecs(flag, '(- : *)')).join('')}    '1:command:_omero-cors_commands' \\
    '*::argument:->arguments' && ret=0
  [[ $state == arguments ]] || return ret

  curcontext=\${curcontext%:*:*}:${name}-$words[1]:
  case $words[1] in
${commands.map(describeCommand).join('\n')}
  esac
  return ret
}

_omero-cors_commands() {
  local -a commands=(
${commands.map(({ name, summary }) => `    ${quotePosix(`${name}:${summary.replaceAll(/[\\:]/g, '\\$&')}`)}\n`).join('')}  )
  _describe -t commands command commands "$@"
}

_omero-cors_address() {
  if compset -P '*://'; then
    _hosts "$@"
  else
    compadd "$@" -S '' -- https:// http://
  fi
}

_omero-cors_program() {
  _alternative 'commands:Python:compadd -- \${(M)\${(k)commands}:#python[0-9.]#}' 'files:file:_files'
}

_omero-cors_service() {
  compadd "$@" -- \${(f)"$(${LIST_SERVICES})"}
}

_omero-cors_process() {
  compadd "$@" -- \${(f)"$(${LIST_PROCESSES})"}
}

# Loaded by compinit it is the function itself; sourced, it makes itself known.
if [[ $funcstack[1] == _omero-cors ]]; then
  _omero-cors "$@"
else
  compdef _omero-cors ${name}
fi
`;
}

function describeCommand({ name, flags, operand }: Command): string {
  const specs = flags.flatMap((flag) =>
    flagSpecs(flag, flag.names.includes('--help') ? '(- : *)' : exclusion(flag)),
  );
  const operands =
    operand === undefined
      ? ''
      : `      ${quotePosix(`${operand.isMany ? '*' : '1'}:${valueSpec(operand.name, [], operand.completes)}`)} \\\n`;
  return `  ${name})
    _arguments -S \\
${specs.map((spec) => `  ${spec}`).join('')}${operands}      && ret=0
    ;;`;
}

/** zshcompsys(1): what is left out once the flag stands there, or `*` for a flag that may come again. */
function exclusion({ excludes }: Flag): string {
  return excludes.length === 0 ? '*' : `(${excludes.join(' ')})`;
}

function flagSpecs(
  { names, description, value, choices, completes }: Flag,
  front: string,
): readonly string[] {
  const end = `[${escapeZshSpec(description)}]${value === undefined ? '' : `:${valueSpec(value, choices, completes)}`}`;
  return names.map((name) => {
    // `=`: the value stands behind it, or is the next word.
    const spelling = value !== undefined && name.startsWith('--') ? `${name}=` : name;
    return `    ${quotePosix(front + spelling + end)} \\\n`;
  });
}

function valueSpec(name: string, choices: readonly string[], completes: Completes | undefined): string {
  const action =
    choices.length > 0 ? `(${choices.join(' ')})` : completes === undefined ? ' ' : ACTION[completes];
  return `${escapeZshSpec(name)}:${action}`;
}

const ACTION: Readonly<Record<Completes, string>> = {
  file: '_files',
  folder: '_files -/',
  program: '_omero-cors_program',
  address: '_omero-cors_address',
  user: '_users',
  service: '_omero-cors_service',
  process: '_omero-cors_process',
};
