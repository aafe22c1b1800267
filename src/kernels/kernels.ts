/**
 * The arithmetic, as an interface: what every set of kernels offers. Kernels are pure: they write their outputs, read
 * the rest, keep nothing and allocate nothing; the memory is the caller's. Arguments come in the order outputs, inputs,
 * parameters, scalars, sizes. Matrices are row-major; N rows in a batch, D inputs, M outputs.
 *
 * The reference works in float32 and float64 alike, the views decide; the fast sets are float32.
 */

import type { Memory } from './memory.ts';
import type { ActivationName } from './reference/activations.ts';
import type { LossName } from './reference/losses.ts';
import type { NormName } from './reference/norms.ts';
import type { OptimizerName } from './reference/optimizers.ts';

/** A block of numbers; every view a kernel gets in one call has the same width. */
export type Vector = Float32Array | Float64Array;

/**
 * Floating-point scalars that a kernel reads or writes. Passed as arguments or results, each would be an object at every call.
 * They may lie anywhere.
 */
export type Scalars = Float64Array;

/** Class indices, or numbers to predict: one a row. */
export type Targets = Int32Array | Vector;

export interface ActivationKernels {
  /** out = f(x), both of `size` elements. */
  forward(out: Vector, x: Vector, size: number): void;
  /** dx = dout · f'(x), given x and out = f(x). */
  backward(dx: Vector, dout: Vector, x: Vector, out: Vector, size: number): void;
}

/**
 * One step of an optimizer over a block of `size` parameters, along their gradients. `state` has a block of the same size
 * for each number that the optimizer keeps of a parameter; weight decay acts on the first `decayed` parameters. `rates`
 * starts with the learning rate and the weight decay; the rest is the optimizer's own (reference/optimizers.ts).
 */
export type OptimizerKernel = (
  parameters: Vector,
  state: readonly Vector[],
  gradients: Vector,
  rates: Scalars,
  decayed: number,
  size: number,
) => void;

/**
 * A normalization with a learned scale gamma and shift beta, each (D), of the columns of a batch or of its rows: S, the number
 * of statistics of a kind, is D or N.
 */
export interface NormKernels {
  /**
   * out, xhat (N, D); mean, variance (biased), invStd (S), of this batch. xhat may serve as scratch before it is written, so
   * it has to be apart from x; so has dx from dout in the backward pass.
   */
  forward(
    out: Vector,
    xhat: Vector,
    mean: Vector,
    variance: Vector,
    invStd: Vector,
    x: Vector,
    gamma: Vector,
    beta: Vector,
    eps: Scalars,
    N: number,
    D: number,
  ): void;
  /** dx (N, D), dgamma, dbeta (D) from dout and what the forward pass wrote. */
  backward(
    dx: Vector,
    dgamma: Vector,
    dbeta: Vector,
    dout: Vector,
    xhat: Vector,
    invStd: Vector,
    gamma: Vector,
    N: number,
    D: number,
  ): void;
}

/**
 * A loss of outputs (N, M) against targets (N). Rows count by weights (N), or alike when it is null: totals[0] = Σ w · loss,
 * totals[1] = what the score is made of, summed over the rows whatever their weights (for labels, how many rows have their max
 * at the label, the first where several are; for numbers, Σ error²), totals[2] = Σ w. doutput (N, M), unless null, is the
 * gradient of the mean Σ w · loss / Σ w, and 0 where Σ w is 0.
 */
export type LossKernel = (
  totals: Float64Array,
  doutput: Vector | null,
  outputs: Vector,
  targets: Targets,
  weights: Vector | null,
  N: number,
  M: number,
) => void;

export interface Kernels {
  /** For people and for the start event: two sets with one name give the same bits. */
  readonly name: string;
  /** Where views have to lie for these kernels to see them. */
  readonly memory: Memory;

  /** Announces affine kernels of up to N rows, D inputs and M outputs, for sets that need scratch memory. */
  planAffine(N: number, D: number, M: number): void;
  /** out (N, M) = x (N, D) · weight (D, M) + bias (M); no bias when it is null. */
  affineForward(out: Vector, x: Vector, weight: Vector, bias: Vector | null, N: number, D: number, M: number): void;
  /** dx (N, D) = dout (N, M) · weightᵀ. */
  affineBackwardInput(dx: Vector, dout: Vector, weight: Vector, N: number, D: number, M: number): void;
  /** dweight (D, M) = xᵀ · dout, and dbias (M) = column sums of dout unless it is null. */
  affineBackwardWeight(
    dweight: Vector,
    dbias: Vector | null,
    dout: Vector,
    x: Vector,
    N: number,
    D: number,
    M: number,
  ): void;

  readonly norms: Readonly<Record<NormName, NormKernels>>;
  /** Batch norm by the running statistics: out (N, D). */
  batchnormForwardEval(
    out: Vector,
    x: Vector,
    gamma: Vector,
    beta: Vector,
    runningMean: Vector,
    runningVar: Vector,
    eps: Scalars,
    N: number,
    D: number,
  ): void;
  /** running (D) = (1 - momentum) · running + momentum · factor · batch, a statistic after a batch; rates: momentum, factor. */
  updateRunning(running: Vector, batch: Vector, rates: Scalars, D: number): void;
  /** Batch norm's backward pass node by node over the computational graph, from x itself. */
  batchnormBackwardStaged(
    dx: Vector,
    dgamma: Vector,
    dbeta: Vector,
    dout: Vector,
    x: Vector,
    batchMean: Vector,
    batchVar: Vector,
    gamma: Vector,
    eps: Scalars,
    N: number,
    D: number,
  ): void;

  readonly activations: Readonly<Record<ActivationName, ActivationKernels>>;

  readonly losses: Readonly<Record<LossName, LossKernel>>;

  readonly optimizers: Readonly<Record<OptimizerName, OptimizerKernel>>;
  /** total[0] = sum of the squares of `size` elements. */
  sumOfSquares(total: Scalars, x: Vector, size: number): void;
  /** x = factor[0] · x. */
  scale(x: Vector, factor: Scalars, size: number): void;

  /** out (N, D) = the rows of data (…, D) at rowIndices[begin], ..., rowIndices[begin + N - 1]. */
  gather(out: Vector, data: Vector, rowIndices: Int32Array, begin: number, N: number, D: number): void;
  /** out (N) = the values at the same rows, one a row. */
  gatherTargets(out: Targets, values: Targets, rowIndices: Int32Array, begin: number, N: number): void;
}
