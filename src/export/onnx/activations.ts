/** The activations as nodes of a graph, by the formulas of kernels/reference/activations.ts. */

import type { ActivationName } from '../../kernels/reference/activations.ts';
import { GELU_CUBIC, GELU_SCALE, LEAK } from '../../kernels/reference/activations.ts';
import type { Graph } from './graph.ts';

/** Each adds its nodes after x, and returns the name of the output. */
export const activationNodes: Readonly<Record<ActivationName, (graph: Graph, x: string) => string>> = {
  relu: (graph, x) => graph.node('Relu', [x]),
  'leaky-relu': (graph, x) => graph.node('LeakyRelu', [x], { attributes: { alpha: { float: LEAK } } }),
  sigmoid: (graph, x) => graph.node('Sigmoid', [x]),
  tanh: (graph, x) => graph.node('Tanh', [x]),
  gelu: addGelu,
};

/** x/2 · (1 + tanh(scale · x · (1 + cubic · x²))). The operator Gelu needs a later opset. */
function addGelu(graph: Graph, x: string): string {
  const square = graph.node('Mul', [x, x]);
  const cubic = graph.node('Mul', [square, graph.floats(GELU_CUBIC * GELU_SCALE)]);
  const inner = graph.node('Mul', [x, graph.node('Add', [cubic, graph.floats(GELU_SCALE)])]);
  const gate = graph.node('Add', [graph.node('Tanh', [inner]), graph.floats(1)]);
  return graph.node('Mul', [graph.node('Mul', [x, graph.floats(0.5)]), gate]);
}
