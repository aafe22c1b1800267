/**
 * Every setting of a run: its name, its default and its check stand here once. The command line, the start event and
 * the library all read this table. Settings are checked when a config is made, and trusted from then on.
 */

import { UserError } from '../base/errors.ts';
import { parseSize, sizeTakes } from '../data/reading/memory-budget.ts';
import type { DataOptions } from '../data/reading/options.ts';
import { type EngineName, engineNames } from '../kernels/engine-names.ts';
import type { ActivationName } from '../kernels/kernels.ts';
import { type BnStats, conventions } from '../network/batchnorm.ts';
import { defaultInit, type InitRule } from '../network/init.ts';
import type { ScheduleName } from '../optimizers/schedule.ts';

export interface Config extends DataOptions {
  /** Hidden widths. */
  layers: number[];
  activation: ActivationName;
  init: InitRule;
  /** Multiplies the rule's standard deviation. */
  initScale: number;
  /** The file of weights to start from, in the place of random ones; null is none. */
  initFrom: string | null;
  /** Weight of the new value in the running statistics. */
  bnMomentum: number;
  bnEps: number;
  bnStats: BnStats;
  epochs: number;
  batchSize: number;
  lr: number;
  momentum: number;
  nesterov: boolean;
  weightDecay: number;
  schedule: ScheduleName;
  /** Steps. */
  warmup: number;
  /** Largest norm of the whole gradient; null is no limit. */
  clipNorm: number | null;
  /** Epochs; null is never to stop early. */
  patience: number | null;
  /** Steps between step events; null is none. */
  logSteps: number | null;
  /** The kernels; auto takes the fastest that this Node runs. */
  engine: EngineName | 'auto';
  /** Worker threads; null is as many as the machine offers. */
  threads: number | null;
}

interface Setting<T> {
  /** Null where the default depends on other settings. */
  readonly default: T | null;
  /** What it takes, for error messages. */
  readonly takes: string;
  /** The setting's value from text or from a value; undefined refuses. */
  parse(given: unknown): T | undefined;
}

function wholeNumber(preset: number | null, least: number, most = 2 ** 31 - 1): Setting<number> {
  const takes = most === 2 ** 31 - 1 ? `a whole number, ${least} or more` : `a whole number from ${least} to ${most}`;
  const parse = (given: unknown) => {
    const value = toNumber(given);
    return Number.isInteger(value) && value >= least && value <= most ? value : undefined;
  };
  return { default: preset, takes, parse };
}

function realNumber(preset: number | null, takes: string, inRange: (value: number) => boolean): Setting<number> {
  const parse = (given: unknown) => {
    const value = toNumber(given);
    return Number.isFinite(value) && inRange(value) ? value : undefined;
  };
  return { default: preset, takes, parse };
}

function choice<T extends string>(preset: T | null, values: readonly T[]): Setting<T> {
  const takes = `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
  return { default: preset, takes, parse: given => values.find(value => value === given) };
}

/** Any text that is not empty. */
function text(takes: string): Setting<string> {
  return { default: null, takes, parse: given => (typeof given === 'string' && given !== '' ? given : undefined) };
}

/** One ASCII sign, by itself or by a name that a shell lets through. */
function sign(takes: string, names: Readonly<Record<string, string>> = {}): Setting<string> {
  const parse = (given: unknown) => {
    const value = typeof given === 'string' ? (names[given] ?? given) : '';
    return value === names[value] || /^[\t -/:-@[-`{-~]$/.test(value) ? value : undefined;
  };
  return { default: null, takes, parse };
}

function toggle(preset: boolean | null): Setting<boolean> {
  return { default: preset, takes: 'true or false', parse: given => (typeof given === 'boolean' ? given : undefined) };
}

/** The number that is given, or written; NaN when it is none. */
export function toNumber(given: unknown): number {
  if (typeof given === 'number') return given;
  return typeof given === 'string' && /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(given) ? Number(given) : Number.NaN;
}

const positive = (value: number) => value > 0;
const notNegative = (value: number) => value >= 0;

const MOST_LAYERS = 1000;
const WIDEST_LAYER = 1_000_000;

/** `100,100`, `100x5,10`, `none`, or an array of widths. */
function parseLayers(given: unknown): number[] | undefined {
  if (given === 'none') return [];
  const widths: number[] = [];
  if (Array.isArray(given)) widths.push(...given);
  else if (typeof given === 'string') {
    for (const part of given.split(',')) {
      const match = /^\s*(\d{1,7})(?:x(\d{1,4}))?\s*$/.exec(part);
      if (match === null) return undefined;
      const times = Number(match[2] ?? 1);
      if (times < 1 || times > MOST_LAYERS) return undefined;
      widths.push(...Array<number>(times).fill(Number(match[1])));
    }
  } else return undefined;
  const valid = widths.every(width => Number.isInteger(width) && width >= 1 && width <= WIDEST_LAYER);
  return valid && widths.length <= MOST_LAYERS ? widths : undefined;
}

/** `NA,unknown`, or an array. Empty is a list too: only empty cells are missing then. */
function parseWords(given: unknown): string[] | undefined {
  if (Array.isArray(given)) return given.map(String);
  return typeof given === 'string'
    ? given
        .split(',')
        .map(word => word.trim())
        .filter(word => word !== '')
    : undefined;
}

function parseValidation(given: unknown): number | string | undefined {
  const value = toNumber(given);
  // A share in percent is more likely than a file of that name.
  if (typeof given === 'string' && /^[\d.]+%$/.test(given)) return undefined;
  if (Number.isNaN(value)) return typeof given === 'string' && given !== '' ? given : undefined;
  return value >= 0 && value < 1 ? value : undefined;
}

const COLUMNS = 'names, positions, ranges such as 2-5, or patterns such as p*, parted by commas';
const A_COLUMN = 'a column name, or a position from 1';

export const settings: { readonly [K in keyof Config]: Setting<NonNullable<Config[K]>> } = {
  target: text(A_COLUMN),
  task: choice('auto', ['auto', 'classification', 'regression']),
  numeric: text(COLUMNS),
  categorical: text(COLUMNS),
  drop: text(COLUMNS),
  keep: text(COLUMNS),
  dateOrder: choice(null, ['mdy', 'dmy']),
  maxCategories: wholeNumber(50, 1, 100_000),
  standardize: toggle(true),
  where: text('an expression such as "age > 18 and island != \'Dream\'"'),
  sample: wholeNumber(null, 1),
  validation: { default: 0.2, takes: 'a fraction from 0 to below 1, or a file', parse: parseValidation },
  shuffle: toggle(true),
  group: text(A_COLUMN),
  time: text(A_COLUMN),
  weight: text(A_COLUMN),
  classWeights: text('balanced, or weights by class such as a=2,b=1'),
  delimiter: sign('one sign, or tab, space', { tab: '\t', space: ' ', '\\t': '\t' }),
  quote: sign('one sign, or none', { none: 'none' }),
  comment: sign('one sign'),
  header: toggle(null),
  skip: wholeNumber(0, 0),
  encoding: text('an encoding such as utf-8, latin1 or utf-16le'),
  decimal: choice(null, ['.', ',']),
  thousands: sign('one sign, or space, none', { space: ' ', none: 'none' }),
  na: { default: null, takes: 'words, parted by commas', parse: parseWords },
  onError: choice('stop', ['stop', 'skip']),
  memory: { default: null, takes: sizeTakes, parse: parseSize },
  cache: toggle(true),
  cacheDir: text('a directory'),
  layers: {
    default: [100, 100],
    takes: `widths such as 100,100 or 100x5 (each 1 to ${WIDEST_LAYER}, at most ${MOST_LAYERS} layers), or none`,
    parse: parseLayers,
  },
  activation: choice('relu', ['relu', 'leaky-relu', 'sigmoid', 'tanh', 'gelu']),
  init: choice(null, ['he', 'xavier', 'lecun', 'normal']),
  initScale: realNumber(1, 'a number above 0', positive),
  initFrom: text('a safetensors file'),
  bnMomentum: realNumber(null, 'a number above 0, at most 1', value => value > 0 && value <= 1),
  // Less would be 0 in float32.
  bnEps: realNumber(1e-5, 'a number, 1e-30 or more', value => value >= 1e-30),
  bnStats: choice('pytorch', ['pytorch', 'cs231n', 'keras']),
  epochs: wholeNumber(20, 1),
  batchSize: wholeNumber(64, 1),
  lr: realNumber(0.1, 'a number above 0', positive),
  momentum: realNumber(0, 'a number from 0 to below 1', value => value >= 0 && value < 1),
  nesterov: toggle(false),
  weightDecay: realNumber(0, 'a number, 0 or more', notNegative),
  schedule: choice('constant', ['constant', 'cosine', 'step', 'exponential']),
  warmup: wholeNumber(0, 0),
  clipNorm: realNumber(null, 'a number above 0', positive),
  patience: wholeNumber(null, 1),
  seed: wholeNumber(1, 0, 2 ** 32 - 1),
  logSteps: wholeNumber(null, 1),
  engine: choice('auto', ['auto', ...engineNames]),
  threads: wholeNumber(null, 1, 256),
};

/** The flag that sets a setting: "--batch-size". */
export function flagOf(key: keyof Config): string {
  return `--${key.replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`;
}

/**
 * The settings in force: the given ones, checked, and the defaults for the rest.
 *
 * Throws UserError that names the flag, what it got and what it takes.
 */
export function makeConfig(given: { readonly [K in keyof Config]?: unknown }): Config {
  for (const key of Object.keys(given)) {
    if (!(key in settings))
      throw new UserError(`unknown setting '${key}'; there are ${Object.keys(settings).join(', ')}`);
  }
  const made: Record<string, unknown> = {};
  for (const key of Object.keys(settings) as (keyof Config)[]) {
    const setting = settings[key];
    if (given[key] === undefined || given[key] === setting.default) made[key] = setting.default;
    else made[key] = setting.parse(given[key]);
    if (made[key] === undefined) throw new UserError(`${flagOf(key)}: got '${given[key]}', takes ${setting.takes}`);
  }
  const config = made as unknown as Config;
  made.init ??= defaultInit(config.activation);
  made.bnMomentum ??= conventions[config.bnStats].momentum;
  checkTogether(config);
  return config;
}

/** Settings that are right by themselves and wrong together. */
function checkTogether(config: Config): void {
  if (config.nesterov && config.momentum === 0) {
    throw new UserError('--nesterov: got --momentum 0, takes a --momentum above 0, such as 0.9');
  }
  for (const key of ['group', 'time'] as const) {
    if (config[key] === null || (typeof config.validation === 'number' && config.validation > 0)) continue;
    throw new UserError(
      `${flagOf(key)}: got --validation ${config.validation}, takes a share of the rows to split off`,
    );
  }
  if (config.group !== null && config.time !== null) {
    throw new UserError('--time: got --group too; rows can be split by groups or by time, not by both');
  }
  if (config.patience !== null && config.validation === 0) {
    throw new UserError('--patience: got --validation 0, takes validation rows to watch: a --validation above 0');
  }
}
