/**
 * How far batch norm's running statistics are from those of the whole population of rows (Wu and Johnson 2021,
 * https://arxiv.org/abs/2105.07576, compare the two).
 */

import type { Vector } from '../../kernels/kernels.ts';
import type { NetworkBlock } from './blocks.ts';
import { finite, rootMeanSquare } from './vectors.ts';

export interface Drift {
  /** In standard deviations of the rows. */
  readonly meanDrift: number | null;
  /** Of the natural logarithm of the variance. */
  readonly varDrift: number | null;
}

/** From the affine's output (rows, width); root mean squares over the units. Null without running statistics. */
export function driftOf({ width, runningMean, runningVar }: NetworkBlock, x: Vector, eps: number): Drift {
  if (runningMean === null || runningVar === null) return { meanDrift: null, varDrift: null };
  const ofMean: number[] = [];
  const ofVar: number[] = [];
  for (let unit = 0; unit < width; unit++) {
    const { mean, variance } = momentsOf(x, unit, width);
    ofMean.push((runningMean.view[unit]! - mean) / Math.sqrt(variance + eps));
    ofVar.push(Math.log((runningVar.view[unit]! + eps) / (variance + eps)));
  }
  return { meanDrift: finite(rootMeanSquare(ofMean)), varDrift: finite(rootMeanSquare(ofVar)) };
}

/** Mean and unbiased variance of a column. */
function momentsOf(x: Vector, column: number, width: number): { mean: number; variance: number } {
  const rows = x.length / width;
  let sum = 0;
  for (let at = column; at < x.length; at += width) sum += x[at]!;
  const mean = sum / rows;
  let squares = 0;
  for (let at = column; at < x.length; at += width) squares += (x[at]! - mean) ** 2;
  return { mean, variance: squares / (rows - 1) };
}
