/**
 * The mean of several networks: of the numbers that they predict, or of the probabilities of the classes. The latter is returned
 * as logarithms, which are logits of the same probabilities, so that they are used like those of one network.
 */

import type { Vector } from '../../kernels/kernels.ts';

/** Writes the mean of the outputs, each (rows, width), to out (rows, width). A width of 1 is a number. */
export function meanOutputs(out: Vector, outputs: readonly Vector[], rows: number, width: number): void {
  if (width > 1) {
    for (let at = 0; at < rows * width; at += width) meanLogits(out, outputs, at, width);
    return;
  }
  for (let n = 0; n < rows; n++) {
    let sum = 0;
    for (const each of outputs) sum += each[n]!;
    out[n] = sum / outputs.length;
  }
}

/**
 * log(mean over networks of softmax(z)_m) = log(sum over networks of exp(z_m - lse(z))) - log(networks), with
 * lse(z) = log(sum over classes of exp(z)). In logarithms no probability becomes 0, so a loss stays finite.
 */
function meanLogits(out: Vector, outputs: readonly Vector[], at: number, width: number): void {
  const norms = outputs.map(z => logSumExp(width, m => z[at + m]!));
  for (let m = 0; m < width; m++) {
    out[at + m] = logSumExp(outputs.length, i => outputs[i]![at + m]! - norms[i]!) - Math.log(outputs.length);
  }
}

/** Subtracting the max prevents overflow. */
function logSumExp(count: number, value: (index: number) => number): number {
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < count; i++) max = Math.max(max, value(i));
  let sum = 0;
  for (let i = 0; i < count; i++) sum += Math.exp(value(i) - max);
  return max + Math.log(sum);
}
