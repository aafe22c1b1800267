/**
 * Trains the network of an arm again on all rows, held-out ones counted, once these have found its best epoch. Seed and
 * settings are the same, and so are the initial weights where the rows become as many inputs as before. The schedule is
 * that of all epochs on all rows; training ends after the best one.
 */

import { plural } from '../base/text/format.ts';
import type { LoadedData } from '../data/load.ts';
import type { Progress, RefitEvent, TrainingEvent } from '../events/events.ts';
import type { Engine } from '../kernels/engine.ts';
import type { InitialLayer } from '../network/layers/layer.ts';
import type { KeptNetwork } from '../training/snapshot.ts';
import type { ArmTask } from './arm.ts';
import { makeTask, stepsPerEpoch } from './arm-tasks.ts';
import type { ReadyExperiment } from './ready.ts';
import type { ArmOutcome, ArmWithResult } from './threads.ts';

/** A network trained again on all rows. */
export interface Refitted {
  readonly event: RefitEvent;
  readonly kept: KeptNetwork;
  /** What is fitted on all rows, such as its inputs. */
  readonly data: LoadedData;
}

/** Trains a task. */
export type RunTask = (
  task: Omit<ArmTask, 'control'>,
  emit: (event: TrainingEvent) => void,
  progressOf: (progress: Progress) => Progress,
) => Promise<ArmOutcome>;

/** Null, with a warning, if the network remains that of the training rows. */
export async function refitArm(
  experiment: ReadyExperiment,
  data: LoadedData,
  outcome: ArmWithResult,
  engine: Engine,
  initial: readonly InitialLayer[] | null,
  runTask: RunTask,
  emit: (event: TrainingEvent) => void,
): Promise<Refitted | null> {
  const { arm, result, kept } = outcome;
  const all = data.all!;
  const because = (why: string): null => {
    const rows = `the network is that of the ${plural(data.train.rows, 'training row')}`;
    emit({ event: 'warning', code: 'refit', message: `⟪refit⟫: ${arm} ${why}: ${rows}` });
    return null;
  };
  if (result.interrupted) return because('was interrupted before it was trained again on all rows');
  if (result.diverged) return because('diverged, and is not trained again on all rows');
  if (kept === null || kept.step === 0) return because('was best before training, and is not trained again');
  // A validation within an epoch counts as the nearest end of one.
  const epochs = Math.max(Math.round(kept.step / stepsPerEpoch(experiment, data)), 1);
  const task = await makeTask(experiment, experiment.arms.find(({ name }) => name === arm)!, all, engine, null);
  const unobserved = { validateEvery: null, logSteps: null, probeSteps: null, landscapeSteps: null };
  const config = { ...task.config, ...unobserved, patience: null };
  const warnings = (event: TrainingEvent) => {
    if (event.event === 'warning' && event.code !== 'diverged') emit(event);
  };
  const again = await runTask({ ...task, config, initial, endAfter: epochs, keep: 'last' }, warnings, progress => ({
    ...progress,
    step: result.steps + progress.step,
    totalSteps: result.steps + progress.totalSteps,
    refit: { epochs },
  }));
  if (again.result === null || again.result.interrupted) return because('was interrupted while it was trained again');
  const { diverged, steps, seconds, seed, final } = again.result;
  if (diverged) return because('diverged when it was trained again on all rows');
  const rows = all.train.rows;
  const event: RefitEvent = { event: 'refit', arm, seed, rows, epochs, trainLoss: final.trainLoss, steps, seconds };
  emit(event);
  return { event, kept: again.kept!, data: all };
}

/** Progress of the run on the training rows, when all rows are to follow: at most as many epochs. */
export function beforeRefit(experiment: ReadyExperiment, all: LoadedData): (progress: Progress) => Progress {
  const steps = experiment.config.epochs * stepsPerEpoch(experiment, all);
  return progress => ({ ...progress, totalSteps: progress.totalSteps + steps });
}
