/** What each arm of an experiment gets to do, as data for its thread. */

import { planBatches } from '../data/batches/batches.ts';
import type { LoadedData } from '../data/load.ts';
import type { Engine } from '../kernels/engine.ts';
import { type PredictionRange, standardizedRange } from '../network/prediction-range.ts';
import type { Config } from '../settings/config.ts';
import type { ArmTask } from './arm.ts';
import { type Arm, armConfig } from './arms.ts';
import type { OpenCheckpoint } from './checkpoint.ts';
import type { ReadyExperiment } from './ready.ts';
import { type Experiment, minBatchOf } from './spec.ts';

/** The task of an arm; with a checkpoint, also where it continues from. Throws UserError. */
export async function makeTask(
  experiment: ReadyExperiment,
  arm: Arm,
  data: LoadedData,
  engine: Engine,
  checkpoint: OpenCheckpoint | null,
): Promise<Omit<ArmTask, 'control'>> {
  const config = armConfig(arm, experiment.config);
  const { train, validation, targetMean, targetDeviation } = data;
  const range = rangeFor(config, data);
  const { task } = data.description;
  const widths = widthsOf(config, data);
  // Half of the memory for rows is for windows of stored rows, one window for each arm.
  const windowRows = Math.floor(data.budget / 2 / experiment.arms.length / (4 * widths[0]!));
  const keep = experiment.save?.epoch ?? null;
  const made = {
    arm: arm.name,
    config,
    task,
    widths,
    train,
    validation,
    windowRows,
    targetDeviation,
    outputRange: range && standardizedRange(range, targetMean, targetDeviation),
    minBatch: minBatchOf(experiment),
    engine,
    keep,
  };
  if (checkpoint === null) return made;
  const { checkpointOf } = await import('./checkpoint.js');
  return { ...made, ...checkpointOf(checkpoint, made, data, stepsPerEpoch(experiment, data)) };
}

/** The range that an arm's predictions are cut to; null if they are not cut. */
export function rangeFor({ clipPredictions }: Config, { targetRange }: LoadedData): PredictionRange | null {
  return clipPredictions ? targetRange : null;
}

/** Input features, hidden widths, outputs. */
export function widthsOf(config: Config, data: LoadedData): number[] {
  return [data.description.features, ...config.layers, data.outputs];
}

export function stepsPerEpoch(experiment: Experiment, { train }: LoadedData): number {
  return planBatches(train.rows, experiment.config.batchSize, minBatchOf(experiment)).count;
}
