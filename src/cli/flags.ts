/** The flags that set a Config, with their help. Defaults and checks are the config's. */

import { type Command, Option } from 'commander';
import { UserError } from '../base/errors.ts';
import type { DataOptions } from '../data/reading/options.ts';
import { type Config, flagOf, makeConfig, settings, toNumber } from '../settings/config.ts';

interface Flag {
  key: keyof Config;
  /** The short form, if there is one. */
  short?: string;
  /** What stands for the value in help; flags without one are switches. */
  value?: string;
  help: string;
}

const groups: Readonly<Record<string, readonly Flag[]>> = {
  'Data:': [
    {
      key: 'target',
      short: '-t',
      value: '<column>',
      help: 'column to predict, by name or position (default: the last)',
    },
    { key: 'task', value: '<kind>', help: 'auto, classification, regression' },
    { key: 'where', value: '<expression>', help: 'only rows such as "age > 18 and island != \'Dream\'"' },
    { key: 'sample', value: '<n>', help: 'only n of the rows, drawn at random (default: all)' },
    { key: 'drop', value: '<columns>', help: 'columns not to use: names, positions, 2-5, a..d, p*' },
    { key: 'keep', value: '<columns>', help: 'the only columns to use as inputs (default: all that are of use)' },
    { key: 'numeric', value: '<columns>', help: 'columns that are numbers, whatever they look like' },
    { key: 'categorical', value: '<columns>', help: 'columns that are categories, whatever they look like' },
    { key: 'maxCategories', value: '<n>', help: 'inputs of a categorical column; rarer categories share one' },
    { key: 'standardize', help: 'take numbers as they are' },
    { key: 'weight', value: '<column>', help: 'how much each row counts (default: all the same)' },
    { key: 'classWeights', value: '<weights>', help: 'balanced, or a=2,b=1 (default: all the same)' },
  ],
  'Validation:': [
    { key: 'validation', value: '<fraction or file>', help: 'rows to validate with; 0 for none' },
    { key: 'group', value: '<column>', help: 'keep rows of one group on one side of the split' },
    { key: 'time', value: '<column>', help: 'validate with the latest rows' },
    { key: 'shuffle', help: 'batches in file order, and the split takes the last rows' },
  ],
  'Reading:': [
    { key: 'delimiter', value: '<sign>', help: 'between fields; tab, space (default: found)' },
    { key: 'quote', value: '<sign>', help: 'around fields; none (default: found)' },
    { key: 'comment', value: '<sign>', help: 'lines that start with it are passed over' },
    { key: 'header', help: 'the first line is a header (default: found)' },
    { key: 'skip', value: '<n>', help: 'lines to pass over at the start' },
    { key: 'encoding', value: '<name>', help: 'utf-8, latin1, utf-16le, ... (default: by its mark, or utf-8)' },
    { key: 'decimal', value: '<sign>', help: '. or , (default: found)' },
    { key: 'thousands', value: '<sign>', help: 'between groups of three digits' },
    {
      key: 'na',
      value: '<words>',
      help: 'words for missing cells (default: NA, N/A, NaN, null, None, ?, - in numbers)',
    },
    { key: 'dateOrder', value: '<order>', help: 'mdy or dmy, where dates do not tell (default: mdy)' },
    { key: 'onError', value: '<what>', help: 'stop at a row that cannot be read, or skip it' },
    {
      key: 'memory',
      value: '<size>',
      help: 'for the rows; more are trained on from a file (default: half of what is free)',
    },
    { key: 'cache', help: 'do not keep what was read of large files for the next time' },
    { key: 'cacheDir', value: '<directory>', help: "where to keep it (default: the system's)" },
  ],
  'Network:': [
    { key: 'layers', short: '-l', value: '<widths>', help: 'hidden widths: 100,100 or 100x5 or none' },
    { key: 'activation', value: '<name>', help: 'relu, leaky-relu, sigmoid, tanh, gelu' },
    { key: 'init', value: '<rule>', help: 'he, xavier, lecun, normal (default: he; for sigmoid and tanh xavier)' },
    { key: 'initScale', value: '<s>', help: 'multiplies the rule; for normal it is the standard deviation' },
    {
      key: 'initFrom',
      value: '<file>',
      help: 'start from the weights of a saved model, or of a PyTorch state_dict (safetensors)',
    },
    { key: 'bnMomentum', value: '<m>', help: "running statistics' weight of the new value (default: 0.1; keras 0.01)" },
    { key: 'bnEps', value: '<e>', help: 'added to the variance under the root' },
    { key: 'bnStats', value: '<convention>', help: 'running statistics as in pytorch, cs231n or keras' },
  ],
  'Training:': [
    { key: 'epochs', short: '-e', value: '<n>', help: 'passes over the training rows' },
    { key: 'batchSize', short: '-b', value: '<n>', help: 'rows in a step' },
    { key: 'lr', value: '<rate>', help: 'learning rate' },
    { key: 'momentum', value: '<m>', help: "SGD's momentum" },
    { key: 'nesterov', help: "Nesterov's form of it" },
    { key: 'weightDecay', value: '<w>', help: 'on affine weights only' },
    { key: 'schedule', value: '<name>', help: 'constant, cosine, step, exponential' },
    { key: 'warmup', value: '<n>', help: 'steps in which the rate climbs to --lr' },
    { key: 'clipNorm', value: '<g>', help: "largest norm of a step's gradient (default: no limit)" },
    {
      key: 'patience',
      value: '<n>',
      help: 'end an arm after n epochs without a better validation loss (default: never)',
    },
    { key: 'seed', value: '<n>', help: 'of split, initial weights and batch order' },
    { key: 'threads', value: '<n>', help: 'threads to work with (default: as many as the machine offers; bench 1)' },
    { key: 'engine', value: '<name>', help: 'kernels: auto, wide, fused, plain, reference' },
  ],
};

const outputGroup = 'Output:';
/** Little is lost, and little time goes to the disk, however short or long epochs are. */
const CHECKPOINT_EVERY = '30s';
const dataGroups = ['Data:', 'Validation:', 'Reading:'] as const;

/** Of a config, the settings that `inspect` takes. */
export function dataSettings(config: Config): DataOptions {
  const keys = [...dataGroups.flatMap(group => groups[group]!.map(({ key }) => key)), 'seed'] as const;
  return Object.fromEntries(keys.map(key => [key, config[key]])) as unknown as DataOptions;
}

/** Adds the flags of `compare` and `train`. */
export function addTrainingFlags(command: Command): void {
  for (const [group, flags] of Object.entries(groups)) addFlags(command, group, flags);
  addFlags(command, outputGroup, [
    { key: 'logSteps', value: '<n>', help: 'with --json, an event every n steps (default: none)' },
  ]);
  addOutputFlags(command);
  command.addOption(new Option('-q, --quiet', 'no progress').helpGroup(outputGroup));
}

/** Adds the flags of data: those of `compare` and `train` that decide what is read and what of it is used. */
export function addDataFlags(command: Command): void {
  for (const group of dataGroups) addFlags(command, group, groups[group]!);
  addFlags(command, 'Validation:', [{ key: 'seed', value: '<n>', help: 'of split and sample' }]);
}

/** Adds some of the config's flags by key, for commands that take a few of them. */
export function addSomeFlags(
  command: Command,
  keys: readonly (keyof Config)[],
  defaults: Readonly<Record<string, string>>,
): void {
  const flags = Object.values(groups).flat();
  addFlags(
    command,
    'Options:',
    flags.filter(({ key }) => keys.includes(key)),
    defaults,
  );
}

/** Those of a command that reads a table block by block, for a model that knows what is in it. */
export function addReadingFlags(command: Command): void {
  const fromModel: readonly (keyof Config)[] = ['dateOrder', 'memory', 'cache', 'cacheDir'];
  const reading = groups['Reading:']!.filter(({ key }) => !fromModel.includes(key));
  addFlags(command, 'Reading:', reading);
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

/** The config that commander's options ask for. Options that are none of the config's are passed over. */
export function configFrom(options: Record<string, unknown>): Config {
  for (const key of ['init', 'initScale'] as const) {
    if (options.initFrom === undefined || options[key] === undefined) continue;
    throw new UserError(`${flagOf(key)}: got --init-from too; weights come from a file or are drawn, not both`);
  }
  return makeConfig(Object.fromEntries(Object.entries(options).filter(([key]) => key in settings)));
}

function addFlags(
  command: Command,
  group: string,
  flags: readonly Flag[],
  defaults: Readonly<Record<string, string>> = {},
): void {
  for (const { key, short, value, help } of flags) {
    const preset: unknown = defaults[key] ?? settings[key].default;
    // A switch whose default is to find out has both forms.
    const either = value === undefined && preset === null;
    const long = preset === true || either ? flagOf(key).replace('--', '--no-') : flagOf(key);
    if (either) command.addOption(new Option(flagOf(key), help).helpGroup(group));
    const isSwitch = value === undefined;
    const shown = isSwitch || preset === null || help.includes('(default') ? help : `${help} (default: ${preset})`;
    const words = [short === undefined ? long : `${short}, ${long}`, value].filter(Boolean).join(' ');
    const option = new Option(words, either ? 'it is not' : shown).helpGroup(group);
    command.addOption(either ? option.default(undefined) : option);
  }
}
