import type { Completes } from '../commands/definition.js';
import type { Command, Flag, Grammar } from './grammar.js';
import { LIST_PROCESSES, LIST_SERVICES } from './lists.js';
import { quotePosix } from './quote.js';

/**
 * The completion for bash 4.2 and later, with or without the package bash-completion.
 *
 * bash cuts a line into words at `=` and `:`, too (COMP_WORDBREAKS), and replaces only the last piece. So the
 * function first puts together what stands together, and takes off again from each candidate what bash keeps.
 * Names of files are left to readline, which knows about spaces, quotes and tildes.
 */
export function bashCompletion(grammar: Grammar): string {
  const { name, flags, commands } = grammar;
  const all = [flags, ...commands.map((command) => command.flags)].flat();
  return `# bash completion for ${name}. Made by its build from the definitions of its commands.

_omero_cors()
{
    local IFS=$' \\t\\n' line=\${COMP_LINE:0:COMP_POINT} current='' trimmed i
    local -a before flags
    COMPREPLY=()

    # The words before the cursor, and the one that it is in.
    for ((i = 0; i <= COMP_CWORD; i++)); do
        trimmed=\${line#"\${line%%[![:space:]]*}"}
        # With sudo in front, bash-completion leaves its space.
        if [[ $i != 0 && $trimmed != "$line" ]]; then
            before+=("$current")
            current=''
        fi
        ((i < COMP_CWORD)) || break
        line=\${trimmed#"\${COMP_WORDS[i]}"}
        current+=\${COMP_WORDS[i]}
    done
    current+=$trimmed
    # What bash replaces.
    local tail=$trimmed
    [[ $tail == [=:]* ]] && tail=''
    if [[ $current == [\\"\\']* ]]; then
        current=\${current:1}
        tail=\${tail#[\\"\\']}
    fi

    local command='' flag='' given=' ' operands=0 onlyOperands='' word
    local valued='' again='' many=''
    flags=(${flags.flatMap(offered).join(' ')})
    for word in "\${before[@]:1}"; do
        if [[ -n $flag ]]; then
            flag=''
        elif [[ -z $onlyOperands && $word == -- ]]; then
            onlyOperands=1
        elif [[ -z $onlyOperands && $word == -?* ]]; then
            [[ $valued == *" $word "* ]] && flag=$word
            case \${word%%=*} in
${excluding(all)}
                *) given+="\${word%%=*} " ;;
            esac
        elif [[ -z $command ]]; then
            command=$word
            case $command in
${commands.map(describeCommand).join('\n')}
                *) return ;;
            esac
        else
            operands=$((operands + 1))
        fi
    done

    if [[ \${before[\${#before[@]} - 1]} == *[\\<\\>] || $current == [\\<\\>]* ]]; then
        compopt -o default
    elif [[ -n $flag ]]; then
        _omero_cors_value "$command $flag" "$current"
    elif [[ -z $onlyOperands && $current == --*=* ]]; then
        [[ $valued == *" \${current%%=*} "* ]] && _omero_cors_value "$command \${current%%=*}" "\${current#*=}"
    elif [[ -z $onlyOperands && $current == -* ]]; then
        for word in "\${flags[@]}"; do
            [[ $given == *" $word "* && $again != *" $word "* ]] || _omero_cors_offer "$current" "$word"
        done
    elif [[ -z $command ]]; then
        _omero_cors_offer "$current" ${commands.map((command) => command.name).join(' ')}
    elif [[ -n $many || $operands == 0 ]]; then
        _omero_cors_value "$command" "$current"
    fi
}

# Offers what starts with the first word, without what bash keeps of it.
_omero_cors_offer()
{
    local typed=$1 added='' kept='' candidate
    if [[ $typed == *"$tail" ]]; then
        kept=\${typed%"$tail"}
    else
        added=\${tail%"$typed"}
    fi
    shift
    for candidate; do
        [[ $candidate == "$typed"* ]] && COMPREPLY+=("$added\${candidate#"$kept"}")
    done
}

# Offers values: of a flag of a command, or what stands behind the command itself.
_omero_cors_value()
{
    local typed=$2
    [[ $typed == [\\"\\']* ]] && typed=\${typed:1}
    case $1 in
${valueCases(commands)}
    esac
}

complete -F _omero_cors ${name}
`;
}

function describeCommand({ name, flags, operand }: Command): string {
  const valued = flags.filter(({ value }) => value !== undefined).flatMap(({ names }) => names);
  const again = flags.filter(({ excludes }) => excludes.length === 0).flatMap(offered);
  return `                ${name})
                    flags=(${flags.flatMap(offered).join(' ')})
                    valued=' ${valued.join(' ')} '
                    again=' ${again.join(' ')} '
                    many=${operand?.isMany ? '1' : "''"}
                    ;;`;
}

/** The long spelling alone: the short one is there for those who know it. */
function offered({ names }: Flag): readonly string[] {
  return names.slice(-1);
}

/** The flags that stand for others, too: another spelling, the opposite. */
function excluding(flags: readonly Flag[]): string {
  const cases = flags
    .filter(({ excludes }) => excludes.length > 1)
    .map(({ names, excludes }) => `                ${names.join(' | ')}) given+='${excludes.join(' ')} ' ;;`);
  return [...new Set(cases)].join('\n');
}

function valueCases(commands: readonly Command[]): string {
  const places = new Map<string, string[]>();
  const add = (place: string, code: string | undefined) => {
    if (code !== undefined) places.set(code, [...(places.get(code) ?? []), place]);
  };
  for (const { name, flags, operand } of commands) {
    if (operand !== undefined) add(name, operand.completes && CODE[operand.completes]);
    for (const flag of flags) {
      const code =
        flag.choices.length > 0
          ? `_omero_cors_offer "$typed" ${flag.choices.map(quotePosix).join(' ')}`
          : flag.completes && CODE[flag.completes];
      for (const spelling of flag.names) add(`${name} ${spelling}`, code);
    }
  }
  return [...places]
    .map(
      ([code, of]) =>
        `        ${of.map((place) => `'${place}'`).join(' | ')})\n${indent(code)}\n            ;;`,
    )
    .join('\n');
}

const CODE: Readonly<Record<Completes, string>> = {
  file: 'compopt -o default',
  folder: 'compopt -o dirnames',
  program: 'compopt -o default\n_omero_cors_offer "$typed" $(compgen -X "*[^python0-9.]*" -c python)',
  address: `if [[ $typed == *://* ]]; then
    _omero_cors_offer "$typed" $(compgen -P "\${typed%%://*}://" -A hostname -- "\${typed#*://}")
else
    compopt -o nospace
    _omero_cors_offer "$typed" https:// http://
fi`,
  user: '_omero_cors_offer "$typed" $(compgen -u)',
  service: `_omero_cors_offer "$typed" $(${LIST_SERVICES})`,
  process: `_omero_cors_offer "$typed" $(${LIST_PROCESSES})`,
};

function indent(code: string): string {
  return code.replaceAll(/^/gm, '            ');
}
