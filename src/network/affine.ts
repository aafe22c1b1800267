/** out = x·weight + bias, with x (N, D), weight (D, M), bias (M). Before batch norm there is no bias: beta takes its place. */

import type { Kernels, Vector } from '../kernels/kernels.ts';
import type { MemoryPlan, Parameter, Tensor } from '../kernels/memory.ts';
import type { Layer } from './layer.ts';

export interface AffineOptions {
  name: string;
  inputs: number;
  outputs: number;
  bias: boolean;
  /** The first layer of a network needs no gradient of its input. */
  first: boolean;
  /** The most rows a pass will have. */
  capacity: number;
}

export class Affine implements Layer {
  readonly width: number;
  readonly inputs: number;
  readonly weight: Parameter;
  readonly bias: Parameter | null;
  readonly #kernels: Kernels;
  readonly #out: Tensor;
  readonly #dx: Tensor | null;
  #x: Vector | undefined;

  constructor(kernels: Kernels, plan: MemoryPlan, options: AffineOptions) {
    const { name, inputs, outputs, capacity } = options;
    this.#kernels = kernels;
    this.inputs = inputs;
    this.width = outputs;
    this.weight = plan.parameter(`${name}.weight`, [inputs, outputs], { decayed: true });
    this.bias = options.bias ? plan.parameter(`${name}.bias`, [outputs], { decayed: false }) : null;
    kernels.planAffine(capacity, inputs, outputs);
    this.#out = plan.scratch(capacity, outputs);
    this.#dx = options.first ? null : plan.scratch(capacity, inputs);
  }

  get description(): string {
    return `affine ${this.inputs} -> ${this.width}${this.bias === null ? ', no bias' : ''}`;
  }

  forward(x: Vector, rows: number): Vector {
    this.#x = x;
    const bias = this.bias === null ? null : this.bias.view;
    this.#kernels.affineForward(this.#out.view, x, this.weight.view, bias, rows, this.inputs, this.width);
    return this.#out.view;
  }

  backward(dout: Vector, rows: number): Vector | null {
    const { inputs, width, weight, bias } = this;
    const dbias = bias === null ? null : bias.gradient;
    this.#kernels.affineBackwardWeight(weight.gradient, dbias, dout, this.#x!, rows, inputs, width);
    if (this.#dx === null) return null;
    this.#kernels.affineBackwardInput(this.#dx.view, dout, weight.view, rows, inputs, width);
    return this.#dx.view;
  }
}
