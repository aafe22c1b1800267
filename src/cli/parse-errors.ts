/** Rewrites commander's messages about the command line in the form of all messages: flag, problem, way out. */

import type { CommanderError } from 'commander';
import { list } from '../base/text/format.ts';
import { nearestName } from '../base/text/nearest-name.ts';
import { isSetting, settings } from '../settings/table.ts';
import { type CommandName, commands } from './commands.ts';
import { flagsOf } from './help.ts';

/** Commander's messages quote the word that they are about. */
const QUOTED = /'([^']*)'/g;

export function parseMessage({ code, message }: CommanderError, name: CommandName): string {
  const quoted = [...message.matchAll(QUOTED)].map(([, text]) => text!);
  const about = quoted[0] ?? '';
  switch (code) {
    case 'commander.unknownOption':
      return unknownFlag(about, name);
    case 'commander.optionMissingArgument': {
      const flag = about.split(', ').at(-1)!.split(' ')[0]!;
      const key = flagsOf(name).find(({ long }) => long.includes(flag))?.key ?? '';
      return `${flag}: got nothing, takes ${isSetting(key) ? settings[key].takes : 'a value'}`;
    }
    case 'commander.missingMandatoryOptionValue':
      return `${about.split(/[ ,]/)[0]}: is required; 'bntrain ${name} --help' has examples`;
    case 'commander.missingArgument':
      return `${name}: got no ${about}; 'bntrain ${name} --help' has examples`;
    case 'commander.excessArguments': {
      const names = commands[name].arguments.map(argument => argument.name);
      return `${name}: got too many arguments, takes ${names.length === 0 ? 'none' : list(names)}`;
    }
    case 'commander.invalidArgument': {
      const argument = commands[name].arguments.find(({ choices }) => choices !== undefined);
      const choices = argument?.choices ?? [];
      return `${name}: got '${about}', takes ${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`;
    }
    default:
      return message.replace(/^error: /, '');
  }
}

function unknownFlag(flag: string, name: CommandName): string {
  const known = flagsOf(name).flatMap(({ long }) => long);
  const near = nearestName(flag, [...known, '--help', '--help-all', '--version']);
  const hint = near === undefined ? `'bntrain ${name} --help-all' lists the flags` : `did you mean ${near}?`;
  return `${flag}: is no flag of ${name}; ${hint}`;
}
