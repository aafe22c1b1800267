/** The command line: commander's parser, made from the tables of commands and flags. */

import { existsSync } from 'node:fs';
import { Argument, CommanderError, Option, Command as Parser } from 'commander';
import { UserError } from '../base/errors.ts';
import { isPiped, STANDARD_INPUT } from '../base/files/standard-input.ts';
import { list } from '../base/text/format.ts';
import { nearestName } from '../base/text/nearest-name.ts';
import { flagOf } from '../base/text/setting-names.ts';
import { version } from '../base/version.ts';
import { checkInit, type GivenSettings } from '../settings/config.ts';
import { isSetting } from '../settings/table.ts';
import { UsageError } from './command.ts';
import { type CommandName, commandNames, commands, defaultCommand } from './commands.ts';
import type { Flag, FlagValues } from './flags.ts';
import { commandHelp, flagsOf, groupsOf, helpWidth, isTopic, programHelp } from './help.ts';
import { missingArgument, parseMessage } from './parse-errors.ts';
import { FILES } from './rows/row.ts';

const width = () => helpWidth(process.stdout);

export function makeProgram(): Parser {
  const program = new Parser('bntrain').version(version, '-V, --version').enablePositionalOptions();
  addHelp(program, topic => {
    if (isCommand(topic)) return commandHelp(topic, 'short', width());
    return isTopic(defaultCommand, topic) ? commandHelp(defaultCommand, topic, width()) : programHelp(width());
  });
  for (const name of commandNames) addCommand(program, name);
  // Making the flags of all commands would take longer than all else before a run.
  program.hook('preSubcommand', (_, parser) => {
    const name = parser.name();
    if (isCommand(name)) for (const flag of flagsOf(name)) addFlag(parser, flag);
  });
  program
    .command('help')
    .argument('[command]')
    .argument('[group]')
    .action((command: string | undefined, group: string | undefined) => print(helpOn(command, group)));
  for (const parser of [program, ...program.commands]) {
    const name = parser.name();
    parser.configureOutput({ outputError: () => {} }).exitOverride(error => {
      throw error.exitCode === 0 ? error : new UsageError(parseMessage(error, isCommand(name) ? name : defaultCommand));
    });
  }
  return program;
}

function isCommand(text: unknown): text is CommandName {
  return typeof text === 'string' && Object.hasOwn(commands, text);
}

/** Throws UserError. */
function helpOn(command: string | undefined, group: string | undefined): string {
  if (command === undefined) return programHelp(width());
  if (!isCommand(command)) throw new UsageError(`help: there is no command '${command}'; ${commandList()}`);
  if (group === undefined) return commandHelp(command, 'short', width());
  if (!isTopic(command, group)) {
    const names = groupsOf(command);
    const has = names.length === 0 ? 'it has no flags' : `its groups are ${list(names, names.length)}`;
    throw new UsageError(`help: ${command} has no group '${group}'; ${has}`);
  }
  return commandHelp(command, group, width());
}

function commandList(): string {
  return `the commands are ${list(commandNames, commandNames.length)}`;
}

function addCommand(program: Parser, name: CommandName): void {
  const command = commands[name];
  const parser = program.command(name, { isDefault: name === defaultCommand });
  addHelp(parser, topic => commandHelp(name, isTopic(name, topic) ? topic : 'short', width()));
  for (const { name: shown, help, choices, default: preset } of command.arguments) {
    // Files may come through a pipe instead.
    const argument = new Argument(shown === FILES ? '[files...]' : shown, help);
    if (choices !== undefined) argument.choices(choices);
    if (preset !== undefined) argument.default(preset);
    parser.addArgument(argument);
  }
  parser.action(async () => {
    const named: string[] = parser.processedArgs.flat();
    const takesFiles = command.arguments.some(argument => argument.name === FILES);
    const args = takesFiles && named.length < command.arguments.length ? [...named, pipeFor(name)] : named;
    if (command.takesTable) checkIsNoCommand(args[0]!);
    const { own, given } = valuesOf(parser, flagsOf(name));
    checkNorm(own, given);
    const ofFile = own.config === undefined ? {} : await settingsOfFile(name, own.config, own, given);
    await command.run({ args, flags: own, given: { ...command.defaults, ...ofFile, ...given } });
  });
}

/** `--help` takes a topic, and overrides everything else on the command line. */
function addHelp(parser: Parser, help: (topic: string | undefined) => string): void {
  const show = (topic: unknown) => {
    print(help(typeof topic === 'string' ? topic : undefined));
    throw new CommanderError(0, 'bntrain.help', '');
  };
  parser.helpOption(false).helpCommand(false).option('-h, --help [topic]').option('--help-all');
  parser.on('option:help', show).on('option:help-all', () => show('all'));
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function addFlag(parser: Parser, { short, long, value, required, alias, key }: Flag): void {
  for (const [n, name] of long.entries()) {
    const words = [short === undefined || n > 0 ? name : `-${short}, ${name}`, value].filter(Boolean).join(' ');
    parser.addOption(new Option(words).makeOptionMandatory(required === true));
  }
  if (alias === undefined) return;
  parser.addOption(new Option([flagOf(alias), value].filter(Boolean).join(' ')));
  parser.on(`option:${alias}`, given => parser.setOptionValueWithSource(key, given, 'cli'));
}

/** The values on the command line: a command's own flags, and settings. */
function valuesOf(parser: Parser, flags: readonly Flag[]): { own: FlagValues; given: GivenSettings } {
  const all = flags.flatMap(({ key }) =>
    parser.getOptionValueSource(key) === 'cli' ? [[key, parser.getOptionValue(key)] as const] : [],
  );
  const [own, given] = [false, true].map(is => Object.fromEntries(all.filter(([key]) => isSetting(key) === is)));
  return { own: own!, given: given! };
}

/** The settings of a config file that the command uses. Warns of others, and throws UserError. */
async function settingsOfFile(
  name: CommandName,
  path: string,
  flags: FlagValues,
  given: GivenSettings,
): Promise<GivenSettings> {
  const [{ readConfigFile }, { usedSettings }] = await Promise.all([
    import('./config-file.js'),
    import('./used-settings.js'),
  ]);
  const file = readConfigFile(path, commands[name].several);
  const { settings, isStartEvent } = file;
  // A start event has every setting, and other files only those that the user gave.
  if (isStartEvent) checkInit({ initFrom: settings.initFrom, ...given });
  return usedSettings(name, path, file, flags);
}

/** Throws UserError for a norm that is given twice. */
function checkNorm({ batchNorm }: FlagValues, { norm }: GivenSettings): void {
  if (batchNorm === undefined || norm === undefined) return;
  throw new UserError(`⟪norm⟫: got ${flagOf('batchNorm', batchNorm)} too; give one of the two`);
}

/** The standard input of a command that was given no files. Throws UsageError if nothing is piped to it. */
function pipeFor(name: CommandName): string {
  if (isPiped()) return STANDARD_INPUT;
  throw new UsageError(missingArgument(name, 'files'));
}

/** Throws UserError if no file has this name, because it may be a mistyped command. */
function checkIsNoCommand(first: string): void {
  if (/^-$|[./\\]/.test(first) || existsSync(first)) return;
  const near = nearestName(first, commandNames);
  const hint = near === undefined ? commandList() : `did you mean '${near}'?`;
  throw new UsageError(`'${first}' is neither a file nor a command; ${hint}`);
}
