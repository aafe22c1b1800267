/** What every layer offers. A layer owns its parameters and its output, planned in one MemoryPlan. */

import type { Vector } from '../kernels/kernels.ts';

/** `train`: batch norm takes the batch's statistics and updates the running ones; `eval`: it takes the running ones. */
export type Mode = 'train' | 'eval';

export interface Layer {
  /** For people: "affine 64 -> 100". */
  readonly description: string;
  /** Output width. */
  readonly width: number;
  /** From x (rows, inputs) to out (rows, width). The result is the layer's own memory, overwritten by the next call. */
  forward(x: Vector, rows: number, mode: Mode): Vector;
  /**
   * From the gradient of the loss by this layer's output, dout (rows, width), to that by its input, dx (rows, inputs).
   * Sets the gradients of the layer's parameters. Follows a forward pass in mode `train` of the same rows. The first
   * layer has no use for dx, and returns null.
   */
  backward(dout: Vector, rows: number): Vector | null;
}
