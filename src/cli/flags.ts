/** The flags that set a Config, with their help. Defaults and checks are the config's. */

import { type Command, Option } from 'commander';
import { UserError } from '../base/errors.ts';
import { flagOf } from '../base/text/setting-names.ts';
import type { DataOptions } from '../data/reading/options.ts';
import { type Config, makeConfig } from '../settings/config.ts';
import { toNumber } from '../settings/kinds.ts';
import {
  type Group,
  groups,
  isFollowing,
  isSetting,
  type SettingKey,
  settingKeys,
  settings,
} from '../settings/table.ts';

const outputGroup = 'Output:';
/** Little is lost, and little time goes to the disk, however short or long epochs are. */
const CHECKPOINT_EVERY = '30s';

/** The settings of some groups, in the order of the table. */
function keysOf(...names: Group[]): SettingKey[] {
  return settingKeys.filter(key => names.includes(settings[key].group));
}

/** What decides what is read, and what of it is used. */
const dataKeys: readonly SettingKey[] = [
  ...keysOf('data', 'validation', 'reading'),
  'memory',
  'cache',
  'cacheDir',
  'seed',
];

/** Of a config, the settings that `inspect` takes. */
export function dataSettings(config: Config): DataOptions {
  return Object.fromEntries(dataKeys.map(key => [key, config[key]])) as unknown as DataOptions;
}

/** Adds the flags of `compare` and `train`. */
export function addTrainingFlags(command: Command): void {
  addFlags(command, keysOf('data', 'validation', 'reading', 'network', 'training', 'machine', 'output'));
  addOutputFlags(command);
  command.addOption(new Option('-q, --quiet', 'no progress').helpGroup(outputGroup));
}

export function addDataFlags(command: Command): void {
  addFlags(command, dataKeys);
}

/** Adds the flags of some settings, for commands that take a few of them. */
export function addSomeFlags(
  command: Command,
  keys: readonly SettingKey[],
  defaults: Readonly<Record<string, string>>,
): void {
  addFlags(command, keys, 'Options:', defaults);
}

/** Those of a command that reads a table block by block, for a model that knows what is in it. */
export function addReadingFlags(command: Command): void {
  addFlags(
    command,
    keysOf('reading').filter(key => key !== 'dateOrder'),
  );
  addSomeFlags(command, ['threads', 'engine'], {});
}

/** Where networks are saved, and which. */
export function addSaveFlags(command: Command, flag: string, help: string): void {
  const which = 'the network of the best epoch, or of the last (default: best)';
  command
    .addOption(new Option(flag, help).helpGroup(outputGroup))
    .addOption(new Option('--save-epoch <which>', which).helpGroup(outputGroup));
}

/** Where checkpoints go, and when. */
export function addCheckpointFlags(command: Command): void {
  const directory = "keep how far training is there, for 'bntrain resume <directory>'";
  const every = `epochs such as 5, or seconds such as 30s, from checkpoint to checkpoint (default: ${CHECKPOINT_EVERY})`;
  command
    .addOption(new Option('--checkpoint <directory>', directory).helpGroup(outputGroup))
    .addOption(new Option('--checkpoint-every <n>', every).helpGroup(outputGroup));
}

export function addOutputFlags(command: Command): void {
  command
    .addOption(new Option('--json', 'JSON lines on stdout; all else on stderr').helpGroup(outputGroup))
    .addOption(new Option('--no-color', 'no colour').helpGroup(outputGroup));
}

/** Of `--checkpoint-every`. Throws UserError. */
export function checkEvery(text: string = CHECKPOINT_EVERY): { epochs: number } | { seconds: number } {
  const refuse = () =>
    new UserError(`--checkpoint-every: got '${text}', takes epochs such as 5, or seconds such as 30s`);
  const value = toNumber(text.replace(/s$/, ''));
  if (!(value > 0 && Number.isFinite(value))) throw refuse();
  if (text.endsWith('s')) return { seconds: value };
  if (!Number.isSafeInteger(value)) throw refuse();
  return { epochs: value };
}

/** A number above 0, for the few flags that are no settings. Throws UserError. */
export function checkPositive(flag: string, text: string): number {
  const value = toNumber(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new UserError(`${flag}: got '${text}', takes a number above 0`);
}

/** A whole number of at least 1, likewise. */
export function checkWholeNumber(flag: string, text: string): number {
  if (/^\d{1,9}$/.test(text) && Number(text) > 0) return Number(text);
  throw new UserError(`${flag}: got '${text}', takes a whole number, 1 or more`);
}

/** The config that commander's options ask for. Options that are no settings are ignored. */
export function configFrom(options: Record<string, unknown>): Config {
  for (const key of ['init', 'initScale'] as const) {
    if (options.initFrom === undefined || options[key] === undefined) continue;
    throw new UserError(`${flagOf(key)}: got --init-from too; weights come from a file or are drawn, not both`);
  }
  return makeConfig(Object.fromEntries(Object.entries(options).filter(([key]) => isSetting(key))));
}

function addFlags(
  command: Command,
  keys: readonly SettingKey[],
  title?: string,
  defaults: Readonly<Record<string, string>> = {},
): void {
  for (const key of keys) {
    const { group, short, value, help, shown, isSwitch = false } = settings[key];
    const preset: unknown = defaults[key] ?? shown ?? settings[key].default;
    const helpGroup = title ?? `${groups[group].title}:`;
    // A switch whose default is to find out has both forms.
    const either = isSwitch && settings[key].default === null;
    const long = settings[key].default === true || either ? flagOf(key).replace('--', '--no-') : flagOf(key);
    const isShown = (!isSwitch || either) && preset !== null && !isFollowing(preset);
    const text = isShown ? `${help} (default: ${preset})` : help;
    if (either) command.addOption(new Option(flagOf(key), text).helpGroup(helpGroup));
    const words = [short === undefined ? long : `-${short}, ${long}`, value].filter(Boolean).join(' ');
    const option = new Option(words, either ? 'it is not' : text).helpGroup(helpGroup);
    command.addOption(either ? option.default(undefined) : option);
  }
}
