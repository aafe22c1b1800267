/** A config in the files that bntrain writes. */

import { isDeepStrictEqual } from 'node:util';
import { type Config, defaultOf, type SettingKey, settingKeys, settings } from './table.ts';

/**
 * The settings that every model file and run.json has, in their order there. A later setting is written only if it is
 * not at its default. So files that do not use it have the same bytes as before.
 */
const alwaysSaved: readonly SettingKey[] = [
  'target',
  'task',
  'numeric',
  'categorical',
  'drop',
  'keep',
  'dateOrder',
  'maxCategories',
  'standardize',
  'where',
  'sample',
  'validation',
  'shuffle',
  'group',
  'time',
  'weight',
  'classWeights',
  'delimiter',
  'quote',
  'comment',
  'header',
  'skip',
  'encoding',
  'decimal',
  'thousands',
  'na',
  'onError',
  'memory',
  'cache',
  'cacheDir',
  'layers',
  'activation',
  'init',
  'initScale',
  'initFrom',
  'bnMomentum',
  'bnEps',
  'bnStats',
  'epochs',
  'batchSize',
  'lr',
  'momentum',
  'nesterov',
  'weightDecay',
  'schedule',
  'warmup',
  'clipNorm',
  'patience',
  'seed',
  'logSteps',
  'engine',
  'threads',
];

/** All settings, in the order of configs and files. */
export const keysInOrder: readonly SettingKey[] = [...new Set([...alwaysSaved, ...settingKeys])];

/** Whether these settings are a whole config, such as that of a file or a start event, rather than those that somebody gave. */
export function isWholeConfig(settings: { readonly [K in SettingKey]?: unknown }): boolean {
  return alwaysSaved.every(key => settings[key] !== undefined);
}

/** The settings of probes. They only look at a run, so a model file does not depend on them. */
const ofProbes: readonly SettingKey[] = ['probeSteps', 'probeUnit', 'landscapeSteps', 'landscapeMultipliers'];

/** The settings without probes. */
export function withoutProbes(config: Config): Config {
  return { ...config, ...Object.fromEntries(ofProbes.map(key => [key, defaultOf(key, config)])) };
}

/**
 * The part of a config that is written to files. The reader passes it to `makeConfig`, which adds the defaults. With a
 * recipe all settings of training are written, because recipes may change.
 */
export function savedConfig(config: Config): Partial<Config> {
  const always = (key: SettingKey) =>
    config.recipe === 'plain' ? alwaysSaved.includes(key) : settings[key].group !== 'evidence';
  const written = keysInOrder.filter(
    key => settings[key].saved !== false && (always(key) || !isDeepStrictEqual(config[key], defaultOf(key, config))),
  );
  return Object.fromEntries(written.map(key => [key, config[key]]));
}
