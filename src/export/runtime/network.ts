/** The network of an exported module, for one row at a time. Sums are in float64, and every layer rounds to float32. */

import { activationDefinitions } from '../../kernels/reference/activations.ts';
import type { NormName } from '../../kernels/reference/norms.ts';
import { meanOutputs } from '../../network/loss/mean-outputs.ts';
import { type LayerPlan, layersOf, sizeOf } from '../../network/plan.ts';
import { type NetworkJson, normOf } from '../../saved/network-json.ts';

export type ModuleNetwork = Pick<NetworkJson, 'widths' | 'activation' | 'batchNorm' | 'norm' | 'bnEps'>;

/** Computes out from x; both may be the same array. */
type Run = (out: Float32Array, x: Float32Array) => void;

/** The mean of `count` networks of the same shape; `weights` has their tensors one network after the other. */
export function makeMean(
  network: ModuleNetwork,
  count: number,
  weights: Float32Array,
): (x: Float32Array) => Float32Array {
  const size = weights.length / count;
  const networks = Array.from({ length: count }, (_, n) => {
    return makeNetwork(network, weights.subarray(n * size, (n + 1) * size));
  });
  if (count === 1) return networks[0]!;
  const mean = new Float32Array(network.widths.at(-1)!);
  return x => {
    const outputs = networks.map(run => run(x));
    meanOutputs(mean, outputs, 1, mean.length);
    return mean;
  };
}

/**
 * `weights` are the tensors in the order of the layers. Returns a function that gives the outputs for an encoded row;
 * the next call overwrites them.
 */
function makeNetwork(network: ModuleNetwork, weights: Float32Array): (x: Float32Array) => Float32Array {
  const { widths, activation, bnEps } = network;
  let end = 0;
  const layers = layersOf({ widths, activation, norm: normOf(network) }).map(plan => {
    const tensors = plan.tensors
      .filter(({ role }) => role !== 'count')
      .map(tensor => {
        end += sizeOf(tensor);
        return weights.subarray(end - sizeOf(tensor), end);
      });
    return { run: makeLayer(plan, tensors, bnEps), out: new Float32Array(plan.width) };
  });
  return x => {
    let input = x;
    for (const { run, out } of layers) {
      run(out, input);
      input = out;
    }
    return input;
  };
}

function makeLayer(plan: LayerPlan, tensors: readonly Float32Array[], eps: number): Run {
  switch (plan.kind) {
    case 'affine':
      return makeAffine(tensors[0]!, tensors[1] ?? null);
    case 'norm':
      return makeNorm[plan.norm](tensors, eps);
    case 'activation': {
      const { f } = activationDefinitions[plan.activation];
      return (out, x) => {
        for (let m = 0; m < out.length; m++) out[m] = f(x[m]!);
      };
    }
  }
}

/** out (M) = weight (M, D) · x (D) + bias (M) */
function makeAffine(weight: Float32Array, bias: Float32Array | null): Run {
  return (out, x) => {
    const D = x.length;
    for (let m = 0; m < out.length; m++) {
      let sum = bias === null ? 0 : bias[m]!;
      for (let d = 0; d < D; d++) sum += x[d]! * weight[m * D + d]!;
      out[m] = sum;
    }
  };
}

/** Makes each norm from the tensors of the plan, in its order. */
const makeNorm: Readonly<Record<NormName, (tensors: readonly Float32Array[], eps: number) => Run>> = {
  /** Normalizes by the running statistics: gamma · (x - mean) / sqrt(variance + eps) + beta */
  batch: ([gamma, beta, mean, variance], eps) => {
    const factor = Float64Array.from(gamma!, (each, m) => each / Math.sqrt(variance![m]! + eps));
    const shift = Float64Array.from(beta!, (each, m) => each - mean![m]! * factor[m]!);
    return (out, x) => {
      for (let m = 0; m < out.length; m++) out[m] = x[m]! * factor[m]! + shift[m]!;
    };
  },
  /** Normalizes by the mean and variance of the row. */
  layer: ([gamma, beta], eps) => {
    return (out, x) => {
      const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
      const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length;
      const invStd = 1 / Math.sqrt(variance + eps);
      for (let m = 0; m < out.length; m++) out[m] = gamma![m]! * (x[m]! - mean) * invStd + beta![m]!;
    };
  },
};
