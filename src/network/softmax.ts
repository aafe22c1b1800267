/** What logits mean: which class they are for, and how probable each class is. */

import type { Vector } from '../kernels/kernels.ts';

/** The first of the greatest. */
export function greatest(out: Vector, at: number, classes: number): number {
  let best = 0;
  for (let m = 1; m < classes; m++) if (out[at + m]! > out[at + best]!) best = m;
  return best;
}

/** exp(z - max) / sum of the same: no logit is too large. */
export function softmax(out: Vector, at: number, classes: number): Float64Array {
  const most = out[at + greatest(out, at, classes)]!;
  const exponentials = new Float64Array(classes);
  let sum = 0;
  for (let m = 0; m < classes; m++) {
    exponentials[m] = Math.exp(out[at + m]! - most);
    sum += exponentials[m]!;
  }
  return exponentials.map(value => value / sum);
}
