/**
 * Batch normalization over the rows of a batch, each of the D columns by itself (Ioffe and Szegedy 2015,
 * https://arxiv.org/abs/1502.03167, algorithm 1):
 *
 *     mean = 1/N Σ x        var = 1/N Σ (x - mean)²        xhat = (x - mean) / sqrt(var + eps)
 *     out = gamma · xhat + beta
 *
 * The variance is taken in two passes, mean first: E[x²] - E[x]² loses every digit when the mean is large.
 * The backward pass stands here twice, node by node and in closed form; training uses the closed form. The forward pass and
 * the closed form include the activation behind batch norm, which may be none: kernels that do both in one pass are faster.
 */

import type { Scalars, Vector } from '../kernels.ts';
import { type ActivationName, activationDefinitions } from './activations.ts';
import type { Note } from './batchnorm-graph.ts';

/** No activation: what goes in comes out. */
const identity = { f: (x: number) => x, slope: () => 1 };

/** With eps 0 a constant column would be 0 · ∞; its deviations are 0, and so is xhat. */
function xhatOf(x: number, mean: number, variance: number, invStd: number): number {
  return variance === 0 ? 0 : (x - mean) * invStd;
}

/** out (N, D); batchMean, batchVar (biased), invStd (D). `note` gets the number of every node on the way. */
export function batchnormForward(
  out: Vector,
  batchMean: Vector,
  batchVar: Vector,
  invStd: Vector,
  _sums: Vector,
  x: Vector,
  gamma: Vector,
  beta: Vector,
  activation: ActivationName | null,
  eps: Scalars,
  N: number,
  D: number,
  note?: Note,
): void {
  const { f } = activation === null ? identity : activationDefinitions[activation];
  for (let d = 0; d < D; d++) {
    let sum = 0;
    for (let n = 0; n < N; n++) sum += x[n * D + d]!;
    const mean = sum / N;
    note?.('mean', d, mean);
    let squares = 0;
    for (let n = 0; n < N; n++) {
      const at = n * D + d;
      const xmu = x[at]! - mean;
      const sq = xmu ** 2;
      note?.('xmu', at, xmu);
      note?.('sq', at, sq);
      squares += sq;
    }
    const variance = squares / N;
    const std = Math.sqrt(variance + eps[0]!);
    const inverse = 1 / std;
    note?.('var', d, variance);
    note?.('std', d, std);
    note?.('invStd', d, inverse);
    for (let n = 0; n < N; n++) {
      const at = n * D + d;
      const xhat = xhatOf(x[at]!, mean, variance, inverse);
      const gammax = gamma[d]! * xhat;
      const shifted = gammax + beta[d]!;
      out[at] = f(shifted);
      note?.('xhat', at, xhat);
      note?.('gammax', at, gammax);
      note?.('out', at, shifted);
    }
    batchMean[d] = mean;
    batchVar[d] = variance;
    invStd[d] = inverse;
  }
}

/** out (N, D) by the running statistics: one multiplication and one addition an element */
export function batchnormForwardEval(
  out: Vector,
  x: Vector,
  gamma: Vector,
  beta: Vector,
  runningMean: Vector,
  runningVar: Vector,
  eps: Scalars,
  N: number,
  D: number,
): void {
  for (let d = 0; d < D; d++) {
    const factor = gamma[d]! / Math.sqrt(runningVar[d]! + eps[0]!);
    const shift = beta[d]! - runningMean[d]! * factor;
    for (let n = 0; n < N; n++) out[n * D + d] = x[n * D + d]! * factor + shift;
  }
}

/**
 * running (D) = (1 - momentum) · running + momentum · batch, of means and of variances, whose batch is multiplied by factor;
 * rates: momentum, factor
 */
export function updateRunning(
  mean: Vector,
  variance: Vector,
  batchMean: Vector,
  batchVar: Vector,
  rates: Scalars,
  D: number,
): void {
  const [momentum, factor] = [rates[0]!, rates[1]!];
  for (let d = 0; d < D; d++) {
    mean[d] = (1 - momentum) * mean[d]! + momentum * batchMean[d]!;
    variance[d] = (1 - momentum) * variance[d]! + momentum * factor * batchVar[d]!;
  }
}

/**
 * The backward pass simplified to a closed form, as Kevin Zakka derives it ("Deriving the Gradient for the Backward
 * Pass of Batch Normalization", https://kevinzakka.github.io/2016/09/14/batch_normalization/). With
 * dbeta = Σ dout and dgamma = Σ dout · xhat, the three paths from x to the loss (directly, by the variance, by the mean)
 * add up to
 *
 *     dx = gamma · invStd / N · (N · dout - dbeta - xhat · dgamma)
 *
 * Behind an activation f, dout stands for dout · f'(gamma · xhat + beta).
 */
export function batchnormBackward(
  dx: Vector,
  dgamma: Vector,
  dbeta: Vector,
  _sums: Vector,
  dout: Vector,
  out: Vector,
  x: Vector,
  batchMean: Vector,
  batchVar: Vector,
  invStd: Vector,
  gamma: Vector,
  beta: Vector,
  activation: ActivationName | null,
  N: number,
  D: number,
): void {
  const { slope } = activation === null ? identity : activationDefinitions[activation];
  for (let d = 0; d < D; d++) {
    const xhat = (at: number) => xhatOf(x[at]!, batchMean[d]!, batchVar[d]!, invStd[d]!);
    let sum = 0;
    let sumWithXhat = 0;
    for (let n = 0; n < N; n++) {
      const at = n * D + d;
      dx[at] = dout[at]! * slope(gamma[d]! * xhat(at) + beta[d]!, out[at]!);
      sum += dx[at]!;
      sumWithXhat += dx[at]! * xhat(at);
    }
    const factor = (gamma[d]! * invStd[d]!) / N;
    for (let n = 0; n < N; n++) {
      const at = n * D + d;
      dx[at] = factor * (N * dx[at]! - sum - xhat(at) * sumWithXhat);
    }
    dgamma[d] = sumWithXhat;
    dbeta[d] = sum;
  }
}

/**
 * The backward pass node by node over the computational graph, as Frederik Kratzert walks through it ("Understanding
 * the backward pass through Batch Normalization Layer", https://kratzert.github.io/2016/02/12/). batchnorm-graph.ts has the
 * nodes of the graph with their formulas; each node below passes its gradient on to its inputs, from (9) back to (1). A node
 * with a sum over the rows needs a pass of its own, which is what makes this slower than the closed form. `note` gets every
 * number on the way.
 */
export function batchnormBackwardStaged(
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
  note?: Note,
): void {
  for (let d = 0; d < D; d++) {
    const mean = batchMean[d]!;
    const std = Math.sqrt(batchVar[d]! + eps[0]!);
    const invStd = 1 / std;

    // (9) out = gammax + beta: beta is added to every row, so its gradient is the sum; gammax's is dout itself.
    let dbeta_d = 0;
    for (let n = 0; n < N; n++) dbeta_d += dout[n * D + d]!;
    dbeta[d] = dbeta_d;
    note?.('dbeta', d, dbeta_d);

    // (8) gammax = gamma · xhat
    let dgamma_d = 0;
    for (let n = 0; n < N; n++) dgamma_d += dout[n * D + d]! * (x[n * D + d]! - mean) * invStd;
    dgamma[d] = dgamma_d;
    note?.('dgamma', d, dgamma_d);

    // (7) xhat = xmu · invStd: invStd serves every row; xmu gets the first of its two gradients, kept in dx.
    let dinvStd = 0;
    for (let n = 0; n < N; n++) {
      const at = n * D + d;
      const dxhat = dout[at]! * gamma[d]!;
      dinvStd += dxhat * (x[at]! - mean);
      dx[at] = dxhat * invStd;
      note?.('dxhat', at, dxhat);
      note?.('dxmu1', at, dx[at]!);
    }

    // (6) invStd = 1/std, (5) std = sqrt(var + eps), (4) var = 1/N Σ sq
    const dstd = -dinvStd / (std * std);
    const dvar = (0.5 / std) * dstd;
    const dsq = dvar / N;
    note?.('dinvStd', d, dinvStd);
    note?.('dstd', d, dstd);
    note?.('dvar', d, dvar);
    note?.('dsq', d, dsq);

    // (3) sq = xmu²: the second gradient of xmu. (2) xmu = x - mean: x takes both, mean their negative sum.
    let dmean = 0;
    for (let n = 0; n < N; n++) {
      const at = n * D + d;
      const dxmu2 = 2 * (x[at]! - mean) * dsq;
      const dxmu = dx[at]! + dxmu2;
      dmean -= dxmu;
      dx[at] = dxmu;
      note?.('dxmu2', at, dxmu2);
      note?.('dxmu', at, dxmu);
    }
    note?.('dmean', d, dmean);

    // (1) mean = 1/N Σ x
    for (let n = 0; n < N; n++) {
      const at = n * D + d;
      dx[at]! += dmean / N;
      note?.('dx', at, dx[at]!);
    }
  }
}
