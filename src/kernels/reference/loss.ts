/** The two losses. Each gives its sum over the rows, and the gradient of its mean. */

import type { Vector } from '../kernels.ts';

/**
 * Row n's loss is -log softmax(logits)[label] = log Σ exp(logit - greatest) - (logits[label] - greatest): taking the
 * greatest logit away first keeps exp from overflowing. The gradient of the mean is (softmax - onehot(label)) / N.
 */
export function softmaxCrossEntropy(
  totals: Float64Array,
  dlogits: Vector | null,
  logits: Vector,
  labels: Int32Array,
  N: number,
  M: number,
): void {
  let lossSum = 0;
  let correct = 0;
  for (let n = 0; n < N; n++) {
    const row = n * M;
    const label = labels[n]!;
    let best = 0;
    for (let m = 1; m < M; m++) if (logits[row + m]! > logits[row + best]!) best = m;
    const greatest = logits[row + best]!;
    let expSum = 0;
    for (let m = 0; m < M; m++) expSum += Math.exp(logits[row + m]! - greatest);
    lossSum += Math.log(expSum) - (logits[row + label]! - greatest);
    if (best === label) correct++;
    if (dlogits === null) continue;
    for (let m = 0; m < M; m++) dlogits[row + m] = Math.exp(logits[row + m]! - greatest) / expSum / N;
    dlogits[row + label]! -= 1 / N;
  }
  totals[0] = lossSum;
  totals[1] = correct;
}

/** Row n's loss is (prediction - target)²; the gradient of the mean is 2 (prediction - target) / N. */
export function squaredError(
  totals: Float64Array,
  dpredictions: Vector | null,
  predictions: Vector,
  targets: Vector,
  N: number,
): void {
  let sum = 0;
  for (let n = 0; n < N; n++) {
    const difference = predictions[n]! - targets[n]!;
    sum += difference * difference;
    if (dpredictions !== null) dpredictions[n] = (2 * difference) / N;
  }
  totals[0] = sum;
  totals[1] = sum;
}
