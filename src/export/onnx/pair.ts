/** Rounds cells in double like a table does: to the sum of two float32, high and low (base/numbers/rounding.ts). */

import type { Graph } from './graph.ts';

/** Names of values. */
export interface Pair {
  /** float */
  readonly high: string;
  /** double */
  readonly sum: string;
}

/** `cells` are double. */
export function addPair(graph: Graph, cells: string): Pair {
  const high = graph.cast(cells, 'float');
  const wideHigh = graph.cast(high, 'double');
  const low = graph.cast(graph.node('Sub', [cells, wideHigh]), 'float');
  return { high, sum: graph.node('Add', [wideHigh, graph.cast(low, 'double')]) };
}
