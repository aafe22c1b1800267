/** What every layer offers. A layer owns its parameters and its output, planned in one MemoryPlan. */

import type { Random } from '../../base/numbers/random.ts';
import type { Vector } from '../../kernels/kernels.ts';
import type { NormName } from '../../kernels/reference/norms.ts';
import type { InitRule } from '../init.ts';

/** `train`: batch norm takes the batch's statistics and updates the running ones; `eval`: it takes the running ones. */
export type Mode = 'train' | 'eval';

/** How affine weights are drawn. */
export interface RandomStart {
  readonly rule: InitRule;
  /** Multiplies the rule's standard deviation. */
  readonly scale: number;
  readonly random: Random;
}

/** An affine of D inputs and M outputs, and the norm behind it, to start from. */
export interface InitialLayer {
  /** (D, M) */
  readonly weight: Vector;
  /** (M) */
  readonly bias: Vector | null;
  readonly norm: InitialNorm | null;
}

export interface InitialNorm {
  readonly kind: NormName;
  /** Each (M), by the part of the state_dict's name: "weight", "running_mean". */
  readonly parts: Readonly<Record<string, Vector>>;
}

export interface Layer {
  /** Output width. */
  readonly width: number;
  /** Sets parameters and running statistics to where training starts. Only affine weights draw random numbers. */
  initialize(start: RandomStart): void;
  /** Sets them to those of `given`: to all that this layer has a place for, and otherwise to the usual start. */
  startFrom(given: InitialLayer): void;
  /** From x (rows, inputs) to out (rows, width). The result is the layer's own memory, overwritten by the next call. */
  forward(x: Vector, rows: number, mode: Mode): Vector;
  /**
   * From the gradient of the loss by this layer's output, dout (rows, width), to that by its input, dx (rows, inputs).
   * Sets the gradients of the layer's parameters. Follows a forward pass in mode `train` of the same rows. The first
   * layer has no use for dx, and returns null.
   */
  backward(dout: Vector, rows: number): Vector | null;
}
