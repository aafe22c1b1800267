/** What each arm of an experiment gets to do, as data for its thread. */

import { planBatches } from '../data/batches/batches.ts';
import { foldsOf } from '../data/batches/folds.ts';
import type { LoadedData } from '../data/load.ts';
import { type Engine, memoryOf } from '../kernels/engine.ts';
import { type PredictionRange, standardizedRange } from '../network/prediction-range.ts';
import type { Config } from '../settings/config.ts';
import type { ArmTask } from './arm.ts';
import { type Arm, armConfig } from './arms.ts';
import type { OpenCheckpoint } from './checkpoint.ts';
import type { ReadyExperiment } from './ready.ts';
import { minBatchOf } from './spec.ts';

/** The tasks of an arm: one, or one for each network of an ensemble. */
export function partsOf(data: LoadedData, engine: Engine): TaskPart[] {
  const { train, validation, parts } = data;
  if (parts === null) return [{ train, validation }];
  return foldsOf(train, parts, memoryOf(engine)).map((fold, part) => ({ ...fold, part: part + 1 }));
}

/** The rows of a network, and its part. */
export type TaskPart = Pick<ArmTask, 'train' | 'validation' | 'part'>;

/** The task of an arm; with a checkpoint, also where it continues from. Throws UserError. */
export async function makeTask(
  experiment: ReadyExperiment,
  arm: Arm,
  data: LoadedData,
  engine: Engine,
  checkpoint: OpenCheckpoint | null,
  part: TaskPart = { train: data.train, validation: data.validation },
): Promise<Omit<ArmTask, 'control'>> {
  const config = armConfig(arm, experiment.config);
  const { targetMean, targetDeviation } = data;
  const range = rangeFor(config, data);
  const { task } = data.description;
  const widths = widthsOf(config, data);
  // Half of the memory for rows is for windows of stored rows, one window for each network.
  const networks = experiment.arms.length * (data.parts?.count ?? 1);
  const windowRows = Math.floor(data.budget / 2 / networks / (4 * widths[0]!));
  // The score of an ensemble is that of the networks it keeps.
  const keep = experiment.save?.epoch ?? (data.parts === null ? null : 'best');
  const made = {
    arm: arm.name,
    config,
    task,
    widths,
    ...part,
    windowRows,
    splitHash: data.splitHash,
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

/** With an ensemble, those of the network with the most rows. */
export function stepsPerEpoch(experiment: ReadyExperiment, data: LoadedData): number {
  return planBatches(trainedRows(data), experiment.config.batchSize, minBatchOf(experiment)).count;
}

/** The rows that a network learns from; in an ensemble, the most that one does. */
export function trainedRows({ train, description: { partRows } }: LoadedData): number {
  return partRows === undefined ? train.rows : train.rows - Math.min(...partRows);
}
