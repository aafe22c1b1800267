/**
 * Batch normalization with a learned scale gamma (init 1) and shift beta (init 0) for each of D columns (Ioffe and
 * Szegedy 2015, https://arxiv.org/abs/1502.03167). In mode `train` it normalizes by the batch's mean and biased
 * variance, in mode `eval` by running averages of them. The arithmetic is in the kernels.
 *
 * How the running averages are kept differs between texts and libraries; see `conventions`.
 */

import type { Kernels, Scalars, Vector } from '../kernels/kernels.ts';
import type { MemoryPlan, NamedBuffer, Parameter, Tensor } from '../kernels/memory.ts';
import type { Layer, Mode } from './layer.ts';

/** running = (1 - momentum) · running + momentum · batch, so momentum is the weight of the new value. */
export interface StatsConvention {
  /** The momentum that goes with the convention where none is asked for. */
  momentum: number;
  /** What runningVar starts from; runningMean starts from 0. */
  initialVar: number;
  /** Whether runningVar takes the unbiased batch variance, with N - 1, or the biased one, with N. */
  unbiased: boolean;
}

export type BnStats = 'pytorch' | 'cs231n' | 'keras';

/**
 * pytorch: torch.nn.BatchNorm1d. keras: keras.layers.BatchNormalization, whose `momentum` 0.99 is the weight of the old
 * value. cs231n: the Stanford course's assignment 2, whose `momentum` 0.9 is the weight of the old value too.
 */
export const conventions: Readonly<Record<BnStats, StatsConvention>> = {
  pytorch: { momentum: 0.1, initialVar: 1, unbiased: true },
  cs231n: { momentum: 0.1, initialVar: 0, unbiased: false },
  keras: { momentum: 0.01, initialVar: 1, unbiased: false },
};

export interface BatchNormOptions {
  name: string;
  width: number;
  eps: number;
  momentum: number;
  stats: BnStats;
  /** The most rows a pass will have. */
  capacity: number;
}

/** What a batch norm of D columns has learned and keeps: each (D). */
export interface BatchNormState {
  gamma: Vector;
  beta: Vector;
  runningMean: Vector;
  runningVar: Vector;
}

export class BatchNorm implements Layer {
  readonly width: number;
  readonly gamma: Parameter;
  readonly beta: Parameter;
  readonly runningMean: NamedBuffer;
  readonly runningVar: NamedBuffer;
  readonly #kernels: Kernels;
  readonly #options: BatchNormOptions;
  readonly #eps: Scalars;
  /** Momentum, and what makes the variance unbiased. */
  readonly #rates: Scalars;
  readonly #batchMean: Tensor;
  readonly #batchVar: Tensor;
  readonly #invStd: Tensor;
  readonly #xhat: Tensor;
  readonly #out: Tensor;
  readonly #dx: Tensor;

  constructor(kernels: Kernels, plan: MemoryPlan, options: BatchNormOptions) {
    const { name, width, capacity } = options;
    this.#kernels = kernels;
    this.#options = options;
    this.#eps = Float64Array.of(options.eps);
    this.#rates = Float64Array.of(options.momentum, 1);
    this.width = width;
    this.gamma = plan.parameter(`${name}.weight`, [width], { decayed: false });
    this.beta = plan.parameter(`${name}.bias`, [width], { decayed: false });
    this.runningMean = plan.buffer(`${name}.running_mean`, [width]);
    this.runningVar = plan.buffer(`${name}.running_var`, [width]);
    this.#batchMean = plan.scratch(width);
    this.#batchVar = plan.scratch(width);
    this.#invStd = plan.scratch(width);
    this.#xhat = plan.scratch(capacity, width);
    this.#out = plan.scratch(capacity, width);
    this.#dx = plan.scratch(capacity, width);
  }

  get description(): string {
    return `batchnorm ${this.width}`;
  }

  /** gamma 1, beta 0, running mean 0 and the convention's running variance. */
  initialize(): void {
    this.gamma.view.fill(1);
    this.beta.view.fill(0);
    this.runningMean.view.fill(0);
    this.runningVar.view.fill(conventions[this.#options.stats].initialVar);
  }

  /**
   * The given state, or where there is none the usual start, behind an affine whose bias (D) is given up: the running mean
   * takes it, as x + bias - mean = x - (mean - bias), so that outputs in mode `eval` stay what they were with it.
   */
  startFrom(given: BatchNormState | null, bias: Vector | null): void {
    this.initialize();
    if (given !== null) {
      this.gamma.view.set(given.gamma);
      this.beta.view.set(given.beta);
      this.runningMean.view.set(given.runningMean);
      this.runningVar.view.set(given.runningVar);
    }
    if (bias === null) return;
    const mean = this.runningMean.view;
    for (let i = 0; i < this.width; i++) mean[i] = mean[i]! - bias[i]!;
  }

  forward(x: Vector, rows: number, mode: Mode): Vector {
    const { gamma, beta, runningMean, runningVar, width } = this;
    const eps = this.#eps;
    const out = this.#out.view;
    if (mode === 'eval') {
      const { batchnormForwardEval } = this.#kernels;
      batchnormForwardEval(out, x, gamma.view, beta.view, runningMean.view, runningVar.view, eps, rows, width);
      return out;
    }
    this.#kernels.batchnormForwardTrain(
      out,
      this.#xhat.view,
      this.#batchMean.view,
      this.#batchVar.view,
      this.#invStd.view,
      x,
      gamma.view,
      beta.view,
      eps,
      rows,
      width,
    );
    this.#updateRunning(rows);
    return out;
  }

  backward(dout: Vector, rows: number): Vector {
    const { gamma, beta, width } = this;
    const dx = this.#dx.view;
    const { batchnormBackward } = this.#kernels;
    const xhat = this.#xhat.view;
    batchnormBackward(dx, gamma.gradient, beta.gradient, dout, xhat, this.#invStd.view, gamma.view, rows, width);
    return dx;
  }

  #updateRunning(rows: number): void {
    // One row has no unbiased variance; its biased one, 0, stands in. The trainer never feeds such a batch.
    const unbiased = conventions[this.#options.stats].unbiased && rows > 1;
    const { updateRunning } = this.#kernels;
    const rates = this.#rates;
    rates[1] = 1;
    updateRunning(this.runningMean.view, this.#batchMean.view, rates, this.width);
    rates[1] = unbiased ? rows / (rows - 1) : 1;
    updateRunning(this.runningVar.view, this.#batchVar.view, rates, this.width);
  }
}
