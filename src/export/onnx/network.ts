/**
 * The network as nodes of a graph. Saved weights are (outputs, inputs), as Gemm takes them with transB. A folded
 * network has no batch norm, only Gemm and activations.
 */

import { type AffinePlan, affinePlan, type LayerPlan, layersOf } from '../../network/plan.ts';
import type { SavedModel } from '../../saved/model.ts';
import { activationNodes } from './activations.ts';
import type { FeatureColumn, Graph } from './graph.ts';
import { normNodes } from './norms.ts';

/** The layers of a network with their tensors. */
export interface Weights {
  readonly layers: readonly LayerPlan[];
  readonly tensors: SavedModel['tensors'];
  /** Added to a variance in the norms. */
  readonly eps: number;
}

export function weightsOf({ network, tensors }: SavedModel): Weights {
  return { layers: layersOf(network), tensors, eps: network.bnEps };
}

/**
 * Adds the network to the graph: from x (N, features) to logits or standardized numbers. Returns the name of the
 * output.
 */
export function addNetwork(graph: Graph, x: string, { layers, tensors, eps }: Weights, name?: string): string {
  const add = (out: string, layer: LayerPlan) => {
    const floats = layer.tensors.filter(({ role }) => role !== 'count');
    const names = floats.map(({ name, shape }) => graph.tensor(name, { dims: shape, values: tensors.get(name)! }));
    switch (layer.kind) {
      case 'affine': {
        const last = layer === layers.at(-1) && name !== undefined ? { name } : {};
        return graph.node('Gemm', [out, ...names], { attributes: { transB: 1 }, ...last });
      }
      case 'norm':
        return normNodes[layer.norm](graph, out, names, eps);
      case 'activation':
        return activationNodes[layer.activation](graph, out);
    }
  };
  return layers.reduce(add, x);
}

/**
 * The same network for inputs in another order and in other units. New input j is v_j. The original network took x_k =
 * (v_j - mean_j) / deviation_j at position k. So the new first affine has w_jm = w_km / deviation_j, and the sum of
 * w_jm · mean_j is subtracted from its bias.
 */
export function withFeatures({ layers, tensors, eps }: Weights, columns: readonly FeatureColumn[]): Weights {
  const [first, ...others] = layers as [AffinePlan, ...LayerPlan[]];
  const { inputs: features, width: outputs } = first;
  const before = tensors.get('0.weight')!;
  const weight = new Float32Array(outputs * columns.length);
  const bias = new Float32Array(outputs);
  for (let m = 0; m < outputs; m++) {
    let sum = tensors.get('0.bias')?.[m] ?? 0;
    for (const [j, { offset, mean, deviation }] of columns.entries()) {
      const at = m * columns.length + j;
      weight[at] = before[m * features + offset]! / deviation;
      // Uses the rounded weight, so that its rounding error is multiplied only by the distance from the mean.
      sum -= weight[at]! * mean;
    }
    bias[m] = sum;
  }
  return {
    layers: [affinePlan(first, columns.length, true), ...others],
    tensors: new Map([...tensors, ['0.weight', weight], ['0.bias', bias]]),
    eps,
  };
}
