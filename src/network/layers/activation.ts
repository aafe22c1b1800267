/** out = f(x), element by element. Backward takes place in dout. */

import type { ActivationKernels, Vector } from '../../kernels/kernels.ts';
import type { Tensor } from '../../kernels/memory.ts';
import type { ActivationPlan } from '../plan.ts';
import type { LayerContext } from './build.ts';
import type { Layer } from './layer.ts';

export class Activation implements Layer {
  readonly width: number;
  readonly #kernels: ActivationKernels;
  readonly #out: Tensor;
  #x: Vector | undefined;

  constructor({ activation, width }: ActivationPlan, { kernels, memory, spec }: LayerContext) {
    this.#kernels = kernels.activations[activation];
    this.width = width;
    this.#out = memory.scratch(spec.capacity, width);
  }

  initialize(): void {}

  startFrom(): void {}

  forward(x: Vector, rows: number): Vector {
    this.#x = x;
    this.#kernels.forward(this.#out.view, x, rows * this.width);
    return this.#out.view;
  }

  backward(dout: Vector, rows: number): Vector {
    this.#kernels.backward(dout, dout, this.#x!, this.#out.view, rows * this.width);
    return dout;
  }
}
