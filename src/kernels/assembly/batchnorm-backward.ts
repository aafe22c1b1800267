// Batch normalization backward in closed form, columns begin <= d < end: with dbeta = Σ dout and dgamma = Σ dout · xhat
//   dx = gamma · invStd / N · (N · dout - dbeta - xhat · dgamma)
// Two times down the rows of a block of columns. Each sum has two chains of additions, for even and odd rows, in blocks of
// every width: the result of a column does not depend on the block it falls in.
import { get } from "./batchnorm";
import { madd, vecsOfTile } from "./config";
import { put } from "./tile";

// @ts-ignore: decorator
@inline
function block(
  VECS: i32, PARTIAL: bool, dx: usize, dgamma: usize, dbeta: usize, dout: usize, xhat: usize, invStd: usize, gamma: usize,
  N: i32, row: usize, lanes: i32,
): void {
  // s: sums of dout, t: of dout · xhat; e and o: of even and odd rows
  let se0 = f32x4.splat(0), se1 = se0, se2 = se0, se3 = se0, so0 = se0, so1 = se0, so2 = se0, so3 = se0;
  let te0 = se0, te1 = se0, te2 = se0, te3 = se0, to0 = se0, to1 = se0, to2 = se0, to3 = se0;
  let g = dout, h = xhat;
  for (let n = N >> 1; n > 0; n--) {
    let g0 = get(PARTIAL, g, lanes), g1 = g0, g2 = g0, g3 = g0;
    if (VECS > 1) g1 = v128.load(g, 16); if (VECS > 2) { g2 = v128.load(g, 32); g3 = v128.load(g, 48); }
    se0 = f32x4.add(se0, g0); if (VECS > 1) se1 = f32x4.add(se1, g1);
    if (VECS > 2) { se2 = f32x4.add(se2, g2); se3 = f32x4.add(se3, g3); }
    te0 = madd(g0, get(PARTIAL, h, lanes), te0); if (VECS > 1) te1 = madd(g1, v128.load(h, 16), te1);
    if (VECS > 2) { te2 = madd(g2, v128.load(h, 32), te2); te3 = madd(g3, v128.load(h, 48), te3); }
    g += row;
    h += row;
    g0 = get(PARTIAL, g, lanes);
    if (VECS > 1) g1 = v128.load(g, 16); if (VECS > 2) { g2 = v128.load(g, 32); g3 = v128.load(g, 48); }
    so0 = f32x4.add(so0, g0); if (VECS > 1) so1 = f32x4.add(so1, g1);
    if (VECS > 2) { so2 = f32x4.add(so2, g2); so3 = f32x4.add(so3, g3); }
    to0 = madd(g0, get(PARTIAL, h, lanes), to0); if (VECS > 1) to1 = madd(g1, v128.load(h, 16), to1);
    if (VECS > 2) { to2 = madd(g2, v128.load(h, 32), to2); to3 = madd(g3, v128.load(h, 48), to3); }
    g += row;
    h += row;
  }
  if (N & 1) {
    let g0 = get(PARTIAL, g, lanes), g1 = g0, g2 = g0, g3 = g0;
    if (VECS > 1) g1 = v128.load(g, 16); if (VECS > 2) { g2 = v128.load(g, 32); g3 = v128.load(g, 48); }
    se0 = f32x4.add(se0, g0); if (VECS > 1) se1 = f32x4.add(se1, g1);
    if (VECS > 2) { se2 = f32x4.add(se2, g2); se3 = f32x4.add(se3, g3); }
    te0 = madd(g0, get(PARTIAL, h, lanes), te0); if (VECS > 1) te1 = madd(g1, v128.load(h, 16), te1);
    if (VECS > 2) { te2 = madd(g2, v128.load(h, 32), te2); te3 = madd(g3, v128.load(h, 48), te3); }
  }
  se0 = f32x4.add(se0, so0); if (VECS > 1) se1 = f32x4.add(se1, so1);
  if (VECS > 2) { se2 = f32x4.add(se2, so2); se3 = f32x4.add(se3, so3); }
  te0 = f32x4.add(te0, to0); if (VECS > 1) te1 = f32x4.add(te1, to1);
  if (VECS > 2) { te2 = f32x4.add(te2, to2); te3 = f32x4.add(te3, to3); }
  put(PARTIAL, dbeta, se0, lanes); if (VECS > 1) v128.store(dbeta, se1, 16);
  if (VECS > 2) { v128.store(dbeta, se2, 32); v128.store(dbeta, se3, 48); }
  put(PARTIAL, dgamma, te0, lanes); if (VECS > 1) v128.store(dgamma, te1, 16);
  if (VECS > 2) { v128.store(dgamma, te2, 32); v128.store(dgamma, te3, 48); }

  // dx = f · dout - s - t · xhat, with f = gamma · invStd, s = f · dbeta / N, t = f · dgamma / N
  const over = f32x4.splat(-1 / <f32>N);
  const f0 = f32x4.mul(get(PARTIAL, gamma, lanes), get(PARTIAL, invStd, lanes));
  let f1 = f0, f2 = f0, f3 = f0;
  if (VECS > 1) f1 = f32x4.mul(v128.load(gamma, 16), v128.load(invStd, 16));
  if (VECS > 2) {
    f2 = f32x4.mul(v128.load(gamma, 32), v128.load(invStd, 32));
    f3 = f32x4.mul(v128.load(gamma, 48), v128.load(invStd, 48));
  }
  se0 = f32x4.mul(f32x4.mul(se0, over), f0); if (VECS > 1) se1 = f32x4.mul(f32x4.mul(se1, over), f1);
  if (VECS > 2) { se2 = f32x4.mul(f32x4.mul(se2, over), f2); se3 = f32x4.mul(f32x4.mul(se3, over), f3); }
  te0 = f32x4.mul(f32x4.mul(te0, over), f0); if (VECS > 1) te1 = f32x4.mul(f32x4.mul(te1, over), f1);
  if (VECS > 2) { te2 = f32x4.mul(f32x4.mul(te2, over), f2); te3 = f32x4.mul(f32x4.mul(te3, over), f3); }
  for (let n = N; n > 0; n--) {
    const d0 = madd(te0, get(PARTIAL, xhat, lanes), madd(f0, get(PARTIAL, dout, lanes), se0));
    let d1 = d0, d2 = d0, d3 = d0;
    if (VECS > 1) d1 = madd(te1, v128.load(xhat, 16), madd(f1, v128.load(dout, 16), se1));
    if (VECS > 2) {
      d2 = madd(te2, v128.load(xhat, 32), madd(f2, v128.load(dout, 32), se2));
      d3 = madd(te3, v128.load(xhat, 48), madd(f3, v128.load(dout, 48), se3));
    }
    put(PARTIAL, dx, d0, lanes); if (VECS > 1) v128.store(dx, d1, 16);
    if (VECS > 2) { v128.store(dx, d2, 32); v128.store(dx, d3, 48); }
    dx += row;
    dout += row;
    xhat += row;
  }
}

/** dx (N, D), dgamma, dbeta (D) from dout and the forward pass's xhat and invStd. */
export function batchnormBackward(
  dx: usize, dgamma: usize, dbeta: usize, dout: usize, xhat: usize, invStd: usize, gamma: usize,
  N: i32, D: i32, begin: i32, end: i32,
): void {
  const row = <usize>D << 2;
  let at: usize = 4 * begin, left = end - begin;
  for (; left >= 4 * vecsOfTile; left -= 4 * vecsOfTile) {
    block(vecsOfTile, false, dx + at, dgamma + at, dbeta + at, dout + at, xhat + at, invStd + at, gamma + at, N, row, 4);
    at += 16 * vecsOfTile;
  }
  for (; left > 0; left -= 4) {
    block(1, true, dx + at, dgamma + at, dbeta + at, dout + at, xhat + at, invStd + at, gamma + at, N, row, min(left, 4));
    at += 16;
  }
}
