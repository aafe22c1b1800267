/**
 * Scripts that complete commands, flags and their values in a shell. They are made from the tables of commands and
 * flags, and start no program while the user types.
 */

import { flagOf } from '../base/text/setting-names.ts';
import { commandNames, commands, defaultCommand } from './commands.ts';
import type { Flag } from './flags.ts';
import { flagsOf, groupsOf } from './help.ts';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

interface Completed {
  /** "--layers", "-l" */
  readonly names: readonly string[];
  readonly help: string;
  readonly takesValue: boolean;
  /** The values if they can be listed; otherwise files, directories or anything. */
  readonly choices: readonly string[];
  readonly path: Flag['path'];
}

export function completionScript(shell: Shell): string {
  return { bash, zsh, fish }[shell]();
}

function completed(name: (typeof commandNames)[number]): Completed[] {
  const all = flagsOf(name).map(({ short, long, alias, value, help, choices = [], path }) => ({
    names: [...long, ...(short === undefined ? [] : [`-${short}`]), ...(alias === undefined ? [] : [flagOf(alias)])],
    help,
    takesValue: value !== undefined,
    choices,
    path,
  }));
  const help = { help: 'print help, or that of a group', takesValue: true, choices: groupsOf(name), path: undefined };
  const everything = { names: ['--help-all'], help: 'print help with all flags', takesValue: false, choices: [] };
  return [...all, { names: ['--help', '-h'], ...help }, { ...everything, path: undefined }];
}

/** The values of a command's arguments: choices, or files. */
function argumentChoices(name: (typeof commandNames)[number]): readonly string[] {
  return commands[name].arguments.flatMap(({ choices = [] }) => choices);
}

function bash(): string {
  const valuesOf = (name: (typeof commandNames)[number]) =>
    completed(name)
      .filter(({ takesValue }) => takesValue)
      .map(({ names, choices, path }) => {
        const words =
          choices.length > 0 ? `COMPREPLY=($(compgen -W '${choices.join(' ')}' -- "$cur"))` : pathWords(path);
        return `        ${names.join('|')}) ${words}; return;;`;
      });
  const pathWords = (path: Flag['path']) =>
    path === undefined ? 'COMPREPLY=()' : `COMPREPLY=($(compgen -${path === 'directory' ? 'd' : 'f'} -- "$cur"))`;
  const cases = commandNames.map(name => {
    const flags = completed(name).flatMap(({ names }) => names.filter(each => each.startsWith('--')));
    const choices = argumentChoices(name);
    return [
      `    ${name})`,
      '      case "$prev" in',
      ...valuesOf(name),
      '      esac',
      `      flags='${flags.join(' ')}'`,
      `      words='${choices.join(' ')}'`,
      '      ;;',
    ].join('\n');
  });
  return `# bash completion of bntrain
_bntrain() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" command='' flags='' words='' word
  local commands='${[...commandNames, 'help'].join(' ')}'
  COMPREPLY=()
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case " $commands " in *" $word "*) command="$word"; break;; esac
  done
  [[ -z $command && $COMP_CWORD -eq 1 && $cur != -* ]] && COMPREPLY=($(compgen -W "$commands" -- "$cur"))
  if [[ $command == help && $prev == help ]]; then
    COMPREPLY=($(compgen -W '${commandNames.join(' ')}' -- "$cur")); return
  elif [[ $command == help ]]; then command="$prev" prev=--help
  elif [[ $cur == = ]]; then cur=''
  elif [[ $prev == = ]]; then prev="\${COMP_WORDS[COMP_CWORD-2]}"
  fi
  case "\${command:-${defaultCommand}}" in
${cases.join('\n')}
  esac
  if [[ $cur == -* ]]; then COMPREPLY=($(compgen -W "$flags" -- "$cur"))
  elif [[ -n $words ]]; then COMPREPLY=($(compgen -W "$words" -- "$cur"))
  else COMPREPLY+=($(compgen -f -- "$cur"))
  fi
}
complete -o filenames -F _bntrain bntrain
`;
}

/** Quotes any text for a shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function zsh(): string {
  const spec = ({ names, help, takesValue, choices, path }: Completed) => {
    const text = help.replaceAll(/[[\]:\\]/g, '\\$&');
    const value =
      choices.length > 0
        ? `(${choices.join(' ')})`
        : path === 'directory'
          ? '_files -/'
          : path === 'file'
            ? '_files'
            : ' ';
    return names.map(name => quoted(`*${name}[${text}]${takesValue ? `:value:${value}` : ''}`)).join(' ');
  };
  const cases = commandNames.map(name => {
    const choices = argumentChoices(name);
    const rest = choices.length > 0 ? `'*: :(${choices.join(' ')})'` : "'*: :_files'";
    return `    ${name}) _arguments ${[...completed(name).map(spec), rest].join(' ')};;`;
  });
  const described = commandNames.map(name => quoted(`${name}:${commands[name].summary.replaceAll(':', '\\:')}`));
  return `#compdef bntrain
# zsh completion of bntrain
_bntrain() {
  local command=${defaultCommand} word
  local -a commands=(${[...described, "'help:print help'"].join(' ')})
  if (( CURRENT == 2 )) && [[ \${words[2]} != -* ]]; then
    _describe command commands
    _files
    return
  fi
  for word in \${words[2,CURRENT-1]}; do
    if [[ " ${commandNames.join(' ')} help " == *" $word "* ]]; then command=$word; break; fi
  done
  case $command in
    help) _values command ${commandNames.join(' ')};;
${cases.join('\n')}
  esac
}
compdef _bntrain bntrain
`;
}

function fish(): string {
  const lines = commandNames.flatMap(name => {
    const here = `__fish_seen_subcommand_from ${name}`;
    const condition = name === defaultCommand ? `not __fish_seen_subcommand_from ${others.join(' ')}` : here;
    const arguments_ = argumentChoices(name).map(choice => `complete -c bntrain -n '${here}' -f -a ${choice}`);
    return [...arguments_, ...completed(name).map(flag => fishLine(condition, flag))];
  });
  const names = commandNames.map(name => {
    const first = 'test (count (commandline -opc)) -eq 1';
    return `complete -c bntrain -n '${first}' -a ${name} -d ${fishQuoted(commands[name].summary)}`;
  });
  return `# fish completion of bntrain\n${[...names, ...lines].join('\n')}\n`;
}

const others = commandNames.filter(name => name !== defaultCommand);

function fishLine(condition: string, { names, help, takesValue, choices, path }: Completed): string {
  const options = names.map(name => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  const value = !takesValue
    ? ''
    : choices.length > 0
      ? ` -x -a ${fishQuoted(choices.join(' '))}`
      : path === undefined
        ? ' -x'
        : ' -r';
  return `complete -c bntrain -n '${condition}' ${options.join(' ')} -d ${fishQuoted(help)}${value}`;
}

/** Quotes a text for fish, which knows two escapes in single quotes. */
function fishQuoted(text: string): string {
  return `'${text.replaceAll(/[\\']/g, '\\$&')}'`;
}
