/** An experiment whose data are read, with the settings that they decide. */

import { isDeepStrictEqual } from 'node:util';
import { planBatches } from '../data/batches/batches.ts';
import { farthestTarget } from '../data/encoding/target-scale.ts';
import type { LoadedData } from '../data/load.ts';
import type { DataFacts } from '../settings/setting.ts';
import {
  type Config,
  decide,
  keysByData,
  type SettingKey,
  settingKeys,
  type TrainingConfig,
} from '../settings/table.ts';
import { trainedRows } from './arm-tasks.ts';
import { type Arm, armConfig } from './arms.ts';
import { type Experiment, minBatchOf } from './spec.ts';

export interface ReadyExperiment extends Experiment {
  config: TrainingConfig;
  /** The settings of `config` that the data decided. */
  decided: readonly SettingKey[];
}

/** A recipe's refit does not apply where the data without a split were not wanted: no network is saved. */
function withoutRefit(config: TrainingConfig, { all }: LoadedData): TrainingConfig {
  return config.refit && all === null ? { ...config, refit: false } : config;
}

/** Epochs in the place of a number of steps. */
function withSteps(config: TrainingConfig, rows: number, minBatch: number): TrainingConfig {
  const { steps, batchSize } = config;
  if (steps === null) return config;
  return { ...config, steps: null, epochs: Math.ceil(steps / planBatches(rows, batchSize, minBatch).count) };
}

export function factsOf(data: LoadedData): DataFacts {
  const { task, validationRows, validationPath } = data.description;
  const scale = { mean: data.targetMean, deviation: data.targetDeviation };
  return {
    task,
    rows: trainedRows(data),
    heldOut: validationPath === null ? validationRows : 0,
    farthestTarget: farthestTarget(data.targetRange, scale),
  };
}

/** Decides for each arm, because the defaults of an arm may depend on its own settings. */
export function readyExperiment(experiment: Experiment, data: LoadedData): ReadyExperiment {
  const facts = factsOf(data);
  const minBatch = minBatchOf(experiment);
  const decided = (own: Config) => withSteps(withoutRefit(decide(own, facts), data), facts.rows, minBatch);
  const config = decided(experiment.config);
  const arms = experiment.arms.map((arm): Arm => {
    const own = decided(armConfig(arm, experiment.config));
    const keys = settingKeys.filter(key => key in arm.overrides || !isDeepStrictEqual(own[key], config[key]));
    return { name: arm.name, overrides: Object.fromEntries(keys.map(key => [key, own[key]])) };
  });
  const byData = keysByData(experiment.config).filter(key => key !== 'epochs' || experiment.config.steps === null);
  return { ...experiment, arms, config, decided: byData };
}
