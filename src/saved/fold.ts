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
 *
 * A norm over the rows has a mean and a variance of each row, which no weight can know: it cannot be folded.
 */

import { UserError } from '../base/errors.ts';
import { layersOf, norms } from '../network/plan.ts';
import type { SavedModel, SavedNetwork } from './model.ts';
import { joined, networksOf, type Tensors } from './networks.ts';

/**
 * The same network without batch norm; the facts about its training stay. Throws UserError for a network without batch
 * norm, and if a number would not be finite.
 */
export function foldModel(model: SavedModel): SavedModel {
  const { network } = model;
  checkFoldable(network);
  const folded: SavedNetwork = { ...network, norm: 'none', folded: true };
  const tensors = joined(networksOf(model.tensors).map(own => foldTensors(own, network, folded)));
  for (const [name, values] of tensors) {
    if (values.every(Number.isFinite)) continue;
    throw new UserError(`⟪fold⟫: tensor '${name}' would not be finite; batch norm cannot be folded in this network`);
  }
  return { ...model, network: folded, tensors };
}

function foldTensors(tensors: Tensors, network: SavedNetwork, folded: SavedNetwork): Tensors {
  const result = new Map<string, Float32Array>();
  const layers = layersOf(network);
  for (const { kind, number, block } of layersOf(folded)) {
    if (kind !== 'affine') continue;
    const affine = layers.find(layer => layer.kind === 'affine' && layer.block === block)!;
    const norm = layers.find(layer => layer.kind === 'norm' && layer.block === block);
    const of = (layer: { number: number }, part: string) => tensors.get(`${layer.number}.${part}`)!;
    const [weight, bias] =
      norm === undefined
        ? [of(affine, 'weight'), of(affine, 'bias')]
        : foldBatchNorm(of(affine, 'weight'), part => of(norm, part), network.bnEps);
    result.set(`${number}.weight`, weight).set(`${number}.bias`, bias);
  }
  return result;
}

function checkFoldable({ norm, folded, widths }: SavedNetwork): void {
  if (folded) throw new UserError('⟪fold⟫: batch norm was folded before; leave it out');
  if (norm === 'none' || widths.length === 2)
    throw new UserError('⟪fold⟫: the network has no batch norm; leave it out');
  if (norm === 'batch') return;
  const { title } = norms[norm];
  throw new UserError(`⟪fold⟫: ${title} cannot be folded: it depends on each row; leave it out`);
}

/**
 * Folds the batch norm after an affine into its weight (outputs, inputs). Returns the new weight and bias (outputs).
 */
function foldBatchNorm(
  weight: Float32Array,
  of: (part: string) => Float32Array,
  eps: number,
): [weight: Float32Array, bias: Float32Array] {
  const [gamma, beta, mean, variance] = [of('weight'), of('bias'), of('running_mean'), of('running_var')];
  const folded = weight.slice();
  const bias = new Float32Array(beta.length);
  const inputs = weight.length / beta.length;
  for (let m = 0; m < beta.length; m++) {
    const scale = gamma[m]! / Math.sqrt(variance[m]! + eps);
    bias[m] = beta[m]! - mean[m]! * scale;
    for (let d = m * inputs; d < (m + 1) * inputs; d++) folded[d] = folded[d]! * scale;
  }
  return [folded, bias];
}
