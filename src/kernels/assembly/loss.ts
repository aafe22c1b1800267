// The two losses. totals points to two doubles; the gradient is that of the mean over the rows, or not wanted (0).
import { exp, log1p } from "./math";
import { firstLanes } from "./pack";
import { put } from "./tile";

/** The vector of the sums of the lanes of a, b, c and d, or of the greatest of their lanes. */
// @ts-ignore: decorator
@inline
function acrossLanes(SUM: bool, a: v128, b: v128, c: v128, d: v128): v128 {
  const abLow = v128.shuffle<f32>(a, b, 0, 4, 1, 5), abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cdLow = v128.shuffle<f32>(c, d, 0, 4, 1, 5), cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  const ab = SUM ? f32x4.add(abLow, abHigh) : f32x4.pmax(abLow, abHigh);
  const cd = SUM ? f32x4.add(cdLow, cdHigh) : f32x4.pmax(cdLow, cdHigh);
  const even = v128.shuffle<i64>(ab, cd, 0, 2), odd = v128.shuffle<i64>(ab, cd, 1, 3);
  return SUM ? f32x4.add(even, odd) : f32x4.pmax(even, odd);
}

/** True if the first greatest of M logits is the label's; a NaN is greater than nothing and nothing greater than it. */
function isGreatest(logits: usize, label: i32, M: i32): bool {
  let best = 0, greatest = load<f32>(logits);
  for (let m = 1; m < M; m++) {
    const logit = load<f32>(logits + (<usize>m << 2));
    if (logit > greatest) {
      best = m;
      greatest = logit;
    }
  }
  return best == label;
}

/**
 * Row n's loss is log Σ exp(logit - greatest) - (logits[label] - greatest); dlogits (N, M) = (softmax - onehot(label)) / N.
 * totals[0] = sum of the losses, totals[1] = rows whose first greatest logit is the label's.
 *
 * The greatest's own exp is 1. It is left out of the sum, and log(1 + rest) keeps the digits of a small loss.
 * Four rows at a time: one logarithm and one division for the four. Where fewer are left the last row stands in for the
 * missing ones; it is worked out more than once, and every step reads all four rows before it writes any.
 */
export function softmaxCrossEntropy(totals: usize, dlogits: usize, logits: usize, labels: usize, N: i32, M: i32): void {
  const row = <usize>M << 2, full = row & ~15, lanes = M & 3, one = f32x4.splat(1), zero = f32x4.splat(0);
  const least = f32x4.splat(-Infinity), rows = f32x4.splat(<f32>N);
  const padding = v128.and(least, i32x4.gt_s(i32x4(1, 2, 3, 4), i32x4.splat(lanes)));    // -∞ beyond the row's end: exp is 0
  let lossSum: f64 = 0, correct = 0;
  for (let n = 0; n < N; n += 4) {
    const count = min(4, N - n);
    const n1: usize = min(1, count - 1), n2: usize = min(2, count - 1), n3: usize = count - 1;
    const x0 = logits + <usize>n * row, x1 = x0 + n1 * row, x2 = x0 + n2 * row, x3 = x0 + n3 * row;
    const d0 = dlogits + <usize>n * row, d1 = d0 + n1 * row, d2 = d0 + n2 * row, d3 = d0 + n3 * row;
    let a0 = least, a1 = least, a2 = least, a3 = least, at: usize = 0;
    for (; at < full; at += 16) {
      a0 = f32x4.pmax(a0, v128.load(x0 + at));
      a1 = f32x4.pmax(a1, v128.load(x1 + at));
      a2 = f32x4.pmax(a2, v128.load(x2 + at));
      a3 = f32x4.pmax(a3, v128.load(x3 + at));
    }
    if (lanes) {
      a0 = f32x4.pmax(a0, v128.or(firstLanes(x0 + at, lanes), padding));
      a1 = f32x4.pmax(a1, v128.or(firstLanes(x1 + at, lanes), padding));
      a2 = f32x4.pmax(a2, v128.or(firstLanes(x2 + at, lanes), padding));
      a3 = f32x4.pmax(a3, v128.or(firstLanes(x3 + at, lanes), padding));
    }
    const greatest = acrossLanes(false, a0, a1, a2, a3);
    const g0 = v128.shuffle<f32>(greatest, greatest, 0, 0, 0, 0), g1 = v128.shuffle<f32>(greatest, greatest, 1, 1, 1, 1);
    const g2 = v128.shuffle<f32>(greatest, greatest, 2, 2, 2, 2), g3 = v128.shuffle<f32>(greatest, greatest, 3, 3, 3, 3);

    // the sums of exp without the greatest, and how many there are of the greatest
    let s0 = zero, s1 = zero, s2 = zero, s3 = zero, t0 = zero, t1 = zero, t2 = zero, t3 = zero;
    for (at = 0; at < row; at += 16) {
      let y0: v128, y1: v128, y2: v128, y3: v128;
      if (at < full) {
        y0 = v128.load(x0 + at);
        y1 = v128.load(x1 + at);
        y2 = v128.load(x2 + at);
        y3 = v128.load(x3 + at);
      } else {
        y0 = v128.or(firstLanes(x0 + at, lanes), padding);
        y1 = v128.or(firstLanes(x1 + at, lanes), padding);
        y2 = v128.or(firstLanes(x2 + at, lanes), padding);
        y3 = v128.or(firstLanes(x3 + at, lanes), padding);
      }
      y0 = f32x4.sub(y0, g0);
      y1 = f32x4.sub(y1, g1);
      y2 = f32x4.sub(y2, g2);
      y3 = f32x4.sub(y3, g3);
      const q0 = f32x4.eq(y0, zero), q1 = f32x4.eq(y1, zero), q2 = f32x4.eq(y2, zero), q3 = f32x4.eq(y3, zero);
      const e0 = exp(y0), e1 = exp(y1), e2 = exp(y2), e3 = exp(y3);
      t0 = f32x4.add(t0, v128.and(one, q0));
      t1 = f32x4.add(t1, v128.and(one, q1));
      t2 = f32x4.add(t2, v128.and(one, q2));
      t3 = f32x4.add(t3, v128.and(one, q3));
      s0 = f32x4.add(s0, v128.andnot(e0, q0));
      s1 = f32x4.add(s1, v128.andnot(e1, q1));
      s2 = f32x4.add(s2, v128.andnot(e2, q2));
      s3 = f32x4.add(s3, v128.andnot(e3, q3));
      if (!dlogits) continue;
      if (at < full) {
        v128.store(d0 + at, e0);
        v128.store(d1 + at, e1);
        v128.store(d2 + at, e2);
        v128.store(d3 + at, e3);
      } else {
        put(true, d0 + at, e0, lanes);
        put(true, d1 + at, e1, lanes);
        put(true, d2 + at, e2, lanes);
        put(true, d3 + at, e3, lanes);
      }
    }
    const ties = acrossLanes(true, t0, t1, t2, t3);
    const rest = f32x4.add(acrossLanes(true, s0, s1, s2, s3), f32x4.sub(ties, one));

    const label = labels + (<usize>n << 2);
    const at0 = <usize>load<u32>(label) << 2, at1 = <usize>load<u32>(label + 4 * n1) << 2;
    const at2 = <usize>load<u32>(label + 4 * n2) << 2, at3 = <usize>load<u32>(label + 4 * n3) << 2;
    const chosen = f32x4(load<f32>(x0 + at0), load<f32>(x1 + at1), load<f32>(x2 + at2), load<f32>(x3 + at3));
    const losses = f32x4.sub(log1p(rest), f32x4.sub(chosen, greatest));
    lossSum += <f64>f32x4.extract_lane(losses, 0);
    if (count > 1) lossSum += <f64>f32x4.extract_lane(losses, 1);
    if (count > 2) lossSum += <f64>f32x4.extract_lane(losses, 2);
    if (count > 3) lossSum += <f64>f32x4.extract_lane(losses, 3);
    if (i32x4.all_true(v128.and(f32x4.eq(ties, one), f32x4.eq(rest, rest)))) {
      correct += popcnt(i32x4.bitmask(f32x4.eq(chosen, greatest)) & ((1 << count) - 1));
    } else {                                           // more than one greatest, or a NaN: look at the rows one by one
      for (let i = 0; i < count; i++) correct += i32(isGreatest(x0 + <usize>i * row, load<i32>(label + 4 * i), M));
    }
    if (!dlogits) continue;

    const factor = f32x4.div(one, f32x4.mul(f32x4.add(one, rest), rows));
    const f0 = v128.shuffle<f32>(factor, factor, 0, 0, 0, 0), f1 = v128.shuffle<f32>(factor, factor, 1, 1, 1, 1);
    const f2 = v128.shuffle<f32>(factor, factor, 2, 2, 2, 2), f3 = v128.shuffle<f32>(factor, factor, 3, 3, 3, 3);
    // softmax - 1 from what is missing to 1, not from the difference of two rounded numbers
    let ofLabels = f32x4(load<f32>(d0 + at0), load<f32>(d1 + at1), load<f32>(d2 + at2), load<f32>(d3 + at3));
    ofLabels = f32x4.mul(f32x4.sub(f32x4.sub(ofLabels, one), rest), factor);
    for (at = 0; at < full; at += 16) {
      const e0 = v128.load(d0 + at), e1 = v128.load(d1 + at), e2 = v128.load(d2 + at), e3 = v128.load(d3 + at);
      v128.store(d0 + at, f32x4.mul(e0, f0));
      v128.store(d1 + at, f32x4.mul(e1, f1));
      v128.store(d2 + at, f32x4.mul(e2, f2));
      v128.store(d3 + at, f32x4.mul(e3, f3));
    }
    if (lanes) {
      const e0 = firstLanes(d0 + at, lanes), e1 = firstLanes(d1 + at, lanes);
      const e2 = firstLanes(d2 + at, lanes), e3 = firstLanes(d3 + at, lanes);
      put(true, d0 + at, f32x4.mul(e0, f0), lanes);
      put(true, d1 + at, f32x4.mul(e1, f1), lanes);
      put(true, d2 + at, f32x4.mul(e2, f2), lanes);
      put(true, d3 + at, f32x4.mul(e3, f3), lanes);
    }
    store<f32>(d0 + at0, f32x4.extract_lane(ofLabels, 0));
    store<f32>(d1 + at1, f32x4.extract_lane(ofLabels, 1));
    store<f32>(d2 + at2, f32x4.extract_lane(ofLabels, 2));
    store<f32>(d3 + at3, f32x4.extract_lane(ofLabels, 3));
  }
  store<f64>(totals, lossSum);
  store<f64>(totals, <f64>correct, 8);
}

/** Row n's loss is (prediction - target)², dpredictions (N) = 2 (prediction - target) / N; both totals are the sum. */
export function squaredError(totals: usize, dpredictions: usize, predictions: usize, targets: usize, N: i32): void {
  const factor = f32x4.splat(2 / <f32>N);
  let s0 = f64x2.splat(0), s1 = s0;
  for (let n = N; n > 0; n -= 4) {
    const lanes = min(n, 4), difference = f32x4.sub(firstLanes(predictions, lanes), firstLanes(targets, lanes));
    const low = f64x2.promote_low_f32x4(difference);
    const high = f64x2.promote_low_f32x4(v128.shuffle<i64>(difference, difference, 1, 1));
    s0 = f64x2.add(s0, f64x2.mul(low, low));
    s1 = f64x2.add(s1, f64x2.mul(high, high));
    if (dpredictions) {
      put(true, dpredictions, f32x4.mul(difference, factor), lanes);
      dpredictions += 16;
    }
    predictions += 16;
    targets += 16;
  }
  const both = f64x2.add(s0, s1), sum = f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
  store<f64>(totals, sum);
  store<f64>(totals, sum, 8);
}
