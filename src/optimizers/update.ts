/**
 * One update of all parameters from their gradients: SGD, after the gradient was cut to --clip-norm.
 *
 * Threads that share a kernel each have the same share of its outputs every time. So a large weight is updated by itself:
 * each thread then finds in its own cache the part of the gradient that it has computed. Dividing all parameters together
 * was slower than one thread where one weight is most of them.
 */

import type { Scalars, Vector } from '../kernels/kernels.ts';
import type { Network } from '../network/network.ts';

export interface UpdateOptions {
  momentum: number;
  nesterov: boolean;
  weightDecay: number;
  /** Largest norm of the whole gradient; null is no limit. */
  clipNorm: number | null;
}

/** Elements of a parameter that is updated by itself: less is no work for two. */
const LARGE = 20_000;

/** Parameters that follow each other in the blocks. */
interface Stretch {
  parameters: Vector;
  velocity: Vector;
  gradients: Vector;
  /** How many of them decay: they are the first. */
  decayed: number;
  size: number;
}

export class Updater {
  /** Learning rate, momentum, weight decay. */
  readonly rates: Scalars;
  readonly #network: Network;
  readonly #options: UpdateOptions;
  readonly #scalar: Scalars = new Float64Array(1);
  readonly #stretches: readonly Stretch[];

  constructor(network: Network, options: UpdateOptions) {
    this.#network = network;
    this.#stretches = stretchesOf(network);
    this.#options = options;
    this.rates = Float64Array.of(0, options.momentum, options.weightDecay);
  }

  /** A step at the learning rate that stands in `rates`. */
  step(): void {
    const { kernels } = this.#network;
    const { clipNorm, nesterov } = this.#options;
    if (clipNorm !== null) this.#clip(clipNorm);
    for (let i = 0; i < this.#stretches.length; i++) {
      const { parameters, velocity, gradients, decayed, size } = this.#stretches[i]!;
      kernels.sgdStep(parameters, velocity, gradients, this.rates, nesterov, decayed, size);
    }
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

function stretchesOf({ blocks, parameters, parameterCount }: Network): Stretch[] {
  const cuts = new Set([0, parameterCount]);
  for (const { view } of parameters) {
    if (view.length < LARGE) continue;
    const begin = (view.byteOffset - blocks.parameters.byteOffset) / view.BYTES_PER_ELEMENT;
    cuts.add(begin).add(begin + view.length);
  }
  const bounds = [...cuts].sort((a, b) => a - b);
  return bounds.slice(1).map((end, i) => {
    const begin = bounds[i]!;
    return {
      parameters: blocks.parameters.subarray(begin, end),
      velocity: blocks.velocity.subarray(begin, end),
      gradients: blocks.gradients.subarray(begin, end),
      decayed: Math.min(Math.max(blocks.decayed - begin, 0), end - begin),
      size: end - begin,
    };
  });
}
