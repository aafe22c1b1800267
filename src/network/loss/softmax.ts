/** The probability of each class. */

import { argmax } from '../../base/numbers/argmax.ts';
import type { Vector } from '../../kernels/kernels.ts';

/** exp(z - max) / sum of these: subtracting the max prevents overflow. */
export function softmax(out: Vector, at: number, classes: number): Float64Array {
  const max = out[at + argmax(out, at, classes)]!;
  const exponentials = new Float64Array(classes);
  let sum = 0;
  for (let m = 0; m < classes; m++) {
    exponentials[m] = Math.exp(out[at + m]! - max);
    sum += exponentials[m]!;
  }
  return exponentials.map(value => value / sum);
}
