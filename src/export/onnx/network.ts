/**
 * The network as nodes of a graph: Gemm, BatchNormalization and the activation for each hidden layer, Gemm for the last.
 * Weights are (outputs, inputs), as they are saved, which Gemm takes with transB. A network that was folded has no batch
 * norm, and becomes Gemm and activation alone.
 */

import type { ActivationName } from '../../kernels/kernels.ts';
import { GELU_CUBIC, GELU_SCALE, LEAK } from '../../kernels/reference/activation-functions.ts';
import type { SavedModel } from '../../saved/model.ts';
import type { FeatureColumn, Graph } from './graph.ts';

export type Weights = Pick<SavedModel, 'network' | 'tensors'>;

/** From x (N, features) to the outputs: logits, or standardized numbers. Returns the name. */
export function addNetwork(graph: Graph, x: string, { network, tensors }: Weights, name?: string): string {
  const { widths, batchNorm, activation, bnEps } = network;
  const tensor = (key: string, ...dims: number[]) => graph.tensor(key, { dims, values: tensors.get(key)! });
  let out = x;
  let module = 0;
  for (let i = 1; i < widths.length; i++) {
    const [inputs, outputs] = [widths[i - 1]!, widths[i]!];
    const hidden = i < widths.length - 1;
    const affine = [out, tensor(`${module}.weight`, outputs, inputs)];
    if (tensors.has(`${module}.bias`)) affine.push(tensor(`${module}.bias`, outputs));
    const last = !hidden && name !== undefined ? { name } : {};
    out = graph.node('Gemm', affine, { attributes: { transB: 1 }, ...last });
    module++;
    if (!hidden) break;
    if (batchNorm) {
      const parts = ['weight', 'bias', 'running_mean', 'running_var'].map(part => tensor(`${module}.${part}`, outputs));
      out = graph.node('BatchNormalization', [out, ...parts], { attributes: { epsilon: { float: bnEps } } });
      module++;
    }
    out = addActivation(graph, out, activation);
    module++;
  }
  return out;
}

/** From docs/model-file.md. */
function addActivation(graph: Graph, x: string, activation: ActivationName): string {
  if (activation === 'relu') return graph.node('Relu', [x]);
  if (activation === 'leaky-relu') return graph.node('LeakyRelu', [x], { attributes: { alpha: { float: LEAK } } });
  if (activation === 'sigmoid') return graph.node('Sigmoid', [x]);
  return activation === 'tanh' ? graph.node('Tanh', [x]) : addGelu(graph, x);
}

/** x/2 · (1 + tanh(scale · x · (1 + cubic · x²))). The operator Gelu came with a later opset. */
function addGelu(graph: Graph, x: string): string {
  const square = graph.node('Mul', [x, x]);
  const cubic = graph.node('Mul', [square, graph.floats(GELU_CUBIC * GELU_SCALE)]);
  const inner = graph.node('Mul', [x, graph.node('Add', [cubic, graph.floats(GELU_SCALE)])]);
  const gate = graph.node('Add', [graph.node('Tanh', [inner]), graph.floats(1)]);
  return graph.node('Mul', [graph.node('Mul', [x, graph.floats(0.5)]), gate]);
}

/**
 * The same network for inputs in another order and in other units. Column j of what it takes is v_j, and the network before took
 * x_k = (v_j - mean_j) / deviation_j in the place k, so that its first affine has w_jm = w_km / deviation_j, and a bias less the
 * sum of w_jm · mean_j.
 */
export function withFeatures({ network, tensors }: Weights, columns: readonly FeatureColumn[]): Weights {
  const [features, outputs] = [network.widths[0]!, network.widths[1]!];
  const before = tensors.get('0.weight')!;
  const weight = new Float32Array(outputs * columns.length);
  const bias = new Float32Array(outputs);
  for (let m = 0; m < outputs; m++) {
    let sum = tensors.get('0.bias')?.[m] ?? 0;
    for (const [j, { offset, mean, deviation }] of columns.entries()) {
      const at = m * columns.length + j;
      weight[at] = before[m * features + offset]! / deviation;
      // As it was rounded, so that what is lost counts only times the distance from the mean.
      sum -= weight[at]! * mean;
    }
    bias[m] = sum;
  }
  return {
    network: { ...network, widths: [columns.length, ...network.widths.slice(1)] },
    tensors: new Map([...tensors, ['0.weight', weight], ['0.bias', bias]]),
  };
}
