/**
 * Layer normalization over the D features of each row by itself (Ba, Kiros and Hinton 2016,
 * https://arxiv.org/abs/1607.06450):
 *
 *     mean = 1/D Σ x        var = 1/D Σ (x - mean)²        xhat = (x - mean) / sqrt(var + eps)
 *     out = gamma · xhat + beta
 *
 * gamma and beta are by feature, as in torch.nn.LayerNorm. Training and evaluation are the same: there are no running
 * statistics. The variance is taken in two passes, as in batchnorm.ts.
 */

import type { Scalars, Vector } from '../kernels.ts';

/** out, xhat (N, D); mean, variance (biased), invStd (N) */
export function layernormForward(
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
): void {
  for (let n = 0; n < N; n++) {
    const row = n * D;
    let sum = 0;
    for (let d = 0; d < D; d++) sum += x[row + d]!;
    const mean_n = sum / D;
    let squares = 0;
    for (let d = 0; d < D; d++) squares += (x[row + d]! - mean_n) ** 2;
    const variance_n = squares / D;
    const inverse = 1 / Math.sqrt(variance_n + eps[0]!);
    for (let d = 0; d < D; d++) {
      // With eps 0 a constant row would be 0 · ∞; its deviations are 0, and so is xhat.
      const xhat_nd = variance_n === 0 ? 0 : (x[row + d]! - mean_n) * inverse;
      xhat[row + d] = xhat_nd;
      out[row + d] = gamma[d]! * xhat_nd + beta[d]!;
    }
    mean[n] = mean_n;
    variance[n] = variance_n;
    invStd[n] = inverse;
  }
}

/**
 * dbeta = Σ dout and dgamma = Σ dout · xhat over the rows. With g = gamma · dout, the gradient by xhat, the three paths from
 * x to the loss (directly, by the variance, by the mean) add up, within a row, to
 *
 *     dx = invStd · (g - 1/D Σ g - xhat · 1/D Σ g · xhat)
 *
 * Batch norm's closed form is the same with sums over the rows, where gamma is a common factor.
 */
export function layernormBackward(
  dx: Vector,
  dgamma: Vector,
  dbeta: Vector,
  dout: Vector,
  xhat: Vector,
  invStd: Vector,
  gamma: Vector,
  N: number,
  D: number,
): void {
  dgamma.fill(0, 0, D);
  dbeta.fill(0, 0, D);
  for (let n = 0; n < N; n++) {
    const row = n * D;
    let sum = 0;
    let sumWithXhat = 0;
    for (let d = 0; d < D; d++) {
      const [dout_nd, xhat_nd] = [dout[row + d]!, xhat[row + d]!];
      dbeta[d]! += dout_nd;
      dgamma[d]! += dout_nd * xhat_nd;
      sum += gamma[d]! * dout_nd;
      sumWithXhat += gamma[d]! * dout_nd * xhat_nd;
    }
    for (let d = 0; d < D; d++) {
      dx[row + d] = invStd[n]! * (gamma[d]! * dout[row + d]! - sum / D - (xhat[row + d]! * sumWithXhat) / D);
    }
  }
}
