// What the losses share: weights of rows, and labels.

/** True if the first max of M logits is at the label; comparisons with NaN are false. */
export function isArgmax(logits: usize, label: i32, M: i32): bool {
  let best = 0, largest = load<f32>(logits);
  for (let m = 1; m < M; m++) {
    const logit = load<f32>(logits + (<usize>m << 2));
    if (logit > largest) {
      best = m;
      largest = logit;
    }
  }
  return best == label;
}

/** The sum of the weights of N rows. */
export function weightOf(weights: usize, N: i32): f64 {
  if (!weights) return <f64>N;
  let sum: f64 = 0;
  for (const end = weights + (<usize>N << 2); weights < end; weights += 4) sum += <f64>load<f32>(weights);
  return sum;
}

/** The divisor that makes a mean of a sum over rows; if no row counts it is ∞, so that gradients are 0. */
// @ts-ignore: decorator
@inline
export function divisorOf(weight: f64): f32 {
  return weight > 0 ? <f32>weight : Infinity;
}

/** Four words: of row n, and of the rows n1, n2 and n3 after it. */
// @ts-ignore: decorator
@inline
export function wordsOf(words: usize, n: i32, n1: usize, n2: usize, n3: usize): v128 {
  const first = words + (<usize>n << 2);
  const low = v128.load32_lane(first + 4 * n1, v128.load32_zero(first), 1);
  return v128.load32_lane(first + 4 * n3, v128.load32_lane(first + 4 * n2, low, 2), 3);
}
