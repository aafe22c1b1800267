/** Warnings about settings that are valid but probably not intended. */

import { list, plural } from '../base/text/format.ts';
import { settingTo } from '../base/text/setting-names.ts';
import { planBatches } from '../data/batches/batches.ts';
import type { LoadedData } from '../data/load.ts';
import { type Config, makeConfig } from '../settings/config.ts';
import { seedsNeeded } from '../settings/seeds-needed.ts';
import type { SettingKey, TrainingConfig } from '../settings/table.ts';
import { countValidations } from '../training/validation-steps.ts';
import { trainedRows } from './arm-tasks.ts';
import { type Arm, armConfig, hasNorm, overriddenSettings } from './arms.ts';
import type { ReadyExperiment } from './ready.ts';
import { meetsBatchNorm, minBatchOf } from './spec.ts';

export function configWarnings(experiment: ReadyExperiment, data: LoadedData): string[] {
  const { arms, config } = experiment;
  const rows = trainedRows(data);
  const warnings: string[] = [];
  const { count, leftOut } = planBatches(rows, config.batchSize, minBatchOf(experiment));
  if (leftOut > 0 && config.minBatch !== null && !config.shuffle) {
    warnings.push(
      `${settingTo('minBatch', config.minBatch)} leaves the same ${plural(leftOut, 'training row')} out of every epoch, because ` +
        `⟪shuffle=false⟫ keeps the order of the rows. ⟪minBatch=${meetsBatchNorm(experiment) ? 2 : 1}⟫ trains on them`,
    );
  }
  if (leftOut > 0 && config.minBatch === null) {
    warnings.push(
      'The last batch of each epoch would hold a single row, which batch norm cannot train on, so one of ' +
        `${plural(rows, 'training row')}${config.shuffle ? ' (a different one each epoch)' : ''} is skipped. ` +
        `Use a ⟪batchSize⟫ other than ${config.batchSize} to avoid this`,
    );
  }
  if (arms.length > 1 && config.layers.length === 0) {
    const all = arms.length === 2 ? 'both' : 'all';
    warnings.push(`⟪layers=none⟫ has no hidden layer to normalize, so ${all} arms are the same network`);
  }
  if (!meetsBatchNorm(experiment) && ofBatchNorm.some(key => differs(config, key))) {
    warnings.push('⟪bnMomentum⟫, ⟪bnEps⟫ and ⟪bnStats⟫ have no effect: this run has no batch norm');
  }
  if (experiment.command === 'evidence') warnings.push(...seedWarnings(config));
  if (experiment.command === 'evidence' && experiment.rates === undefined && differs(config, 'selectSeeds')) {
    warnings.push(
      `${settingTo('selectSeeds', config.selectSeeds)} has no effect: ⟪lr⟫ has one value, so there is none to choose`,
    );
  }
  const ofArms = arms.map(arm => armWarnings(arm, config, count));
  // Settings that the arms share are not those of an arm.
  const shared = ofArms[0]!.filter(message => ofArms.every(messages => messages.includes(message)));
  const own = ofArms.flatMap((messages, index) => {
    return messages.filter(each => !shared.includes(each)).map(each => `arm '${arms[index]!.name}': ${each}`);
  });
  return [...warnings, ...shared, ...own];
}

/** With few seeds no pairs, however clear, can decide a claim. */
function seedWarnings({ claims, alpha, seeds }: Config): string[] {
  const needed = seedsNeeded(claims.length, alpha);
  if (seeds >= needed) return [];
  const tested = claims.length === 1 ? 'a claim' : `${claims.length} claims`;
  return [
    `${settingTo('seeds', seeds)}: too few to decide ${tested}, so every verdict will be INCONCLUSIVE. Take ${needed} or more`,
  ];
}

/** Warnings about the settings of an arm, which has `count` steps an epoch. */
function armWarnings(arm: Arm, shared: TrainingConfig, count: number): string[] {
  const config = armConfig(arm, shared);
  const warnings: string[] = [];
  const ineffective = ofBatchNorm.filter(key => key in arm.overrides && differs(config, key));
  if (ineffective.length > 0 && !hasNorm(config, 'batch')) {
    const have = ineffective.length === 1 ? 'has' : 'have';
    warnings.push(`${list(ineffective.map(key => `⟪${key}⟫`))} ${have} no effect: the arm has no batch norm`);
  }
  const steps = config.epochs * count;
  if (
    config.validateEvery !== null &&
    countValidations(steps, { every: config.validateEvery, stepsPerEpoch: count }) === 0
  )
    warnings.push(
      `${settingTo('validateEvery', config.validateEvery)} adds no validation to those at the ends of epochs, ` +
        `which have ${plural(count, 'step')}`,
    );
  if (config.warmup >= steps) {
    warnings.push(`${settingTo('warmup', config.warmup)} does not end before training does, at step ${steps}`);
  }
  return warnings;
}

/** Warnings about shared settings that no arm has. `config` is as it was given. */
export function overriddenWarnings(arms: readonly Arm[], config: Config): string[] {
  const have = arms.length === 1 ? 'the arm has its own' : 'each arm has its own';
  return overriddenSettings(arms, config).map(
    key => `${settingTo(key, config[key])} has no effect: ${have}; leave it out`,
  );
}

const ofBatchNorm = ['bnMomentum', 'bnEps', 'bnStats'] as const;

function differs(config: Config, key: SettingKey): boolean {
  return config[key] !== makeConfig({})[key];
}
