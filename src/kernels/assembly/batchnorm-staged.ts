// Batch normalization backward node by node over the computational graph, columns begin <= d < end. The graph is
//   (1) mean = 1/N Σ x   (2) xmu = x - mean   (3) sq = xmu²   (4) var = 1/N Σ sq   (5) std = sqrt(var + eps)
//   (6) invStd = 1/std   (7) xhat = xmu · invStd   (8) gammax = gamma · xhat   (9) out = gammax + beta
// and a node with a sum over the rows goes down the rows once: five times, where the closed form does it twice. Loops,
// blocks and chains are those of the closed form, so that comparing the two compares the formulas.
import { madd, vecsOfTile } from "./config";
import { get } from "./strips";
import { put } from "./tile";

/** The gradient of gamma by one element: dout · xhat, added to `sum`. */
// @ts-ignore: decorator
@inline
function plusDgamma(sum: v128, g: v128, x: v128, mean: v128, invStd: v128): v128 {
  return madd(g, f32x4.mul(f32x4.sub(x, mean), invStd), sum);
}

/** The gradient of invStd by one element: dxhat · xmu, added to `sum`. */
// @ts-ignore: decorator
@inline
function plusProduct(sum: v128, dxhat: v128, x: v128, mean: v128): v128 {
  return madd(dxhat, f32x4.sub(x, mean), sum);
}

// @ts-ignore: decorator
@inline
function block(
  VECS: i32, PARTIAL: bool, dx: usize, dgamma: usize, dbeta: usize, dout: usize, x: usize,
  batchMean: usize, batchVar: usize, gamma: usize, eps: v128, N: i32, row: usize, lanes: i32,
): void {
  const zero = f32x4.splat(0), rows = f32x4.splat(<f32>N), one = f32x4.splat(1);
  const pairs = N >> 1, rest = N & 1;
  const m0 = get(PARTIAL, batchMean, lanes), std0 = f32x4.sqrt(f32x4.add(get(PARTIAL, batchVar, lanes), eps));
  let m1 = m0, m2 = m0, m3 = m0, std1 = std0, std2 = std0, std3 = std0;
  if (VECS > 1) { m1 = v128.load(batchMean, 16); std1 = f32x4.sqrt(f32x4.add(v128.load(batchVar, 16), eps)); }
  if (VECS > 2) {
    m2 = v128.load(batchMean, 32); std2 = f32x4.sqrt(f32x4.add(v128.load(batchVar, 32), eps));
    m3 = v128.load(batchMean, 48); std3 = f32x4.sqrt(f32x4.add(v128.load(batchVar, 48), eps));
  }
  const i0 = f32x4.div(one, std0);
  let i1 = i0, i2 = i0, i3 = i0;
  if (VECS > 1) i1 = f32x4.div(one, std1); if (VECS > 2) { i2 = f32x4.div(one, std2); i3 = f32x4.div(one, std3); }

  // (9) out = gammax + beta: beta's gradient is the sum; gammax's is dout itself
  let a0 = zero, a1 = zero, a2 = zero, a3 = zero, b0 = zero, b1 = zero, b2 = zero, b3 = zero, g = dout, from = x, to = dx;
  for (let n = pairs; n > 0; n--) {
    a0 = f32x4.add(a0, get(PARTIAL, g, lanes)); if (VECS > 1) a1 = f32x4.add(a1, v128.load(g, 16));
    if (VECS > 2) { a2 = f32x4.add(a2, v128.load(g, 32)); a3 = f32x4.add(a3, v128.load(g, 48)); }
    g += row;
    b0 = f32x4.add(b0, get(PARTIAL, g, lanes)); if (VECS > 1) b1 = f32x4.add(b1, v128.load(g, 16));
    if (VECS > 2) { b2 = f32x4.add(b2, v128.load(g, 32)); b3 = f32x4.add(b3, v128.load(g, 48)); }
    g += row;
  }
  if (rest) {
    a0 = f32x4.add(a0, get(PARTIAL, g, lanes)); if (VECS > 1) a1 = f32x4.add(a1, v128.load(g, 16));
    if (VECS > 2) { a2 = f32x4.add(a2, v128.load(g, 32)); a3 = f32x4.add(a3, v128.load(g, 48)); }
  }
  put(PARTIAL, dbeta, f32x4.add(a0, b0), lanes); if (VECS > 1) v128.store(dbeta, f32x4.add(a1, b1), 16);
  if (VECS > 2) { v128.store(dbeta, f32x4.add(a2, b2), 32); v128.store(dbeta, f32x4.add(a3, b3), 48); }

  // (8) gammax = gamma · xhat
  a0 = a1 = a2 = a3 = b0 = b1 = b2 = b3 = zero;
  g = dout;
  for (let n = pairs; n > 0; n--) {
    a0 = plusDgamma(a0, get(PARTIAL, g, lanes), get(PARTIAL, from, lanes), m0, i0);
    if (VECS > 1) a1 = plusDgamma(a1, v128.load(g, 16), v128.load(from, 16), m1, i1);
    if (VECS > 2) {
      a2 = plusDgamma(a2, v128.load(g, 32), v128.load(from, 32), m2, i2);
      a3 = plusDgamma(a3, v128.load(g, 48), v128.load(from, 48), m3, i3);
    }
    g += row;
    from += row;
    b0 = plusDgamma(b0, get(PARTIAL, g, lanes), get(PARTIAL, from, lanes), m0, i0);
    if (VECS > 1) b1 = plusDgamma(b1, v128.load(g, 16), v128.load(from, 16), m1, i1);
    if (VECS > 2) {
      b2 = plusDgamma(b2, v128.load(g, 32), v128.load(from, 32), m2, i2);
      b3 = plusDgamma(b3, v128.load(g, 48), v128.load(from, 48), m3, i3);
    }
    g += row;
    from += row;
  }
  if (rest) {
    a0 = plusDgamma(a0, get(PARTIAL, g, lanes), get(PARTIAL, from, lanes), m0, i0);
    if (VECS > 1) a1 = plusDgamma(a1, v128.load(g, 16), v128.load(from, 16), m1, i1);
    if (VECS > 2) {
      a2 = plusDgamma(a2, v128.load(g, 32), v128.load(from, 32), m2, i2);
      a3 = plusDgamma(a3, v128.load(g, 48), v128.load(from, 48), m3, i3);
    }
  }
  put(PARTIAL, dgamma, f32x4.add(a0, b0), lanes); if (VECS > 1) v128.store(dgamma, f32x4.add(a1, b1), 16);
  if (VECS > 2) { v128.store(dgamma, f32x4.add(a2, b2), 32); v128.store(dgamma, f32x4.add(a3, b3), 48); }

  // (7) xhat = xmu · invStd: invStd serves every row; xmu gets the first of its two gradients, kept in dx
  const f0 = get(PARTIAL, gamma, lanes);
  let f1 = f0, f2 = f0, f3 = f0;
  if (VECS > 1) f1 = v128.load(gamma, 16); if (VECS > 2) { f2 = v128.load(gamma, 32); f3 = v128.load(gamma, 48); }
  a0 = a1 = a2 = a3 = b0 = b1 = b2 = b3 = zero;
  g = dout;
  from = x;
  let h0 = zero, h1 = zero, h2 = zero, h3 = zero;
  for (let n = pairs; n > 0; n--) {
    h0 = f32x4.mul(get(PARTIAL, g, lanes), f0); if (VECS > 1) h1 = f32x4.mul(v128.load(g, 16), f1);
    if (VECS > 2) { h2 = f32x4.mul(v128.load(g, 32), f2); h3 = f32x4.mul(v128.load(g, 48), f3); }
    a0 = plusProduct(a0, h0, get(PARTIAL, from, lanes), m0);
    if (VECS > 1) a1 = plusProduct(a1, h1, v128.load(from, 16), m1);
    if (VECS > 2) {
      a2 = plusProduct(a2, h2, v128.load(from, 32), m2);
      a3 = plusProduct(a3, h3, v128.load(from, 48), m3);
    }
    put(PARTIAL, to, f32x4.mul(h0, i0), lanes); if (VECS > 1) v128.store(to, f32x4.mul(h1, i1), 16);
    if (VECS > 2) { v128.store(to, f32x4.mul(h2, i2), 32); v128.store(to, f32x4.mul(h3, i3), 48); }
    g += row;
    from += row;
    to += row;
    h0 = f32x4.mul(get(PARTIAL, g, lanes), f0); if (VECS > 1) h1 = f32x4.mul(v128.load(g, 16), f1);
    if (VECS > 2) { h2 = f32x4.mul(v128.load(g, 32), f2); h3 = f32x4.mul(v128.load(g, 48), f3); }
    b0 = plusProduct(b0, h0, get(PARTIAL, from, lanes), m0);
    if (VECS > 1) b1 = plusProduct(b1, h1, v128.load(from, 16), m1);
    if (VECS > 2) {
      b2 = plusProduct(b2, h2, v128.load(from, 32), m2);
      b3 = plusProduct(b3, h3, v128.load(from, 48), m3);
    }
    put(PARTIAL, to, f32x4.mul(h0, i0), lanes); if (VECS > 1) v128.store(to, f32x4.mul(h1, i1), 16);
    if (VECS > 2) { v128.store(to, f32x4.mul(h2, i2), 32); v128.store(to, f32x4.mul(h3, i3), 48); }
    g += row;
    from += row;
    to += row;
  }
  if (rest) {
    h0 = f32x4.mul(get(PARTIAL, g, lanes), f0); if (VECS > 1) h1 = f32x4.mul(v128.load(g, 16), f1);
    if (VECS > 2) { h2 = f32x4.mul(v128.load(g, 32), f2); h3 = f32x4.mul(v128.load(g, 48), f3); }
    a0 = plusProduct(a0, h0, get(PARTIAL, from, lanes), m0);
    if (VECS > 1) a1 = plusProduct(a1, h1, v128.load(from, 16), m1);
    if (VECS > 2) {
      a2 = plusProduct(a2, h2, v128.load(from, 32), m2);
      a3 = plusProduct(a3, h3, v128.load(from, 48), m3);
    }
    put(PARTIAL, to, f32x4.mul(h0, i0), lanes); if (VECS > 1) v128.store(to, f32x4.mul(h1, i1), 16);
    if (VECS > 2) { v128.store(to, f32x4.mul(h2, i2), 32); v128.store(to, f32x4.mul(h3, i3), 48); }
  }
  a0 = f32x4.add(a0, b0); if (VECS > 1) a1 = f32x4.add(a1, b1);
  if (VECS > 2) { a2 = f32x4.add(a2, b2); a3 = f32x4.add(a3, b3); }

  // (6) invStd = 1/std, (5) std = sqrt(var + eps), (4) var = 1/N Σ sq: twice dsq = -dinvStd / (std² · std · N)
  const q0 = f32x4.neg(f32x4.div(f32x4.div(a0, f32x4.mul(std0, std0)), f32x4.mul(std0, rows)));
  let q1 = q0, q2 = q0, q3 = q0;
  if (VECS > 1) q1 = f32x4.neg(f32x4.div(f32x4.div(a1, f32x4.mul(std1, std1)), f32x4.mul(std1, rows)));
  if (VECS > 2) {
    q2 = f32x4.neg(f32x4.div(f32x4.div(a2, f32x4.mul(std2, std2)), f32x4.mul(std2, rows)));
    q3 = f32x4.neg(f32x4.div(f32x4.div(a3, f32x4.mul(std3, std3)), f32x4.mul(std3, rows)));
  }

  // (3) sq = xmu²: the second gradient of xmu. (2) xmu = x - mean: x takes both, mean their negative sum
  a0 = a1 = a2 = a3 = b0 = b1 = b2 = b3 = zero;
  from = x;
  to = dx;
  for (let n = pairs; n > 0; n--) {
    h0 = madd(f32x4.sub(get(PARTIAL, from, lanes), m0), q0, get(PARTIAL, to, lanes));
    if (VECS > 1) h1 = madd(f32x4.sub(v128.load(from, 16), m1), q1, v128.load(to, 16));
    if (VECS > 2) {
      h2 = madd(f32x4.sub(v128.load(from, 32), m2), q2, v128.load(to, 32));
      h3 = madd(f32x4.sub(v128.load(from, 48), m3), q3, v128.load(to, 48));
    }
    a0 = f32x4.add(a0, h0); if (VECS > 1) a1 = f32x4.add(a1, h1);
    if (VECS > 2) { a2 = f32x4.add(a2, h2); a3 = f32x4.add(a3, h3); }
    put(PARTIAL, to, h0, lanes); if (VECS > 1) v128.store(to, h1, 16);
    if (VECS > 2) { v128.store(to, h2, 32); v128.store(to, h3, 48); }
    from += row;
    to += row;
    h0 = madd(f32x4.sub(get(PARTIAL, from, lanes), m0), q0, get(PARTIAL, to, lanes));
    if (VECS > 1) h1 = madd(f32x4.sub(v128.load(from, 16), m1), q1, v128.load(to, 16));
    if (VECS > 2) {
      h2 = madd(f32x4.sub(v128.load(from, 32), m2), q2, v128.load(to, 32));
      h3 = madd(f32x4.sub(v128.load(from, 48), m3), q3, v128.load(to, 48));
    }
    b0 = f32x4.add(b0, h0); if (VECS > 1) b1 = f32x4.add(b1, h1);
    if (VECS > 2) { b2 = f32x4.add(b2, h2); b3 = f32x4.add(b3, h3); }
    put(PARTIAL, to, h0, lanes); if (VECS > 1) v128.store(to, h1, 16);
    if (VECS > 2) { v128.store(to, h2, 32); v128.store(to, h3, 48); }
    from += row;
    to += row;
  }
  if (rest) {
    h0 = madd(f32x4.sub(get(PARTIAL, from, lanes), m0), q0, get(PARTIAL, to, lanes));
    if (VECS > 1) h1 = madd(f32x4.sub(v128.load(from, 16), m1), q1, v128.load(to, 16));
    if (VECS > 2) {
      h2 = madd(f32x4.sub(v128.load(from, 32), m2), q2, v128.load(to, 32));
      h3 = madd(f32x4.sub(v128.load(from, 48), m3), q3, v128.load(to, 48));
    }
    a0 = f32x4.add(a0, h0); if (VECS > 1) a1 = f32x4.add(a1, h1);
    if (VECS > 2) { a2 = f32x4.add(a2, h2); a3 = f32x4.add(a3, h3); }
    put(PARTIAL, to, h0, lanes); if (VECS > 1) v128.store(to, h1, 16);
    if (VECS > 2) { v128.store(to, h2, 32); v128.store(to, h3, 48); }
  }
  a0 = f32x4.add(a0, b0); if (VECS > 1) a1 = f32x4.add(a1, b1);
  if (VECS > 2) { a2 = f32x4.add(a2, b2); a3 = f32x4.add(a3, b3); }

  // (1) mean = 1/N Σ x
  a0 = f32x4.div(a0, rows); if (VECS > 1) a1 = f32x4.div(a1, rows);
  if (VECS > 2) { a2 = f32x4.div(a2, rows); a3 = f32x4.div(a3, rows); }
  to = dx;
  for (let n = N; n > 0; n--) {
    h0 = f32x4.sub(get(PARTIAL, to, lanes), a0); if (VECS > 1) h1 = f32x4.sub(v128.load(to, 16), a1);
    if (VECS > 2) { h2 = f32x4.sub(v128.load(to, 32), a2); h3 = f32x4.sub(v128.load(to, 48), a3); }
    put(PARTIAL, to, h0, lanes); if (VECS > 1) v128.store(to, h1, 16);
    if (VECS > 2) { v128.store(to, h2, 32); v128.store(to, h3, 48); }
    to += row;
  }
}

/** dx (N, D), dgamma, dbeta (D) from dout, x and the forward pass's batchMean and batchVar. */
export function batchnormBackwardStaged(
  dx: usize, dgamma: usize, dbeta: usize, dout: usize, x: usize, batchMean: usize, batchVar: usize, gamma: usize,
  eps: usize, N: i32, D: i32, begin: i32, end: i32,
): void {
  const row = <usize>D << 2, e = f32x4.splat(<f32>load<f64>(eps));
  let at: usize = 4 * begin, left = end - begin;
  for (; left >= 4 * vecsOfTile; left -= 4 * vecsOfTile) {
    block(
      vecsOfTile, false, dx + at, dgamma + at, dbeta + at, dout + at, x + at,
      batchMean + at, batchVar + at, gamma + at, e, N, row, 4,
    );
    at += 16 * vecsOfTile;
  }
  for (; left > 0; left -= 4) {
    block(
      1, true, dx + at, dgamma + at, dbeta + at, dout + at, x + at,
      batchMean + at, batchVar + at, gamma + at, e, N, row, min(left, 4),
    );
    at += 16;
  }
}
