// The mean and the variance of each column, for batch norm forward. Sums have four chains of additions, for the rows n mod 4,
// at any height of the strip, so the result of a column depends on nothing else. Between strips the chains are in `sums`.
import { madd, vecsOfTile } from "./config";
import { fullColumns, get, rowsOfStrip, sumRows } from "./strips";
import { put } from "./tile";

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

/** Goes down the rows, for sums or with SQUARES for squares; result is their mean. `between` has the chains between strips. */
// @ts-ignore: decorator
@inline
export function sumDown(SQUARES: bool, result: usize, between: usize, center: usize, x: usize, N: i32, row: usize, columns: i32): void {
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
