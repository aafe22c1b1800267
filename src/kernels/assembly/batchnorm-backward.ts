// Batch normalization backward in closed form, columns begin <= d < end: with dbeta = Σ dout and dgamma = Σ dout · xhat
//   dx = gamma · invStd / N · (N · dout - dbeta - xhat · dgamma)
// Two times down the rows, in strips as in batchnorm.ts. Each sum has two chains of additions, for even and odd rows, however
// high the strip. Between strips they wait in the first four rows of dx, which are written last.
import { fullColumns, get, rowsOfStrip, sumRows, writeRows } from "./batchnorm";
import { madd, vecsOfTile } from "./config";
import { put } from "./tile";

/** s: sums of dout, t: sums of dout · xhat; e and o: of even and odd rows. */
// @ts-ignore: decorator
@inline
function sumStrip(
  VECS: i32, PARTIAL: bool, dgamma: usize, dbeta: usize, sums: usize, dout: usize, xhat: usize,
  row: usize, height: i32, first: bool, last: bool, columns: i32,
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
    let g = dout, h = xhat;
    for (let n = height >> 1; n > 0; n--) {
      let h0 = get(PARTIAL, h, lanes), h1 = h0, h2 = h0, h3 = h0;
      if (VECS > 1) h1 = v128.load(h, 16); if (VECS > 2) { h2 = v128.load(h, 32); h3 = v128.load(h, 48); }
      let g0 = get(PARTIAL, g, lanes), g1 = g0, g2 = g0, g3 = g0;
      if (VECS > 1) g1 = v128.load(g, 16);
      if (VECS > 2) { g2 = v128.load(g, 32); g3 = v128.load(g, 48); }
      se0 = f32x4.add(se0, g0); if (VECS > 1) se1 = f32x4.add(se1, g1);
      if (VECS > 2) { se2 = f32x4.add(se2, g2); se3 = f32x4.add(se3, g3); }
      te0 = madd(g0, h0, te0); if (VECS > 1) te1 = madd(g1, h1, te1);
      if (VECS > 2) { te2 = madd(g2, h2, te2); te3 = madd(g3, h3, te3); }
      g += row;
      h += row;
      h0 = get(PARTIAL, h, lanes);
      if (VECS > 1) h1 = v128.load(h, 16); if (VECS > 2) { h2 = v128.load(h, 32); h3 = v128.load(h, 48); }
      g0 = get(PARTIAL, g, lanes);
      if (VECS > 1) g1 = v128.load(g, 16);
      if (VECS > 2) { g2 = v128.load(g, 32); g3 = v128.load(g, 48); }
      so0 = f32x4.add(so0, g0); if (VECS > 1) so1 = f32x4.add(so1, g1);
      if (VECS > 2) { so2 = f32x4.add(so2, g2); so3 = f32x4.add(so3, g3); }
      to0 = madd(g0, h0, to0); if (VECS > 1) to1 = madd(g1, h1, to1);
      if (VECS > 2) { to2 = madd(g2, h2, to2); to3 = madd(g3, h3, to3); }
      g += row;
      h += row;
    }
    if (height & 1) {
      let h0 = get(PARTIAL, h, lanes), h1 = h0, h2 = h0, h3 = h0;
      if (VECS > 1) h1 = v128.load(h, 16); if (VECS > 2) { h2 = v128.load(h, 32); h3 = v128.load(h, 48); }
      let g0 = get(PARTIAL, g, lanes), g1 = g0, g2 = g0, g3 = g0;
      if (VECS > 1) g1 = v128.load(g, 16);
      if (VECS > 2) { g2 = v128.load(g, 32); g3 = v128.load(g, 48); }
      se0 = f32x4.add(se0, g0); if (VECS > 1) se1 = f32x4.add(se1, g1);
      if (VECS > 2) { se2 = f32x4.add(se2, g2); se3 = f32x4.add(se3, g3); }
      te0 = madd(g0, h0, te0); if (VECS > 1) te1 = madd(g1, h1, te1);
      if (VECS > 2) { te2 = madd(g2, h2, te2); te3 = madd(g3, h3, te3); }
      g += row;
      h += row;
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
    dgamma += 16 * VECS;
    dbeta += 16 * VECS;
    sums += 16 * VECS;
    dout += 16 * VECS;
    xhat += 16 * VECS;
  }
}

/** dx = f · dout - s - t · xhat, with f = gamma · invStd, s = f · dbeta / N, t = f · dgamma / N */
// @ts-ignore: decorator
@inline
function writeStrip(
  VECS: i32, PARTIAL: bool, dx: usize, dgamma: usize, dbeta: usize, dout: usize, xhat: usize, invStd: usize,
  gamma: usize, N: i32, row: usize, height: i32, columns: i32,
): void {
  const over = f32x4.splat(-1 / <f32>N);
  for (; columns > 0; columns -= 4 * VECS) {
    const lanes = PARTIAL ? min(columns, 4) : 4;
    const f0 = f32x4.mul(get(PARTIAL, gamma, lanes), get(PARTIAL, invStd, lanes));
    const s0 = f32x4.mul(f32x4.mul(get(PARTIAL, dbeta, lanes), over), f0), t0 = f32x4.mul(f32x4.mul(get(PARTIAL, dgamma, lanes), over), f0);
    let f1 = f0, f2 = f0, f3 = f0, s1 = s0, s2 = s0, s3 = s0, t1 = t0, t2 = t0, t3 = t0;
    if (VECS > 1) {
      f1 = f32x4.mul(v128.load(gamma, 16), v128.load(invStd, 16));
      s1 = f32x4.mul(f32x4.mul(v128.load(dbeta, 16), over), f1); t1 = f32x4.mul(f32x4.mul(v128.load(dgamma, 16), over), f1);
    }
    if (VECS > 2) {
      f2 = f32x4.mul(v128.load(gamma, 32), v128.load(invStd, 32)); f3 = f32x4.mul(v128.load(gamma, 48), v128.load(invStd, 48));
      s2 = f32x4.mul(f32x4.mul(v128.load(dbeta, 32), over), f2); s3 = f32x4.mul(f32x4.mul(v128.load(dbeta, 48), over), f3);
      t2 = f32x4.mul(f32x4.mul(v128.load(dgamma, 32), over), f2); t3 = f32x4.mul(f32x4.mul(v128.load(dgamma, 48), over), f3);
    }
    let g = dout, h = xhat, to = dx;
    for (let n = height; n > 0; n--) {
      const h0 = get(PARTIAL, h, lanes), d0 = madd(t0, h0, madd(f0, get(PARTIAL, g, lanes), s0));
      let d1 = d0, d2 = d0, d3 = d0;
      if (VECS > 1) {
        const h1 = v128.load(h, 16);
        d1 = madd(t1, h1, madd(f1, v128.load(g, 16), s1));
      }
      if (VECS > 2) {
        const h2 = v128.load(h, 32), h3 = v128.load(h, 48);
        d2 = madd(t2, h2, madd(f2, v128.load(g, 32), s2));
        d3 = madd(t3, h3, madd(f3, v128.load(g, 48), s3));
      }
      put(PARTIAL, to, d0, lanes); if (VECS > 1) v128.store(to, d1, 16);
      if (VECS > 2) { v128.store(to, d2, 32); v128.store(to, d3, 48); }
      to += row;
      g += row;
      h += row;
    }
    dx += 16 * VECS;
    dgamma += 16 * VECS;
    dbeta += 16 * VECS;
    dout += 16 * VECS;
    xhat += 16 * VECS;
    invStd += 16 * VECS;
    gamma += 16 * VECS;
  }
}

/** Goes down the rows for the sums. */
function sum(dgamma: usize, dbeta: usize, sums: usize, dout: usize, xhat: usize, N: i32, row: usize, columns: i32): void {
  const strip = rowsOfStrip(N, row, sumRows), full = fullColumns(columns), rest = columns - full, at: usize = 4 * full;
  for (let n = 0; n < N; n += strip) {
    const height = min(strip, N - n), first = n == 0, last = n + strip >= N;
    sumStrip(vecsOfTile, false, dgamma, dbeta, sums, dout, xhat, row, height, first, last, full);
    if (rest) sumStrip(1, true, dgamma + at, dbeta + at, sums + at, dout + at, xhat + at, row, height, first, last, rest);
    const bytes = <usize>height * row;
    dout += bytes;
    xhat += bytes;
  }
}

function write(
  dx: usize, dgamma: usize, dbeta: usize, dout: usize, xhat: usize, invStd: usize, gamma: usize, N: i32, row: usize, columns: i32,
): void {
  const strip = rowsOfStrip(N, row, writeRows), full = fullColumns(columns), rest = columns - full, at: usize = 4 * full;
  for (let n = 0; n < N; n += strip) {
    const height = min(strip, N - n);
    writeStrip(vecsOfTile, false, dx, dgamma, dbeta, dout, xhat, invStd, gamma, N, row, height, full);
    if (rest) {
      writeStrip(
        1, true, dx + at, dgamma + at, dbeta + at, dout + at, xhat + at, invStd + at, gamma + at, N, row, height, rest,
      );
    }
    const bytes = <usize>height * row;
    dx += bytes;
    dout += bytes;
    xhat += bytes;
  }
}

/** dx (N, D), dgamma, dbeta (D) from dout and the forward pass's xhat and invStd. */
export function batchnormBackward(
  dx: usize, dgamma: usize, dbeta: usize, dout: usize, xhat: usize, invStd: usize, gamma: usize,
  N: i32, D: i32, begin: i32, end: i32,
): void {
  const row = <usize>D << 2, at: usize = 4 * begin, columns = end - begin;
  sum(dgamma + at, dbeta + at, dx + at, dout + at, xhat + at, N, row, columns);
  write(dx + at, dgamma + at, dbeta + at, dout + at, xhat + at, invStd + at, gamma + at, N, row, columns);
}
