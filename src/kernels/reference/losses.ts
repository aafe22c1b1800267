/**
 * The losses, by name. Rows have weights w, or equal weights. Each loss computes its sum over the rows, and the
 * gradient of its mean, Σ w · loss / Σ w, as in torch.nn.CrossEntropyLoss(weight=…). If no row counts, the gradient is
 * 0.
 */

import { argmax } from '../../base/numbers/argmax.ts';
import type { LossKernel, Scalars, Targets, Vector } from '../kernels.ts';

/** The divisor that makes a mean of a sum over the rows. */
function divisorOf(weights: Vector | null, N: number, totals: Float64Array): number {
  let sum = 0;
  for (let n = 0; n < N; n++) sum += weights === null ? 1 : weights[n]!;
  totals[2] = sum;
  return sum > 0 ? sum : Number.POSITIVE_INFINITY;
}

/**
 * The loss of row n is -log softmax(logits)[label] = log Σ exp(logit - max) - (logits[label] - max). Subtracting the
 * max first keeps exp from overflowing.
 *
 * The gradient is that of training towards smoothed labels: 1 - s + s/M for the label and s/M for the other classes
 * (Szegedy et al. 2016, https://arxiv.org/abs/1512.00567, as in torch.nn.CrossEntropyLoss(label_smoothing=s)). It is
 * w (softmax - target) / Σ w. smoothing: s.
 */
function softmaxCrossEntropy(
  totals: Float64Array,
  dlogits: Vector | null,
  logits: Vector,
  labels: Targets,
  weights: Vector | null,
  smoothing: Scalars,
  N: number,
  M: number,
): void {
  const divisor = divisorOf(weights, N, totals);
  const s = smoothing[0]!;
  let lossSum = 0;
  let correct = 0;
  for (let n = 0; n < N; n++) {
    const row = n * M;
    const label = labels[n]!;
    const weight = weights === null ? 1 : weights[n]!;
    const best = argmax(logits, row, M);
    const max = logits[row + best]!;
    let expSum = 0;
    for (let m = 0; m < M; m++) expSum += Math.exp(logits[row + m]! - max);
    lossSum += weight * (Math.log(expSum) - (logits[row + label]! - max));
    if (best === label) correct++;
    if (dlogits === null) continue;
    for (let m = 0; m < M; m++) {
      const softmax = Math.exp(logits[row + m]! - max) / expSum;
      dlogits[row + m] = ((softmax - s / M) * weight) / divisor;
    }
    dlogits[row + label]! -= ((1 - s) * weight) / divisor;
  }
  totals[0] = lossSum;
  totals[1] = correct;
}

/** The loss of row n is (prediction - target)²; the gradient of the mean is 2 w (prediction - target) / Σ w. */
function squaredError(
  totals: Float64Array,
  dpredictions: Vector | null,
  predictions: Vector,
  targets: Targets,
  weights: Vector | null,
  _smoothing: Scalars,
  N: number,
): void {
  const divisor = divisorOf(weights, N, totals);
  let sum = 0;
  let weighted = 0;
  for (let n = 0; n < N; n++) {
    const weight = weights === null ? 1 : weights[n]!;
    const difference = predictions[n]! - targets[n]!;
    sum += difference * difference;
    weighted += weight * (difference * difference);
    if (dpredictions !== null) dpredictions[n] = (2 * difference * weight) / divisor;
  }
  totals[0] = weighted;
  totals[1] = sum;
}

interface LossDefinition {
  readonly kernel: LossKernel;
  /** Class indices, or numbers to predict. */
  readonly targets: 'labels' | 'numbers';
}

export const lossDefinitions = {
  softmaxCrossEntropy: { kernel: softmaxCrossEntropy, targets: 'labels' },
  squaredError: { kernel: squaredError, targets: 'numbers' },
} satisfies Record<string, LossDefinition>;

export type LossName = keyof typeof lossDefinitions;
export const lossNames = Object.keys(lossDefinitions) as readonly LossName[];

export const losses = Object.fromEntries(lossNames.map(name => [name, lossDefinitions[name].kernel])) as Record<
  LossName,
  LossKernel
>;
