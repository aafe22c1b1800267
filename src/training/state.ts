/**
 * The state of a trainer: all that decides what comes next, in plain arrays and numbers. The rest follows from it: how far
 * the order of the batches is from the steps, the best epoch from the curve.
 */

import type { Vector } from '../kernels/kernels.ts';
import type { OptimizerState } from '../optimizers/update.ts';
import type { LearnedBlocks } from './snapshot.ts';

export interface TrainerState {
  /** Done so far, over all epochs. */
  readonly steps: number;
  /** Of training. */
  readonly milliseconds: number;
  /** Digest of the initial affine weights. */
  readonly initHash: string;
  /** Digest of the order of the batches so far; empty before the first. */
  readonly orderHash: string;
  /** The epoch's losses and scores so far (model/loss.ts). */
  readonly totals: Float64Array;
  /** What was told (curve.ts): (n, EPOCH_NUMBERS) and (m, STEP_NUMBERS). */
  readonly epochs: Float64Array;
  readonly logged: Float64Array;
  /** The network's blocks, as they lie in memory. */
  readonly parameters: Vector;
  readonly buffers: Vector;
  readonly optimizer: OptimizerState;
  /** The copy of the epoch that is to be kept; null where none is. */
  readonly kept: LearnedBlocks | null;
}

/** Where in training so many steps are. `ended`: the last epoch begun was told. */
export function placeOf(
  steps: number,
  stepsPerEpoch: number,
  epochsTold: number,
): { epoch: number; index: number; ended: boolean } {
  const epoch = Math.ceil(steps / stepsPerEpoch);
  // Epoch 0 is told too.
  const ended = epochsTold > epoch;
  return { epoch, index: ended ? 0 : steps - (epoch - 1) * stepsPerEpoch, ended };
}
