/** Rewrites commander's messages about the command line in the form of all messages: flag, problem, way out. */

import type { CommanderError } from 'commander';
import { list } from '../base/text/format.ts';
import { nearestName } from '../base/text/nearest-name.ts';
import { isSetting, settings } from '../settings/table.ts';
import { type CommandName, commandNames, commands } from './commands.ts';
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
      return missingArgument(name, about);
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

export function missingArgument(name: CommandName, argument: string): string {
  return `${name}: got no ${argument}; 'bntrain ${name} --help' has examples`;
}

/** The flag may be one of another command, mistyped, or both. */
function unknownFlag(flag: string, name: CommandName): string {
  if (flag === '-V' || flag === '--version') return `${flag}: stands alone; leave out the rest`;
  const known = longFlagsOf(name);
  const others = commandNames.filter(other => other !== name);
  const owners = others.filter(other => longFlagsOf(other).includes(flag));
  if (owners.length > 0) {
    const like = known.find(own => own.startsWith(`${flag}-`) || flag.startsWith(`${own}-`));
    return `${flag}: belongs to ${namesOf(owners)}; ${like === undefined ? allFlags(name) : `${name} has ${like}`}`;
  }
  const own = [...known, '--help', '--help-all', '--version'];
  const near = nearestName(flag, [...own, ...others.flatMap(longFlagsOf)]);
  if (near === undefined) return `${flag}: is no flag of ${name}; ${allFlags(name)}`;
  if (own.includes(near)) return `${flag}: is no flag of ${name}; did you mean ${near}?`;
  const having = others.filter(other => longFlagsOf(other).includes(near));
  return `${flag}: is no flag of ${name}; ${near} belongs to ${namesOf(having)}`;
}

function longFlagsOf(name: CommandName): string[] {
  return flagsOf(name).flatMap(({ long }) => long);
}

function namesOf(owners: readonly CommandName[]): string {
  return list(
    owners.map(name => `'bntrain ${name}'`),
    owners.length,
  );
}

function allFlags(name: CommandName): string {
  return `'bntrain ${name} --help-all' lists the flags`;
}
