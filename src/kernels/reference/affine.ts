/**
 * out = x·weight + bias and its gradients, as plain loops. The innermost loop runs along rows of memory. Sums are kept
 * in the width of the output, as BLAS does; nothing is blocked or packed.
 */

import type { Vector } from '../kernels.ts';

/** out (N, M) = x (N, D) · weight (D, M) + bias (M) */
export function affineForward(
  out: Vector,
  x: Vector,
  weight: Vector,
  bias: Vector | null,
  N: number,
  D: number,
  M: number,
): void {
  for (let n = 0; n < N; n++) {
    const out_n = n * M;
    for (let m = 0; m < M; m++) out[out_n + m] = bias === null ? 0 : bias[m]!;
    for (let d = 0; d < D; d++) {
      const x_nd = x[n * D + d]!;
      const weight_d = d * M;
      for (let m = 0; m < M; m++) out[out_n + m]! += x_nd * weight[weight_d + m]!;
    }
  }
}

/** dx (N, D) = dout (N, M) · weightᵀ */
export function affineBackwardInput(dx: Vector, dout: Vector, weight: Vector, N: number, D: number, M: number): void {
  for (let n = 0; n < N; n++) {
    const dout_n = n * M;
    for (let d = 0; d < D; d++) {
      const weight_d = d * M;
      let sum = 0;
      for (let m = 0; m < M; m++) sum += dout[dout_n + m]! * weight[weight_d + m]!;
      dx[n * D + d] = sum;
    }
  }
}

/** dweight (D, M) = xᵀ · dout; dbias (M) = column sums of dout */
export function affineBackwardWeight(
  dweight: Vector,
  dbias: Vector | null,
  dout: Vector,
  x: Vector,
  N: number,
  D: number,
  M: number,
): void {
  dweight.fill(0, 0, D * M);
  dbias?.fill(0, 0, M);
  for (let n = 0; n < N; n++) {
    const dout_n = n * M;
    for (let d = 0; d < D; d++) {
      const x_nd = x[n * D + d]!;
      // Encoded tables and ReLU outputs are full of zeros, and a row of zeros adds nothing.
      if (x_nd === 0) continue;
      const dweight_d = d * M;
      for (let m = 0; m < M; m++) dweight[dweight_d + m]! += x_nd * dout[dout_n + m]!;
    }
    if (dbias !== null) for (let m = 0; m < M; m++) dbias[m]! += dout[dout_n + m]!;
  }
}
