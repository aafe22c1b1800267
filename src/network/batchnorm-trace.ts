/**
 * Batch norm on one batch with the numbers of every node of its graph, in float64: forward, backward node by node, and
 * backward in closed form. The reference kernels compute; this notes what they compute.
 */

import type { Scalars, Vector } from '../kernels/kernels.ts';
import { batchnormBackward, batchnormBackwardStaged, batchnormForward } from '../kernels/reference/batchnorm.ts';
import {
  backwardNodes,
  closedNodes,
  forwardNodes,
  type GraphNode,
  type NodeName,
} from '../kernels/reference/batchnorm-graph.ts';

export interface NormBatch {
  /** (N, D) */
  readonly x: Vector;
  /** The gradient of the loss by the layer's output, (N, D). */
  readonly dout: Vector;
  /** (D) */
  readonly gamma: Vector;
  readonly beta: Vector;
  readonly eps: Scalars;
  readonly N: number;
  readonly D: number;
}

/** The numbers of nodes by name, (N, D) or (D). */
type Numbers<Nodes> = Readonly<Record<keyof Nodes, Float64Array>>;

export interface NormTrace {
  readonly forward: Numbers<typeof forwardNodes>;
  readonly backward: Numbers<typeof backwardNodes>;
  readonly closed: Numbers<typeof closedNodes>;
}

export function traceBatchNorm({ x, dout, gamma, beta, eps, N, D }: NormBatch): NormTrace {
  const numbersFor = <Nodes extends Record<string, GraphNode>>(nodes: Nodes) => {
    const entries = Object.entries(nodes).map(([name, node]) => [
      name,
      new Float64Array(node.of === 'rows' ? N * D : D),
    ]);
    return Object.fromEntries(entries) as Numbers<Nodes>;
  };
  const trace = {
    forward: numbersFor(forwardNodes),
    backward: numbersFor(backwardNodes),
    closed: numbersFor(closedNodes),
  };
  const all: Record<NodeName, Float64Array> = { ...trace.forward, ...trace.backward };
  const note = (node: NodeName, at: number, value: number) => {
    all[node][at] = value;
  };
  const [out, dx] = [new Float64Array(N * D), new Float64Array(N * D)];
  const [mean, variance, invStd] = [new Float64Array(D), new Float64Array(D), new Float64Array(D)];
  const [sums, dgamma, dbeta] = [new Float64Array(4 * D), new Float64Array(D), new Float64Array(D)];
  batchnormForward(out, mean, variance, invStd, sums, x, gamma, beta, null, eps, N, D, note);
  batchnormBackwardStaged(dx, dgamma, dbeta, dout, x, mean, variance, gamma, eps, N, D, note);
  const { closed } = trace;
  batchnormBackward(
    closed.dx,
    closed.dgamma,
    closed.dbeta,
    sums,
    dout,
    out,
    x,
    mean,
    variance,
    invStd,
    gamma,
    beta,
    null,
    N,
    D,
  );
  return trace;
}
