/** The flags that set a Config, with their help. Defaults and checks are the config's. */

import { type Command, Option } from 'commander';
import { UserError } from '../errors.ts';
import { type Config, flagOf, makeConfig, settings, toNumber } from '../training/config.ts';

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
    { key: 'validation', value: '<fraction or file>', help: 'rows to validate with; 0 for none' },
    { key: 'shuffle', help: 'batches in file order, and the split takes the last rows' },
    { key: 'standardize', help: 'take numbers as they are' },
  ],
  'Network:': [
    { key: 'layers', short: '-l', value: '<widths>', help: 'hidden widths: 100,100 or 100x5 or none' },
    { key: 'activation', value: '<name>', help: 'relu, leaky-relu, sigmoid, tanh, gelu' },
    { key: 'init', value: '<rule>', help: 'he, xavier, lecun, normal (default: he; for sigmoid and tanh xavier)' },
    { key: 'initScale', value: '<s>', help: 'multiplies the rule; for normal it is the standard deviation' },
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
    { key: 'threads', value: '<n>', help: 'threads to train with (default: as many as the machine offers; bench 1)' },
    { key: 'engine', value: '<name>', help: 'kernels: auto, wide, fused, plain, reference' },
  ],
};

const outputGroup = 'Output:';

/** Adds the flags of `compare` and `train`. */
export function addTrainingFlags(command: Command): void {
  for (const [group, flags] of Object.entries(groups)) addFlags(command, group, flags);
  addFlags(command, outputGroup, [
    { key: 'logSteps', value: '<n>', help: 'with --json, an event every n steps (default: none)' },
  ]);
  addOutputFlags(command);
  command.addOption(new Option('-q, --quiet', 'no progress').helpGroup(outputGroup));
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

export function addOutputFlags(command: Command): void {
  command
    .addOption(new Option('--json', 'JSON lines on stdout; all else on stderr').helpGroup(outputGroup))
    .addOption(new Option('--no-color', 'no colour').helpGroup(outputGroup));
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
    const isSwitch = typeof preset === 'boolean';
    const long = preset === true ? flagOf(key).replace('--', '--no-') : flagOf(key);
    const shown = isSwitch || preset === null || help.includes('(default') ? help : `${help} (default: ${preset})`;
    const words = [short === undefined ? long : `${short}, ${long}`, value].filter(Boolean).join(' ');
    command.addOption(new Option(words, shown).helpGroup(group));
  }
}
