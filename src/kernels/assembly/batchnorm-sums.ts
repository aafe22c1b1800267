// The sums of batch norm backward: dbeta = Σ g and dgamma = Σ g · xhat, with g the gradient by what goes into the activation.
// Each sum has two chains of additions, for even and odd rows, however high the strip. Between strips they are in `sums`.
import { Kind, slopeAt, slopeFromOut } from "./activation-formulas";
import { factorOf, xhat } from "./batchnorm";
import { madd, vecsOfTile } from "./config";
import { fullColumns, get } from "./strips";
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
    for (let left = height; left > 0; left -= 2) {
      let h0 = xhat(get(PARTIAL, from, lanes), m0, f0), h1 = h0, h2 = h0, h3 = h0;
      if (VECS > 1) h1 = xhat(v128.load(from, 16), m1, f1);
      if (VECS > 2) { h2 = xhat(v128.load(from, 32), m2, f2); h3 = xhat(v128.load(from, 48), m3, f3); }
      let g0 = through(PARTIAL, KIND, get(PARTIAL, d, lanes), y, h0, w0, b0, lanes), g1 = g0, g2 = g0, g3 = g0;
      if (VECS > 1) g1 = through(false, KIND, v128.load(d, 16), y + 16, h1, w1, b1, 4);
      if (VECS > 2) {
        g2 = through(false, KIND, v128.load(d, 32), y + 32, h2, w2, b2, 4);
        g3 = through(false, KIND, v128.load(d, 48), y + 48, h3, w3, b3, 4);
      }
      if (KIND != Kind.None) {
        put(PARTIAL, to, g0, lanes); if (VECS > 1) v128.store(to, g1, 16);
        if (VECS > 2) { v128.store(to, g2, 32); v128.store(to, g3, 48); }
      }
      se0 = f32x4.add(se0, g0); if (VECS > 1) se1 = f32x4.add(se1, g1);
      if (VECS > 2) { se2 = f32x4.add(se2, g2); se3 = f32x4.add(se3, g3); }
      te0 = madd(g0, h0, te0); if (VECS > 1) te1 = madd(g1, h1, te1);
      if (VECS > 2) { te2 = madd(g2, h2, te2); te3 = madd(g3, h3, te3); }
      d += row;
      y += row;
      from += row;
      to += row;
      if (left == 1) break;
      h0 = xhat(get(PARTIAL, from, lanes), m0, f0);
      if (VECS > 1) h1 = xhat(v128.load(from, 16), m1, f1);
      if (VECS > 2) { h2 = xhat(v128.load(from, 32), m2, f2); h3 = xhat(v128.load(from, 48), m3, f3); }
      g0 = through(PARTIAL, KIND, get(PARTIAL, d, lanes), y, h0, w0, b0, lanes);
      if (VECS > 1) g1 = through(false, KIND, v128.load(d, 16), y + 16, h1, w1, b1, 4);
      if (VECS > 2) {
        g2 = through(false, KIND, v128.load(d, 32), y + 32, h2, w2, b2, 4);
        g3 = through(false, KIND, v128.load(d, 48), y + 48, h3, w3, b3, 4);
      }
      if (KIND != Kind.None) {
        put(PARTIAL, to, g0, lanes); if (VECS > 1) v128.store(to, g1, 16);
        if (VECS > 2) { v128.store(to, g2, 32); v128.store(to, g3, 48); }
      }
      so0 = f32x4.add(so0, g0); if (VECS > 1) so1 = f32x4.add(so1, g1);
      if (VECS > 2) { so2 = f32x4.add(so2, g2); so3 = f32x4.add(so3, g3); }
      to0 = madd(g0, h0, to0); if (VECS > 1) to1 = madd(g1, h1, to1);
      if (VECS > 2) { to2 = madd(g2, h2, to2); to3 = madd(g3, h3, to3); }
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

/**
 * Handles full vectors. All numbers of two vectors at a time fit into the registers; a matrix of several strips is handled by whole
 * cache lines.
 */
// @ts-ignore: decorator
@inline
function sumFull(
  KIND: i32, dx: usize, dgamma: usize, dbeta: usize, sums: usize, dout: usize, out: usize, x: usize, mean: usize, variance: usize,
  invStd: usize, gamma: usize, beta: usize, row: usize, height: i32, first: bool, last: bool, columns: i32,
): void {
  if (first && last) sumStrip(2, false, KIND, dx, dgamma, dbeta, sums, dout, out, x, mean, variance, invStd, gamma, beta, row, height, true, true, columns);
  else sumStrip(vecsOfTile, false, KIND, dx, dgamma, dbeta, sums, dout, out, x, mean, variance, invStd, gamma, beta, row, height, first, last, columns);
}

// Each instance is a separate function, because engines optimize by function.
function sumRelu(dx: usize, dgamma: usize, dbeta: usize, sums: usize, dout: usize, out: usize, x: usize, mean: usize, variance: usize, invStd: usize, gamma: usize, beta: usize, row: usize, height: i32, first: bool, last: bool, columns: i32): void {
  sumFull(Kind.Relu, dx, dgamma, dbeta, sums, dout, out, x, mean, variance, invStd, gamma, beta, row, height, first, last, columns);
}
function sumLeakyRelu(dx: usize, dgamma: usize, dbeta: usize, sums: usize, dout: usize, out: usize, x: usize, mean: usize, variance: usize, invStd: usize, gamma: usize, beta: usize, row: usize, height: i32, first: bool, last: bool, columns: i32): void {
  sumFull(Kind.LeakyRelu, dx, dgamma, dbeta, sums, dout, out, x, mean, variance, invStd, gamma, beta, row, height, first, last, columns);
}
function sumSigmoid(dx: usize, dgamma: usize, dbeta: usize, sums: usize, dout: usize, out: usize, x: usize, mean: usize, variance: usize, invStd: usize, gamma: usize, beta: usize, row: usize, height: i32, first: bool, last: bool, columns: i32): void {
  sumFull(Kind.Sigmoid, dx, dgamma, dbeta, sums, dout, out, x, mean, variance, invStd, gamma, beta, row, height, first, last, columns);
}
function sumTanh(dx: usize, dgamma: usize, dbeta: usize, sums: usize, dout: usize, out: usize, x: usize, mean: usize, variance: usize, invStd: usize, gamma: usize, beta: usize, row: usize, height: i32, first: bool, last: bool, columns: i32): void {
  sumFull(Kind.Tanh, dx, dgamma, dbeta, sums, dout, out, x, mean, variance, invStd, gamma, beta, row, height, first, last, columns);
}
function sumGelu(dx: usize, dgamma: usize, dbeta: usize, sums: usize, dout: usize, out: usize, x: usize, mean: usize, variance: usize, invStd: usize, gamma: usize, beta: usize, row: usize, height: i32, first: bool, last: bool, columns: i32): void {
  sumFull(Kind.Gelu, dx, dgamma, dbeta, sums, dout, out, x, mean, variance, invStd, gamma, beta, row, height, first, last, columns);
}
function sumNone(dx: usize, dgamma: usize, dbeta: usize, sums: usize, dout: usize, out: usize, x: usize, mean: usize, variance: usize, invStd: usize, gamma: usize, beta: usize, row: usize, height: i32, first: bool, last: bool, columns: i32): void {
  sumFull(Kind.None, dx, dgamma, dbeta, sums, dout, out, x, mean, variance, invStd, gamma, beta, row, height, first, last, columns);
}
function sumPartial(kind: i32, dx: usize, dgamma: usize, dbeta: usize, sums: usize, dout: usize, out: usize, x: usize, mean: usize, variance: usize, invStd: usize, gamma: usize, beta: usize, row: usize, height: i32, first: bool, last: bool, columns: i32): void {
  sumStrip(1, true, kind, dx, dgamma, dbeta, sums, dout, out, x, mean, variance, invStd, gamma, beta, row, height, first, last, columns);
}

/** Handles a strip; columns that do not fill a tile choose the activation at run time. */
export function sumGradients(
  kind: i32, dx: usize, dgamma: usize, dbeta: usize, sums: usize, dout: usize, out: usize, x: usize, mean: usize, variance: usize,
  invStd: usize, gamma: usize, beta: usize, row: usize, height: i32, first: bool, last: bool, columns: i32,
): void {
  const full = first && last ? columns & ~7 : fullColumns(columns), rest = columns - full, at: usize = 4 * full;
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
