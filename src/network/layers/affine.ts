/** out = x·weight + bias, with x (N, D), weight (D, M), bias (M). The plan says whether there is a bias. */

import type { Kernels, Vector } from '../../kernels/kernels.ts';
import type { Parameter, Tensor } from '../../kernels/memory.ts';
import { fillWeight } from '../init.ts';
import type { AffinePlan } from '../plan.ts';
import type { LayerContext } from './build.ts';
import type { InitialLayer, Layer, RandomStart } from './layer.ts';

export class Affine implements Layer {
  readonly width: number;
  readonly #inputs: number;
  readonly #weight: Parameter;
  readonly #bias: Parameter | null;
  readonly #kernels: Kernels;
  readonly #out: Tensor;
  readonly #dx: Tensor | null;
  #x: Vector | undefined;

  constructor({ number, inputs, width, bias }: AffinePlan, { kernels, memory, spec }: LayerContext) {
    this.#kernels = kernels;
    this.#inputs = inputs;
    this.width = width;
    this.#weight = memory.parameter(`${number}.weight`, [inputs, width], { decayed: true });
    this.#bias = bias ? memory.parameter(`${number}.bias`, [width], { decayed: false }) : null;
    kernels.planAffine(spec.capacity, inputs, width);
    this.#out = memory.scratch(spec.capacity, width);
    // The first layer of a network needs no gradient of its input.
    this.#dx = number === 0 ? null : memory.scratch(spec.capacity, inputs);
  }

  initialize({ rule, scale, random }: RandomStart): void {
    fillWeight(this.#weight.view, this.#inputs, this.width, rule, scale, random);
    this.#bias?.view.fill(0);
  }

  startFrom({ weight, bias }: InitialLayer): void {
    this.#weight.view.set(weight);
    if (bias === null) this.#bias?.view.fill(0);
    else this.#bias?.view.set(bias);
  }

  forward(x: Vector, rows: number): Vector {
    this.#x = x;
    const bias = this.#bias === null ? null : this.#bias.view;
    this.#kernels.affineForward(this.#out.view, x, this.#weight.view, bias, rows, this.#inputs, this.width);
    return this.#out.view;
  }

  backward(dout: Vector, rows: number): Vector | null {
    const inputs = this.#inputs;
    const { width } = this;
    const weight = this.#weight;
    const dbias = this.#bias === null ? null : this.#bias.gradient;
    this.#kernels.affineBackwardWeight(weight.gradient, dbias, dout, this.#x!, rows, inputs, width);
    if (this.#dx === null) return null;
    this.#kernels.affineBackwardInput(this.#dx.view, dout, weight.view, rows, inputs, width);
    return this.#dx.view;
  }
}
