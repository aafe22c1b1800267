/**
 * The reference kernels: plain TypeScript, one loop for each formula, written to be read. Every faster set is tested
 * against them, and the gradient check runs on them in float64.
 */

import type { Kernels, Targets, Vector } from '../kernels.ts';
import { affineBackwardInput, affineBackwardWeight, affineForward } from './affine.ts';
import {
  batchnormBackward,
  batchnormBackwardStaged,
  batchnormForward,
  batchnormForwardEval,
  updateRunning,
} from './batchnorm.ts';
import { scale, sumOfSquares } from './clipping.ts';
import { activations } from './elementwise.ts';
import { heap } from './heap-memory.ts';
import { losses } from './losses.ts';
import { rowNorms } from './norms.ts';
import { optimizers } from './optimizers.ts';

function gather(out: Vector, data: Vector, rowIndices: Int32Array, begin: number, N: number, D: number): void {
  for (let n = 0; n < N; n++) {
    const row = rowIndices[begin + n]! * D;
    for (let d = 0; d < D; d++) out[n * D + d] = data[row + d]!;
  }
}

function gatherTargets(out: Targets, values: Targets, rowIndices: Int32Array, begin: number, N: number): void {
  for (let n = 0; n < N; n++) out[n] = values[rowIndices[begin + n]!]!;
}

export const reference: Kernels = {
  name: 'reference',
  memory: heap,
  planAffine: () => {},
  affineForward,
  affineBackwardInput,
  affineBackwardWeight,
  batchnormForward,
  batchnormBackward,
  batchnormForwardEval,
  updateRunning,
  batchnormBackwardStaged,
  rowNorms,
  activations,
  losses,
  optimizers,
  sumOfSquares,
  scale,
  gather,
  gatherTargets,
};
