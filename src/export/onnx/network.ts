/**
 * The network as nodes of a graph. Saved weights are (outputs, inputs), as Gemm takes them with transB. A folded
 * network has no batch norm, only Gemm and activations.
 */

import { type AffinePlan, affinePlan, type LayerPlan, layersOf } from '../../network/plan.ts';
import type { SavedModel } from '../../saved/model.ts';
import { networksOf, type Tensors } from '../../saved/networks.ts';
import { activationNodes } from './activations.ts';
import type { FeatureColumn, Graph } from './graph.ts';
import { normNodes } from './norms.ts';

/** The layers of a network with their tensors. */
export interface Weights {
  /** Before the names of its tensors in the graph. */
  readonly prefix: string;
  readonly layers: readonly LayerPlan[];
  readonly tensors: Tensors;
  /** Added to a variance in the norms. */
  readonly eps: number;
}

/** Those of each network. */
export function weightsOf({ network, tensors }: SavedModel): Weights[] {
  const all = networksOf(tensors);
  return all.map((own, n) => {
    const prefix = all.length === 1 ? '' : `${n}.`;
    return { prefix, layers: layersOf(network), tensors: own, eps: network.bnEps };
  });
}

/** Adds one network, or the mean of several as network/loss/mean-outputs.ts defines it. Returns the name of the output. */
export function addNetworks(graph: Graph, x: string, all: readonly Weights[], name?: string): string {
  if (all.length === 1) return addNetwork(graph, x, all[0]!, name);
  const outputs = all.map(weights => addNetwork(graph, x, weights));
  const named = name === undefined ? {} : { name };
  if (all[0]!.layers.at(-1)!.width === 1) return graph.node('Mean', outputs, named);
  const logs = outputs.map(logits => {
    const own = graph.node('LogSoftmax', [logits], { attributes: { axis: 1 } });
    return graph.node('Unsqueeze', [own, graph.integers(0)]);
  });
  const sum = graph.node('ReduceLogSumExp', [graph.concat(logs, 0)], { attributes: { axes: [0], keepdims: 0 } });
  return graph.node('Sub', [sum, graph.floats(Math.log(all.length))], named);
}

/**
 * Adds the network to the graph: from x (N, features) to logits or standardized numbers. Returns the name of the
 * output.
 */
function addNetwork(graph: Graph, x: string, weights: Weights, name?: string): string {
  const { prefix, layers, tensors, eps } = weights;
  const add = (out: string, layer: LayerPlan) => {
    const floats = layer.tensors.filter(({ role }) => role !== 'count');
    const names = floats.map(({ name, shape }) =>
      graph.tensor(prefix + name, { dims: shape, values: tensors.get(name)! }),
    );
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
export function withFeatures(weights: Weights, columns: readonly FeatureColumn[]): Weights {
  const { layers, tensors } = weights;
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
    ...weights,
    layers: [affinePlan(first, columns.length, true), ...others],
    tensors: new Map([...tensors, ['0.weight', weight], ['0.bias', bias]]),
  };
}
