/**
 * The interface of the arithmetic: every set of kernels implements it. Kernels are pure: they write their outputs, read
 * their other arguments, keep nothing and allocate nothing; the memory is the caller's. Arguments come in the order
 * outputs, inputs, parameters, scalars, sizes. Matrices are row-major; N rows in a batch, D inputs, M outputs.
 *
 * The reference works in float32 and in float64, depending on the views; the fast sets are float32.
 */

import type { Memory } from './memory.ts';
import type { ActivationName } from './reference/activations.ts';
import type { LossName } from './reference/losses.ts';
import type { RowNormName } from './reference/norms.ts';
import type { OptimizerName } from './reference/optimizers.ts';

/** A block of numbers; every view a kernel gets in one call has the same width. */
export type Vector = Float32Array | Float64Array;

/**
 * Floating-point scalars that a kernel reads or writes. As arguments or results they would each be an object in every
 * call. They may be in any memory.
 */
export type Scalars = Float64Array;

/** Class indices, or numbers to predict: one for each row. */
export type Targets = Int32Array | Vector;

export interface ActivationKernels {
  /** out = f(x), both of `size` elements. out may be x. */
  forward(out: Vector, x: Vector, size: number): void;
  /** dx = dout · f'(x), given x and out = f(x). dx may be dout. */
  backward(dx: Vector, dout: Vector, x: Vector, out: Vector, size: number): void;
}

/**
 * One step of an optimizer over a block of `size` parameters with their gradients. `state` has a block of the same size
 * for each number that the optimizer keeps for a parameter. `average`, unless null, is a block of the same size for the
 * average of the parameters. Weight decay applies to the first `decayed` parameters. `rates` starts with the learning
 * rate, the weight decay and the share of the new parameters in the average; the other numbers belong to the optimizer
 * (reference/optimizers.ts).
 */
export type OptimizerKernel = (
  parameters: Vector,
  state: readonly Vector[],
  average: Vector | null,
  gradients: Vector,
  rates: Scalars,
  decayed: number,
  size: number,
) => void;

/** A normalization of the rows of a batch, with a learned scale gamma and shift beta, each (D). */
export interface RowNormKernels {
  /** Writes out, xhat (N, D); mean, variance (biased) and invStd (N) of the rows. */
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
  /** Computes dx (N, D), dgamma and dbeta (D) from dout and the results of the forward pass. */
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
 * A loss of outputs (N, M) against targets (N). Rows have weights w (N), or equal weights if it is null. totals[0] = Σ
 * w · loss. totals[1] is the unweighted sum for the score: for labels, the number of rows whose max output (the first,
 * if there are several) is at the label; for numbers, Σ error². totals[2] = Σ w. doutput (N, M), unless null, becomes
 * the gradient of the mean Σ w · loss / Σ w, or 0 if Σ w is 0. Of labels it is the gradient with smoothed labels, while
 * totals are without smoothing; smoothing: s, the share of a label that all classes get. Numbers have no smoothing.
 */
export type LossKernel = (
  totals: Float64Array,
  doutput: Vector | null,
  outputs: Vector,
  targets: Targets,
  weights: Vector | null,
  smoothing: Scalars,
  N: number,
  M: number,
) => void;

export interface Kernels {
  /** The name for people and the start event: two sets with one name give the same bits. */
  readonly name: string;
  /** The memory that views must be in. */
  readonly memory: Memory;

  /** Announces affine kernels of up to N rows, D inputs and M outputs, for sets that need scratch memory. */
  planAffine(N: number, D: number, M: number): void;
  /** out (N, M) = x (N, D) · weight (D, M) + bias (M); a null bias is none. */
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

  /**
   * Batch norm, and the activation behind it unless it is null: out (N, D) = f(gamma · xhat + beta); mean, variance (biased)
   * and invStd (D) of this batch. sums (4, D) is scratch.
   */
  batchnormForward(
    out: Vector,
    mean: Vector,
    variance: Vector,
    invStd: Vector,
    sums: Vector,
    x: Vector,
    gamma: Vector,
    beta: Vector,
    activation: ActivationName | null,
    eps: Scalars,
    N: number,
    D: number,
  ): void;
  /**
   * Computes dx (N, D), dgamma and dbeta (D) from dout, the operands of the forward pass and its results. dx may be dout.
   * sums (4, D) is scratch.
   */
  batchnormBackward(
    dx: Vector,
    dgamma: Vector,
    dbeta: Vector,
    sums: Vector,
    dout: Vector,
    out: Vector,
    x: Vector,
    mean: Vector,
    variance: Vector,
    invStd: Vector,
    gamma: Vector,
    beta: Vector,
    activation: ActivationName | null,
    N: number,
    D: number,
  ): void;
  /** Batch norm by the running statistics; writes out (N, D). */
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
  /**
   * Updates running statistics: running (D) = (1 - momentum) · running + momentum · batch, where the variance of the batch
   * is multiplied by factor. rates: momentum, factor.
   */
  updateRunning(mean: Vector, variance: Vector, batchMean: Vector, batchVar: Vector, rates: Scalars, D: number): void;
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

  readonly rowNorms: Readonly<Record<RowNormName, RowNormKernels>>;

  readonly activations: Readonly<Record<ActivationName, ActivationKernels>>;

  readonly losses: Readonly<Record<LossName, LossKernel>>;

  readonly optimizers: Readonly<Record<OptimizerName, OptimizerKernel>>;
  /** total[0] = sum of the squares of `size` elements. */
  sumOfSquares(total: Scalars, x: Vector, size: number): void;
  /** x = factor[0] · x. */
  scale(x: Vector, factor: Scalars, size: number): void;

  /** out (N, D) = the rows of data (…, D) at rowIndices[begin], ..., rowIndices[begin + N - 1]. */
  gather(out: Vector, data: Vector, rowIndices: Int32Array, begin: number, N: number, D: number): void;
  /** out (N) = the values of the same rows, one for each row. */
  gatherTargets(out: Targets, values: Targets, rowIndices: Int32Array, begin: number, N: number): void;
}
