/**
 * Batch normalization with a learned scale gamma (init 1) and shift beta (init 0) for each of D columns (Ioffe and
 * Szegedy 2015, https://arxiv.org/abs/1502.03167). In mode `train` it normalizes by the batch's mean and biased
 * variance, in mode `eval` by running averages of them. Unless layers are separate, it also computes the activation
 * behind it. The arithmetic is in the kernels. Backward takes place in dout.
 *
 * How the running averages are kept differs between texts and libraries; see `conventions`.
 */

import type { Kernels, Scalars, Vector } from '../../kernels/kernels.ts';
import type { NamedBuffer, Parameter, Tensor } from '../../kernels/memory.ts';
import type { ActivationName } from '../../kernels/reference/activations.ts';
import type { NormPlan } from '../plan.ts';
import type { LayerContext } from './build.ts';
import type { InitialLayer, Layer, Mode } from './layer.ts';

/** running = (1 - momentum) · running + momentum · batch, so momentum is the weight of the new value. */
export interface StatsConvention {
  /** The default momentum of the convention. */
  momentum: number;
  /** Initial value of runningVar; runningMean starts at 0. */
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

export class BatchNorm implements Layer {
  readonly width: number;
  readonly gamma: Parameter;
  readonly beta: Parameter;
  readonly runningMean: NamedBuffer;
  readonly runningVar: NamedBuffer;
  readonly #convention: StatsConvention;
  readonly #kernels: Kernels;
  readonly #activation: ActivationName | null;
  readonly #eps: Scalars;
  /** The momentum, and the factor that makes a variance unbiased. */
  readonly #rates: Scalars;
  readonly #batchMean: Tensor;
  readonly #batchVar: Tensor;
  readonly #invStd: Tensor;
  readonly #sums: Tensor;
  readonly #out: Tensor;
  #x: Vector | undefined;

  constructor({ number, width }: NormPlan, { kernels, memory, spec, passes }: LayerContext) {
    this.#convention = conventions[spec.bnStats];
    this.#kernels = kernels;
    this.#activation = passes === 'fused' ? spec.activation : null;
    this.#eps = Float64Array.of(spec.bnEps);
    this.#rates = Float64Array.of(spec.bnMomentum, 1);
    this.width = width;
    this.gamma = memory.parameter(`${number}.weight`, [width], { decayed: false });
    this.beta = memory.parameter(`${number}.bias`, [width], { decayed: false });
    this.runningMean = memory.buffer(`${number}.running_mean`, [width]);
    this.runningVar = memory.buffer(`${number}.running_var`, [width]);
    this.#batchMean = memory.scratch(width);
    this.#batchVar = memory.scratch(width);
    this.#invStd = memory.scratch(width);
    this.#sums = memory.scratch(4, width);
    this.#out = memory.scratch(spec.capacity, width);
  }

  /** Sets gamma to 1, beta to 0, the running mean to 0 and the running variance to that of the convention. */
  initialize(): void {
    this.gamma.view.fill(1);
    this.beta.view.fill(0);
    this.runningMean.view.fill(0);
    this.runningVar.view.fill(this.#convention.initialVar);
  }

  /**
   * The preceding affine gives up its bias (D). The bias is subtracted from the running mean, because x + bias - mean =
   * x - (mean - bias), so outputs in mode `eval` stay the same.
   */
  startFrom({ norm, bias }: InitialLayer): void {
    this.initialize();
    if (norm?.kind === 'batch') {
      this.gamma.view.set(norm.parts.weight!);
      this.beta.view.set(norm.parts.bias!);
      this.runningMean.view.set(norm.parts.running_mean!);
      this.runningVar.view.set(norm.parts.running_var!);
    }
    if (bias === null) return;
    const mean = this.runningMean.view;
    for (let i = 0; i < this.width; i++) mean[i] = mean[i]! - bias[i]!;
  }

  forward(x: Vector, rows: number, mode: Mode): Vector {
    const { gamma, beta, runningMean, runningVar, width } = this;
    const eps = this.#eps;
    const out = this.#out.view;
    const activation = this.#activation;
    if (mode === 'eval') {
      const { batchnormForwardEval, activations } = this.#kernels;
      batchnormForwardEval(out, x, gamma.view, beta.view, runningMean.view, runningVar.view, eps, rows, width);
      if (activation !== null) activations[activation].forward(out, out, rows * width);
      return out;
    }
    this.#x = x;
    this.#kernels.batchnormForward(
      out,
      this.#batchMean.view,
      this.#batchVar.view,
      this.#invStd.view,
      this.#sums.view,
      x,
      gamma.view,
      beta.view,
      activation,
      eps,
      rows,
      width,
    );
    this.#updateRunning(rows);
    return out;
  }

  backward(dout: Vector, rows: number): Vector {
    const { gamma, beta } = this;
    this.#kernels.batchnormBackward(
      dout,
      gamma.gradient,
      beta.gradient,
      this.#sums.view,
      dout,
      this.#out.view,
      this.#x!,
      this.#batchMean.view,
      this.#batchVar.view,
      this.#invStd.view,
      gamma.view,
      beta.view,
      this.#activation,
      rows,
      this.width,
    );
    return dout;
  }

  #updateRunning(rows: number): void {
    const { runningMean, runningVar, width } = this;
    const rates = this.#rates;
    // One row has no unbiased variance; its biased variance, 0, is used. The trainer never passes such a batch.
    rates[1] = this.#convention.unbiased && rows > 1 ? rows / (rows - 1) : 1;
    const { updateRunning } = this.#kernels;
    updateRunning(runningMean.view, runningVar.view, this.#batchMean.view, this.#batchVar.view, rates, width);
  }
}
