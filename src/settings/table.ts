/**
 * Every setting of a run, one row each, in the order of the help; `rows/` has the rows. The type of a config, the flags with their
 * help, the start event, the checks of `resume`, config files and docs/settings.md are made from this table. To add a setting, add
 * a row there and use it.
 */

import { type Recipe, type RecipeName, recipes } from './recipes.ts';
import { dataSettings } from './rows/data.ts';
import { evidenceSettings } from './rows/evidence.ts';
import { memorySettings, threadSettings } from './rows/machine.ts';
import { networkSettings } from './rows/network.ts';
import { probeSettings } from './rows/probes.ts';
import { readingSettings } from './rows/reading.ts';
import { seedSettings } from './rows/seeds.ts';
import { trainingSettings } from './rows/training.ts';
import {
  type ByData,
  type DataFacts,
  type Follows,
  groups,
  isByData,
  isFollowing,
  type Preset,
  type Scope,
  type Setting,
} from './setting.ts';

const table = {
  ...dataSettings,
  ...readingSettings,
  ...memorySettings,
  ...networkSettings,
  ...trainingSettings,
  ...seedSettings,
  ...evidenceSettings,
  ...probeSettings,
  ...threadSettings,
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

/** They change no result, but what is said of results. */
export const conclusionKeys: readonly SettingKey[] = [
  ...settingKeys.filter(key => settings[key].group === 'evidence'),
  'vary',
];

/** They change no result, but what is recorded of a run. */
export const recordingKeys: readonly SettingKey[] = ['trainEvalRows', ...(Object.keys(probeSettings) as SettingKey[])];

export function isSetting(key: string): key is SettingKey {
  return Object.hasOwn(table, key);
}

export function scopeOf(key: SettingKey): Scope {
  const { scope, group } = settings[key];
  return scope ?? groups[group].scope;
}

type Values = { readonly [K in SettingKey]?: unknown };

function recipeOf({ recipe = 'plain' }: Values): Recipe {
  return Object.hasOwn(recipes, recipe as string) ? recipes[recipe as RecipeName] : recipes.plain;
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
  const given = config[key as SettingKey];
  const { choices }: Setting<unknown> = settings[key as SettingKey];
  // Metrics of another version may have other words.
  return value(choices === undefined || choices.includes(given as string) ? given : choices[0]);
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
