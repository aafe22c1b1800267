/** The nodes of batch norm's graph as a trace lists them: each with its formula, and the numbers of the chosen units. */

import type { TraceEvent } from '../../events/events.ts';
import type { Vector } from '../../kernels/kernels.ts';
import { backwardNodes, closedNodes, forwardNodes, type GraphNode } from '../../kernels/reference/batchnorm-graph.ts';
import type { NormBatch, NormTrace } from '../../network/batchnorm-trace.ts';

type Node = TraceEvent['nodes'][number];

/** What the layer is given. */
const givenNodes = {
  x: { of: 'rows', formula: 'output of the affine before batch norm' },
  gamma: { of: 'columns', formula: 'learned scale' },
  beta: { of: 'columns', formula: 'learned shift' },
  dout: { of: 'rows', formula: 'gradient of the loss by out, from the layers after it' },
} as const satisfies Record<string, GraphNode>;

export function traceNodes(
  batch: NormBatch,
  { forward, backward, closed }: NormTrace,
  units: readonly number[],
): Pick<TraceEvent, 'nodes' | 'difference'> {
  const { D } = batch;
  const list = (
    pass: Node['pass'],
    nodes: Readonly<Record<string, GraphNode>>,
    numbers: Readonly<Record<string, Vector>>,
  ) =>
    Object.entries(nodes).map(([name, { step = null, formula, of }]): Node => {
      const shape = of === 'rows' ? '(N, D)' : '(D)';
      return {
        pass,
        step,
        name,
        formula,
        shape,
        values: valuesOf(numbers[name]!, of === 'rows' ? batch.N : 1, D, units),
      };
    });
  const { x, gamma, beta, dout } = givenNodes;
  const nodes = [
    ...list('forward', { x, gamma, beta }, { x: batch.x, gamma: batch.gamma, beta: batch.beta }),
    ...list('forward', forwardNodes, forward),
    ...list('backward', { dout }, { dout: batch.dout }),
    ...list('backward', backwardNodes, backward),
    ...list('closed form', closedNodes, closed),
  ];
  const between = (name: keyof NormTrace['closed']) => maxDifference(backward[name], closed[name]);
  return { nodes, difference: { dx: between('dx'), dgamma: between('dgamma'), dbeta: between('dbeta') } };
}

function valuesOf(numbers: Vector, rows: number, D: number, units: readonly number[]): number[][] {
  return Array.from({ length: rows }, (_, n) => units.map(unit => numbers[n * D + unit - 1]!));
}

/** NaN if a number of one is not finite. */
function maxDifference(a: Float64Array, b: Float64Array): number {
  return a.reduce((max, value, at) => Math.max(max, Math.abs(value - b[at]!)), 0);
}
