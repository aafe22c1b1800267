/**
 * The reference kernels: plain TypeScript, one formula a loop, meant to be read. Every faster set is tested against
 * this one, and the gradient check runs on it in float64.
 */

import type { Kernels, Vector } from '../kernels.ts';
import { activations } from './activations.ts';
import { affineBackwardInput, affineBackwardWeight, affineForward } from './affine.ts';
import {
  batchnormBackward,
  batchnormBackwardStaged,
  batchnormForwardEval,
  batchnormForwardTrain,
} from './batchnorm.ts';
import { softmaxCrossEntropy, squaredError } from './loss.ts';
import { scale, sgdStep, sumOfSquares } from './optimizer.ts';

function gather(out: Vector, data: Vector, rowIndices: Int32Array, begin: number, N: number, D: number): void {
  for (let n = 0; n < N; n++) {
    const row = rowIndices[begin + n]! * D;
    for (let d = 0; d < D; d++) out[n * D + d] = data[row + d]!;
  }
}

export const reference: Kernels = {
  name: 'reference',
  affineForward,
  affineBackwardInput,
  affineBackwardWeight,
  batchnormForwardTrain,
  batchnormForwardEval,
  batchnormBackward,
  batchnormBackwardStaged,
  activations,
  softmaxCrossEntropy,
  squaredError,
  sgdStep,
  sumOfSquares,
  scale,
  gather,
};
