/**
 * Updates all parameters from their gradients: limits the norm of the gradient to --clip-norm, then takes the step of
 * the optimizer, which also updates the average of the parameters:
 *
 *     average = e · average + (1 - e) · parameters, with e = min(--average, (1 + t) / (10 + t)) in step t
 *
 * It starts as the initial parameters. The smaller e of early steps makes it forget them. The rule is that of
 * https://www.tensorflow.org/api_docs/python/tf/train/ExponentialMovingAverage with num_updates.
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
  /** Max weight of the old average; null or 0 for no average. */
  average: number | null;
}

/** What steps keep: under each name, a block of the size of the parameters. */
export type OptimizerState = Readonly<Record<string, Vector>>;

/** The names of what steps keep: the state of the optimizer, and the average of the parameters. */
export function stateNames({ optimizer, average }: Pick<UpdateSettings, 'optimizer' | 'average'>): readonly string[] {
  return [...optimizers[optimizer].state, ...(average ? ['average'] : [])];
}

/** Min elements of a parameter that is updated by itself: fewer are not worth dividing. */
const LARGE = 20_000;

/** Parameters that are next to each other in the blocks. */
interface ParameterRange {
  parameters: Vector;
  state: readonly Vector[];
  average: Vector | null;
  gradients: Vector;
  /** The number of parameters with weight decay, which come first. */
  decayed: number;
  size: number;
}

export class Updater {
  /** The learning rate, the weight decay, the average's share, and the other numbers that the optimizer's step reads. */
  readonly rates: Scalars;
  readonly state: OptimizerState;
  /** The average of the parameters; null for none. */
  readonly average: Vector | null;
  readonly #maxAverage: number;
  readonly #network: Network;
  readonly #clipNorm: number | null;
  readonly #optimizer: OptimizerDefinition;
  readonly #kernel: OptimizerKernel;
  readonly #scalar: Scalars = new Float64Array(1);
  readonly #ranges: readonly ParameterRange[];

  /** The average starts as the parameters are. Throws OutOfMemory. */
  constructor(network: Network, settings: UpdateSettings) {
    const { optimizer: name, weightDecay, clipNorm, average } = settings;
    const optimizer = optimizers[name];
    this.#network = network;
    this.#clipNorm = clipNorm;
    this.#optimizer = optimizer;
    this.#kernel = network.kernels.optimizers[name];
    this.rates = Float64Array.of(0, weightDecay, 0, ...optimizer.rates(settings));
    this.state = Object.fromEntries(stateNames(settings).map(name => [name, blockLikeParameters(network)]));
    this.average = this.state.average ?? null;
    this.average?.set(network.blocks.parameters);
    this.#maxAverage = average ?? 0;
    const ofOptimizer = optimizer.state.map(name => this.state[name]!);
    this.#ranges = rangesOf(network, ofOptimizer, this.average);
  }

  /** Takes step number `count`, counted from 1, at the learning rate in `rates`. */
  step(count: number): void {
    const { rates } = this;
    if (this.#clipNorm !== null) this.#clip(this.#clipNorm);
    rates[2] = 1 - Math.min(this.#maxAverage, (1 + count) / (10 + count));
    this.#optimizer.beforeStep?.(rates, count);
    for (let i = 0; i < this.#ranges.length; i++) {
      const { parameters, state, average, gradients, decayed, size } = this.#ranges[i]!;
      this.#kernel(parameters, state, average, gradients, rates, decayed, size);
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

function rangesOf(
  { blocks, parameters, parameterCount }: Network,
  state: readonly Vector[],
  average: Vector | null,
): ParameterRange[] {
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
      average: average?.subarray(begin, end) ?? null,
      gradients: blocks.gradients.subarray(begin, end),
      decayed: Math.min(Math.max(blocks.decayed - begin, 0), end - begin),
      size: end - begin,
    };
  });
}
