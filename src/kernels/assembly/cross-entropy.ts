// Softmax with cross-entropy for any number of classes, see losses.ts: four rows at a time, a vector after the other.
import { madd } from "./config";
import { divisorOf, isArgmax, weightOf, wordsOf } from "./loss-rows";
import { expBelow0, log1p } from "./math";
import { put } from "./tile";

/** The vector of the sums of the lanes of a, b, c and d, or of the max of their lanes. */
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

/** The last vector of a row, LANES floats; the other lanes are -∞, whose exp is 0. */
// @ts-ignore: decorator
@inline
function lastOf(LANES: i32, from: usize): v128 {
  if (LANES == 1) return v128.or(v128.load32_zero(from), f32x4(0, -Infinity, -Infinity, -Infinity));
  if (LANES == 2) return v128.or(v128.load64_zero(from), f32x4(0, 0, -Infinity, -Infinity));
  return v128.or(v128.load32_lane(from, v128.load64_zero(from), 2, 8), f32x4(0, 0, 0, -Infinity));
}

// @ts-ignore: decorator
@inline
function splatLane(v: v128, LANE: i32): v128 {
  if (LANE == 0) return v128.shuffle<f32>(v, v, 0, 0, 0, 0);
  if (LANE == 1) return v128.shuffle<f32>(v, v, 1, 1, 1, 1);
  if (LANE == 2) return v128.shuffle<f32>(v, v, 2, 2, 2, 2);
  return v128.shuffle<f32>(v, v, 3, 3, 3, 3);
}

/** See softmaxCrossEntropy; LANES is M & 3, a constant at every call. */
// @ts-ignore: decorator
@inline
function crossEntropy(
  LANES: i32, totals: usize, dlogits: usize, logits: usize, labels: usize, weights: usize, smoothing: usize, N: i32, M: i32,
): void {
  const row = <usize>M << 2, full = row & ~15, one = f32x4.splat(1), zero = f32x4.splat(0);
  const weight = weightOf(weights, N), lowest = f32x4.splat(-Infinity), divisor = f32x4.splat(divisorOf(weight));
  // Smoothed labels share `smoothing`, the same part for each class: s / M.
  const smoothed = load<f64>(smoothing), part = f32x4.splat(<f32>(smoothed / <f64>M));
  const lost = f32x4.splat(<f32>(smoothed / <f64>M - smoothed));
  let sums = f64x2.splat(0), correct = 0;
  for (let n = 0; n < N; n += 4) {
    const count = min(4, N - n);
    const n1: usize = min(1, count - 1), n2: usize = min(2, count - 1), n3: usize = count - 1;
    const x0 = logits + <usize>n * row, x1 = x0 + n1 * row, x2 = x0 + n2 * row, x3 = x0 + n3 * row;
    const d0 = dlogits + <usize>n * row, d1 = d0 + n1 * row, d2 = d0 + n2 * row, d3 = d0 + n3 * row;
    let a0 = lowest, a1 = lowest, a2 = lowest, a3 = lowest, at: usize = 0;
    for (; at < full; at += 16) {
      a0 = f32x4.pmax(a0, v128.load(x0 + at));
      a1 = f32x4.pmax(a1, v128.load(x1 + at));
      a2 = f32x4.pmax(a2, v128.load(x2 + at));
      a3 = f32x4.pmax(a3, v128.load(x3 + at));
    }
    if (LANES) {
      a0 = f32x4.pmax(a0, lastOf(LANES, x0 + at));
      a1 = f32x4.pmax(a1, lastOf(LANES, x1 + at));
      a2 = f32x4.pmax(a2, lastOf(LANES, x2 + at));
      a3 = f32x4.pmax(a3, lastOf(LANES, x3 + at));
    }
    const maxima = acrossLanes(false, a0, a1, a2, a3);
    const g0 = splatLane(maxima, 0), g1 = splatLane(maxima, 1), g2 = splatLane(maxima, 2), g3 = splatLane(maxima, 3);

    // the sums of exp without the maximum, and how often the maximum occurs
    let s0 = zero, s1 = zero, s2 = zero, s3 = zero, t0 = zero, t1 = zero, t2 = zero, t3 = zero;
    for (at = 0; at < full; at += 16) {
      const y0 = f32x4.sub(v128.load(x0 + at), g0), y1 = f32x4.sub(v128.load(x1 + at), g1);
      const y2 = f32x4.sub(v128.load(x2 + at), g2), y3 = f32x4.sub(v128.load(x3 + at), g3);
      const q0 = f32x4.eq(y0, zero), q1 = f32x4.eq(y1, zero), q2 = f32x4.eq(y2, zero), q3 = f32x4.eq(y3, zero);
      const e0 = expBelow0(y0), e1 = expBelow0(y1), e2 = expBelow0(y2), e3 = expBelow0(y3);
      t0 = i32x4.sub(t0, q0);                          // a comparison gives -1
      t1 = i32x4.sub(t1, q1);
      t2 = i32x4.sub(t2, q2);
      t3 = i32x4.sub(t3, q3);
      s0 = f32x4.add(s0, v128.andnot(e0, q0));
      s1 = f32x4.add(s1, v128.andnot(e1, q1));
      s2 = f32x4.add(s2, v128.andnot(e2, q2));
      s3 = f32x4.add(s3, v128.andnot(e3, q3));
      if (dlogits) {
        v128.store(d0 + at, e0);
        v128.store(d1 + at, e1);
        v128.store(d2 + at, e2);
        v128.store(d3 + at, e3);
      }
    }
    let l0 = zero, l1 = zero, l2 = zero, l3 = zero;    // what of a row does not fill a vector stays in registers
    if (LANES) {
      const y0 = f32x4.sub(lastOf(LANES, x0 + at), g0), y1 = f32x4.sub(lastOf(LANES, x1 + at), g1);
      const y2 = f32x4.sub(lastOf(LANES, x2 + at), g2), y3 = f32x4.sub(lastOf(LANES, x3 + at), g3);
      const q0 = f32x4.eq(y0, zero), q1 = f32x4.eq(y1, zero), q2 = f32x4.eq(y2, zero), q3 = f32x4.eq(y3, zero);
      l0 = expBelow0(y0);
      l1 = expBelow0(y1);
      l2 = expBelow0(y2);
      l3 = expBelow0(y3);
      t0 = i32x4.sub(t0, q0);
      t1 = i32x4.sub(t1, q1);
      t2 = i32x4.sub(t2, q2);
      t3 = i32x4.sub(t3, q3);
      s0 = f32x4.add(s0, v128.andnot(l0, q0));
      s1 = f32x4.add(s1, v128.andnot(l1, q1));
      s2 = f32x4.add(s2, v128.andnot(l2, q2));
      s3 = f32x4.add(s3, v128.andnot(l3, q3));
    }
    t0 = f32x4.convert_i32x4_s(t0);
    t1 = f32x4.convert_i32x4_s(t1);
    t2 = f32x4.convert_i32x4_s(t2);
    t3 = f32x4.convert_i32x4_s(t3);
    const ties = acrossLanes(true, t0, t1, t2, t3);
    const rest = f32x4.add(acrossLanes(true, s0, s1, s2, s3), f32x4.sub(ties, one));

    const label = labels + (<usize>n << 2);
    const at0 = <usize>load<u32>(label) << 2, at1 = <usize>load<u32>(label + 4 * n1) << 2;
    const at2 = <usize>load<u32>(label + 4 * n2) << 2, at3 = <usize>load<u32>(label + 4 * n3) << 2;
    let chosen = v128.load32_lane(x1 + at1, v128.load32_zero(x0 + at0), 1);
    chosen = v128.load32_lane(x3 + at3, v128.load32_lane(x2 + at2, chosen, 2), 3);
    chosen = f32x4.sub(chosen, maxima);
    const real = i32x4.gt_s(i32x4.splat(count), i32x4(0, 1, 2, 3));            // not standing in for a missing row
    const w = weights ? wordsOf(weights, n, n1, n2, n3) : one;
    const losses = v128.and(f32x4.mul(w, f32x4.sub(log1p(rest), chosen)), real);
    sums = f64x2.add(sums, f64x2.promote_low_f32x4(losses));
    sums = f64x2.add(sums, f64x2.promote_low_f32x4(v128.shuffle<i64>(losses, losses, 1, 1)));
    if (i32x4.all_true(v128.and(f32x4.eq(ties, one), f32x4.eq(rest, rest)))) {
      correct += popcnt(i32x4.bitmask(v128.and(f32x4.eq(chosen, zero), real)));
    } else {                                           // more than one maximum, or a NaN: each row by itself
      for (let i = 0; i < count; i++) correct += i32(isArgmax(x0 + <usize>i * row, load<i32>(label + 4 * i), M));
    }
    if (!dlogits) continue;

    const factor = f32x4.div(w, f32x4.mul(f32x4.add(one, rest), divisor));
    const f0 = splatLane(factor, 0), f1 = splatLane(factor, 1), f2 = splatLane(factor, 2), f3 = splatLane(factor, 3);
    // Without smoothing -0, which changes no bit.
    const share = f32x4.div(w, divisor), taken = f32x4.neg(f32x4.mul(share, part));
    const u0 = splatLane(taken, 0), u1 = splatLane(taken, 1), u2 = splatLane(taken, 2), u3 = splatLane(taken, 3);
    for (at = 0; at < full; at += 16) {
      const e0 = v128.load(d0 + at), e1 = v128.load(d1 + at), e2 = v128.load(d2 + at), e3 = v128.load(d3 + at);
      v128.store(d0 + at, madd(e0, f0, u0));
      v128.store(d1 + at, madd(e1, f1, u1));
      v128.store(d2 + at, madd(e2, f2, u2));
      v128.store(d3 + at, madd(e3, f3, u3));
    }
    if (LANES) {
      put(true, d0 + at, madd(l0, f0, u0), LANES);
      put(true, d1 + at, madd(l1, f1, u1), LANES);
      put(true, d2 + at, madd(l2, f2, u2), LANES);
      put(true, d3 + at, madd(l3, f3, u3), LANES);
    }
    // the gradient of the label: softmax - 1 from the distance to 1, not from the difference of two rounded numbers
    const plain = f32x4.mul(f32x4.sub(f32x4.sub(expBelow0(chosen), one), rest), factor);
    const ofLabels = f32x4.sub(plain, f32x4.mul(share, lost));
    v128.store32_lane(d0 + at0, ofLabels, 0);
    v128.store32_lane(d1 + at1, ofLabels, 1);
    v128.store32_lane(d2 + at2, ofLabels, 2);
    v128.store32_lane(d3 + at3, ofLabels, 3);
  }
  store<f64>(totals, f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1));
  store<f64>(totals, <f64>correct, 8);
  store<f64>(totals, weight, 16);
}

export function crossEntropy0(t: usize, d: usize, logits: usize, labels: usize, weights: usize, s: usize, N: i32, M: i32): void {
  crossEntropy(0, t, d, logits, labels, weights, s, N, M);
}
export function crossEntropy1(t: usize, d: usize, logits: usize, labels: usize, weights: usize, s: usize, N: i32, M: i32): void {
  crossEntropy(1, t, d, logits, labels, weights, s, N, M);
}
export function crossEntropy2(t: usize, d: usize, logits: usize, labels: usize, weights: usize, s: usize, N: i32, M: i32): void {
  crossEntropy(2, t, d, logits, labels, weights, s, N, M);
}
export function crossEntropy3(t: usize, d: usize, logits: usize, labels: usize, weights: usize, s: usize, N: i32, M: i32): void {
  crossEntropy(3, t, d, logits, labels, weights, s, N, M);
}
