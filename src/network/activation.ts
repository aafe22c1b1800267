/** out = f(x), element by element. */

import type { ActivationKernels, ActivationName, Kernels, Vector } from '../kernels/kernels.ts';
import type { MemoryPlan, Tensor } from '../kernels/memory.ts';
import type { Layer } from './layer.ts';

export class Activation implements Layer {
  readonly description: ActivationName;
  readonly width: number;
  readonly #kernels: ActivationKernels;
  readonly #out: Tensor;
  readonly #dx: Tensor;
  #x: Vector | undefined;

  constructor(kernels: Kernels, plan: MemoryPlan, name: ActivationName, width: number, capacity: number) {
    this.#kernels = kernels.activations[name];
    this.description = name;
    this.width = width;
    this.#out = plan.scratch(capacity, width);
    this.#dx = plan.scratch(capacity, width);
  }

  forward(x: Vector, rows: number): Vector {
    this.#x = x;
    this.#kernels.forward(this.#out.view, x, rows * this.width);
    return this.#out.view;
  }

  backward(dout: Vector, rows: number): Vector {
    this.#kernels.backward(this.#dx.view, dout, this.#x!, this.#out.view, rows * this.width);
    return this.#dx.view;
  }
}
