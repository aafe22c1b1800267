/** One update of all parameters from their gradients: SGD, after the gradient was cut to --clip-norm. */

import type { Scalars } from '../kernels/kernels.ts';
import type { Network } from '../model/network.ts';

export interface UpdateOptions {
  momentum: number;
  nesterov: boolean;
  weightDecay: number;
  /** Largest norm of the whole gradient; null is no limit. */
  clipNorm: number | null;
}

export class Updater {
  /** Learning rate, momentum, weight decay. */
  readonly rates: Scalars;
  readonly #network: Network;
  readonly #options: UpdateOptions;
  readonly #scalar: Scalars = new Float64Array(1);

  constructor(network: Network, options: UpdateOptions) {
    this.#network = network;
    this.#options = options;
    this.rates = Float64Array.of(0, options.momentum, options.weightDecay);
  }

  /** A step at the learning rate that stands in `rates`. */
  step(): void {
    const { kernels, blocks, parameterCount } = this.#network;
    const { parameters, velocity, gradients, decayed } = blocks;
    if (this.#options.clipNorm !== null) this.#clip(this.#options.clipNorm);
    kernels.sgdStep(parameters, velocity, gradients, this.rates, this.#options.nesterov, decayed, parameterCount);
  }

  #clip(most: number): void {
    const { kernels, blocks, parameterCount } = this.#network;
    const scalar = this.#scalar;
    kernels.sumOfSquares(scalar, blocks.gradients, parameterCount);
    const norm = Math.sqrt(scalar[0]!);
    // A norm that is not a number is left for the loss to show.
    if (norm > most) {
      scalar[0] = most / norm;
      kernels.scale(blocks.gradients, scalar, parameterCount);
    }
  }
}
