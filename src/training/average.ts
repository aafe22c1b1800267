/**
 * The average of the weights over the steps, which each step takes the new weights in (optimizers/update.ts). It is
 * evaluated in the place of the weights, with their running statistics.
 */

import type { Vector } from '../kernels/kernels.ts';
import { allocateNumbers } from '../kernels/memory.ts';
import type { Network } from '../network/network.ts';

export class WeightAverage {
  readonly #parameters: Vector;
  readonly #average: Vector;
  /** The weights, while the average is in their place. */
  readonly #weights: Vector;

  /** Throws OutOfMemory. */
  constructor({ blocks, kernels }: Network, average: Vector) {
    const width = blocks.parameters instanceof Float32Array ? 'float32' : 'float64';
    this.#parameters = blocks.parameters;
    this.#average = average;
    this.#weights = allocateNumbers(average.length, width, kernels.memory);
  }

  /** Puts the average in the place of the network's weights during `pass`. */
  inPlace<T>(pass: () => T): T {
    this.#weights.set(this.#parameters);
    this.#parameters.set(this.#average);
    try {
      return pass();
    } finally {
      this.#parameters.set(this.#weights);
    }
  }
}
