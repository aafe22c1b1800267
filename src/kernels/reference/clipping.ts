/** Kernels for clipping: the norm of a block of numbers, and multiplying the block by a factor. */

import type { Scalars, Vector } from '../kernels.ts';

export function sumOfSquares(total: Scalars, x: Vector, size: number): void {
  let sum = 0;
  for (let i = 0; i < size; i++) sum += x[i]! * x[i]!;
  total[0] = sum;
}

export function scale(x: Vector, factor: Scalars, size: number): void {
  for (let i = 0; i < size; i++) x[i]! *= factor[0]!;
}
