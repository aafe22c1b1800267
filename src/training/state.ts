/**
 * The state of a trainer: everything that decides how it continues, as plain arrays and numbers. The rest follows from
 * it: the position in the batch order from the steps, the best epoch from the curve.
 */

import type { Vector } from '../kernels/kernels.ts';
import type { OptimizerState } from '../optimizers/update.ts';
import type { RecordedEvents } from './history.ts';
import type { LearnedBlocks } from './snapshot.ts';

/** `epochs`, `logged`, `validations` and `indices` are the curve so far, and `probing` the events of probes. */
export interface TrainerState extends RecordedEvents {
  /** Steps done, over all epochs. */
  readonly steps: number;
  /** Training time so far. */
  readonly milliseconds: number;
  /** Digest of the initial affine weights. */
  readonly initHash: string;
  /** Digest of the batch order so far; empty before the first batch. */
  readonly orderHash: string;
  /** Losses and scores of the current epoch so far (network/loss/totals.ts). */
  readonly totals: Float64Array;
  /** The blocks of the network, as in memory. */
  readonly parameters: Vector;
  readonly buffers: Vector;
  readonly optimizer: OptimizerState;
  /** The copy of the epoch to keep; null for none. */
  readonly kept: LearnedBlocks | null;
}

/** The current epoch, and its next batch. `ended` is true if the last epoch that was started has its event. */
export function progressOf(
  steps: number,
  stepsPerEpoch: number,
  epochEvents: number,
): { epoch: number; index: number; ended: boolean } {
  const epoch = Math.ceil(steps / stepsPerEpoch);
  // Epoch 0 has an event too.
  const ended = epochEvents > epoch;
  return { epoch, index: ended ? 0 : steps - (epoch - 1) * stepsPerEpoch, ended };
}
