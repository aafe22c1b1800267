/** The network of an exported module, for one row at a time. Sums are in float64, and every layer rounds to float32. */

import { functions } from '../../kernels/reference/activation-functions.ts';
import type { SavedNetwork } from '../../saved/model.ts';

export type ModuleNetwork = Pick<SavedNetwork, 'widths' | 'activation' | 'batchNorm' | 'bnEps'>;

/** `weights` are the tensors in the order of the layers. Gives outputs for an encoded row; the next run overwrites them. */
export function makeNetwork(
  { widths, activation, batchNorm, bnEps }: ModuleNetwork,
  weights: Float32Array,
): (x: Float32Array) => Float32Array {
  let end = 0;
  const take = (count: number) => {
    end += count;
    return weights.subarray(end - count, end);
  };
  const layers = widths.slice(1).map((outputs, n) => {
    const hidden = n < widths.length - 2;
    const weight = take(outputs * widths[n]!);
    const bias = hidden && batchNorm ? null : take(outputs);
    const normalize =
      hidden && batchNorm ? makeBatchNorm(take(outputs), take(outputs), take(outputs), take(outputs), bnEps) : null;
    return { weight, bias, normalize, out: new Float32Array(outputs), hidden };
  });
  const f = functions[activation];
  return x => {
    let input = x;
    for (const { weight, bias, normalize, out, hidden } of layers) {
      affine(out, input, weight, bias);
      normalize?.(out);
      if (hidden) for (let m = 0; m < out.length; m++) out[m] = f(out[m]!);
      input = out;
    }
    return input;
  };
}

/** out (M) = weight (M, D) · x (D) + bias (M) */
function affine(out: Float32Array, x: Float32Array, weight: Float32Array, bias: Float32Array | null): void {
  const D = x.length;
  for (let m = 0; m < out.length; m++) {
    let sum = bias === null ? 0 : bias[m]!;
    for (let d = 0; d < D; d++) sum += x[d]! * weight[m * D + d]!;
    out[m] = sum;
  }
}

/** By the running statistics: gamma · (x - mean) / sqrt(variance + eps) + beta */
function makeBatchNorm(
  gamma: Float32Array,
  beta: Float32Array,
  mean: Float32Array,
  variance: Float32Array,
  eps: number,
): (out: Float32Array) => void {
  const factor = Float64Array.from(gamma, (each, m) => each / Math.sqrt(variance[m]! + eps));
  const shift = Float64Array.from(beta, (each, m) => each - mean[m]! * factor[m]!);
  return out => {
    for (let m = 0; m < out.length; m++) out[m] = out[m]! * factor[m]! + shift[m]!;
  };
}
