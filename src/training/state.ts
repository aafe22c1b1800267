/**
 * The state of a trainer: all that decides what comes next, in plain arrays and numbers. The rest follows from it: the place
 * in the order of the batches from the steps, the best epoch from the curve.
 */

import type { Vector } from '../kernels/kernels.ts';
import type { OptimizerState } from '../optimizers/update.ts';
import type { LearnedBlocks } from './snapshot.ts';

export interface TrainerState {
  /** Done so far, over all epochs. */
  readonly steps: number;
  /** Training time. */
  readonly milliseconds: number;
  /** Digest of the initial affine weights. */
  readonly initHash: string;
  /** Digest of the order of the batches so far; empty before the first. */
  readonly orderHash: string;
  /** The epoch's losses and scores so far (network/loss.ts). */
  readonly totals: Float64Array;
  /** The curve so far (curve.ts): (n, EPOCH_NUMBERS) and (m, STEP_NUMBERS). */
  readonly epochs: Float64Array;
  readonly logged: Float64Array;
  /** The network's blocks, as they lie in memory. */
  readonly parameters: Vector;
  readonly buffers: Vector;
  readonly optimizer: OptimizerState;
  /** The copy of the epoch to keep; null where none is kept. */
  readonly kept: LearnedBlocks | null;
}

/** The epoch that a run is in, and its next batch. `ended`: the last epoch that was begun has its event. */
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
