/** Squashes standardized numbers, by the formula of data/encoding/encodings.ts. */

import { type DatePartEncoding, type ScaleEncoding, SQUASH_WIDTH } from '../../data/encoding/encodings.ts';
import type { Graph } from './graph.ts';

export function isSquashed(encoding: ScaleEncoding | DatePartEncoding): boolean {
  return 'squash' in encoding && encoding.squash !== undefined;
}

/** Adds its nodes after z, which is float. Returns the name of the output. */
export function addSquash(graph: Graph, z: string): string {
  const width = graph.floats(SQUASH_WIDTH);
  return graph.node('Mul', [graph.node('Asinh', [graph.node('Div', [z, width])]), width]);
}
