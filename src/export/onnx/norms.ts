/** The normalizations as nodes of a graph, as they are in eval mode. */

import type { NormName } from '../../kernels/reference/norms.ts';
import type { Graph } from './graph.ts';

/** Adds its nodes after x (N, D); `tensors` are those of the plan, in its order. Returns the name of the output. */
type NormNodes = (graph: Graph, x: string, tensors: readonly string[], eps: number) => string;

export const normNodes: Readonly<Record<NormName, NormNodes>> = {
  batch: (graph, x, tensors, eps) =>
    graph.node('BatchNormalization', [x, ...tensors], { attributes: { epsilon: { float: eps } } }),
  layer: addLayerNorm,
};

/**
 * The operator LayerNormalization needs opset 17. The variance is computed from deviations from the mean, as in
 * training.
 */
function addLayerNorm(graph: Graph, x: string, [gamma, beta]: readonly string[], eps: number): string {
  const mean = (value: string) => graph.node('ReduceMean', [value], { attributes: { axes: [1], keepdims: 1 } });
  const deviations = graph.node('Sub', [x, mean(x)]);
  const variance = mean(graph.node('Mul', [deviations, deviations]));
  const std = graph.node('Sqrt', [graph.node('Add', [variance, graph.floats(eps)])]);
  const xhat = graph.node('Div', [deviations, std]);
  return graph.node('Add', [graph.node('Mul', [xhat, gamma!]), beta!]);
}
