// An affine layer: x (N, D), weight (D, M), bias (M), out (N, M); all are row-major, and addresses are in bytes. begin
// and end select a part of one output dimension, so that threads share the outputs and never a sum.
import { firstLanes, transposeRows } from "./pack";
import { product, scratchOfProduct } from "./product";
import { fullColumns, rowsOfStrip, sumRows } from "./strips";
import { put } from "./tile";

/** out = x · weight + bias for columns begin <= m < end; bias may be 0. */
export function affineForward(
  out: usize, x: usize, weight: usize, bias: usize, N: i32, D: i32, M: i32, scratch: usize, begin: i32, end: i32,
): void {
  const row = <usize>M << 2;
  product(out, row, x, <usize>D << 2, 4, weight, row, false, bias, N, D, begin, end, scratch);
}

/** Columns begin <= m < end of a row (M) in each row of out (N, M): where another product adds to a bias. */
export function repeatRow(out: usize, row: usize, N: i32, M: i32, begin: i32, end: i32): void {
  const bytes = <usize>M << 2, vectors = (end - begin) & ~3, rest = (end - begin) & 3;
  out += 4 * begin;
  row += 4 * begin;
  for (let n = N; n > 0; n--) {
    let at: usize = 0;
    for (const last = <usize>vectors << 2; at < last; at += 16) v128.store(out + at, v128.load(row + at));
    if (rest) put(true, out + at, firstLanes(row + at, rest), rest);
    out += bytes;
  }
}

/** dx = dout · weightᵀ for columns begin <= d < end. */
export function affineBackwardInput(
  dx: usize, dout: usize, weight: usize, N: i32, D: i32, M: i32, scratch: usize, begin: i32, end: i32,
): void {
  const row = <usize>M << 2;
  product(dx, <usize>D << 2, dout, row, 4, weight, row, true, 0, N, M, begin, end, scratch);
}

/** The columns of dweight that do not fill the vectors of a tile, where rows of its transpose fill them better. */
// @ts-ignore: decorator
@inline
function narrowColumns(rows: i32, M: i32): i32 {
  const rest = M - fullColumns(M);
  return rows > rest ? rest : 0;
}

/** Scratch bytes of narrow columns, in whole cache lines. */
// @ts-ignore: decorator
@inline
function turnedBytes(narrow: i32, rows: i32): i32 {
  return (4 * narrow * rows + 63) & ~63;
}

/**
 * dweight = xᵀ · dout for rows begin <= d < end. Columns that do not fill a tile come from rows of the transpose, doutᵀ · x,
 * which are turned.
 */
export function affineBackwardWeight(
  dweight: usize, x: usize, dout: usize, N: i32, D: i32, M: i32, scratch: usize, begin: i32, end: i32,
): void {
  const row = <usize>M << 2, inputs = <usize>D << 2, at: usize = 4 * begin, rows = end - begin;
  const narrow = narrowColumns(rows, M), full = M - narrow, first = dweight + <usize>begin * row;
  product(first, row, x + at, 4, inputs, dout, row, false, 0, rows, N, 0, full, scratch);
  if (!narrow) return;
  const turned = M == 1 ? first : scratch, step = <usize>rows << 2;
  product(turned, step, dout + 4 * full, 4, row, x + at, inputs, false, 0, narrow, N, 0, rows, scratch + turnedBytes(narrow, rows));
  if (M > 1) transposeRows(first + 4 * full, row, turned, step, narrow, rows);
}

/**
 * dbias = sums of the columns of dout (N, M), for columns begin <= m < end. It goes down the rows in strips, for the
 * reasons in strips.ts; between strips dbias holds the sums.
 */
export function affineBackwardBias(dbias: usize, dout: usize, N: i32, M: i32, begin: i32, end: i32): void {
  const row = <usize>M << 2, strip = rowsOfStrip(N, row, sumRows);
  for (let n = 0; n < N; n += strip) {
    const height = min(strip, N - n);
    let left = end - begin, to = dbias + 4 * begin, column = dout + 4 * begin;
    for (; left >= 16; left -= 16) {
      let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0, from = column;
      if (n) {
        s0 = v128.load(to);
        s1 = v128.load(to, 16);
        s2 = v128.load(to, 32);
        s3 = v128.load(to, 48);
      }
      for (let k = height; k > 0; k--) {
        s0 = f32x4.add(s0, v128.load(from));
        s1 = f32x4.add(s1, v128.load(from, 16));
        s2 = f32x4.add(s2, v128.load(from, 32));
        s3 = f32x4.add(s3, v128.load(from, 48));
        from += row;
      }
      v128.store(to, s0);
      v128.store(to, s1, 16);
      v128.store(to, s2, 32);
      v128.store(to, s3, 48);
      to += 64;
      column += 64;
    }
    for (; left > 0; left -= 4) {
      const lanes = min(left, 4);
      let sum = n ? firstLanes(to, lanes) : f32x4.splat(0), from = column;
      for (let k = height; k > 0; k--) {
        sum = f32x4.add(sum, firstLanes(from, lanes));
        from += row;
      }
      put(true, to, sum, lanes);
      to += 16;
      column += 16;
    }
    dout += <usize>height * row;
  }
}

/** Scratch bytes that suffice for each of the three products of this shape. */
export function affineScratch(N: i32, D: i32, M: i32): i32 {
  const d = <usize>D << 2, m = <usize>M << 2, narrow = narrowColumns(D, M);
  const dweight = max(scratchOfProduct(D, 4, d, N), scratchOfProduct(narrow, 4, m, N) + turnedBytes(narrow, D));
  return max(max(scratchOfProduct(N, d, 4, D), scratchOfProduct(N, m, 4, M)), dweight);
}
