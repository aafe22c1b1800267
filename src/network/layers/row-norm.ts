/**
 * Normalizes each row by itself, as layer norm does, with a learned scale gamma (init 1) and shift beta (init 0) for
 * each feature. It has no running statistics: training and evaluation are the same.
 */

import type { RowNormKernels, Scalars, Vector } from '../../kernels/kernels.ts';
import type { Parameter, Tensor } from '../../kernels/memory.ts';
import type { RowNormName } from '../../kernels/reference/norms.ts';
import type { NormPlan } from '../plan.ts';
import type { LayerContext } from './build.ts';
import type { InitialLayer, Layer } from './layer.ts';

export type RowNormPlan = NormPlan & { readonly norm: RowNormName };

export class RowNorm implements Layer {
  readonly width: number;
  readonly #plan: RowNormPlan;
  readonly #gamma: Parameter;
  readonly #beta: Parameter;
  readonly #kernels: RowNormKernels;
  readonly #eps: Scalars;
  readonly #mean: Tensor;
  readonly #variance: Tensor;
  readonly #invStd: Tensor;
  readonly #xhat: Tensor;
  readonly #out: Tensor;
  readonly #dx: Tensor;

  constructor(plan: RowNormPlan, { kernels, memory, spec }: LayerContext) {
    const { number, norm, width } = plan;
    const { capacity, bnEps } = spec;
    this.#plan = plan;
    this.#kernels = kernels.rowNorms[norm];
    this.#eps = Float64Array.of(bnEps);
    this.width = width;
    this.#gamma = memory.parameter(`${number}.weight`, [width], { decayed: false });
    this.#beta = memory.parameter(`${number}.bias`, [width], { decayed: false });
    this.#mean = memory.scratch(capacity);
    this.#variance = memory.scratch(capacity);
    this.#invStd = memory.scratch(capacity);
    this.#xhat = memory.scratch(capacity, width);
    this.#out = memory.scratch(capacity, width);
    this.#dx = memory.scratch(capacity, width);
  }

  initialize(): void {
    this.#gamma.view.fill(1);
    this.#beta.view.fill(0);
  }

  startFrom({ norm }: InitialLayer): void {
    this.initialize();
    if (norm?.kind !== this.#plan.norm) return;
    this.#gamma.view.set(norm.parts.weight!);
    this.#beta.view.set(norm.parts.bias!);
  }

  forward(x: Vector, rows: number): Vector {
    const out = this.#out.view;
    this.#kernels.forward(
      out,
      this.#xhat.view,
      this.#mean.view,
      this.#variance.view,
      this.#invStd.view,
      x,
      this.#gamma.view,
      this.#beta.view,
      this.#eps,
      rows,
      this.width,
    );
    return out;
  }

  backward(dout: Vector, rows: number): Vector {
    const dx = this.#dx.view;
    const gamma = this.#gamma;
    const { gradient } = this.#beta;
    const xhat = this.#xhat.view;
    this.#kernels.backward(dx, gamma.gradient, gradient, dout, xhat, this.#invStd.view, gamma.view, rows, this.width);
    return dx;
  }
}
