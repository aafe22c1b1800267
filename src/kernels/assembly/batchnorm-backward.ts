// Batch normalization backward in closed form, through the activation behind it, columns begin <= d < end. With g the
// gradient by what goes into the activation, dout · f', dbeta = Σ g and dgamma = Σ g · xhat:
//   dx = gamma · invStd / N · (N · g - dbeta - xhat · dgamma)
// Two times down the rows, in strips: for the sums of g, which is put into dx unless it is dout, then for dx, which may be
// dout.
import { Kind } from "./activation-formulas";
import { factorOf, xhat } from "./batchnorm";
import { sumGradients } from "./batchnorm-sums";
import { madd, vecsOfTile } from "./config";
import { fullColumns, get, rowsOfStrip, sumRows, writeRows } from "./strips";
import { put } from "./tile";

/** dx = f · g - s - t · xhat, with f = gamma · invStd, s = f · dbeta / N, t = f · dgamma / N; g may be dx. */
// @ts-ignore: decorator
@inline
function writeStrip(
  VECS: i32, PARTIAL: bool, dx: usize, dgamma: usize, dbeta: usize, g: usize, x: usize, mean: usize, variance: usize, invStd: usize,
  gamma: usize, N: i32, row: usize, height: i32, columns: i32,
): void {
  const over = f32x4.splat(-1 / <f32>N);
  for (; columns > 0; columns -= 4 * VECS) {
    const lanes = PARTIAL ? min(columns, 4) : 4;
    const i0 = get(PARTIAL, invStd, lanes), f0 = f32x4.mul(get(PARTIAL, gamma, lanes), i0);
    const m0 = get(PARTIAL, mean, lanes), q0 = factorOf(i0, get(PARTIAL, variance, lanes));
    const s0 = f32x4.mul(f32x4.mul(get(PARTIAL, dbeta, lanes), over), f0), t0 = f32x4.mul(f32x4.mul(get(PARTIAL, dgamma, lanes), over), f0);
    let f1 = f0, f2 = f0, f3 = f0, s1 = s0, s2 = s0, s3 = s0, t1 = t0, t2 = t0, t3 = t0;
    let m1 = m0, m2 = m0, m3 = m0, q1 = q0, q2 = q0, q3 = q0;
    if (VECS > 1) {
      const i1 = v128.load(invStd, 16);
      f1 = f32x4.mul(v128.load(gamma, 16), i1);
      m1 = v128.load(mean, 16); q1 = factorOf(i1, v128.load(variance, 16));
      s1 = f32x4.mul(f32x4.mul(v128.load(dbeta, 16), over), f1); t1 = f32x4.mul(f32x4.mul(v128.load(dgamma, 16), over), f1);
    }
    if (VECS > 2) {
      const i2 = v128.load(invStd, 32), i3 = v128.load(invStd, 48);
      f2 = f32x4.mul(v128.load(gamma, 32), i2); f3 = f32x4.mul(v128.load(gamma, 48), i3);
      m2 = v128.load(mean, 32); m3 = v128.load(mean, 48);
      q2 = factorOf(i2, v128.load(variance, 32)); q3 = factorOf(i3, v128.load(variance, 48));
      s2 = f32x4.mul(f32x4.mul(v128.load(dbeta, 32), over), f2); s3 = f32x4.mul(f32x4.mul(v128.load(dbeta, 48), over), f3);
      t2 = f32x4.mul(f32x4.mul(v128.load(dgamma, 32), over), f2); t3 = f32x4.mul(f32x4.mul(v128.load(dgamma, 48), over), f3);
    }
    let at = g, from = x, to = dx;
    for (let n = height; n > 0; n--) {
      const h0 = xhat(get(PARTIAL, from, lanes), m0, q0), d0 = madd(t0, h0, madd(f0, get(PARTIAL, at, lanes), s0));
      let d1 = d0, d2 = d0, d3 = d0;
      if (VECS > 1) {
        const h1 = xhat(v128.load(from, 16), m1, q1);
        d1 = madd(t1, h1, madd(f1, v128.load(at, 16), s1));
      }
      if (VECS > 2) {
        const h2 = xhat(v128.load(from, 32), m2, q2), h3 = xhat(v128.load(from, 48), m3, q3);
        d2 = madd(t2, h2, madd(f2, v128.load(at, 32), s2));
        d3 = madd(t3, h3, madd(f3, v128.load(at, 48), s3));
      }
      put(PARTIAL, to, d0, lanes); if (VECS > 1) v128.store(to, d1, 16);
      if (VECS > 2) { v128.store(to, d2, 32); v128.store(to, d3, 48); }
      at += row;
      to += row;
      from += row;
    }
    dx += 16 * VECS;
    dgamma += 16 * VECS;
    dbeta += 16 * VECS;
    g += 16 * VECS;
    x += 16 * VECS;
    mean += 16 * VECS;
    variance += 16 * VECS;
    invStd += 16 * VECS;
    gamma += 16 * VECS;
  }
}

function write(
  dx: usize, dgamma: usize, dbeta: usize, g: usize, x: usize, mean: usize, variance: usize, invStd: usize, gamma: usize,
  N: i32, row: usize, height: i32, columns: i32,
): void {
  const full = fullColumns(columns), rest = columns - full, at: usize = 4 * full;
  writeStrip(vecsOfTile, false, dx, dgamma, dbeta, g, x, mean, variance, invStd, gamma, N, row, height, full);
  if (!rest) return;
  writeStrip(
    1, true, dx + at, dgamma + at, dbeta + at, g + at, x + at, mean + at, variance + at, invStd + at, gamma + at, N, row, height, rest,
  );
}

/**
 * dx (N, D), dgamma, dbeta (D) from dout, the results of the forward pass and what it read. dx may be dout. `kind` is the
 * number of the activation.
 */
export function batchnormBackward(
  dx: usize, dgamma: usize, dbeta: usize, sums: usize, dout: usize, out: usize, x: usize, batchMean: usize, batchVar: usize,
  invStd: usize, gamma: usize, beta: usize, kind: i32, N: i32, D: i32, begin: i32, end: i32,
): void {
  const row = <usize>D << 2, at: usize = 4 * begin, columns = end - begin;
  const forSums = rowsOfStrip(N, row, sumRows), forWriting = rowsOfStrip(N, row, writeRows);
  dgamma += at;
  dbeta += at;
  batchMean += at;
  batchVar += at;
  invStd += at;
  gamma += at;
  for (let n = 0; n < N; n += forSums) {
    const strip = at + <usize>n * row, height = min(forSums, N - n), last = n + forSums >= N;
    sumGradients(
      kind, dx + strip, dgamma, dbeta, sums + at, dout + strip, out + strip, x + strip, batchMean, batchVar, invStd, gamma, beta + at,
      row, height, n == 0, last, columns,
    );
  }
  const g = kind == Kind.None ? dout : dx;
  for (let n = 0; n < N; n += forWriting) {
    const strip = at + <usize>n * row;
    write(dx + strip, dgamma, dbeta, g + strip, x + strip, batchMean, batchVar, invStd, gamma, N, row, min(forWriting, N - n), columns);
  }
}
