/** The interface of all layers. A layer owns its parameters and its output, planned in one MemoryPlan. */

import type { Random } from '../../base/numbers/random.ts';
import type { Vector } from '../../kernels/kernels.ts';
import type { NormName } from '../../kernels/reference/norms.ts';
import type { InitRule } from '../init.ts';

/**
 * `train`: batch norm uses the statistics of the batch and updates the running ones; `eval`: it uses the running ones.
 */
export type Mode = 'train' | 'eval';

/** The random initialization of affine weights. */
export interface RandomStart {
  readonly rule: InitRule;
  /** Multiplies the rule's standard deviation. */
  readonly scale: number;
  readonly random: Random;
}

/** An affine of D inputs and M outputs, and the norm after it, to start from. */
export interface InitialLayer {
  /** (D, M) */
  readonly weight: Vector;
  /** (M) */
  readonly bias: Vector | null;
  readonly norm: InitialNorm | null;
}

export interface InitialNorm {
  readonly kind: NormName;
  /** The tensors of the norm, each (M), by the last part of their names in a state_dict: "weight", "running_mean". */
  readonly parts: Readonly<Record<string, Vector>>;
}

export interface Layer {
  /** Output width. */
  readonly width: number;
  /** Sets parameters and running statistics to their initial values. Only affine weights draw random numbers. */
  initialize(start: RandomStart): void;
  /** Starts from `given`: uses all tensors that this layer has, and initializes the others as usual. */
  startFrom(given: InitialLayer): void;
  /**
   * Computes out (rows, width) from x (rows, inputs). The result is the layer's own memory, overwritten by the next
   * call.
   */
  forward(x: Vector, rows: number, mode: Mode): Vector;
  /**
   * Computes dx (rows, inputs), the gradient of the loss by the input, from dout (rows, width), the gradient by the
   * output. Also sets the gradients of the layer's parameters. It follows a forward pass of the same rows in mode
   * `train`. dx may take the place of dout. The first layer needs no dx and returns null.
   */
  backward(dout: Vector, rows: number): Vector | null;
}
