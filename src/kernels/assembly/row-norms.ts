// Layer normalization: x (N, D), each row by itself. Sums along a row have four chains of additions, one for each four
// of sixteen elements; the rest of the row is added to the first chain. So the result of a row depends only on the row.
import { madd } from "./config";
import { firstLanes } from "./pack";
import { get } from "./strips";
import { put } from "./tile";

/** The sum of all lanes of four chains. */
// @ts-ignore: decorator
@inline
function total(a: v128, b: v128, c: v128, d: v128): f32 {
  const s = f32x4.add(f32x4.add(a, b), f32x4.add(c, d));
  return f32x4.extract_lane(s, 0) + f32x4.extract_lane(s, 2) + (f32x4.extract_lane(s, 1) + f32x4.extract_lane(s, 3));
}

/** sum + (x - center), or with SQUARES sum + (x - center)² */
// @ts-ignore: decorator
@inline
function plus(SQUARES: bool, sum: v128, x: v128, center: v128): v128 {
  const deviation = f32x4.sub(x, center);
  return SQUARES ? madd(deviation, deviation, sum) : f32x4.add(sum, deviation);
}

/** The sum over a row of x - center, or of its square. */
// @ts-ignore: decorator
@inline
function sumOf(SQUARES: bool, x: usize, center: v128, D: i32): f32 {
  let a = f32x4.splat(0), b = a, c = a, d = a;
  for (; D >= 16; D -= 16) {
    a = plus(SQUARES, a, v128.load(x), center);
    b = plus(SQUARES, b, v128.load(x, 16), center);
    c = plus(SQUARES, c, v128.load(x, 32), center);
    d = plus(SQUARES, d, v128.load(x, 48), center);
    x += 64;
  }
  for (; D >= 4; D -= 4) {
    a = plus(SQUARES, a, v128.load(x), center);
    x += 16;
  }
  if (D > 0) {
    // lanes after the end of the row count as the center, so that they add 0
    const there = i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(D));
    a = plus(SQUARES, a, v128.bitselect(firstLanes(x, D), center, there), center);
  }
  return total(a, b, c, d);
}

/** xhat = (x - mean) · factor, out = gamma · xhat + beta */
// @ts-ignore: decorator
@inline
function writeVector(
  PARTIAL: bool, out: usize, xhat: usize, x: usize, gamma: usize, beta: usize, mean: v128, factor: v128, lanes: i32,
): void {
  const h = f32x4.mul(f32x4.sub(get(PARTIAL, x, lanes), mean), factor);
  const y = madd(get(PARTIAL, gamma, lanes), h, get(PARTIAL, beta, lanes));
  put(PARTIAL, xhat, h, lanes);
  put(PARTIAL, out, y, lanes);
}

/** out, xhat (N, D); mean, variance (biased) and invStd (N), for rows begin <= n < end. */
export function layernormForward(
  out: usize, xhat: usize, mean: usize, variance: usize, invStd: usize, x: usize, gamma: usize, beta: usize,
  eps: usize, N: i32, D: i32, begin: i32, end: i32,
): void {
  const row = <usize>D << 2, e = <f32>load<f64>(eps), features = <f32>D;
  for (let n = begin; n < end; n++) {
    const at = <usize>n * row, from = x + at, first = load<f32>(from);
    // sums distances from the first element, so that the mean of a constant row is exact and its variance 0
    const m = first + sumOf(false, from, f32x4.splat(first), D) / features, center = f32x4.splat(m);
    const v = sumOf(true, from, center, D) / features, inverse = <f32>1 / sqrt<f32>(v + e);
    store<f32>(mean + 4 * n, m);
    store<f32>(variance + 4 * n, v);
    store<f32>(invStd + 4 * n, inverse);
    // with eps 0 a constant row would give 0 · ∞; its deviations are 0, so xhat is 0
    const factor = f32x4.splat(v == 0 ? 0 : inverse);
    let toHat = xhat + at, to = out + at, source = from, g = gamma, b = beta, left = D;
    for (; left >= 8; left -= 8) {                     // all loads first: the revectorizer joins none across a store
      const h0 = f32x4.mul(f32x4.sub(v128.load(source), center), factor), h1 = f32x4.mul(f32x4.sub(v128.load(source, 16), center), factor);
      const y0 = madd(v128.load(g), h0, v128.load(b)), y1 = madd(v128.load(g, 16), h1, v128.load(b, 16));
      v128.store(toHat, h0);
      v128.store(toHat, h1, 16);
      v128.store(to, y0);
      v128.store(to, y1, 16);
      toHat += 32;
      to += 32;
      source += 32;
      g += 32;
      b += 32;
    }
    for (; left > 0; left -= 4) {
      writeVector(true, to, toHat, source, g, b, center, factor, min(left, 4));
      toHat += 16;
      to += 16;
      source += 16;
      g += 16;
      b += 16;
    }
  }
}

/** dx of one row: invStd · (g - 1/D Σ g - xhat · 1/D Σ g · xhat), with g = gamma · dout */
function backwardRow(dx: usize, dout: usize, xhat: usize, gamma: usize, inverse: f32, D: i32): void {
  let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0, t0 = s0, t1 = s0, t2 = s0, t3 = s0;
  let d = dout, h = xhat, w = gamma, left = D;
  for (; left >= 16; left -= 16) {
    const g0 = f32x4.mul(v128.load(w), v128.load(d)), g1 = f32x4.mul(v128.load(w, 16), v128.load(d, 16));
    const g2 = f32x4.mul(v128.load(w, 32), v128.load(d, 32)), g3 = f32x4.mul(v128.load(w, 48), v128.load(d, 48));
    s0 = f32x4.add(s0, g0); s1 = f32x4.add(s1, g1);
    s2 = f32x4.add(s2, g2); s3 = f32x4.add(s3, g3);
    t0 = madd(g0, v128.load(h), t0); t1 = madd(g1, v128.load(h, 16), t1);
    t2 = madd(g2, v128.load(h, 32), t2); t3 = madd(g3, v128.load(h, 48), t3);
    d += 64;
    h += 64;
    w += 64;
  }
  for (; left > 0; left -= 4) {
    const lanes = min(left, 4), g = f32x4.mul(firstLanes(w, lanes), firstLanes(d, lanes));
    s0 = f32x4.add(s0, g);
    t0 = madd(g, firstLanes(h, lanes), t0);
    d += 16;
    h += 16;
    w += 16;
  }
  const over = -inverse / <f32>D, f = f32x4.splat(inverse);
  const c = f32x4.splat(total(s0, s1, s2, s3) * over), b = f32x4.splat(total(t0, t1, t2, t3) * over);
  d = dout;
  h = xhat;
  w = gamma;
  left = D;
  for (; left >= 8; left -= 8) {
    const g0 = f32x4.mul(v128.load(w), v128.load(d)), g1 = f32x4.mul(v128.load(w, 16), v128.load(d, 16));
    const d0 = madd(b, v128.load(h), madd(f, g0, c)), d1 = madd(b, v128.load(h, 16), madd(f, g1, c));
    v128.store(dx, d0);
    v128.store(dx, d1, 16);
    dx += 32;
    d += 32;
    h += 32;
    w += 32;
  }
  for (; left > 0; left -= 4) {
    const lanes = min(left, 4), g = f32x4.mul(firstLanes(w, lanes), firstLanes(d, lanes));
    put(true, dx, madd(b, firstLanes(h, lanes), madd(f, g, c)), lanes);
    dx += 16;
    d += 16;
    h += 16;
    w += 16;
  }
}

/**
 * Adds dout to dbeta and dout · xhat to dgamma, for ROWS rows in order, so that the sum of a column is always in the
 * same order.
 */
// @ts-ignore: decorator
@inline
function addRows(
  ROWS: i32, PARTIAL: bool, dgamma: usize, dbeta: usize, dout: usize, xhat: usize, row: usize, lanes: i32,
): void {
  let s = get(PARTIAL, dbeta, lanes), t = get(PARTIAL, dgamma, lanes);
  const d0 = get(PARTIAL, dout, lanes);
  s = f32x4.add(s, d0);
  t = madd(d0, get(PARTIAL, xhat, lanes), t);
  if (ROWS > 1) {
    const d1 = get(PARTIAL, dout + row, lanes), d2 = get(PARTIAL, dout + 2 * row, lanes), d3 = get(PARTIAL, dout + 3 * row, lanes);
    s = f32x4.add(f32x4.add(f32x4.add(s, d1), d2), d3);
    t = madd(d1, get(PARTIAL, xhat + row, lanes), t);
    t = madd(d2, get(PARTIAL, xhat + 2 * row, lanes), t);
    t = madd(d3, get(PARTIAL, xhat + 3 * row, lanes), t);
  }
  put(PARTIAL, dbeta, s, lanes);
  put(PARTIAL, dgamma, t, lanes);
}

// @ts-ignore: decorator
@inline
function addToColumns(ROWS: i32, dgamma: usize, dbeta: usize, dout: usize, xhat: usize, row: usize, columns: i32): void {
  for (; columns >= 4; columns -= 4) {
    addRows(ROWS, false, dgamma, dbeta, dout, xhat, row, 4);
    dgamma += 16;
    dbeta += 16;
    dout += 16;
    xhat += 16;
  }
  if (columns > 0) addRows(ROWS, true, dgamma, dbeta, dout, xhat, row, columns);
}

/** dgamma = Σ dout · xhat and dbeta = Σ dout over N rows, for `columns` columns: four rows at a time, from left to right. */
function sumColumns(dgamma: usize, dbeta: usize, dout: usize, xhat: usize, N: i32, row: usize, columns: i32): void {
  for (let i = 0; i < columns; i++) {
    store<f32>(dgamma + 4 * i, 0);
    store<f32>(dbeta + 4 * i, 0);
  }
  for (; N >= 4; N -= 4) {
    addToColumns(4, dgamma, dbeta, dout, xhat, row, columns);
    dout += 4 * row;
    xhat += 4 * row;
  }
  for (; N > 0; N--) {
    addToColumns(1, dgamma, dbeta, dout, xhat, row, columns);
    dout += row;
    xhat += row;
  }
}

/**
 * Computes dx (N, D), dgamma and dbeta (D). Outputs are counted from begin to end: first the rows of dx, rounded up to
 * a multiple of 16, then the columns of dgamma and dbeta.
 */
export function layernormBackward(
  dx: usize, dgamma: usize, dbeta: usize, dout: usize, xhat: usize, invStd: usize, gamma: usize,
  N: i32, D: i32, begin: i32, end: i32,
): void {
  const row = <usize>D << 2, filled = (N + 15) & ~15;
  for (let n = begin; n < min(end, N); n++) {
    const at = <usize>n * row;
    backwardRow(dx + at, dout + at, xhat + at, gamma, load<f32>(invStd + 4 * n), D);
  }
  const first = max(begin, filled) - filled, at: usize = 4 * first, columns = end - filled - first;
  if (columns > 0) sumColumns(dgamma + at, dbeta + at, dout + at, xhat + at, N, row, columns);
}
