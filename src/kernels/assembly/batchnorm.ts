// Batch normalization forward with the activation behind it: x (N, D), each column by itself, for columns begin <= d <
// end. It goes down the rows three times, in strips: for the mean, for the variance, and to write.
//
// A pass over a matrix that is larger than a cache takes as long as its bytes do. So what follows from x is not stored:
// neither xhat nor what goes into the activation, which the backward pass computes again.
import { Kind, valueAt } from "./activation-formulas";
import { sumDown } from "./batchnorm-statistics";
import { madd, vecsOfTile } from "./config";
import { firstLanes } from "./pack";
import { fullColumns, get, rowsOfStrip, writeRows } from "./strips";
import { put } from "./tile";

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

/** Writes a strip; columns that do not fill a tile choose the activation at run time. */
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
  sumDown(false, mean, sums + at, x + at, x + at, N, row, columns);
  sumDown(true, variance, sums + at, mean, x + at, N, row, columns);
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
