/**
 * Help of the program, or of a command: the flags that most people need, one group of flags, or all of them. It is made
 * from the tables of commands and settings, and wraps at word boundaries for any width.
 */

import { isDeepStrictEqual } from 'node:util';
import { version } from '../base/version.ts';
import { makeConfig } from '../settings/config.ts';
import { type Group, groups } from '../settings/setting.ts';
import { type SettingKey, wordsByData } from '../settings/table.ts';
import { type CommandName, commandNames, commands, defaultCommand } from './commands.ts';
import { type Flag, flagFor } from './flags.ts';
import type { Command } from './rows/row.ts';
import { streamWidth } from './stream-width.ts';

/** The part of a command's help to show: the short form, everything, or a group. */
export type View = 'short' | 'all' | Group;

/** What a command shows of its help: everything, or a group of which it has flags. */
export function isTopic(name: CommandName, text: unknown): text is Group | 'all' {
  return text === 'all' || groupsOf(name).some(group => group === text);
}

/** Longer lines are hard to read. */
const MAX_WIDTH = 100;

export function helpWidth(stream: NodeJS.WriteStream): number {
  return streamWidth(stream, MAX_WIDTH);
}

type Line = readonly [left: string, right: string];

const examples: readonly Line[] = [
  ['bntrain data/iris.csv', 'compare, with the last column as target'],
  ['bntrain data/digits8x8.csv -t label -l 100x3', 'a deeper network, another target'],
  ['bntrain data/wine.csv --json | head -3', 'metrics for other programs'],
];

export function programHelp(width: number): string {
  return [
    wrap('Usage: bntrain [command] <file> [flags]', width),
    wrap(
      'Trains a fully connected network on your table with and without batch normalization, and shows what it did.',
      width,
    ),
    section(
      'Commands:',
      commandNames.map(name => [name, commands[name].summary]),
      width,
    ),
    section(
      'Flags:',
      [
        ['-h, --help [command]', 'print this help, or that of a command'],
        ['-V, --version', 'print the version; with --verbose, also what bntrain runs on'],
      ],
      width,
    ),
    section('Examples:', examples, width, MAX_EXAMPLE),
    wrap(`'bntrain help compare' lists the flags of a comparison. This is bntrain ${version}.`, width),
  ].join('\n\n');
}

export function commandHelp(name: CommandName, view: View, width: number): string {
  const command = commands[name];
  const all = flagsOf(name);
  const heading = [wrap(usage(name, command), width), wrap(command.description, width)];
  if (view !== 'short' && view !== 'all') return [heading[0], groupSection(view, all, width)].join('\n\n');
  const { length } = command.arguments;
  const args =
    length === 0
      ? []
      : [
          rows(
            command.arguments.map(argument => [argument.name, argumentHelp(argument)]),
            width,
          ),
        ];
  const shows = section('Examples:', command.examples, width, MAX_EXAMPLE);
  if (view === 'short' && command.common !== undefined) {
    const common = command.common.map(key => all.find(flag => flag.key === key)!);
    return [...heading, ...args, section('Flags:', common.map(lineOf), width), shows, moreGroups(name, width)].join(
      '\n\n',
    );
  }
  const sections = groupsOf(name).map(group => groupSection(group, all, width));
  return [...heading, ...args, ...sections, shows].join('\n\n');
}

/** The flags of a command, those of settings first. */
export function flagsOf(name: CommandName): Flag[] {
  const { settings, flags, defaults = {}, changes = {} } = commands[name];
  const recipe = makeConfig({ recipe: defaults.recipe });
  const plain = makeConfig({});
  const ofRecipe = (key: SettingKey) =>
    wordsByData(key, recipe) ?? (isDeepStrictEqual(recipe[key], plain[key]) ? undefined : String(recipe[key]));
  const shown = (key: SettingKey) => {
    const text = defaults[key] ?? (defaults.recipe === undefined ? undefined : ofRecipe(key));
    return text === undefined ? {} : { shown: text };
  };
  return [
    ...settings.map(key => flagFor(key, { ...shown(key), ...changes[key] })),
    ...flags.map(key => flagFor(key, changes[key])),
  ];
}

/** The groups that have flags of the command, in order. */
export function groupsOf(name: CommandName): Group[] {
  const present = new Set(flagsOf(name).map(({ group }) => group));
  return (Object.keys(groups) as Group[]).filter(group => present.has(group));
}

function usage(name: CommandName, { arguments: args, settings, flags }: Command): string {
  const word = name === defaultCommand ? `[${name}]` : name;
  const anyFlags = settings.length + flags.length > 0 ? ['[flags]'] : [];
  return ['Usage: bntrain', word, ...args.map(argument => argument.name), ...anyFlags].join(' ');
}

function argumentHelp({ help, choices, default: preset }: Command['arguments'][number]): string {
  const values = choices === undefined ? help : `${help}: ${choices.join(', ')}`;
  return preset === undefined ? values : `${values} (default: ${preset})`;
}

function groupSection(group: Group, all: readonly Flag[], width: number): string {
  const { title } = groups[group];
  return section(`${title}:`, all.filter(flag => flag.group === group).map(lineOf), width);
}

function moreGroups(name: CommandName, width: number): string {
  const present = groupsOf(name).map((group): Line => [group, groups[group].summary]);
  return `${wrap(`More flags by group, as in 'bntrain ${name} --help ${present[0]![0]}'; --help-all shows all:`, width)}\n${rows(present, width)}`;
}

/** "-t, --target <column>" and its help. */
function lineOf({ short, long, value, help, shown, required }: Flag): Line {
  const names = [...(short === undefined ? [] : [`-${short}`]), ...long].join(', ');
  const preset = required ? ' (required)' : shown === undefined ? '' : ` (default: ${shown})`;
  return [value === undefined ? names : `${names} ${value}`, `${help}${preset}`];
}

function section(title: string, lines: readonly Line[], width: number, maxLeft = MAX_LEFT): string {
  return `${title}\n${rows(lines, width, maxLeft)}`;
}

/** Max width of the left column; a longer entry has a line of its own. */
const MAX_LEFT = 30;
const MAX_EXAMPLE = 60;
const MIN_RIGHT = 24;
/** Help narrower than this has one column. */
const TWO_COLUMNS = 60;

/** Lays out two columns, or one below the other if the width is too small. */
function rows(lines: readonly Line[], width: number, maxLeft = MAX_LEFT): string {
  const lengths = lines.map(([left]) => left.length).filter(length => length <= Math.min(maxLeft, width - MIN_RIGHT));
  const beside = Math.max(4, ...lengths.map(length => length + 4));
  const longest = Math.max(...lines.flatMap(([, right]) => right.split(' ').map(word => word.length)));
  const gutter = width < TWO_COLUMNS || longest > width - beside ? 6 : beside;
  return lines
    .map(([left, right]) => {
      const body = wrap(right, width, ' '.repeat(gutter));
      const head = `  ${left}`;
      return head.length + 2 <= gutter
        ? head.padEnd(gutter) + body.slice(gutter)
        : `${wrap(left, width, '  ')}\n${body}`;
    })
    .join('\n');
}

/** Wraps ASCII text. Reports wrap any text, with libraries that take a while to load. */
function wrap(text: string, width: number, indent = ''): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent.length + line.length + 1 + word.length > width) {
      lines.push(indent + line);
      line = '';
    }
    line += (line === '' ? '' : ' ') + word;
  }
  return [...lines, indent + line].join('\n');
}
