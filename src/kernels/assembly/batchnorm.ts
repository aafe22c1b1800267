// Batch normalization forward with the activation behind it: x (N, D), each column by itself, for columns begin <= d <
// end. It goes down the rows three times: for the mean, for the variance, and to write. Each time it goes in strips of
// rows, whose cache lines are adjacent in memory. Single columns would have lines a row apart: the processor cannot
// prefetch them, and if the distance is a power of two they evict each other from the first-level cache. Sums have four
// chains of additions, for the rows n mod 4, at any height of the strip, so the result of a column depends on nothing
// else. Between strips the chains are in `sums` (4, D).
//
// A pass over a matrix that is larger than a cache takes as long as its bytes do. So what follows from x is not stored:
// neither xhat nor what goes into the activation, which the backward pass computes again.
import { Kind, valueAt } from "./activation-formulas";
import { madd, vecsOfTile } from "./config";
import { firstLanes } from "./pack";
import { put } from "./tile";

/** Loads one vector, or with PARTIAL its first lanes. */
// @ts-ignore: decorator
@inline
export function get(PARTIAL: bool, from: usize, lanes: i32): v128 {
  return PARTIAL ? firstLanes(from, lanes) : v128.load(from);
}

/** sum + (x - center), or with SQUARES sum + (x - center)² */
// @ts-ignore: decorator
@inline
function plus(PARTIAL: bool, SQUARES: bool, sum: v128, from: usize, lanes: i32, center: v128): v128 {
  const deviation = f32x4.sub(get(PARTIAL, from, lanes), center);
  return SQUARES ? madd(deviation, deviation, sum) : f32x4.add(sum, deviation);
}

/** The sum of four chains. */
// @ts-ignore: decorator
@inline
export function joined(a: v128, b: v128, c: v128, d: v128): v128 {
  return f32x4.add(f32x4.add(a, b), f32x4.add(c, d));
}

/** Rows of a strip: `height`, or all rows if they fit into the first-level cache together. */
export function rowsOfStrip(N: i32, row: usize, height: i32): i32 {
  return <usize>N * row <= 32768 ? N : height;
}

/**
 * Heights of strips: for sums, which are loaded and stored for each strip, and for writing matrices. A strip that takes half
 * a cache line at a time must stay in the first-level cache until it takes the other half.
 */
// @ts-ignore: decorator
@inline export const sumRows: i32 = 4 * vecsOfTile;
// @ts-ignore: decorator
@inline export const writeRows: i32 = 4;

/**
 * Handles a strip of `columns`, VECS vectors at a time. The chains a to d continue from `sums`, or from 0 in the first
 * strip, and are stored there again. After the last strip, `result` is the mean of the summed numbers; if these were
 * deviations, the center is added.
 */
// @ts-ignore: decorator
@inline
function sumStrip(
  VECS: i32, PARTIAL: bool, SQUARES: bool, result: usize, sums: usize, center: usize, x: usize,
  N: i32, row: usize, height: i32, first: bool, last: bool, columns: i32,
): void {
  const zero = f32x4.splat(0);
  for (; columns > 0; columns -= 4 * VECS) {
    const lanes = PARTIAL ? min(columns, 4) : 4;
    let from = x;
    let a0 = zero, a1 = zero, a2 = zero, a3 = zero, b0 = zero, b1 = zero, b2 = zero, b3 = zero;
    let c0 = zero, c1 = zero, c2 = zero, c3 = zero, d0 = zero, d1 = zero, d2 = zero, d3 = zero;
    if (!first) {
      let at = sums;
      a0 = get(PARTIAL, at, lanes); if (VECS > 1) a1 = v128.load(at, 16); if (VECS > 2) { a2 = v128.load(at, 32); a3 = v128.load(at, 48); }
      at += row;
      b0 = get(PARTIAL, at, lanes); if (VECS > 1) b1 = v128.load(at, 16); if (VECS > 2) { b2 = v128.load(at, 32); b3 = v128.load(at, 48); }
      at += row;
      c0 = get(PARTIAL, at, lanes); if (VECS > 1) c1 = v128.load(at, 16); if (VECS > 2) { c2 = v128.load(at, 32); c3 = v128.load(at, 48); }
      at += row;
      d0 = get(PARTIAL, at, lanes); if (VECS > 1) d1 = v128.load(at, 16); if (VECS > 2) { d2 = v128.load(at, 32); d3 = v128.load(at, 48); }
      at += row;
    }
    const m0 = get(PARTIAL, center, lanes);
    let m1 = m0, m2 = m0, m3 = m0;
    if (VECS > 1) m1 = v128.load(center, 16); if (VECS > 2) { m2 = v128.load(center, 32); m3 = v128.load(center, 48); }
    for (let n = height >> 2; n > 0; n--) {
      a0 = plus(PARTIAL, SQUARES, a0, from, lanes, m0); if (VECS > 1) a1 = plus(false, SQUARES, a1, from + 16, 4, m1);
      if (VECS > 2) { a2 = plus(false, SQUARES, a2, from + 32, 4, m2); a3 = plus(false, SQUARES, a3, from + 48, 4, m3); }
      from += row;
      b0 = plus(PARTIAL, SQUARES, b0, from, lanes, m0); if (VECS > 1) b1 = plus(false, SQUARES, b1, from + 16, 4, m1);
      if (VECS > 2) { b2 = plus(false, SQUARES, b2, from + 32, 4, m2); b3 = plus(false, SQUARES, b3, from + 48, 4, m3); }
      from += row;
      c0 = plus(PARTIAL, SQUARES, c0, from, lanes, m0); if (VECS > 1) c1 = plus(false, SQUARES, c1, from + 16, 4, m1);
      if (VECS > 2) { c2 = plus(false, SQUARES, c2, from + 32, 4, m2); c3 = plus(false, SQUARES, c3, from + 48, 4, m3); }
      from += row;
      d0 = plus(PARTIAL, SQUARES, d0, from, lanes, m0); if (VECS > 1) d1 = plus(false, SQUARES, d1, from + 16, 4, m1);
      if (VECS > 2) { d2 = plus(false, SQUARES, d2, from + 32, 4, m2); d3 = plus(false, SQUARES, d3, from + 48, 4, m3); }
      from += row;
    }
    for (let n = height & 3; n > 0; n--) {
      a0 = plus(PARTIAL, SQUARES, a0, from, lanes, m0); if (VECS > 1) a1 = plus(false, SQUARES, a1, from + 16, 4, m1);
      if (VECS > 2) { a2 = plus(false, SQUARES, a2, from + 32, 4, m2); a3 = plus(false, SQUARES, a3, from + 48, 4, m3); }
      from += row;
    }
    if (!last) {
      let at = sums;
      put(PARTIAL, at, a0, lanes); if (VECS > 1) v128.store(at, a1, 16); if (VECS > 2) { v128.store(at, a2, 32); v128.store(at, a3, 48); }
      at += row;
      put(PARTIAL, at, b0, lanes); if (VECS > 1) v128.store(at, b1, 16); if (VECS > 2) { v128.store(at, b2, 32); v128.store(at, b3, 48); }
      at += row;
      put(PARTIAL, at, c0, lanes); if (VECS > 1) v128.store(at, c1, 16); if (VECS > 2) { v128.store(at, c2, 32); v128.store(at, c3, 48); }
      at += row;
      put(PARTIAL, at, d0, lanes); if (VECS > 1) v128.store(at, d1, 16); if (VECS > 2) { v128.store(at, d2, 32); v128.store(at, d3, 48); }
      at += row;
    } else {
      const rows = f32x4.splat(<f32>N);
      a0 = f32x4.div(joined(a0, b0, c0, d0), rows); if (VECS > 1) a1 = f32x4.div(joined(a1, b1, c1, d1), rows);
      if (VECS > 2) { a2 = f32x4.div(joined(a2, b2, c2, d2), rows); a3 = f32x4.div(joined(a3, b3, c3, d3), rows); }
      if (!SQUARES) {
        a0 = f32x4.add(m0, a0); if (VECS > 1) a1 = f32x4.add(m1, a1);
        if (VECS > 2) { a2 = f32x4.add(m2, a2); a3 = f32x4.add(m3, a3); }
      }
      put(PARTIAL, result, a0, lanes); if (VECS > 1) v128.store(result, a1, 16);
      if (VECS > 2) { v128.store(result, a2, 32); v128.store(result, a3, 48); }
    }
    result += 16 * VECS;
    sums += 16 * VECS;
    center += 16 * VECS;
    x += 16 * VECS;
  }
}

/** invStd = 1 / sqrt(variance + eps) */
function inverseStds(invStd: usize, variance: usize, eps: f32, columns: i32): void {
  const one = f32x4.splat(1), e = f32x4.splat(eps);
  for (; columns > 0; columns -= 4) {
    const lanes = min(columns, 4);
    put(true, invStd, f32x4.div(one, f32x4.sqrt(f32x4.add(firstLanes(variance, lanes), e))), lanes);
    invStd += 16;
    variance += 16;
  }
}

/**
 * The factor of x - mean in xhat. With eps 0 a constant column would give 0 · ∞; its deviations are 0, so xhat is 0.
 */
// @ts-ignore: decorator
@inline
export function factorOf(inverse: v128, variance: v128): v128 {
  return v128.andnot(inverse, f32x4.eq(variance, f32x4.splat(0)));
}

// @ts-ignore: decorator
@inline
export function xhat(x: v128, mean: v128, factor: v128): v128 {
  return f32x4.mul(f32x4.sub(x, mean), factor);
}

// @ts-ignore: decorator
@inline
function writeStrip(
  VECS: i32, PARTIAL: bool, KIND: i32, out: usize, x: usize, mean: usize, variance: usize, invStd: usize,
  gamma: usize, beta: usize, row: usize, height: i32, columns: i32,
): void {
  for (; columns > 0; columns -= 4 * VECS) {
    const lanes = PARTIAL ? min(columns, 4) : 4;
    const m0 = get(PARTIAL, mean, lanes), f0 = factorOf(get(PARTIAL, invStd, lanes), get(PARTIAL, variance, lanes));
    const g0 = get(PARTIAL, gamma, lanes), s0 = get(PARTIAL, beta, lanes);
    let m1 = m0, m2 = m0, m3 = m0, f1 = f0, f2 = f0, f3 = f0, g1 = g0, g2 = g0, g3 = g0, s1 = s0, s2 = s0, s3 = s0;
    if (VECS > 1) {
      m1 = v128.load(mean, 16); f1 = factorOf(v128.load(invStd, 16), v128.load(variance, 16));
      g1 = v128.load(gamma, 16); s1 = v128.load(beta, 16);
    }
    if (VECS > 2) {
      m2 = v128.load(mean, 32); m3 = v128.load(mean, 48);
      f2 = factorOf(v128.load(invStd, 32), v128.load(variance, 32)); f3 = factorOf(v128.load(invStd, 48), v128.load(variance, 48));
      g2 = v128.load(gamma, 32); g3 = v128.load(gamma, 48);
      s2 = v128.load(beta, 32); s3 = v128.load(beta, 48);
    }
    let from = x, to = out;
    for (let n = height; n > 0; n--) {
      const y0 = valueAt(KIND, madd(g0, xhat(get(PARTIAL, from, lanes), m0, f0), s0));
      let y1 = y0, y2 = y0, y3 = y0;
      if (VECS > 1) y1 = valueAt(KIND, madd(g1, xhat(v128.load(from, 16), m1, f1), s1));
      if (VECS > 2) {
        y2 = valueAt(KIND, madd(g2, xhat(v128.load(from, 32), m2, f2), s2));
        y3 = valueAt(KIND, madd(g3, xhat(v128.load(from, 48), m3, f3), s3));
      }
      put(PARTIAL, to, y0, lanes); if (VECS > 1) v128.store(to, y1, 16);
      if (VECS > 2) { v128.store(to, y2, 32); v128.store(to, y3, 48); }
      from += row;
      to += row;
    }
    out += 16 * VECS;
    x += 16 * VECS;
    mean += 16 * VECS;
    variance += 16 * VECS;
    invStd += 16 * VECS;
    gamma += 16 * VECS;
    beta += 16 * VECS;
  }
}

// Each instance is a separate function, because engines optimize by function.
function sums(result: usize, sums: usize, center: usize, x: usize, N: i32, row: usize, height: i32, first: bool, last: bool, columns: i32): void {
  sumStrip(vecsOfTile, false, false, result, sums, center, x, N, row, height, first, last, columns);
}
function sumsPartial(result: usize, sums: usize, center: usize, x: usize, N: i32, row: usize, height: i32, first: bool, last: bool, columns: i32): void {
  sumStrip(1, true, false, result, sums, center, x, N, row, height, first, last, columns);
}
function squares(result: usize, sums: usize, center: usize, x: usize, N: i32, row: usize, height: i32, first: bool, last: bool, columns: i32): void {
  sumStrip(vecsOfTile, false, true, result, sums, center, x, N, row, height, first, last, columns);
}
function squaresPartial(result: usize, sums: usize, center: usize, x: usize, N: i32, row: usize, height: i32, first: bool, last: bool, columns: i32): void {
  sumStrip(1, true, true, result, sums, center, x, N, row, height, first, last, columns);
}

/** The number of columns in full vectors of a tile; the others are handled one vector at a time. */
// @ts-ignore: decorator
@inline
export function fullColumns(columns: i32): i32 {
  return columns & ~(4 * vecsOfTile - 1);
}

/** Goes down the rows, for sums or for squares. */
// @ts-ignore: decorator
@inline
function down(SQUARES: bool, result: usize, between: usize, center: usize, x: usize, N: i32, row: usize, columns: i32): void {
  const strip = rowsOfStrip(N, row, sumRows), full = fullColumns(columns), rest = columns - full, at: usize = 4 * full;
  for (let n = 0; n < N; n += strip) {
    const height = min(strip, N - n), first = n == 0, last = n + strip >= N;
    if (SQUARES) {
      squares(result, between, center, x, N, row, height, first, last, full);
      if (rest) squaresPartial(result + at, between + at, center + at, x + at, N, row, height, first, last, rest);
    } else {
      sums(result, between, center, x, N, row, height, first, last, full);
      if (rest) sumsPartial(result + at, between + at, center + at, x + at, N, row, height, first, last, rest);
    }
    x += <usize>height * row;
  }
}

function writeRelu(out: usize, x: usize, mean: usize, variance: usize, invStd: usize, gamma: usize, beta: usize, row: usize, height: i32, columns: i32): void {
  writeStrip(vecsOfTile, false, Kind.Relu, out, x, mean, variance, invStd, gamma, beta, row, height, columns);
}
function writeLeakyRelu(out: usize, x: usize, mean: usize, variance: usize, invStd: usize, gamma: usize, beta: usize, row: usize, height: i32, columns: i32): void {
  writeStrip(vecsOfTile, false, Kind.LeakyRelu, out, x, mean, variance, invStd, gamma, beta, row, height, columns);
}
function writeSigmoid(out: usize, x: usize, mean: usize, variance: usize, invStd: usize, gamma: usize, beta: usize, row: usize, height: i32, columns: i32): void {
  writeStrip(vecsOfTile, false, Kind.Sigmoid, out, x, mean, variance, invStd, gamma, beta, row, height, columns);
}
function writeTanh(out: usize, x: usize, mean: usize, variance: usize, invStd: usize, gamma: usize, beta: usize, row: usize, height: i32, columns: i32): void {
  writeStrip(vecsOfTile, false, Kind.Tanh, out, x, mean, variance, invStd, gamma, beta, row, height, columns);
}
function writeGelu(out: usize, x: usize, mean: usize, variance: usize, invStd: usize, gamma: usize, beta: usize, row: usize, height: i32, columns: i32): void {
  writeStrip(vecsOfTile, false, Kind.Gelu, out, x, mean, variance, invStd, gamma, beta, row, height, columns);
}
function writeNone(out: usize, x: usize, mean: usize, variance: usize, invStd: usize, gamma: usize, beta: usize, row: usize, height: i32, columns: i32): void {
  writeStrip(vecsOfTile, false, Kind.None, out, x, mean, variance, invStd, gamma, beta, row, height, columns);
}
function writePartial(kind: i32, out: usize, x: usize, mean: usize, variance: usize, invStd: usize, gamma: usize, beta: usize, row: usize, height: i32, columns: i32): void {
  writeStrip(1, true, kind, out, x, mean, variance, invStd, gamma, beta, row, height, columns);
}

/** Writes a strip; columns that do not fill a tile choose the activation element by element. */
function write(
  kind: i32, out: usize, x: usize, mean: usize, variance: usize, invStd: usize, gamma: usize, beta: usize,
  row: usize, height: i32, columns: i32,
): void {
  const full = fullColumns(columns), rest = columns - full, at: usize = 4 * full;
  switch (kind) {
    case Kind.Relu: writeRelu(out, x, mean, variance, invStd, gamma, beta, row, height, full); break;
    case Kind.LeakyRelu: writeLeakyRelu(out, x, mean, variance, invStd, gamma, beta, row, height, full); break;
    case Kind.Sigmoid: writeSigmoid(out, x, mean, variance, invStd, gamma, beta, row, height, full); break;
    case Kind.Tanh: writeTanh(out, x, mean, variance, invStd, gamma, beta, row, height, full); break;
    case Kind.Gelu: writeGelu(out, x, mean, variance, invStd, gamma, beta, row, height, full); break;
    case Kind.None: writeNone(out, x, mean, variance, invStd, gamma, beta, row, height, full); break;
  }
  if (rest) writePartial(kind, out + at, x + at, mean + at, variance + at, invStd + at, gamma + at, beta + at, row, height, rest);
}

/**
 * Computes out (N, D) = f(gamma · xhat + beta), batchMean, batchVar (biased) and invStd (D) from the statistics of the
 * batch. f is the activation with number `kind`.
 */
export function batchnormForward(
  out: usize, batchMean: usize, batchVar: usize, invStd: usize, sums: usize, x: usize, gamma: usize, beta: usize,
  kind: i32, eps: usize, N: i32, D: i32, begin: i32, end: i32,
): void {
  const row = <usize>D << 2, at: usize = 4 * begin, columns = end - begin, mean = batchMean + at, variance = batchVar + at;
  // Sums distances from the first row, so that the mean of a constant column is exact and its variance 0.
  down(false, mean, sums + at, x + at, x + at, N, row, columns);
  down(true, variance, sums + at, mean, x + at, N, row, columns);
  inverseStds(invStd + at, variance, <f32>load<f64>(eps), columns);
  const strip = rowsOfStrip(N, row, writeRows);
  out += at;
  x += at;
  for (let n = 0; n < N; n += strip) {
    const height = min(strip, N - n), bytes = <usize>height * row;
    write(kind, out, x, mean, variance, invStd + at, gamma + at, beta + at, row, height, columns);
    out += bytes;
    x += bytes;
  }
}
