/**
 * Updates all parameters from their gradients: limits the norm of the gradient to --clip-norm, then takes the step of
 * the optimizer.
 *
 * Each thread gets the same share of a kernel's outputs every time. So a large weight is updated by itself: each thread
 * finds the part of the gradient that it has computed in its own cache. Dividing all parameters together was slower
 * than one thread if one weight has most of them.
 */

import type { OptimizerKernel, Scalars, Vector } from '../kernels/kernels.ts';
import { allocateNumbers } from '../kernels/memory.ts';
import type { Network } from '../network/network.ts';
import type { OptimizerDefinition, OptimizerSettings } from './optimizer.ts';
import { optimizers } from './optimizers.ts';

export interface UpdateSettings extends OptimizerSettings {
  /** Max norm of the whole gradient; null for no limit. */
  clipNorm: number | null;
}

/** The state of an optimizer: under each name, a block of the size of the parameters. */
export type OptimizerState = Readonly<Record<string, Vector>>;

/** Min elements of a parameter that is updated by itself: fewer are not worth dividing. */
const LARGE = 20_000;

/** Parameters that are next to each other in the blocks. */
interface ParameterRange {
  parameters: Vector;
  state: readonly Vector[];
  gradients: Vector;
  /** The number of parameters with weight decay, which come first. */
  decayed: number;
  size: number;
}

export class Updater {
  /** The learning rate, the weight decay, and the other numbers that the optimizer's step reads. */
  readonly rates: Scalars;
  readonly state: OptimizerState;
  readonly #network: Network;
  readonly #clipNorm: number | null;
  readonly #optimizer: OptimizerDefinition;
  readonly #kernel: OptimizerKernel;
  readonly #scalar: Scalars = new Float64Array(1);
  readonly #ranges: readonly ParameterRange[];

  /** Throws OutOfMemory. */
  constructor(network: Network, settings: UpdateSettings) {
    const { optimizer: name, weightDecay, clipNorm } = settings;
    const optimizer = optimizers[name];
    this.#network = network;
    this.#clipNorm = clipNorm;
    this.#optimizer = optimizer;
    this.#kernel = network.kernels.optimizers[name];
    this.rates = Float64Array.of(0, weightDecay, ...optimizer.rates(settings));
    this.state = Object.fromEntries(optimizer.state.map(name => [name, blockLikeParameters(network)]));
    this.#ranges = rangesOf(network, Object.values(this.state));
  }

  /** Takes step number `count`, counted from 1, at the learning rate in `rates`. */
  step(count: number): void {
    const { rates } = this;
    if (this.#clipNorm !== null) this.#clip(this.#clipNorm);
    this.#optimizer.beforeStep?.(rates, count);
    for (let i = 0; i < this.#ranges.length; i++) {
      const { parameters, state, gradients, decayed, size } = this.#ranges[i]!;
      this.#kernel(parameters, state, gradients, rates, decayed, size);
    }
  }

  #clip(max: number): void {
    const { kernels, blocks, parameterCount } = this.#network;
    const scalar = this.#scalar;
    kernels.sumOfSquares(scalar, blocks.gradients, parameterCount);
    const norm = Math.sqrt(scalar[0]!);
    // If the norm is NaN, the gradient is left alone, so that the loss shows it.
    if (norm > max) {
      scalar[0] = max / norm;
      kernels.scale(blocks.gradients, scalar, parameterCount);
    }
  }
}

function blockLikeParameters({ blocks, kernels, parameterCount }: Network): Vector {
  const width = blocks.parameters instanceof Float32Array ? 'float32' : 'float64';
  return allocateNumbers(parameterCount, width, kernels.memory);
}

function rangesOf({ blocks, parameters, parameterCount }: Network, state: readonly Vector[]): ParameterRange[] {
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
      state: state.map(block => block.subarray(begin, end)),
      gradients: blocks.gradients.subarray(begin, end),
      decayed: Math.min(Math.max(blocks.decayed - begin, 0), end - begin),
      size: end - begin,
    };
  });
}
