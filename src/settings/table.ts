/**
 * Every setting of a run, one row each. The type of a config, the flags with their help, the start event, the checks of
 * `resume`, config files and docs/settings.md are made from this table. To add a setting, add a row here and use it.
 */

import { list } from '../base/text/format.ts';
import { parseSize, sizeTakes } from '../data/reading/memory-budget.ts';
import { engineNames } from '../kernels/engine-names.ts';
import { activationNames, activationDefinitions as activations } from '../kernels/reference/activations.ts';
import { type NormName, norms } from '../kernels/reference/norms.ts';
import type { OptimizerName } from '../kernels/reference/optimizers.ts';
import { defaultInit, standardDeviations } from '../network/init.ts';
import { type BnStats, conventions } from '../network/layers/batch-norm.ts';
import type { Task } from '../network/tasks.ts';
import { optimizers } from '../optimizers/optimizers.ts';
import { schedules } from '../optimizers/schedules/schedules.ts';
import {
  betas,
  choice,
  columnList,
  countOrAll,
  dateFormat,
  hiddenUnit,
  integer,
  multipliers,
  nameIn,
  numbersByName,
  path,
  percentage,
  positive,
  real,
  shareOrFile,
  sign,
  smallestEffects,
  someOf,
  text,
  toggle,
  widths,
  words,
} from './kinds.ts';
import { type Recipe, type RecipeName, recipeNames, recipes } from './recipes.ts';
import {
  type ByData,
  byData,
  type DataFacts,
  type Follows,
  follows,
  groups,
  isByData,
  isFollowing,
  type Preset,
  type Scope,
  type Setting,
  setting,
} from './setting.ts';

const saturating = activationNames.filter(name => activations[name].saturates);
const column = text('a column name, or a position from 1');
const seed = integer(0, 2 ** 32 - 1);
const columns = columnList('names, positions, ranges such as 2-5, or patterns such as p*, separated by commas');

/** All kinds of spaces are one sign, and so are both apostrophes. */
const thousandsSigns = {
  space: ' ',
  none: 'none',
  '\u00a0': ' ',
  '\u2009': ' ',
  '\u202f': ' ',
  '\u2019': "'",
};

function ratesInWords(rate: number | Readonly<Record<Task, number>>): string {
  return typeof rate === 'number' ? String(rate) : `${rate.classification}, for regression ${rate.regression}`;
}

/** What seeds may vary. */
const sources = ['split', 'init', 'order'] as const;
export type SeedSource = (typeof sources)[number];

/** The claims about batch norm that `evidence` tests. */
export const claims = ['faster', 'initialization', 'regularizes'] as const;

/** The seeds of `evidence` where none are asked for. */
export const EVIDENCE_SEEDS = 20;

/** The seed of one thing that is drawn at random. */
function ofSeed(help: string): Setting<number> {
  const follow = follows('seed', (seed: number) => seed);
  return setting(seed, follow, { group: 'training', scope: 'data', value: '<n>', help, shown: '⟪seed⟫' });
}

const table = {
  target: setting(column, null, {
    group: 'data',
    value: '<column>',
    short: 't',
    help: 'column to predict',
    shown: 'the last',
  }),
  task: setting(choice(['auto', 'classification', 'regression']), 'auto', {
    group: 'data',
    value: '<kind>',
    help: 'auto, classification or regression',
  }),
  where: setting(text('an expression such as "age > 18 and island != \'Dream\'"'), null, {
    group: 'data',
    value: '<expression>',
    help: 'only rows such as "age > 18 and island != \'Dream\'"',
  }),
  sample: setting(integer(1), null, {
    group: 'data',
    value: '<n>',
    help: 'only n of the rows, drawn at random',
    shown: 'all',
  }),
  drop: setting(columns, null, {
    group: 'data',
    value: '<columns>',
    help: 'columns not to use: names, positions, 2-5, a..d, p*',
  }),
  keep: setting(columns, null, {
    group: 'data',
    value: '<columns>',
    help: 'the only columns to use as inputs',
    shown: 'all that are of use',
  }),
  numeric: setting(columns, null, {
    group: 'data',
    value: '<columns>',
    help: 'columns to read as numbers',
  }),
  categorical: setting(columns, null, {
    group: 'data',
    value: '<columns>',
    help: 'columns to read as categories',
  }),
  maxCategories: setting(integer(1, 100_000), 50, {
    group: 'data',
    value: '<n>',
    help: 'max inputs of a categorical column; rarer categories share one',
  }),
  standardize: setting(toggle, true, { group: 'data', help: 'do not standardize numbers' }),
  squash: setting(choice(['none', 'asinh']), 'none', {
    group: 'data',
    value: '<how>',
    help: 'asinh: pull in standardized inputs that are far from 0; or none',
  }),
  weight: setting(column, null, {
    group: 'data',
    value: '<column>',
    help: 'column of row weights',
    shown: 'all the same',
  }),
  classWeights: setting(numbersByName('balanced, or weights by class such as a=2,b=1'), null, {
    group: 'data',
    value: '<weights>',
    help: 'balanced, or a=2,b=1',
    shown: 'all the same',
  }),
  validation: setting(
    shareOrFile,
    follows('ensemble', (parts: number | null) => (parts === null ? 0.2 : 0)),
    {
      group: 'validation',
      value: '<share>',
      help: 'share of the rows to validate with, or a file; 0 for none',
      shown: '0.2',
    },
  ),
  ensemble: setting(integer(2, 100), null, {
    group: 'validation',
    value: '<k>',
    help: 'k networks, each validated with one of k parts of the rows; their mean predicts',
    shown: 'one network',
  }),
  group: setting(column, null, {
    group: 'validation',
    value: '<column>',
    help: 'keep rows of one group on one side of the split',
  }),
  time: setting(column, null, { group: 'validation', value: '<column>', help: 'validate with the latest rows' }),
  shuffle: setting(toggle, true, { group: 'validation', help: 'keep file order; validate on the last rows' }),
  delimiter: setting(sign('one sign, or tab, space', { tab: '\t', space: ' ', '\\t': '\t' }), null, {
    group: 'reading',
    value: '<sign>',
    help: 'between fields; tab, space',
    shown: 'found',
  }),
  quote: setting(sign('one sign, or none', { none: 'none' }), null, {
    group: 'reading',
    value: '<sign>',
    help: 'around fields; none',
    shown: 'found',
  }),
  escape: setting(sign('one sign, or none', { none: 'none' }), null, {
    group: 'reading',
    value: '<sign>',
    help: 'before quotes inside quotes; none',
    shown: 'found',
  }),
  comment: setting(sign('one sign'), null, {
    group: 'reading',
    value: '<sign>',
    help: 'skip lines that start with it',
  }),
  header: setting(toggle, null, { group: 'reading', help: 'the first line is a header', shown: 'found' }),
  headerRows: setting(integer(0, 20), null, {
    group: 'reading',
    value: '<n>',
    help: 'rows of the header, joined; 0 for none',
    shown: 'found',
  }),
  skip: setting(integer(0), null, {
    group: 'reading',
    value: '<n>',
    help: 'lines to skip at the start; 0 keeps all',
    shown: 'found',
  }),
  notes: setting(toggle, true, {
    group: 'reading',
    help: 'read lines below the table as rows; they are skipped otherwise',
  }),
  encoding: setting(text('an encoding such as utf-8, latin1 or utf-16le'), null, {
    group: 'reading',
    value: '<name>',
    help: 'utf-8, latin1, utf-16le, ...',
    shown: 'by its mark, or utf-8',
  }),
  decimal: setting(choice(['.', ',']), null, {
    group: 'reading',
    value: '<sign>',
    help: 'decimal sign, . or ,',
    shown: 'found',
  }),
  thousands: setting(sign('one sign, or space, none', thousandsSigns), null, {
    group: 'reading',
    value: '<sign>',
    help: 'between groups of three digits; space, none',
    shown: 'found',
  }),
  na: setting(words, null, {
    group: 'reading',
    alias: 'missing',
    value: '<words>',
    help: 'words for missing cells',
    shown: 'NA, N/A, NaN, null, None, ?, - in numbers',
  }),
  dateOrder: setting(choice(['mdy', 'dmy']), null, {
    group: 'reading',
    value: '<order>',
    help: 'mdy or dmy, where the dates leave it open',
    shown: 'mdy',
  }),
  dateFormat: setting(dateFormat, null, {
    group: 'reading',
    value: '<format>',
    help: "dates' format where it is not found, such as '%d.%m.%y %H:%M'",
    shown: 'found',
  }),
  onError: setting(choice(['stop', 'skip', 'fill']), 'stop', {
    group: 'reading',
    value: '<what>',
    help: 'stop at a row that cannot be read, skip it, or fill one that is too short',
  }),
  memory: setting({ takes: sizeTakes, parse: parseSize }, null, {
    group: 'machine',
    scope: 'data',
    value: '<size>',
    help: 'memory for rows; larger data is trained from disk',
    shown: 'half of free memory',
  }),
  cache: setting(toggle, true, {
    group: 'machine',
    help: 'do not keep large tables that were read for the next time',
    resume: 'force',
  }),
  cacheDir: setting(path('directory', 'a directory'), null, {
    group: 'machine',
    value: '<dir>',
    help: 'where to keep them',
    shown: "the system's",
    resume: 'force',
  }),
  layers: setting(widths, [100, 100], {
    group: 'network',
    value: '<widths>',
    short: 'l',
    help: 'hidden widths, such as 100x5 or none',
  }),
  activation: setting(nameIn(activations), 'relu', {
    group: 'network',
    value: '<name>',
    help: Object.keys(activations).join(', '),
  }),
  init: setting(nameIn(standardDeviations), follows('activation', defaultInit), {
    group: 'network',
    value: '<rule>',
    help: `initial weights: ${Object.keys(standardDeviations).join(', ')}`,
    shown: `he; xavier for ${list(saturating, saturating.length)}`,
  }),
  initScale: setting(positive, 1, {
    group: 'network',
    spacing: 'log',
    value: '<s>',
    help: 'multiplies the rule; for normal it is the standard deviation',
  }),
  initFrom: setting(path('file', 'a safetensors file'), null, {
    group: 'network',
    value: '<file>',
    help: 'start from the weights of a saved model, or of a PyTorch state_dict (safetensors)',
  }),
  norm: setting(choice(['none', ...(Object.keys(norms) as NormName[])]), 'batch', {
    group: 'network',
    value: '<name>',
    help: `between affine and activation: none, ${Object.keys(norms).join(', ')}`,
  }),
  bnMomentum: setting(
    real('a number above 0, at most 1', value => value > 0 && value <= 1),
    follows('bnStats', (stats: BnStats) => conventions[stats].momentum),
    {
      group: 'network',
      value: '<m>',
      help: "running statistics' weight of the new value",
      shown: '0.1; 0.01 for keras',
    },
  ),
  // A smaller number would be 0 in float32.
  bnEps: setting(
    real('a number, 1e-30 or more', value => value >= 1e-30),
    1e-5,
    { group: 'network', spacing: 'log', value: '<e>', help: 'added to the variance under the root' },
  ),
  bnStats: setting(nameIn(conventions), 'pytorch', {
    group: 'network',
    value: '<convention>',
    help: 'running statistics as in pytorch, cs231n or keras',
  }),
  recipe: setting(choice(recipeNames), 'plain', {
    group: 'training',
    scope: 'none',
    value: '<name>',
    help: 'defaults for training: plain is for comparisons, tabular for a good network',
  }),
  epochs: setting<number | null>(
    integer(1),
    follows('steps', (steps: number | null) => (steps === null ? 20 : null)),
    {
      group: 'training',
      value: '<n>',
      short: 'e',
      help: 'passes over the training rows',
      shown: '20',
      resume: 'freely',
    },
  ),
  steps: setting(integer(1), null, {
    group: 'training',
    value: '<n>',
    help: 'train for n steps instead, rounded up to whole epochs',
    shown: 'as ⟪epochs⟫ says',
  }),
  batchSize: setting<number | null>(integer(1), 64, {
    group: 'training',
    spacing: 'log',
    value: '<n>',
    short: 'b',
    help: 'rows in a step',
  }),
  minBatch: setting(integer(1), null, {
    group: 'training',
    value: '<rows>',
    help: 'leave out a last batch with fewer rows',
    shown: '1; 2 with batch norm',
  }),
  optimizer: setting(nameIn(optimizers), 'sgd', {
    group: 'training',
    value: '<name>',
    help: Object.keys(optimizers).join(', '),
  }),
  lr: setting(
    positive,
    follows('optimizer', (name: OptimizerName) => {
      const { learningRate: rate } = optimizers[name];
      return typeof rate === 'number' ? rate : byData(ratesInWords(rate), ({ task }) => rate[task]);
    }),
    {
      group: 'training',
      spacing: 'log',
      value: '<rate>',
      help: 'learning rate',
      shown: Object.entries(optimizers)
        .map(([name, { learningRate }]) => `${name} ${ratesInWords(learningRate)}`)
        .join('; '),
      resume: 'force',
    },
  ),
  momentum: setting(
    real('a number from 0 to below 1', value => value >= 0 && value < 1),
    0,
    { group: 'training', value: '<m>', help: "SGD's momentum", resume: 'force' },
  ),
  nesterov: setting(toggle, false, { group: 'training', help: "Nesterov's form of momentum", resume: 'force' }),
  betas: setting(betas, [0.9, 0.999], {
    group: 'training',
    value: '<b1,b2>',
    help: "Adam's weights of the old averages",
    resume: 'force',
  }),
  weightDecay: setting<number | null>(
    real('a number, 0 or more', value => value >= 0),
    0,
    { group: 'training', spacing: 'log', value: '<w>', help: 'on affine weights only', resume: 'force' },
  ),
  schedule: setting(nameIn(schedules), 'constant', {
    group: 'training',
    value: '<name>',
    help: `learning rate over the run: ${Object.keys(schedules).join(', ')}`,
    resume: 'force',
  }),
  warmup: setting(integer(0), 0, {
    group: 'training',
    value: '<n>',
    help: 'steps in which the rate climbs to ⟪lr⟫',
    resume: 'force',
  }),
  average: setting(
    real('a number from 0 to below 1', value => value >= 0 && value < 1),
    null,
    {
      group: 'training',
      value: '<e>',
      help: 'use the average of the weights over the steps, in which the old one counts e',
    },
  ),
  labelSmoothing: setting(
    real('a number from 0 to below 1', value => value >= 0 && value < 1),
    null,
    {
      group: 'training',
      task: 'classification',
      value: '<s>',
      help: 'share of each label that all classes get in training',
      resume: 'force',
    },
  ),
  clipPredictions: setting(toggle, null, {
    group: 'training',
    task: 'regression',
    help: 'cut predictions to the range of the training targets',
    shown: 'off',
  }),
  clipNorm: setting(positive, null, {
    group: 'training',
    spacing: 'log',
    value: '<g>',
    help: "max norm of a step's gradient",
    shown: 'no limit',
    resume: 'force',
  }),
  patience: setting(integer(1), null, {
    group: 'training',
    value: '<n>',
    help: 'end an arm after n epochs without a better validation loss',
    shown: 'never',
    resume: 'force',
  }),
  refit: setting(toggle, null, {
    group: 'training',
    help: 'train again on all rows, for the epochs of the best; the score stays that of the held-out rows',
    shown: 'off',
  }),
  validateEvery: setting(integer(1), null, {
    group: 'training',
    value: '<steps>',
    help: 'validate within epochs too, after every n steps',
    shown: 'at the end of each epoch only',
  }),
  trainEvalRows: setting(countOrAll, null, {
    group: 'training',
    scope: 'none',
    value: '<n>',
    help: 'evaluate n training rows, or all, like the validation rows after each epoch',
    shown: 'none',
  }),
  seed: setting(seed, 1, {
    group: 'training',
    scope: 'data',
    value: '<n>',
    help: 'of everything that is drawn at random',
  }),
  splitSeed: ofSeed('of the split into training and validation rows'),
  initSeed: ofSeed('of the initial weights'),
  orderSeed: ofSeed('of the order of the batches'),
  sampleSeed: ofSeed('of the rows that ⟪sample⟫ draws'),
  seeds: setting(integer(1, 10_000), 1, {
    group: 'training',
    scope: 'none',
    value: '<n>',
    help: 'repeat with n seeds, from ⟪seed⟫ on',
  }),
  vary: setting(someOf(sources), [...sources], {
    group: 'training',
    scope: 'none',
    value: '<what>',
    help: `what ⟪seeds⟫ vary: ${list(sources, sources.length)}`,
    shown: 'all of them',
  }),
  claims: setting(someOf(claims), [...claims], {
    group: 'evidence',
    value: '<claims>',
    help: `what to test: ${list(claims, claims.length)}`,
    shown: 'all of them',
  }),
  alpha: setting(
    real('a number from 0.001 to 0.5', value => value >= 0.001 && value <= 0.5),
    0.05,
    { group: 'evidence', value: '<a>', help: 'accepted probability of a wrong verdict, over all claims' },
  ),
  smallestEffect: setting(smallestEffects, null, {
    group: 'evidence',
    value: '<effects>',
    help: 'smallest effects that count: a ratio of steps, decades, a loss',
    shown: 'faster=1.1,initialization=0.5; regularizes: 1% of the loss of guessing',
  }),
  targetShare: setting(percentage, 0.9, {
    group: 'evidence',
    value: '<share>',
    help: 'target of faster, from the loss of guessing (0%) to the best loss of the slower arm (100%)',
    shown: '90%',
  }),
  targetLoss: setting(positive, null, {
    group: 'evidence',
    value: '<loss>',
    help: 'a loss as the target instead',
    shown: 'none',
  }),
  selectSeeds: setting(integer(1, 1000), 3, {
    group: 'evidence',
    value: '<n>',
    help: 'further seeds that choose the rate of each arm, if ⟪lr⟫ has several',
  }),
  logSteps: setting(integer(1), null, {
    group: 'output',
    value: '<n>',
    help: 'with ⟪json⟫, an event every n steps',
    shown: 'none',
  }),
  probeSteps: setting(integer(1), null, {
    group: 'output',
    value: '<n>',
    help: 'probe units, gradients and running statistics before training and after every n steps',
    shown: 'never',
    resume: 'freely',
  }),
  probeUnit: setting(hiddenUnit, null, {
    group: 'output',
    value: '<layer:unit>',
    help: 'with ⟪probeSteps⟫, the unit to follow, such as 2:1',
    shown: 'the first of the last hidden layer',
    resume: 'freely',
  }),
  landscapeSteps: setting(integer(1), null, {
    group: 'output',
    value: '<n>',
    help: 'measure loss and gradient at points along the gradient of every nth step',
    shown: 'never',
    resume: 'freely',
  }),
  landscapeMultipliers: setting(multipliers, [0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4], {
    group: 'output',
    value: '<list>',
    help: 'with ⟪landscapeSteps⟫, its points: how many learning rates away',
    resume: 'freely',
  }),
  engine: setting(choice(['auto', ...engineNames]), 'auto', {
    group: 'machine',
    value: '<name>',
    help: `kernels: auto, ${engineNames.join(', ')}`,
    resume: 'force',
  }),
  threads: setting(integer(1, 256), null, {
    group: 'machine',
    value: '<n>',
    help: 'threads to work with',
    shown: 'as many as the machine offers',
    resume: 'freely',
  }),
};

export type SettingKey = keyof typeof table;

/** Every setting with its value, checked. */
export type Config = { [K in SettingKey]: (typeof table)[K] extends Setting<infer V> ? V : never };

export const settings: { readonly [K in SettingKey]: Setting<Config[K]> } = table;
export const settingKeys = Object.keys(table) as readonly SettingKey[];

/** The settings that decide what is read and which rows and columns are used, in the order of the help. */
export const tableKeys: readonly SettingKey[] = [
  ...settingKeys.filter(key => ['data', 'validation', 'reading'].includes(settings[key].group) && key !== 'ensemble'),
  ...(['memory', 'cache', 'cacheDir', 'seed', 'splitSeed', 'sampleSeed'] as const),
];

export function isSetting(key: string): key is SettingKey {
  return Object.hasOwn(table, key);
}

export function scopeOf(key: SettingKey): Scope {
  const { scope, group } = settings[key];
  return scope ?? groups[group].scope;
}

type Values = { readonly [K in SettingKey]?: unknown };

function recipeOf({ recipe = 'plain' }: Values): Recipe {
  return recipes[recipe as RecipeName];
}

/** The default of a setting in the recipe of a config, or else in the table. */
function presetOf(key: SettingKey, config: Values): unknown {
  const inRecipe: Preset<unknown> = recipeOf(config)[key];
  const value = isFollowing(inRecipe) ? followed(inRecipe, config) : inRecipe;
  if (value !== undefined) return value;
  const preset: unknown = settings[key].default;
  return isFollowing(preset) ? followed(preset, config) : preset;
}

function followed({ follows: key, value }: Follows<unknown>, config: Values): unknown {
  return value(config[key as SettingKey]);
}

/** The default of a setting, given the recipe and the settings that it follows; null if the data decide it. */
export function defaultOf(key: SettingKey, config: Values): unknown {
  const preset = presetOf(key, config);
  return isByData(preset) ? null : preset;
}

/** A default in words, if the data decide it. */
export function wordsByData(key: SettingKey, config: Values): string | undefined {
  const preset = presetOf(key, config);
  return isByData(preset) ? preset.words : undefined;
}

/** Whether other settings decide the default of a setting. */
export function isFollower(key: SettingKey, { recipe }: { recipe: RecipeName }): boolean {
  return isFollowing(settings[key].default) || isFollowing(recipes[recipe][key]);
}

/** The settings that are null until the data decide them. */
type DecidedKey = 'lr' | 'epochs' | 'batchSize' | 'weightDecay';

/** A config with all that the data decide. */
export type TrainingConfig = Config & { [K in DecidedKey]: NonNullable<Config[K]> };

/** The settings of a config that the data decide. */
export function keysByData(config: Config): SettingKey[] {
  return settingKeys.filter(key => config[key] === null && isByData(presetOf(key, config)));
}

/** Fills in the defaults that the data decide. */
export function decide(config: Config, facts: DataFacts): TrainingConfig {
  const values = keysByData(config).map(key => [key, (presetOf(key, config) as ByData<unknown>).byData(facts)]);
  return { ...config, ...Object.fromEntries(values) };
}
