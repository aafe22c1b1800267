/**
 * The arms of an experiment, as data: a name, and the settings in which an arm differs from the others. All arms share rows,
 * batches and initial affine weights.
 */

import { isDeepStrictEqual } from 'node:util';
import { UserError } from '../base/errors.ts';
import { list } from '../base/text/format.ts';
import { type NormName, normNames } from '../kernels/reference/norms.ts';
import { layersOf, type Norm, norms } from '../network/plan.ts';
import { type Config, type GivenSettings, makeConfig } from '../settings/config.ts';
import { defaultOf, isSetting, type SettingKey, scopeOf, settingKeys } from '../settings/table.ts';

/** Settings of an arm that replace the shared ones. */
export type Overrides = Readonly<Partial<Config>>;

export interface Arm {
  /** The name in events, and of the arm's file. */
  readonly name: string;
  readonly overrides: Overrides;
}

/** An arm that bntrain defines, with words for sentences. */
interface NormArm extends Arm {
  readonly words: string;
}

/** The arm of a norm: `batchnorm` for `batch`, and so on. */
function normArm(norm: NormName): NormArm {
  return { name: `${norm}norm`, overrides: { norm }, words: norms[norm].title };
}

const armsByNorm = {
  none: { name: 'baseline', overrides: { norm: 'none' }, words: 'the baseline' },
  ...Object.fromEntries(normNames.map(norm => [norm, normArm(norm)])),
} as Readonly<Record<Norm, NormArm>>;

/** The arms of `compare`; the others are compared with the first. */
export const comparedArms: readonly Arm[] = [armOf('none'), armOf('batch')];

export function armOf(norm: Norm): Arm {
  const { name, overrides } = armsByNorm[norm];
  return { name, overrides };
}

/** The arm that bntrain defines under this name, or undefined. */
export function knownArm(name: string): Arm | undefined {
  const norm = (Object.keys(armsByNorm) as Norm[]).find(each => armsByNorm[each].name === name);
  return norm && armOf(norm);
}

export function inWords(name: string): string {
  return Object.values(armsByNorm).find(arm => arm.name === name)?.words ?? name;
}

/**
 * The settings that arms share. Settings of the network that every arm overrides have their default. Settings of training stay as
 * given, because some need others: betas would be refused without their optimizer.
 */
export function sharedConfig(arms: readonly Arm[], config: Config): Config {
  const ofNetwork = settingKeys.filter(key => scopeOf(key) === 'network');
  const overridden = ofNetwork.filter(key => arms.every(({ overrides }) => key in overrides));
  return { ...config, ...Object.fromEntries(overridden.map(key => [key, defaultOf(key, config)])) };
}

/** The settings of an arm. */
export function armConfig<C extends Config>({ overrides }: Arm, config: C): C {
  return { ...config, ...overrides };
}

/** Whether the network of this config has layers of this norm. */
export function hasNorm({ layers, activation, norm }: Config, wanted: Norm): boolean {
  const plan = layersOf({ widths: [1, ...layers, 1], activation, norm });
  return plan.some(layer => layer.kind === 'norm' && layer.norm === wanted);
}

/**
 * Settings, besides those of data, that arms must share. Otherwise their weights or batches would not be paired, or their curves
 * would not be as fine.
 */
const paired: readonly SettingKey[] = [
  ...(['layers', 'init', 'initScale', 'initFrom'] as const),
  ...(['batchSize', 'minBatch', 'validateEvery'] as const),
  // It names a unit of the layers.
  'probeUnit',
];

/** Whether all arms have the same value: settings of data, settings that change no result, and those that pair the arms. */
function isShared(key: SettingKey): boolean {
  return paired.includes(key) || ['data', 'none'].includes(scopeOf(key));
}

/**
 * The arms with their values as in a config. An arm also gets the defaults that its own settings decide, such as the learning
 * rate of its optimizer, unless they were given. Throws UserError for arms with equal names, and for arms that would not be paired.
 */
export function resolveArms(arms: readonly Arm[], given: GivenSettings): Arm[] {
  if (arms.length === 0) throw new UserError('arms: got none, takes 1 or more');
  const twice = arms.find(({ name }, index) => arms.findIndex(arm => arm.name === name) < index);
  if (twice !== undefined) throw new UserError(`arms: two are named '${twice.name}'; give each a name of its own`);
  return arms.map(arm => resolveArm(arm, given));
}

function resolveArm({ name, overrides }: Arm, given: GivenSettings): Arm {
  if (!/^[\w-]+$/.test(name)) {
    throw new UserError(`arms: got the name '${name}', takes letters, digits, - and _: files are named after arms`);
  }
  const own = Object.fromEntries(Object.entries(overrides ?? {}).filter(([, value]) => value !== undefined));
  const shared = Object.keys(own).filter(isSetting).filter(isShared);
  if (shared.length > 0) {
    throw new UserError(`arm '${name}': sets ${list(shared.map(key => `⟪${key}⟫`))}, which all arms share`);
  }
  const [common, config] = [makeConfig(given), configOf(name, { ...unpaired(given), ...own })];
  const differs = (key: SettingKey) => !isShared(key) && !isDeepStrictEqual(config[key], common[key]);
  const keys = settingKeys.filter(key => key in own || differs(key));
  return { name, overrides: Object.fromEntries(keys.map(key => [key, config[key]])) };
}

/** Without the settings that pair the arms, which are checked for all of them. */
function unpaired(given: GivenSettings): GivenSettings {
  return Object.fromEntries(Object.entries(given).filter(([key]) => !paired.some(each => each === key)));
}

/** Throws UserError that names the arm. */
function configOf(name: string, given: GivenSettings): Config {
  try {
    return makeConfig(given);
  } catch (error) {
    throw error instanceof UserError ? new UserError(`arm '${name}': ${error.message}`) : error;
  }
}

/** The settings with a value that no arm has, because each has its own. */
export function overriddenSettings(arms: readonly Arm[], config: Config): SettingKey[] {
  return settingKeys.filter(
    key =>
      !isDeepStrictEqual(config[key], defaultOf(key, config)) &&
      arms.every(({ overrides }) => key in overrides && !isDeepStrictEqual(overrides[key], config[key])),
  );
}
