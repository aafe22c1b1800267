/**
 * Batch norm folded into the affine in front of it. In eval mode batch norm is an affine map of each column
 *
 *     y = gamma · (x - mean) / sqrt(var + eps) + beta
 *
 * (Ioffe and Szegedy 2015, https://arxiv.org/abs/1502.03167, section 3.1, inference), and x = weight·input has no bias, so
 * that one affine does both:
 *
 *     weight' = weight · gamma / sqrt(var + eps)        bias' = beta - mean · gamma / sqrt(var + eps)
 *
 * PyTorch's fuse_conv_bn_eval in torch/nn/utils/fusion.py does the same. Computed in float64 and rounded to float32 once.
 * Outputs differ in their last digits from those of the network as it was: the sums are of numbers rounded otherwise.
 */

import { UserError } from '../base/errors.ts';
import { type SavedModel, type SavedNetwork, stateDictOf } from './model.ts';

/**
 * The equal network without batch norm; what is told of its training stays. Throws UserError for a network without batch
 * norm, and where a number would not be finite.
 */
export function foldModel(model: SavedModel): SavedModel {
  const { network, tensors } = model;
  if (network.folded) throw new UserError('--fold: batch norm was folded before; leave it out');
  if (!network.batchNorm || network.widths.length === 2)
    throw new UserError('--fold: the network has no batch norm; leave it out');
  const folded: SavedNetwork = { ...network, batchNorm: false, folded: true };
  const names = stateDictOf(folded).map(({ name }) => name);
  const result = new Map<string, Float32Array>();
  let [at, number] = [0, 0];
  for (const _ of folded.widths.slice(1, -1)) {
    const [weight, bias] = foldLayer(tensors, number, network.bnEps);
    result.set(names[at++]!, weight).set(names[at++]!, bias);
    // Affine, batch norm, activation.
    number += 3;
  }
  for (const part of ['weight', 'bias']) result.set(names[at++]!, tensors.get(`${number}.${part}`)!);
  for (const [name, values] of result) {
    if (values.every(Number.isFinite)) continue;
    throw new UserError(`--fold: tensor '${name}' would not be finite; batch norm cannot be folded in this network`);
  }
  return { ...model, network: folded, tensors: result };
}

/** Of affine `number` and the batch norm behind it: weight (outputs, inputs) and bias (outputs). */
function foldLayer(tensors: SavedModel['tensors'], number: number, eps: number): [Float32Array, Float32Array] {
  const weight = tensors.get(`${number}.weight`)!.slice();
  const [gamma, beta, mean, variance] = ['weight', 'bias', 'running_mean', 'running_var'].map(
    part => tensors.get(`${number + 1}.${part}`)!,
  ) as [Float32Array, Float32Array, Float32Array, Float32Array];
  const bias = new Float32Array(beta.length);
  const inputs = weight.length / beta.length;
  for (let m = 0; m < beta.length; m++) {
    const scale = gamma[m]! / Math.sqrt(variance[m]! + eps);
    bias[m] = beta[m]! - mean[m]! * scale;
    for (let d = m * inputs; d < (m + 1) * inputs; d++) weight[d] = weight[d]! * scale;
  }
  return [weight, bias];
}
