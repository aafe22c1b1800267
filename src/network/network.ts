/**
 * The network, built from its plan. It reserves all sizes first and allocates one memory; after that it allocates
 * nothing.
 */

import { createHash } from 'node:crypto';
import type { Random } from '../base/numbers/random.ts';
import type { Kernels, Scalars, Vector } from '../kernels/kernels.ts';
import { type Blocks, type FloatWidth, MemoryPlan, type NamedBuffer, type Parameter } from '../kernels/memory.ts';
import type { InitRule } from './init.ts';
import type { BnStats } from './layers/batch-norm.ts';
import { buildLayers, type Passes } from './layers/build.ts';
import type { InitialLayer, Layer, Mode } from './layers/layer.ts';
import type { NetworkShape } from './plan.ts';

export interface NetworkSpec extends NetworkShape {
  readonly bnMomentum: number;
  /** Added to a variance, in any norm. */
  readonly bnEps: number;
  readonly bnStats: BnStats;
  /** Max rows of a pass. */
  readonly capacity: number;
}

export class Network {
  readonly spec: NetworkSpec;
  readonly kernels: Kernels;
  readonly layers: readonly Layer[];
  readonly blocks: Blocks;
  /** Parameters in the order of the layers, named as in the state_dict of the same torch.nn.Sequential. */
  readonly parameters: readonly Parameter[];
  readonly buffers: readonly NamedBuffer[];
  /** The memory for a batch (capacity, features). */
  readonly input: Vector;
  /** The loss writes its gradient here: (capacity, outputs). */
  readonly doutput: Vector;
  /** For each layer, the number of its affine. */
  readonly #blocks: readonly number[];
  readonly #total: Scalars = new Float64Array(1);

  constructor(spec: NetworkSpec, kernels: Kernels, float: FloatWidth, passes: Passes = 'fused') {
    const { widths, capacity } = spec;
    const memory = new MemoryPlan();
    const input = memory.scratch(capacity, widths[0]!);
    const doutput = memory.scratch(capacity, widths.at(-1)!);
    this.spec = spec;
    this.kernels = kernels;
    const built = buildLayers({ spec, kernels, memory, passes });
    this.layers = built.map(({ layer }) => layer);
    this.#blocks = built.map(({ block }) => block);
    this.blocks = memory.allocate(float, kernels.memory);
    this.parameters = memory.parameters;
    this.buffers = memory.buffers;
    this.input = input.view;
    this.doutput = doutput.view;
  }

  get parameterCount(): number {
    return this.blocks.parameters.length;
  }

  /** Sets all parameters and running statistics to their initial values. */
  initialize(rule: InitRule, scale: number, random: Random): void {
    for (const layer of this.layers) layer.initialize({ rule, scale, random });
  }

  /**
   * Starts from given layers, which have the shapes of this network's affines. Affine weights are used with any norm.
   * Other tensors are used if this network has a layer for them: a missing bias is 0, a missing norm starts as usual,
   * and biases before batch norm are subtracted from its running means.
   */
  startFrom(initial: readonly InitialLayer[]): void {
    for (const [index, layer] of this.layers.entries()) layer.startFrom(initial[this.#blocks[index]!]!);
  }

  /** Computes logits or predictions (rows, outputs) from x (rows, features). */
  forward(x: Vector, rows: number, mode: Mode): Vector {
    const { layers } = this;
    let out = x;
    // By index, because an iterator could be an object in each step.
    for (let i = 0; i < layers.length; i++) out = layers[i]!.forward(out, rows, mode);
    return out;
  }

  /** Computes the gradient of every parameter from the gradient of the loss in `doutput`. */
  backward(rows: number): void {
    let dout: Vector | null = this.doutput;
    for (let i = this.layers.length - 1; i >= 0; i--) dout = this.layers[i]!.backward(dout!, rows);
  }

  /** Whether every parameter and every running statistic is a finite number. */
  isFinite(): boolean {
    const { parameters, buffers } = this.blocks;
    return [parameters, buffers].every(block => this.#hasFiniteSquares(block) || block.every(Number.isFinite));
  }

  /** True only for finite numbers, and fast; false also where a sum of large squares is beyond the kernel's range. */
  #hasFiniteSquares(block: Vector): boolean {
    this.kernels.sumOfSquares(this.#total, block, block.length);
    return Number.isFinite(this.#total[0]);
  }

  /**
   * Digest of the affine weights, which are the parameters with weight decay; they are the same with any norm. 16 hex
   * digits.
   */
  weightHash(): string {
    return hashOf(this.parameters.filter(({ decayed }) => decayed).map(({ view }) => view));
  }
}

/** Digest of affine weights in the order of the layers, each (D, M). 16 hex digits. */
export function hashOf(weights: readonly Vector[]): string {
  const hash = createHash('sha256');
  for (const { buffer, byteOffset, byteLength } of weights) hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  return hash.digest('hex').slice(0, 16);
}
