/**
 * The network: {affine - [batch norm] - activation} x hidden layers - affine. All sizes are reserved first and one
 * memory is allocated; after that nothing is.
 */

import { createHash } from 'node:crypto';
import type { Random } from '../base/numbers/random.ts';
import type { ActivationName, Kernels, Vector } from '../kernels/kernels.ts';
import { type Blocks, type FloatWidth, MemoryPlan, type NamedBuffer, type Parameter } from '../kernels/memory.ts';
import { Activation } from './activation.ts';
import { Affine } from './affine.ts';
import { BatchNorm, type BatchNormState, type BnStats } from './batchnorm.ts';
import { fillWeight, type InitRule } from './init.ts';
import type { Layer, Mode } from './layer.ts';

export interface NetworkSpec {
  /** Input features, hidden widths, outputs. */
  widths: readonly number[];
  activation: ActivationName;
  batchNorm: boolean;
  bnMomentum: number;
  bnEps: number;
  bnStats: BnStats;
  /** The most rows a pass will have. */
  capacity: number;
}

/** An affine of D inputs and M outputs, and the batch norm behind it, to start from. */
export interface InitialLayer {
  /** (D, M) */
  weight: Vector;
  /** (M) */
  bias: Vector | null;
  batchNorm: BatchNormState | null;
}

export class Network {
  readonly spec: NetworkSpec;
  readonly kernels: Kernels;
  readonly layers: readonly Layer[];
  readonly blocks: Blocks;
  /** In the order of the layers, named as in the state_dict of the equal torch.nn.Sequential. */
  readonly parameters: readonly Parameter[];
  readonly buffers: readonly NamedBuffer[];
  /** Where a batch (capacity, features) goes. */
  readonly input: Vector;
  /** The loss writes its gradient here: (capacity, outputs). */
  readonly doutput: Vector;

  constructor(spec: NetworkSpec, kernels: Kernels, float: FloatWidth) {
    const { widths, capacity } = spec;
    const plan = new MemoryPlan();
    const input = plan.scratch(capacity, widths[0]!);
    const doutput = plan.scratch(capacity, widths.at(-1)!);
    this.spec = spec;
    this.kernels = kernels;
    this.layers = planLayers(spec, kernels, plan);
    this.blocks = plan.allocate(float, kernels.memory);
    this.parameters = plan.parameters;
    this.buffers = plan.buffers;
    this.input = input.view;
    this.doutput = doutput.view;
  }

  get parameterCount(): number {
    return this.blocks.parameters.length;
  }

  /** Sets all parameters and running statistics to where training starts. Only affine weights draw from `random`. */
  initialize(rule: InitRule, scale: number, random: Random): void {
    for (const layer of this.layers) {
      if (layer instanceof Affine) {
        fillWeight(layer.weight.view, layer.inputs, layer.width, rule, scale, random);
        layer.bias?.view.fill(0);
      } else if (layer instanceof BatchNorm) {
        layer.initialize();
      }
    }
  }

  /**
   * Sets all of them to given layers, whose shapes are those of this network's affines. Affine weights are the same with and
   * without batch norm; of the rest a network takes what it has a place for. Without batch norm that is the biases, 0 where
   * there are none. With it that is the batch norm; where there is none it starts as usual, and biases go into running means.
   */
  startFrom(initial: readonly InitialLayer[]): void {
    let next = 0;
    for (const layer of this.layers) {
      if (layer instanceof Affine) {
        const { weight, bias } = initial[next++]!;
        layer.weight.view.set(weight);
        if (bias === null) layer.bias?.view.fill(0);
        else layer.bias?.view.set(bias);
      } else if (layer instanceof BatchNorm) {
        const { batchNorm, bias } = initial[next - 1]!;
        layer.startFrom(batchNorm, bias);
      }
    }
  }

  /** From x (rows, features) to logits or predictions (rows, outputs). */
  forward(x: Vector, rows: number, mode: Mode): Vector {
    const { layers } = this;
    let out = x;
    // By index: an iterator would be an object a step wherever V8 cannot do without it.
    for (let i = 0; i < layers.length; i++) out = layers[i]!.forward(out, rows, mode);
    return out;
  }

  /** From the loss's gradient in `doutput` to the gradient of every parameter. */
  backward(rows: number): void {
    let dout: Vector | null = this.doutput;
    for (let i = this.layers.length - 1; i >= 0; i--) dout = this.layers[i]!.backward(dout!, rows);
  }

  /** Digest of the affine weights alone, so that it is equal with and without batch norm. 16 hex digits. */
  weightHash(): string {
    return hashOf(this.layers.filter(layer => layer instanceof Affine).map(({ weight }) => weight.view));
  }
}

/** Digest of affine weights in the order of the layers, each (D, M). 16 hex digits. */
export function hashOf(weights: readonly Vector[]): string {
  const hash = createHash('sha256');
  for (const { buffer, byteOffset, byteLength } of weights) hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  return hash.digest('hex').slice(0, 16);
}

function planLayers(spec: NetworkSpec, kernels: Kernels, plan: MemoryPlan): Layer[] {
  const { widths, capacity } = spec;
  const layers: Layer[] = [];
  for (let i = 1; i < widths.length; i++) {
    const inputs = widths[i - 1]!;
    const outputs = widths[i]!;
    const hidden = i < widths.length - 1;
    const normalized = hidden && spec.batchNorm;
    const name = `${layers.length}`;
    layers.push(new Affine(kernels, plan, { name, inputs, outputs, bias: !normalized, first: i === 1, capacity }));
    if (normalized) {
      const { bnEps: eps, bnMomentum: momentum, bnStats: stats } = spec;
      const width = outputs;
      layers.push(new BatchNorm(kernels, plan, { name: `${layers.length}`, width, eps, momentum, stats, capacity }));
    }
    if (hidden) layers.push(new Activation(kernels, plan, spec.activation, outputs, capacity));
  }
  return layers;
}

/** How many numbers a network learns, without building it. */
export function countParameters(widths: readonly number[], batchNorm: boolean): number {
  let count = 0;
  for (let i = 1; i < widths.length; i++) {
    const normalized = batchNorm && i < widths.length - 1;
    count += widths[i - 1]! * widths[i]! + (normalized ? 2 : 1) * widths[i]!;
  }
  return count;
}
