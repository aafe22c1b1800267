/** A config has every setting in force. Settings are checked when it is made, and trusted from then on. */

import { isDeepStrictEqual } from 'node:util';
import { UserError } from '../base/errors.ts';
import { plural } from '../base/text/format.ts';
import { nearestName } from '../base/text/nearest-name.ts';
import { settingTo } from '../base/text/setting-names.ts';
import type { Task } from '../network/tasks.ts';
import { optimizers } from '../optimizers/optimizers.ts';
import { canSweep } from './ranges.ts';
import { isWholeConfig, keysInOrder } from './saved.ts';
import { isNullDefault } from './setting.ts';
import {
  type Config,
  defaultOf,
  isFollower,
  isSetting,
  type SettingKey,
  settingKeys,
  settings,
  wordsByData,
} from './table.ts';

export type { Config };

/** Unchecked settings: texts from the command line, or values. */
export type GivenSettings = { readonly [K in SettingKey]?: unknown };

/**
 * Checks the given settings and adds defaults for the rest.
 *
 * Throws UserError that names the setting, what it got and what it takes.
 */
export function makeConfig(given: GivenSettings): Config {
  const unknown = Object.keys(given).find(key => !isSetting(key));
  if (unknown !== undefined) throw new UserError(noSetting(unknown));
  const recipe = valueFor('recipe', given, {}) as Config['recipe'];
  const made = {} as Record<SettingKey, unknown>;
  for (const key of keysInOrder) if (!isFollower(key, { recipe })) made[key] = valueFor(key, given, { recipe });
  for (const key of keysInOrder) if (isFollower(key, { recipe })) made[key] = valueFor(key, given, made);
  const config = Object.fromEntries(keysInOrder.map(key => [key, made[key]])) as unknown as Config;
  if (!isWholeConfig(given)) checkInit(given);
  checkTogether(config);
  return config;
}

/** The error for a key that is not a setting. */
export function noSetting(key: string): string {
  const near = nearestName(key.replaceAll(/[-_]/g, ''), settingKeys);
  return `${key}: is no setting; ${near === undefined ? 'docs/settings.md lists them' : `did you mean ${near}?`}`;
}

/** Whether a value asks for the default: null does if the default is null, or decided by something else. */
function isDefault(key: SettingKey, value: unknown, config: GivenSettings): boolean {
  if (value !== null) return value === undefined;
  return isNullDefault(settings[key].default) || wordsByData(key, config) !== undefined;
}

/** The value of a setting: as given, or the default that `config` decides. */
function valueFor(key: SettingKey, given: GivenSettings, config: GivenSettings): unknown {
  return isDefault(key, given[key], config) ? defaultOf(key, config) : parse(key, given[key]);
}

function parse(key: SettingKey, value: unknown): unknown {
  const parsed = settings[key].parse(value);
  if (parsed !== undefined) return parsed;
  const several = hasSeveral(key, value) ? '; bntrain sweep takes several' : '';
  throw new UserError(`⟪${key}⟫: got '${value}', takes ${settings[key].takes}${several}`);
}

/** Whether a text names several values of a setting that takes one, as a list or as the ends of a range. */
function hasSeveral(key: SettingKey, value: unknown): boolean {
  const { parse } = settings[key];
  if (typeof value !== 'string' || !canSweep(key)) return false;
  const parts = value.replace(/:\d+(log|lin)?$/, '').split(/,|\.\./);
  return parts.length > 1 && parts.every(part => parse(part.trim()) !== undefined);
}

/** Throws UserError for two sources of initial weights. */
export function checkInit(given: GivenSettings): void {
  for (const key of ['init', 'initScale'] as const) {
    if ((given.initFrom ?? null) === null || (given[key] ?? null) === null) continue;
    throw new UserError(
      `⟪${key}⟫: got ⟪initFrom⟫ too; initial weights are drawn or read from a file, so give one of the two`,
    );
  }
}

/** Throws UserError for settings that are valid alone but not together. */
function checkTogether(config: Config): void {
  if (config.task !== 'auto') checkTask(config, config.task);
  checkOptimizer(config);
  checkProbes(config);
  if (config.steps !== null && config.epochs !== null) {
    throw new UserError('⟪steps⟫: got ⟪epochs⟫ too; either of them says how long to train, so leave out the other');
  }
  if (config.nesterov && config.momentum === 0) {
    throw new UserError('⟪nesterov⟫: got ⟪momentum=0⟫, takes a ⟪momentum⟫ above 0, such as 0.9');
  }
  if (config.squash !== 'none' && !config.standardize) {
    throw new UserError(`⟪squash⟫: got ⟪standardize=false⟫ too, takes standardized inputs; leave out one of the two`);
  }
  const hasParts = config.ensemble !== null;
  if (hasParts) checkEnsemble(config);
  for (const key of ['group', 'time'] as const) {
    if (config[key] === null || hasParts || (typeof config.validation === 'number' && config.validation > 0)) continue;
    throw new UserError(
      `⟪${key}⟫: got ${settingTo('validation', config.validation)}, takes a share of the rows to split off`,
    );
  }
  if (config.group !== null && config.time !== null) {
    throw new UserError('⟪time⟫: got ⟪group⟫ too; rows can be split by groups or by time, not by both');
  }
  if (config.headerRows !== null && config.header !== null && config.header !== config.headerRows > 0) {
    const header = `⟪header=${config.header}⟫`;
    throw new UserError(`⟪headerRows⟫: got ${config.headerRows}, and ${header} says otherwise; leave one of them out`);
  }
  if (config.patience !== null && config.validation === 0 && !hasParts) {
    throw new UserError('⟪patience⟫: got ⟪validation=0⟫, takes validation rows to watch: a ⟪validation⟫ above 0');
  }
  if (config.refit && (typeof config.validation === 'string' || config.validation === 0)) {
    throw new UserError(
      `⟪refit⟫: got ${settingTo('validation', config.validation)}, takes a share of the rows to hold out, which find the best epoch`,
    );
  }
  if (config.validateEvery !== null && config.validation === 0 && !hasParts) {
    throw new UserError('⟪validateEvery⟫: got ⟪validation=0⟫, takes rows to validate with: a ⟪validation⟫ above 0');
  }
}

/** Throws UserError for settings of probes that are not asked for, and for a unit that the network does not have. */
function checkProbes({ layers, probeSteps, probeUnit, landscapeSteps, landscapeMultipliers }: Config): void {
  const multipliers = defaultOf('landscapeMultipliers', {});
  if (landscapeSteps === null && !isDeepStrictEqual(landscapeMultipliers, multipliers)) {
    throw new UserError('⟪landscapeMultipliers⟫: is of use with ⟪landscapeSteps⟫ only; add that, or leave it out');
  }
  if (probeUnit === null) return;
  if (probeSteps === null) {
    throw new UserError('⟪probeUnit⟫: is of use with ⟪probeSteps⟫ only; add that, or leave it out');
  }
  const [layer, unit] = probeUnit.split(':').map(Number) as [number, number];
  if (layers.length === 0) {
    throw new UserError(
      `⟪probeUnit⟫: got ${probeUnit}, and with ⟪layers=none⟫ there are no hidden units; leave it out`,
    );
  }
  const width = layers[layer - 1];
  if (width === undefined) {
    throw new UserError(
      `⟪probeUnit⟫: got ${probeUnit}, and the network has ${plural(layers.length, 'hidden layer')}; take a layer from 1 to ${layers.length}`,
    );
  }
  if (unit > width) {
    throw new UserError(
      `⟪probeUnit⟫: got ${probeUnit}, and layer ${layer} has ${plural(width, 'unit')}; take a unit from 1 to ${width}`,
    );
  }
}

function isOff(value: unknown): boolean {
  return value === null || value === false || value === 0;
}

/** Throws UserError for settings that do not go together with parts of the rows that validate in turn. */
function checkEnsemble({ ensemble, validation, time, initFrom, refit }: Config): void {
  const own = settingTo('ensemble', ensemble);
  if (validation !== 0) {
    throw new UserError(
      `${settingTo('validation', validation)}: got ${own} too, which validates with every row in turn; leave one of them out`,
    );
  }
  if (time !== null) {
    throw new UserError(`⟪time⟫: got ${own} too, whose networks also learn from later rows; leave one of them out`);
  }
  if (refit) {
    throw new UserError(`⟪refit⟫: got ${own} too, whose networks learn from every row already; leave one of them out`);
  }
  if (initFrom !== null) {
    throw new UserError(
      `⟪initFrom⟫: got ${own} too; networks that start from the same weights are much alike, and these may know rows that ` +
        'validate; leave one of them out',
    );
  }
}

/** Throws UserError for a setting that is for another task, unless it is off. */
export function checkTask(config: Config, task: Task): void {
  const key = settingKeys.find(key => (settings[key].task ?? task) !== task && !isOff(config[key]));
  if (key === undefined) return;
  const other = settings[key].task!;
  throw new UserError(`⟪${key}⟫: is for ${other}, and this is ${task}; leave it out, or take ⟪task=${other}⟫`);
}

/** Throws UserError for a setting that the optimizer does not use. */
function checkOptimizer(config: Config): void {
  const { uses } = optimizers[config.optimizer];
  for (const [name, other] of Object.entries(optimizers)) {
    const unused = other.uses.find(
      key => !uses.includes(key) && !isDeepStrictEqual(config[key], defaultOf(key, config)),
    );
    if (unused === undefined) continue;
    throw new UserError(
      `⟪${unused}⟫: ⟪optimizer=${config.optimizer}⟫ does not use it; leave it out, or take ⟪optimizer=${name}⟫`,
    );
  }
}
