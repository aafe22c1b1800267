// Batch normalization backward in closed form, through the activation behind it, columns begin <= d < end. With g the
// gradient by what goes into the activation, dout · f', dbeta = Σ g and dgamma = Σ g · xhat:
//   dx = gamma · invStd / N · (N · g - dbeta - xhat · dgamma)
// Two times down the rows, in strips as in batchnorm.ts: for g, which is put into dx, and its sums, then for dx, which may
// be dout. Each sum has two chains of additions, for even and odd rows, however high the strip. Between strips they are in
// `sums` (4, D).
import { Kind, slopeAt, slopeFromOut } from "./activation-formulas";
import { factorOf, fullColumns, get, rowsOfStrip, sumRows, writeRows, xhat } from "./batchnorm";
import { madd, vecsOfTile } from "./config";
import { put } from "./tile";

/** g from dout, given xhat h, gamma w, beta b, and the address of out. */
// @ts-ignore: decorator
@inline
function through(PARTIAL: bool, KIND: i32, dout: v128, out: usize, h: v128, w: v128, b: v128, lanes: i32): v128 {
  if (KIND == Kind.None) return dout;
  return f32x4.mul(dout, slopeAt(KIND, slopeFromOut(KIND) ? get(PARTIAL, out, lanes) : madd(w, h, b)));
}

/** s: sums of g, t: sums of g · xhat; e and o: of even and odd rows. */
// @ts-ignore: decorator
@inline
function sumStrip(
  VECS: i32, PARTIAL: bool, KIND: i32, dx: usize, dgamma: usize, dbeta: usize, sums: usize, dout: usize, out: usize, x: usize,
  mean: usize, variance: usize, invStd: usize, gamma: usize, beta: usize, row: usize, height: i32, first: bool, last: bool,
  columns: i32,
): void {
  for (; columns > 0; columns -= 4 * VECS) {
    const lanes = PARTIAL ? min(columns, 4) : 4;
    let se0 = f32x4.splat(0), se1 = se0, se2 = se0, se3 = se0, so0 = se0, so1 = se0, so2 = se0, so3 = se0;
    let te0 = se0, te1 = se0, te2 = se0, te3 = se0, to0 = se0, to1 = se0, to2 = se0, to3 = se0;
    if (!first) {
      let at = sums;
      se0 = get(PARTIAL, at, lanes); if (VECS > 1) se1 = v128.load(at, 16); if (VECS > 2) { se2 = v128.load(at, 32); se3 = v128.load(at, 48); }
      at += row;
      so0 = get(PARTIAL, at, lanes); if (VECS > 1) so1 = v128.load(at, 16); if (VECS > 2) { so2 = v128.load(at, 32); so3 = v128.load(at, 48); }
      at += row;
      te0 = get(PARTIAL, at, lanes); if (VECS > 1) te1 = v128.load(at, 16); if (VECS > 2) { te2 = v128.load(at, 32); te3 = v128.load(at, 48); }
      at += row;
      to0 = get(PARTIAL, at, lanes); if (VECS > 1) to1 = v128.load(at, 16); if (VECS > 2) { to2 = v128.load(at, 32); to3 = v128.load(at, 48); }
      at += row;
    }
    const m0 = get(PARTIAL, mean, lanes), f0 = factorOf(get(PARTIAL, invStd, lanes), get(PARTIAL, variance, lanes));
    const w0 = get(PARTIAL, gamma, lanes), b0 = get(PARTIAL, beta, lanes);
    let m1 = m0, m2 = m0, m3 = m0, f1 = f0, f2 = f0, f3 = f0, w1 = w0, w2 = w0, w3 = w0, b1 = b0, b2 = b0, b3 = b0;
    if (VECS > 1) {
      m1 = v128.load(mean, 16); f1 = factorOf(v128.load(invStd, 16), v128.load(variance, 16));
      w1 = v128.load(gamma, 16); b1 = v128.load(beta, 16);
    }
    if (VECS > 2) {
      m2 = v128.load(mean, 32); m3 = v128.load(mean, 48);
      f2 = factorOf(v128.load(invStd, 32), v128.load(variance, 32)); f3 = factorOf(v128.load(invStd, 48), v128.load(variance, 48));
      w2 = v128.load(gamma, 32); w3 = v128.load(gamma, 48);
      b2 = v128.load(beta, 32); b3 = v128.load(beta, 48);
    }
    let d = dout, y = out, from = x, to = dx;
    for (let n = height >> 1; n > 0; n--) {
      let h0 = xhat(get(PARTIAL, from, lanes), m0, f0), h1 = h0, h2 = h0, h3 = h0;
      if (VECS > 1) h1 = xhat(v128.load(from, 16), m1, f1);
      if (VECS > 2) { h2 = xhat(v128.load(from, 32), m2, f2); h3 = xhat(v128.load(from, 48), m3, f3); }
      let g0 = through(PARTIAL, KIND, get(PARTIAL, d, lanes), y, h0, w0, b0, lanes), g1 = g0, g2 = g0, g3 = g0;
      if (VECS > 1) g1 = through(false, KIND, v128.load(d, 16), y + 16, h1, w1, b1, 4);
      if (VECS > 2) {
        g2 = through(false, KIND, v128.load(d, 32), y + 32, h2, w2, b2, 4);
        g3 = through(false, KIND, v128.load(d, 48), y + 48, h3, w3, b3, 4);
      }
      put(PARTIAL, to, g0, lanes); if (VECS > 1) v128.store(to, g1, 16);
      if (VECS > 2) { v128.store(to, g2, 32); v128.store(to, g3, 48); }
      se0 = f32x4.add(se0, g0); if (VECS > 1) se1 = f32x4.add(se1, g1);
      if (VECS > 2) { se2 = f32x4.add(se2, g2); se3 = f32x4.add(se3, g3); }
      te0 = madd(g0, h0, te0); if (VECS > 1) te1 = madd(g1, h1, te1);
      if (VECS > 2) { te2 = madd(g2, h2, te2); te3 = madd(g3, h3, te3); }
      d += row;
      y += row;
      from += row;
      to += row;
      h0 = xhat(get(PARTIAL, from, lanes), m0, f0);
      if (VECS > 1) h1 = xhat(v128.load(from, 16), m1, f1);
      if (VECS > 2) { h2 = xhat(v128.load(from, 32), m2, f2); h3 = xhat(v128.load(from, 48), m3, f3); }
      g0 = through(PARTIAL, KIND, get(PARTIAL, d, lanes), y, h0, w0, b0, lanes);
      if (VECS > 1) g1 = through(false, KIND, v128.load(d, 16), y + 16, h1, w1, b1, 4);
      if (VECS > 2) {
        g2 = through(false, KIND, v128.load(d, 32), y + 32, h2, w2, b2, 4);
        g3 = through(false, KIND, v128.load(d, 48), y + 48, h3, w3, b3, 4);
      }
      put(PARTIAL, to, g0, lanes); if (VECS > 1) v128.store(to, g1, 16);
      if (VECS > 2) { v128.store(to, g2, 32); v128.store(to, g3, 48); }
      so0 = f32x4.add(so0, g0); if (VECS > 1) so1 = f32x4.add(so1, g1);
      if (VECS > 2) { so2 = f32x4.add(so2, g2); so3 = f32x4.add(so3, g3); }
      to0 = madd(g0, h0, to0); if (VECS > 1) to1 = madd(g1, h1, to1);
      if (VECS > 2) { to2 = madd(g2, h2, to2); to3 = madd(g3, h3, to3); }
      d += row;
      y += row;
      from += row;
      to += row;
    }
    if (height & 1) {
      let h0 = xhat(get(PARTIAL, from, lanes), m0, f0), h1 = h0, h2 = h0, h3 = h0;
      if (VECS > 1) h1 = xhat(v128.load(from, 16), m1, f1);
      if (VECS > 2) { h2 = xhat(v128.load(from, 32), m2, f2); h3 = xhat(v128.load(from, 48), m3, f3); }
      let g0 = through(PARTIAL, KIND, get(PARTIAL, d, lanes), y, h0, w0, b0, lanes), g1 = g0, g2 = g0, g3 = g0;
      if (VECS > 1) g1 = through(false, KIND, v128.load(d, 16), y + 16, h1, w1, b1, 4);
      if (VECS > 2) {
        g2 = through(false, KIND, v128.load(d, 32), y + 32, h2, w2, b2, 4);
        g3 = through(false, KIND, v128.load(d, 48), y + 48, h3, w3, b3, 4);
      }
      put(PARTIAL, to, g0, lanes); if (VECS > 1) v128.store(to, g1, 16);
      if (VECS > 2) { v128.store(to, g2, 32); v128.store(to, g3, 48); }
      se0 = f32x4.add(se0, g0); if (VECS > 1) se1 = f32x4.add(se1, g1);
      if (VECS > 2) { se2 = f32x4.add(se2, g2); se3 = f32x4.add(se3, g3); }
      te0 = madd(g0, h0, te0); if (VECS > 1) te1 = madd(g1, h1, te1);
      if (VECS > 2) { te2 = madd(g2, h2, te2); te3 = madd(g3, h3, te3); }
      d += row;
      y += row;
      from += row;
      to += row;
    }
    if (!last) {
      let at = sums;
      put(PARTIAL, at, se0, lanes); if (VECS > 1) v128.store(at, se1, 16); if (VECS > 2) { v128.store(at, se2, 32); v128.store(at, se3, 48); }
      at += row;
      put(PARTIAL, at, so0, lanes); if (VECS > 1) v128.store(at, so1, 16); if (VECS > 2) { v128.store(at, so2, 32); v128.store(at, so3, 48); }
      at += row;
      put(PARTIAL, at, te0, lanes); if (VECS > 1) v128.store(at, te1, 16); if (VECS > 2) { v128.store(at, te2, 32); v128.store(at, te3, 48); }
      at += row;
      put(PARTIAL, at, to0, lanes); if (VECS > 1) v128.store(at, to1, 16); if (VECS > 2) { v128.store(at, to2, 32); v128.store(at, to3, 48); }
      at += row;
    } else {
      put(PARTIAL, dbeta, f32x4.add(se0, so0), lanes); if (VECS > 1) v128.store(dbeta, f32x4.add(se1, so1), 16);
      if (VECS > 2) { v128.store(dbeta, f32x4.add(se2, so2), 32); v128.store(dbeta, f32x4.add(se3, so3), 48); }
      put(PARTIAL, dgamma, f32x4.add(te0, to0), lanes); if (VECS > 1) v128.store(dgamma, f32x4.add(te1, to1), 16);
      if (VECS > 2) { v128.store(dgamma, f32x4.add(te2, to2), 32); v128.store(dgamma, f32x4.add(te3, to3), 48); }
    }
    dx += 16 * VECS;
    dgamma += 16 * VECS;
    dbeta += 16 * VECS;
    sums += 16 * VECS;
    dout += 16 * VECS;
    out += 16 * VECS;
    x += 16 * VECS;
    mean += 16 * VECS;
    variance += 16 * VECS;
    invStd += 16 * VECS;
    gamma += 16 * VECS;
    beta += 16 * VECS;
  }
}

/** dx = f · g - s - t · xhat, with f = gamma · invStd, s = f · dbeta / N, t = f · dgamma / N; dx has g before. */
// @ts-ignore: decorator
@inline
function writeStrip(
  VECS: i32, PARTIAL: bool, dx: usize, dgamma: usize, dbeta: usize, x: usize, mean: usize, variance: usize, invStd: usize,
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
    let from = x, to = dx;
    for (let n = height; n > 0; n--) {
      const h0 = xhat(get(PARTIAL, from, lanes), m0, q0), d0 = madd(t0, h0, madd(f0, get(PARTIAL, to, lanes), s0));
      let d1 = d0, d2 = d0, d3 = d0;
      if (VECS > 1) {
        const h1 = xhat(v128.load(from, 16), m1, q1);
        d1 = madd(t1, h1, madd(f1, v128.load(to, 16), s1));
      }
      if (VECS > 2) {
        const h2 = xhat(v128.load(from, 32), m2, q2), h3 = xhat(v128.load(from, 48), m3, q3);
        d2 = madd(t2, h2, madd(f2, v128.load(to, 32), s2));
        d3 = madd(t3, h3, madd(f3, v128.load(to, 48), s3));
      }
      put(PARTIAL, to, d0, lanes); if (VECS > 1) v128.store(to, d1, 16);
      if (VECS > 2) { v128.store(to, d2, 32); v128.store(to, d3, 48); }
      to += row;
      from += row;
    }
    dx += 16 * VECS;
    dgamma += 16 * VECS;
    dbeta += 16 * VECS;
    x += 16 * VECS;
    mean += 16 * VECS;
    variance += 16 * VECS;
    invStd += 16 * VECS;
    gamma += 16 * VECS;
  }
}

// Each instance is a separate function, because engines optimize by function.
function sumRelu(dx: usize, dgamma: usize, dbeta: usize, sums: usize, dout: usize, out: usize, x: usize, mean: usize, variance: usize, invStd: usize, gamma: usize, beta: usize, row: usize, height: i32, first: bool, last: bool, columns: i32): void {
  sumStrip(vecsOfTile, false, Kind.Relu, dx, dgamma, dbeta, sums, dout, out, x, mean, variance, invStd, gamma, beta, row, height, first, last, columns);
}
function sumLeakyRelu(dx: usize, dgamma: usize, dbeta: usize, sums: usize, dout: usize, out: usize, x: usize, mean: usize, variance: usize, invStd: usize, gamma: usize, beta: usize, row: usize, height: i32, first: bool, last: bool, columns: i32): void {
  sumStrip(vecsOfTile, false, Kind.LeakyRelu, dx, dgamma, dbeta, sums, dout, out, x, mean, variance, invStd, gamma, beta, row, height, first, last, columns);
}
function sumSigmoid(dx: usize, dgamma: usize, dbeta: usize, sums: usize, dout: usize, out: usize, x: usize, mean: usize, variance: usize, invStd: usize, gamma: usize, beta: usize, row: usize, height: i32, first: bool, last: bool, columns: i32): void {
  sumStrip(vecsOfTile, false, Kind.Sigmoid, dx, dgamma, dbeta, sums, dout, out, x, mean, variance, invStd, gamma, beta, row, height, first, last, columns);
}
function sumTanh(dx: usize, dgamma: usize, dbeta: usize, sums: usize, dout: usize, out: usize, x: usize, mean: usize, variance: usize, invStd: usize, gamma: usize, beta: usize, row: usize, height: i32, first: bool, last: bool, columns: i32): void {
  sumStrip(vecsOfTile, false, Kind.Tanh, dx, dgamma, dbeta, sums, dout, out, x, mean, variance, invStd, gamma, beta, row, height, first, last, columns);
}
function sumGelu(dx: usize, dgamma: usize, dbeta: usize, sums: usize, dout: usize, out: usize, x: usize, mean: usize, variance: usize, invStd: usize, gamma: usize, beta: usize, row: usize, height: i32, first: bool, last: bool, columns: i32): void {
  sumStrip(vecsOfTile, false, Kind.Gelu, dx, dgamma, dbeta, sums, dout, out, x, mean, variance, invStd, gamma, beta, row, height, first, last, columns);
}
function sumNone(dx: usize, dgamma: usize, dbeta: usize, sums: usize, dout: usize, out: usize, x: usize, mean: usize, variance: usize, invStd: usize, gamma: usize, beta: usize, row: usize, height: i32, first: bool, last: bool, columns: i32): void {
  sumStrip(vecsOfTile, false, Kind.None, dx, dgamma, dbeta, sums, dout, out, x, mean, variance, invStd, gamma, beta, row, height, first, last, columns);
}
function sumPartial(kind: i32, dx: usize, dgamma: usize, dbeta: usize, sums: usize, dout: usize, out: usize, x: usize, mean: usize, variance: usize, invStd: usize, gamma: usize, beta: usize, row: usize, height: i32, first: bool, last: bool, columns: i32): void {
  sumStrip(1, true, kind, dx, dgamma, dbeta, sums, dout, out, x, mean, variance, invStd, gamma, beta, row, height, first, last, columns);
}

/** Handles a strip; columns that do not fill a tile choose the activation element by element. */
function sum(
  kind: i32, dx: usize, dgamma: usize, dbeta: usize, sums: usize, dout: usize, out: usize, x: usize, mean: usize, variance: usize,
  invStd: usize, gamma: usize, beta: usize, row: usize, height: i32, first: bool, last: bool, columns: i32,
): void {
  const full = fullColumns(columns), rest = columns - full, at: usize = 4 * full;
  switch (kind) {
    case Kind.Relu: sumRelu(dx, dgamma, dbeta, sums, dout, out, x, mean, variance, invStd, gamma, beta, row, height, first, last, full); break;
    case Kind.LeakyRelu: sumLeakyRelu(dx, dgamma, dbeta, sums, dout, out, x, mean, variance, invStd, gamma, beta, row, height, first, last, full); break;
    case Kind.Sigmoid: sumSigmoid(dx, dgamma, dbeta, sums, dout, out, x, mean, variance, invStd, gamma, beta, row, height, first, last, full); break;
    case Kind.Tanh: sumTanh(dx, dgamma, dbeta, sums, dout, out, x, mean, variance, invStd, gamma, beta, row, height, first, last, full); break;
    case Kind.Gelu: sumGelu(dx, dgamma, dbeta, sums, dout, out, x, mean, variance, invStd, gamma, beta, row, height, first, last, full); break;
    case Kind.None: sumNone(dx, dgamma, dbeta, sums, dout, out, x, mean, variance, invStd, gamma, beta, row, height, first, last, full); break;
  }
  if (!rest) return;
  sumPartial(
    kind, dx + at, dgamma + at, dbeta + at, sums + at, dout + at, out + at, x + at, mean + at, variance + at, invStd + at, gamma + at, beta + at,
    row, height, first, last, rest,
  );
}

function write(
  dx: usize, dgamma: usize, dbeta: usize, x: usize, mean: usize, variance: usize, invStd: usize, gamma: usize,
  N: i32, row: usize, height: i32, columns: i32,
): void {
  const full = fullColumns(columns), rest = columns - full, at: usize = 4 * full;
  writeStrip(vecsOfTile, false, dx, dgamma, dbeta, x, mean, variance, invStd, gamma, N, row, height, full);
  if (!rest) return;
  writeStrip(
    1, true, dx + at, dgamma + at, dbeta + at, x + at, mean + at, variance + at, invStd + at, gamma + at, N, row, height, rest,
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
    sum(
      kind, dx + strip, dgamma, dbeta, sums + at, dout + strip, out + strip, x + strip, batchMean, batchVar, invStd, gamma, beta + at,
      row, height, n == 0, last, columns,
    );
  }
  for (let n = 0; n < N; n += forWriting) {
    const strip = at + <usize>n * row;
    write(dx + strip, dgamma, dbeta, x + strip, batchMean, batchVar, invStd, gamma, N, row, min(forWriting, N - n), columns);
  }
}
