/**
 * One update of all parameters from their gradients: the optimizer's step, after the gradient was cut to --clip-norm.
 *
 * Threads that share a kernel each have the same share of its outputs every time. So a large weight is updated by itself:
 * each thread then finds in its own cache the part of the gradient that it has computed. Dividing all parameters together
 * was slower than one thread where one weight is most of them.
 */

import type { OptimizerKernel, Scalars, Vector } from '../kernels/kernels.ts';
import { allocateNumbers } from '../kernels/memory.ts';
import type { Network } from '../network/network.ts';
import type { OptimizerDefinition, OptimizerSettings } from './optimizer.ts';
import { optimizers } from './optimizers.ts';

export interface UpdateSettings extends OptimizerSettings {
  /** Largest norm of the whole gradient; null is no limit. */
  clipNorm: number | null;
}

/** What an optimizer keeps of the parameters: a block of the same size under each name. */
export type OptimizerState = Readonly<Record<string, Vector>>;

/** A parameter with this many elements is updated by itself: fewer are not worth dividing. */
const LARGE = 20_000;

/** Parameters that follow each other in the blocks. */
interface ParameterRange {
  parameters: Vector;
  state: readonly Vector[];
  gradients: Vector;
  /** How many of them decay: they are the first. */
  decayed: number;
  size: number;
}

export class Updater {
  /** The learning rate, the weight decay, and what else the optimizer's step reads. */
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

  /** A step, counted from 1, at the learning rate in `rates`. */
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
    // A norm that is not a number is left for the loss to show.
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
