// The two losses. totals points to three doubles. Weights of rows may be absent (0). The gradient is that of the
// weighted mean over the rows, and may be omitted (0).
import { crossEntropy0, crossEntropy1, crossEntropy2, crossEntropy3 } from "./cross-entropy";
import { crossEntropyOf2, crossEntropyOf3 } from "./cross-entropy-of-few";
import { divisorOf, weightOf } from "./loss-rows";
import { firstLanes } from "./pack";
import { put } from "./tile";

/**
 * The loss of row n is log Σ exp(logit - max) - (logits[label] - max), with weight w; dlogits (N, M) = w (softmax -
 * target) / Σ w, where the target is s / M, and 1 - s more at the label; smoothing points to s. totals[0] = Σ w · loss,
 * totals[1] = rows whose first max logit is at the label, totals[2] = Σ w.
 *
 * exp of the max itself is 1. It is left out of the sum, and log(1 + rest) keeps the digits of a small loss. Four rows
 * at a time share one logarithm and one division. If fewer are left, the last row replaces the missing ones: it is
 * computed several times, and every step reads all four rows before it writes any.
 */
export function softmaxCrossEntropy(
  totals: usize, dlogits: usize, logits: usize, labels: usize, weights: usize, smoothing: usize, N: i32, M: i32,
): void {
  if (M == 2) return crossEntropyOf2(totals, dlogits, logits, labels, weights, smoothing, N);
  if (M == 3) return crossEntropyOf3(totals, dlogits, logits, labels, weights, smoothing, N);
  switch (M & 3) {
    case 0: crossEntropy0(totals, dlogits, logits, labels, weights, smoothing, N, M); break;
    case 1: crossEntropy1(totals, dlogits, logits, labels, weights, smoothing, N, M); break;
    case 2: crossEntropy2(totals, dlogits, logits, labels, weights, smoothing, N, M); break;
    case 3: crossEntropy3(totals, dlogits, logits, labels, weights, smoothing, N, M); break;
  }
}

/**
 * The loss of row n is (prediction - target)², with weight w; dpredictions (N) = 2 w (prediction - target) / Σ w.
 * totals[0] = Σ w · loss, totals[1] = Σ loss, totals[2] = Σ w.
 */
export function squaredError(
  totals: usize, dpredictions: usize, predictions: usize, targets: usize, weights: usize, _smoothing: usize, N: i32, M: i32,
): void {
  const weight = weightOf(weights, N), factor = f32x4.splat(2 / divisorOf(weight));
  let s0 = f64x2.splat(0), s1 = s0, t0 = s0, t1 = s0;
  for (let n = N; n > 0; n -= 4) {
    const lanes = min(n, 4), difference = f32x4.sub(firstLanes(predictions, lanes), firstLanes(targets, lanes));
    const low = f64x2.promote_low_f32x4(difference);
    const high = f64x2.promote_low_f32x4(v128.shuffle<i64>(difference, difference, 1, 1));
    const lowSquares = f64x2.mul(low, low), highSquares = f64x2.mul(high, high);
    t0 = f64x2.add(t0, lowSquares);
    t1 = f64x2.add(t1, highSquares);
    let by = factor;
    if (weights) {
      const w = firstLanes(weights, lanes);
      s0 = f64x2.add(s0, f64x2.mul(f64x2.promote_low_f32x4(w), lowSquares));
      s1 = f64x2.add(s1, f64x2.mul(f64x2.promote_low_f32x4(v128.shuffle<i64>(w, w, 1, 1)), highSquares));
      by = f32x4.mul(w, factor);
      weights += 16;
    }
    if (dpredictions) {
      put(true, dpredictions, f32x4.mul(difference, by), lanes);
      dpredictions += 16;
    }
    predictions += 16;
    targets += 16;
  }
  const unweighted = f64x2.add(t0, t1), weighted = weights ? f64x2.add(s0, s1) : unweighted;
  store<f64>(totals, f64x2.extract_lane(weighted, 0) + f64x2.extract_lane(weighted, 1));
  store<f64>(totals, f64x2.extract_lane(unweighted, 0) + f64x2.extract_lane(unweighted, 1), 8);
  store<f64>(totals, weight, 16);
}
