// Softmax with cross-entropy for 2 or 3 classes, see losses.ts: a vector for each class, with a lane for each of four rows. The
// numbers of an element are computed in the same order as for any number of classes.
import { madd } from "./config";
import { divisorOf, isArgmax, weightOf, wordsOf } from "./loss-rows";
import { expBelow0, log1p } from "./math";

/** A row of M floats. */
// @ts-ignore: decorator
@inline
function rowOf(M: i32, from: usize): v128 {
  return M == 2 ? v128.load64_zero(from) : v128.load32_lane(from, v128.load64_zero(from), 2, 8);
}

/** The vector of each row's class; of two classes `c` is the second. */
// @ts-ignore: decorator
@inline
function ofClass(M: i32, a: v128, b: v128, c: v128, is0: v128, is1: v128): v128 {
  return v128.bitselect(a, M == 2 ? b : v128.bitselect(b, c, is1), is0);
}

// @ts-ignore: decorator
@inline
function crossEntropyOf(
  M: i32, totals: usize, dlogits: usize, logits: usize, labels: usize, weights: usize, smoothing: usize, N: i32,
): void {
  const row: usize = 4 * M, one = f32x4.splat(1), zero = f32x4.splat(0);
  const weight = weightOf(weights, N), lowest = f32x4.splat(-Infinity), divisor = f32x4.splat(divisorOf(weight));
  const smoothed = load<f64>(smoothing), part = f32x4.splat(<f32>(smoothed / <f64>M));
  const lost = f32x4.splat(<f32>(smoothed / <f64>M - smoothed));
  let sums = f64x2.splat(0), correct = 0;
  for (let n = 0; n < N; n += 4) {
    const count = min(4, N - n);
    const n1: usize = min(1, count - 1), n2: usize = min(2, count - 1), n3: usize = count - 1;
    const x0 = logits + <usize>n * row;
    const r0 = rowOf(M, x0), r1 = rowOf(M, x0 + n1 * row), r2 = rowOf(M, x0 + n2 * row), r3 = rowOf(M, x0 + n3 * row);
    const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5), low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
    const a = v128.shuffle<i64>(low01, low23, 0, 2), b = v128.shuffle<i64>(low01, low23, 1, 3);
    const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7), high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
    const c = M == 2 ? lowest : v128.shuffle<i64>(high01, high23, 0, 2);
    const maxima = f32x4.pmax(f32x4.pmax(f32x4.pmax(lowest, a), f32x4.pmax(lowest, c)), f32x4.pmax(lowest, b));

    // the sum of exp without the maximum, and how often the maximum occurs
    const ya = f32x4.sub(a, maxima), yb = f32x4.sub(b, maxima), yc = f32x4.sub(c, maxima);
    const qa = f32x4.eq(ya, zero), qb = f32x4.eq(yb, zero);
    const ea = expBelow0(ya), eb = expBelow0(yb);
    let minusTies = i32x4.add(qa, qb), ec = zero, sum = v128.andnot(ea, qa);
    if (M == 3) {
      const qc = f32x4.eq(yc, zero);
      ec = expBelow0(yc);
      minusTies = i32x4.add(minusTies, qc);
      sum = f32x4.add(sum, v128.andnot(ec, qc));
    }
    const ties = f32x4.convert_i32x4_s(i32x4.neg(minusTies));
    const rest = f32x4.add(f32x4.add(sum, v128.andnot(eb, qb)), f32x4.sub(ties, one));

    const label = wordsOf(labels, n, n1, n2, n3), is0 = i32x4.eq(label, zero), is1 = i32x4.eq(label, i32x4.splat(1));
    const chosen = ofClass(M, ya, yb, yc, is0, is1), w = weights ? wordsOf(weights, n, n1, n2, n3) : one;
    const real = i32x4.gt_s(i32x4.splat(count), i32x4(0, 1, 2, 3));            // not standing in for a missing row
    const losses = v128.and(f32x4.mul(w, f32x4.sub(log1p(rest), chosen)), real);
    sums = f64x2.add(sums, f64x2.promote_low_f32x4(losses));
    sums = f64x2.add(sums, f64x2.promote_low_f32x4(v128.shuffle<i64>(losses, losses, 1, 1)));
    if (i32x4.all_true(v128.and(f32x4.eq(ties, one), f32x4.eq(rest, rest)))) {
      correct += popcnt(i32x4.bitmask(v128.and(f32x4.eq(chosen, zero), real)));
    } else {                                           // more than one maximum, or a NaN: each row by itself
      for (let i = 0; i < count; i++) correct += i32(isArgmax(x0 + <usize>i * row, load<i32>(labels + (<usize>(n + i) << 2)), M));
    }
    if (!dlogits) continue;

    const factor = f32x4.div(w, f32x4.mul(f32x4.add(one, rest), divisor));
    const share = f32x4.div(w, divisor), taken = f32x4.neg(f32x4.mul(share, part));
    const plain = f32x4.mul(f32x4.sub(f32x4.sub(ofClass(M, ea, eb, ec, is0, is1), one), rest), factor);
    const ofLabel = f32x4.sub(plain, f32x4.mul(share, lost));
    const da = v128.bitselect(ofLabel, madd(ea, factor, taken), is0), db = v128.bitselect(ofLabel, madd(eb, factor, taken), is1);
    const d01 = v128.shuffle<f32>(da, db, 0, 4, 1, 5), d23 = v128.shuffle<f32>(da, db, 2, 6, 3, 7);
    const d0 = dlogits + <usize>n * row, d1 = d0 + n1 * row, d2 = d0 + n2 * row, d3 = d0 + n3 * row;
    v128.store64_lane(d0, d01, 0);
    v128.store64_lane(d1, d01, 1);
    v128.store64_lane(d2, d23, 0);
    v128.store64_lane(d3, d23, 1);
    if (M == 3) {
      const dc = v128.bitselect(madd(ec, factor, taken), ofLabel, v128.or(is0, is1));
      v128.store32_lane(d0, dc, 0, 8);
      v128.store32_lane(d1, dc, 1, 8);
      v128.store32_lane(d2, dc, 2, 8);
      v128.store32_lane(d3, dc, 3, 8);
    }
  }
  store<f64>(totals, f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1));
  store<f64>(totals, <f64>correct, 8);
  store<f64>(totals, weight, 16);
}

export function crossEntropyOf2(t: usize, d: usize, logits: usize, labels: usize, weights: usize, s: usize, N: i32): void {
  crossEntropyOf(2, t, d, logits, labels, weights, s, N);
}
export function crossEntropyOf3(t: usize, d: usize, logits: usize, labels: usize, weights: usize, s: usize, N: i32): void {
  crossEntropyOf(3, t, d, logits, labels, weights, s, N);
}
