// Batch normalization forward: x (N, D), each column by itself, for columns begin <= d < end.
// A block of columns goes down the rows, once for each sum and once to write. Sums have four chains of additions, for the
// rows n mod 4, in blocks of every width: the result of a column does not depend on the block it falls in.
import { madd, vecsOfTile } from "./config";
import { firstLanes } from "./pack";
import { put } from "./tile";

/** One vector, or with PARTIAL its first lanes. */
// @ts-ignore: decorator
@inline
export function get(PARTIAL: bool, from: usize, lanes: i32): v128 {
  return PARTIAL ? firstLanes(from, lanes) : v128.load(from);
}

/** sum + (x - mean) */
// @ts-ignore: decorator
@inline
function plusDeviation(PARTIAL: bool, sum: v128, from: usize, lanes: i32, mean: v128): v128 {
  return f32x4.add(sum, f32x4.sub(get(PARTIAL, from, lanes), mean));
}

/** sum + (x - mean)² */
// @ts-ignore: decorator
@inline
function plusSquare(PARTIAL: bool, sum: v128, from: usize, lanes: i32, mean: v128): v128 {
  const deviation = f32x4.sub(get(PARTIAL, from, lanes), mean);
  return madd(deviation, deviation, sum);
}

/** The sum of four chains. */
// @ts-ignore: decorator
@inline
export function joined(a: v128, b: v128, c: v128, d: v128): v128 {
  return f32x4.add(f32x4.add(a, b), f32x4.add(c, d));
}

/** 1 / sqrt(variance + eps) */
// @ts-ignore: decorator
@inline
function inverseStd(variance: v128, eps: v128): v128 {
  return f32x4.div(f32x4.splat(1), f32x4.sqrt(f32x4.add(variance, eps)));
}

/** The factor of x - mean in xhat. With eps 0 a constant column would be 0 · ∞; its deviations are 0, and so is xhat. */
// @ts-ignore: decorator
@inline
function factorOf(inverse: v128, variance: v128): v128 {
  return v128.andnot(inverse, f32x4.eq(variance, f32x4.splat(0)));
}

/** One block of columns; VECS and PARTIAL are constants at every call. Chains a to d, each for vectors 0 to 3 of a row. */
// @ts-ignore: decorator
@inline
function trainBlock(
  VECS: i32, PARTIAL: bool, out: usize, xhat: usize, batchMean: usize, batchVar: usize, invStd: usize,
  x: usize, gamma: usize, beta: usize, eps: v128, N: i32, row: usize, lanes: i32,
): void {
  const zero = f32x4.splat(0), rows = f32x4.splat(<f32>N), fours = N >> 2, rest = N & 3;
  let a0 = zero, a1 = zero, a2 = zero, a3 = zero, b0 = zero, b1 = zero, b2 = zero, b3 = zero;
  let c0 = zero, c1 = zero, c2 = zero, c3 = zero, d0 = zero, d1 = zero, d2 = zero, d3 = zero;

  // Distances from the first row are summed, so that the mean of a constant column is exact and its variance 0.
  let m0 = get(PARTIAL, x, lanes), m1 = m0, m2 = m0, m3 = m0, from = x;
  if (VECS > 1) m1 = v128.load(x, 16); if (VECS > 2) { m2 = v128.load(x, 32); m3 = v128.load(x, 48); }
  for (let n = fours; n > 0; n--) {
    a0 = plusDeviation(PARTIAL, a0, from, lanes, m0); if (VECS > 1) a1 = plusDeviation(false, a1, from + 16, 4, m1);
    if (VECS > 2) { a2 = plusDeviation(false, a2, from + 32, 4, m2); a3 = plusDeviation(false, a3, from + 48, 4, m3); }
    from += row;
    b0 = plusDeviation(PARTIAL, b0, from, lanes, m0); if (VECS > 1) b1 = plusDeviation(false, b1, from + 16, 4, m1);
    if (VECS > 2) { b2 = plusDeviation(false, b2, from + 32, 4, m2); b3 = plusDeviation(false, b3, from + 48, 4, m3); }
    from += row;
    c0 = plusDeviation(PARTIAL, c0, from, lanes, m0); if (VECS > 1) c1 = plusDeviation(false, c1, from + 16, 4, m1);
    if (VECS > 2) { c2 = plusDeviation(false, c2, from + 32, 4, m2); c3 = plusDeviation(false, c3, from + 48, 4, m3); }
    from += row;
    d0 = plusDeviation(PARTIAL, d0, from, lanes, m0); if (VECS > 1) d1 = plusDeviation(false, d1, from + 16, 4, m1);
    if (VECS > 2) { d2 = plusDeviation(false, d2, from + 32, 4, m2); d3 = plusDeviation(false, d3, from + 48, 4, m3); }
    from += row;
  }
  for (let n = rest; n > 0; n--) {
    a0 = plusDeviation(PARTIAL, a0, from, lanes, m0); if (VECS > 1) a1 = plusDeviation(false, a1, from + 16, 4, m1);
    if (VECS > 2) { a2 = plusDeviation(false, a2, from + 32, 4, m2); a3 = plusDeviation(false, a3, from + 48, 4, m3); }
    from += row;
  }
  m0 = f32x4.add(m0, f32x4.div(joined(a0, b0, c0, d0), rows));
  if (VECS > 1) m1 = f32x4.add(m1, f32x4.div(joined(a1, b1, c1, d1), rows));
  if (VECS > 2) {
    m2 = f32x4.add(m2, f32x4.div(joined(a2, b2, c2, d2), rows));
    m3 = f32x4.add(m3, f32x4.div(joined(a3, b3, c3, d3), rows));
  }
  put(PARTIAL, batchMean, m0, lanes); if (VECS > 1) v128.store(batchMean, m1, 16);
  if (VECS > 2) { v128.store(batchMean, m2, 32); v128.store(batchMean, m3, 48); }

  a0 = a1 = a2 = a3 = b0 = b1 = b2 = b3 = c0 = c1 = c2 = c3 = d0 = d1 = d2 = d3 = zero;
  from = x;
  for (let n = fours; n > 0; n--) {
    a0 = plusSquare(PARTIAL, a0, from, lanes, m0); if (VECS > 1) a1 = plusSquare(false, a1, from + 16, 4, m1);
    if (VECS > 2) { a2 = plusSquare(false, a2, from + 32, 4, m2); a3 = plusSquare(false, a3, from + 48, 4, m3); }
    from += row;
    b0 = plusSquare(PARTIAL, b0, from, lanes, m0); if (VECS > 1) b1 = plusSquare(false, b1, from + 16, 4, m1);
    if (VECS > 2) { b2 = plusSquare(false, b2, from + 32, 4, m2); b3 = plusSquare(false, b3, from + 48, 4, m3); }
    from += row;
    c0 = plusSquare(PARTIAL, c0, from, lanes, m0); if (VECS > 1) c1 = plusSquare(false, c1, from + 16, 4, m1);
    if (VECS > 2) { c2 = plusSquare(false, c2, from + 32, 4, m2); c3 = plusSquare(false, c3, from + 48, 4, m3); }
    from += row;
    d0 = plusSquare(PARTIAL, d0, from, lanes, m0); if (VECS > 1) d1 = plusSquare(false, d1, from + 16, 4, m1);
    if (VECS > 2) { d2 = plusSquare(false, d2, from + 32, 4, m2); d3 = plusSquare(false, d3, from + 48, 4, m3); }
    from += row;
  }
  for (let n = rest; n > 0; n--) {
    a0 = plusSquare(PARTIAL, a0, from, lanes, m0); if (VECS > 1) a1 = plusSquare(false, a1, from + 16, 4, m1);
    if (VECS > 2) { a2 = plusSquare(false, a2, from + 32, 4, m2); a3 = plusSquare(false, a3, from + 48, 4, m3); }
    from += row;
  }
  a0 = f32x4.div(joined(a0, b0, c0, d0), rows); if (VECS > 1) a1 = f32x4.div(joined(a1, b1, c1, d1), rows);
  if (VECS > 2) { a2 = f32x4.div(joined(a2, b2, c2, d2), rows); a3 = f32x4.div(joined(a3, b3, c3, d3), rows); }
  put(PARTIAL, batchVar, a0, lanes); if (VECS > 1) v128.store(batchVar, a1, 16);
  if (VECS > 2) { v128.store(batchVar, a2, 32); v128.store(batchVar, a3, 48); }
  b0 = inverseStd(a0, eps); if (VECS > 1) b1 = inverseStd(a1, eps);
  if (VECS > 2) { b2 = inverseStd(a2, eps); b3 = inverseStd(a3, eps); }
  put(PARTIAL, invStd, b0, lanes); if (VECS > 1) v128.store(invStd, b1, 16);
  if (VECS > 2) { v128.store(invStd, b2, 32); v128.store(invStd, b3, 48); }
  b0 = factorOf(b0, a0); if (VECS > 1) b1 = factorOf(b1, a1);
  if (VECS > 2) { b2 = factorOf(b2, a2); b3 = factorOf(b3, a3); }

  const g0 = get(PARTIAL, gamma, lanes), s0 = get(PARTIAL, beta, lanes);
  let g1 = g0, g2 = g0, g3 = g0, s1 = s0, s2 = s0, s3 = s0;
  if (VECS > 1) { g1 = v128.load(gamma, 16); s1 = v128.load(beta, 16); }
  if (VECS > 2) {
    g2 = v128.load(gamma, 32);
    s2 = v128.load(beta, 32); g3 = v128.load(gamma, 48); s3 = v128.load(beta, 48);
  }
  from = x;
  for (let n = N; n > 0; n--) {
    const h0 = f32x4.mul(f32x4.sub(get(PARTIAL, from, lanes), m0), b0);
    let h1 = h0, h2 = h0, h3 = h0;
    if (VECS > 1) h1 = f32x4.mul(f32x4.sub(v128.load(from, 16), m1), b1);
    if (VECS > 2) {
      h2 = f32x4.mul(f32x4.sub(v128.load(from, 32), m2), b2);
      h3 = f32x4.mul(f32x4.sub(v128.load(from, 48), m3), b3);
    }
    put(PARTIAL, xhat, h0, lanes); if (VECS > 1) v128.store(xhat, h1, 16);
    if (VECS > 2) { v128.store(xhat, h2, 32); v128.store(xhat, h3, 48); }
    put(PARTIAL, out, madd(g0, h0, s0), lanes); if (VECS > 1) v128.store(out, madd(g1, h1, s1), 16);
    if (VECS > 2) { v128.store(out, madd(g2, h2, s2), 32); v128.store(out, madd(g3, h3, s3), 48); }
    from += row;
    xhat += row;
    out += row;
  }
}

/** out, xhat (N, D), batchMean, batchVar (biased) and invStd (D) by the batch's own statistics. */
export function batchnormForwardTrain(
  out: usize, xhat: usize, batchMean: usize, batchVar: usize, invStd: usize, x: usize, gamma: usize, beta: usize,
  eps: usize, N: i32, D: i32, begin: i32, end: i32,
): void {
  const row = <usize>D << 2, e = f32x4.splat(<f32>load<f64>(eps));
  let at: usize = 4 * begin, left = end - begin;
  for (; left >= 4 * vecsOfTile; left -= 4 * vecsOfTile) {
    trainBlock(
      vecsOfTile, false, out + at, xhat + at, batchMean + at, batchVar + at, invStd + at,
      x + at, gamma + at, beta + at, e, N, row, 4,
    );
    at += 16 * vecsOfTile;
  }
  for (; left > 0; left -= 4) {
    const lanes = min(left, 4);
    trainBlock(
      1, true, out + at, xhat + at, batchMean + at, batchVar + at, invStd + at,
      x + at, gamma + at, beta + at, e, N, row, lanes,
    );
    at += 16;
  }
}

/** One multiplication and one addition an element: gamma / std, and beta - mean · gamma / std. */
// @ts-ignore: decorator
@inline
function evalBlock(
  VECS: i32, PARTIAL: bool, out: usize, x: usize, gamma: usize, beta: usize, mean: usize, variance: usize,
  eps: v128, N: i32, row: usize, lanes: i32,
): void {
  const f0 = f32x4.div(get(PARTIAL, gamma, lanes), f32x4.sqrt(f32x4.add(get(PARTIAL, variance, lanes), eps)));
  const s0 = f32x4.sub(get(PARTIAL, beta, lanes), f32x4.mul(get(PARTIAL, mean, lanes), f0));
  let f1 = f0, f2 = f0, f3 = f0, s1 = s0, s2 = s0, s3 = s0;
  if (VECS > 1) {
    f1 = f32x4.div(v128.load(gamma, 16), f32x4.sqrt(f32x4.add(v128.load(variance, 16), eps)));
    f2 = f32x4.div(v128.load(gamma, 32), f32x4.sqrt(f32x4.add(v128.load(variance, 32), eps)));
    f3 = f32x4.div(v128.load(gamma, 48), f32x4.sqrt(f32x4.add(v128.load(variance, 48), eps)));
    s1 = f32x4.sub(v128.load(beta, 16), f32x4.mul(v128.load(mean, 16), f1));
    s2 = f32x4.sub(v128.load(beta, 32), f32x4.mul(v128.load(mean, 32), f2));
    s3 = f32x4.sub(v128.load(beta, 48), f32x4.mul(v128.load(mean, 48), f3));
  }
  for (let n = N; n > 0; n--) {
    const y0 = madd(get(PARTIAL, x, lanes), f0, s0);
    let y1 = y0, y2 = y0, y3 = y0;
    if (VECS > 1) {
      y1 = madd(v128.load(x, 16), f1, s1);
      y2 = madd(v128.load(x, 32), f2, s2);
      y3 = madd(v128.load(x, 48), f3, s3);
    }
    put(PARTIAL, out, y0, lanes);
    if (VECS > 1) {
      v128.store(out, y1, 16);
      v128.store(out, y2, 32);
      v128.store(out, y3, 48);
    }
    x += row;
    out += row;
  }
}

/** out (N, D) by the running statistics. */
export function batchnormForwardEval(
  out: usize, x: usize, gamma: usize, beta: usize, runningMean: usize, runningVar: usize,
  eps: usize, N: i32, D: i32, begin: i32, end: i32,
): void {
  const row = <usize>D << 2, e = f32x4.splat(<f32>load<f64>(eps));
  let at: usize = 4 * begin, left = end - begin;
  for (; left >= 16; left -= 16) {
    evalBlock(4, false, out + at, x + at, gamma + at, beta + at, runningMean + at, runningVar + at, e, N, row, 4);
    at += 64;
  }
  for (; left > 0; left -= 4) {
    evalBlock(1, true, out + at, x + at, gamma + at, beta + at, runningMean + at, runningVar + at, e, N, row, min(left, 4));
    at += 16;
  }
}

/** running (D) = (1 - momentum) · running + momentum · factor · batch; rates points to momentum and factor. */
export function updateRunning(running: usize, batch: usize, rates: usize, D: i32): void {
  const momentum = <f32>load<f64>(rates), factor = <f32>load<f64>(rates, 8);
  const kept = f32x4.splat(1 - momentum), added = f32x4.splat(momentum * factor);
  for (; D > 0; D -= 4) {
    const lanes = min(D, 4);
    put(true, running, madd(kept, firstLanes(running, lanes), f32x4.mul(added, firstLanes(batch, lanes))), lanes);
    running += 16;
    batch += 16;
  }
}
