/** Warnings about settings that are valid but probably not intended. */

import { plural } from '../base/text/format.ts';
import { settingTo } from '../base/text/setting-names.ts';
import { planBatches } from '../data/batches/batches.ts';
import type { LoadedData } from '../data/load.ts';
import { makeConfig } from '../settings/config.ts';
import { countValidations } from '../training/validation-steps.ts';
import { type Experiment, meetsBatchNorm } from './spec.ts';

export function configWarnings(experiment: Experiment, data: LoadedData): string[] {
  const { arms, config } = experiment;
  const { rows } = data.train;
  const warnings: string[] = [];
  const { count, leftOut } = planBatches(rows, config.batchSize, meetsBatchNorm(experiment));
  if (leftOut > 0) {
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
  if (!meetsBatchNorm(experiment) && differsInBatchNorm(experiment)) {
    warnings.push('⟪bnMomentum⟫, ⟪bnEps⟫ and ⟪bnStats⟫ have no effect: this run has no batch norm');
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

function differsInBatchNorm({ config }: Experiment): boolean {
  const preset = makeConfig({});
  return (['bnMomentum', 'bnEps', 'bnStats'] as const).some(key => config[key] !== preset[key]);
}
