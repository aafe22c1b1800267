// The micro-kernel: `count` tiles of ROWS x (4 * VECS) outputs below each other, all with the same panel of B.
//   C[i, j] = start[i, j] + sum over k of A[i, k] * B[k, j]
// ROWS and VECS are constants at every call, so the compiler keeps only the accumulators and the lines that are needed.
// Every output is summed by one accumulator, k ascending from the start value: the result of an element does not depend
// on the tile it falls in, so any tiling, any split among threads and any block length gives the same bits.
// Pairs of neighbouring loads and stores with the same operation on both are what V8's revectorizer joins to 256 bits.
import { madd } from "./config";

/** Stores all four lanes, or the first `lanes` of them when PARTIAL. */
// @ts-ignore: decorator
@inline
export function put(PARTIAL: bool, c: usize, value: v128, lanes: i32): void {
  if (!PARTIAL) {
    v128.store(c, value);
  } else if (lanes == 4) {
    v128.store(c, value);
  } else if (lanes == 1) {
    v128.store32_lane(c, value, 0);
  } else {
    v128.store64_lane(c, value, 0);
    if (lanes == 3) v128.store32_lane(c, value, 2, 8);
  }
}

/**
 * c, ldc: outputs, and bytes between their rows. start, lds: start values (0 bytes between rows: one row, a bias, for
 * all). a, rs, cs: A with its row and column strides in bytes, so that A, its transpose and a packed A work alike. b,
 * bs: panel of B, and bytes between its rows. k: terms of the sum. lanes: with PARTIAL (VECS = 1), columns to store.
 */
// @ts-ignore: decorator
@inline
export function tiles(
  ROWS: i32, VECS: i32, PARTIAL: bool, count: i32, c: usize, ldc: usize, start: usize, lds: usize,
  a: usize, rs: usize, cs: usize, b: usize, bs: usize, k: i32, lanes: i32,
): void {
  for (let t = 0; t < count; t++) {
    let c00 = f32x4.splat(0), c01 = f32x4.splat(0), c02 = f32x4.splat(0), c03 = f32x4.splat(0);
    let c10 = f32x4.splat(0), c11 = f32x4.splat(0), c12 = f32x4.splat(0), c13 = f32x4.splat(0);
    let c20 = f32x4.splat(0), c21 = f32x4.splat(0), c22 = f32x4.splat(0), c23 = f32x4.splat(0);
    let c30 = f32x4.splat(0), c31 = f32x4.splat(0), c32 = f32x4.splat(0), c33 = f32x4.splat(0);
    let c40 = f32x4.splat(0), c41 = f32x4.splat(0), c42 = f32x4.splat(0), c43 = f32x4.splat(0);
    let c50 = f32x4.splat(0), c51 = f32x4.splat(0), c52 = f32x4.splat(0), c53 = f32x4.splat(0);
    let c60 = f32x4.splat(0), c61 = f32x4.splat(0), c62 = f32x4.splat(0), c63 = f32x4.splat(0);
    let c70 = f32x4.splat(0), c71 = f32x4.splat(0), c72 = f32x4.splat(0), c73 = f32x4.splat(0);
    let s = start;
    c00 = v128.load(s); if (VECS > 1) c01 = v128.load(s, 16); if (VECS > 2) { c02 = v128.load(s, 32); c03 = v128.load(s, 48); }
    if (ROWS > 1) { s += lds; c10 = v128.load(s); if (VECS > 1) c11 = v128.load(s, 16); if (VECS > 2) { c12 = v128.load(s, 32); c13 = v128.load(s, 48); } }
    if (ROWS > 2) { s += lds; c20 = v128.load(s); if (VECS > 1) c21 = v128.load(s, 16); if (VECS > 2) { c22 = v128.load(s, 32); c23 = v128.load(s, 48); } }
    if (ROWS > 3) { s += lds; c30 = v128.load(s); if (VECS > 1) c31 = v128.load(s, 16); if (VECS > 2) { c32 = v128.load(s, 32); c33 = v128.load(s, 48); } }
    if (ROWS > 4) { s += lds; c40 = v128.load(s); if (VECS > 1) c41 = v128.load(s, 16); if (VECS > 2) { c42 = v128.load(s, 32); c43 = v128.load(s, 48); } }
    if (ROWS > 5) { s += lds; c50 = v128.load(s); if (VECS > 1) c51 = v128.load(s, 16); if (VECS > 2) { c52 = v128.load(s, 32); c53 = v128.load(s, 48); } }
    if (ROWS > 6) { s += lds; c60 = v128.load(s); if (VECS > 1) c61 = v128.load(s, 16); if (VECS > 2) { c62 = v128.load(s, 32); c63 = v128.load(s, 48); } }
    if (ROWS > 7) { s += lds; c70 = v128.load(s); if (VECS > 1) c71 = v128.load(s, 16); if (VECS > 2) { c72 = v128.load(s, 32); c73 = v128.load(s, 48); } }
    let aCol = a, bRow = b;
    for (let n = k; n > 0; n--) {
      const b0 = v128.load(bRow);
      let b1 = b0, b2 = b0, b3 = b0;
      if (VECS > 1) b1 = v128.load(bRow, 16);
      if (VECS > 2) { b2 = v128.load(bRow, 32); b3 = v128.load(bRow, 48); }
      // one pointer that steps down the rows needs as many additions as one pointer for each row, but fewer registers
      let p = aCol, x = v128.load_splat<f32>(p);
      c00 = madd(x, b0, c00);
      if (VECS > 1) c01 = madd(x, b1, c01); if (VECS > 2) { c02 = madd(x, b2, c02); c03 = madd(x, b3, c03); }
      if (ROWS > 1) {
        p += rs; x = v128.load_splat<f32>(p); c10 = madd(x, b0, c10);
        if (VECS > 1) c11 = madd(x, b1, c11); if (VECS > 2) { c12 = madd(x, b2, c12); c13 = madd(x, b3, c13); }
      }
      if (ROWS > 2) {
        p += rs; x = v128.load_splat<f32>(p); c20 = madd(x, b0, c20);
        if (VECS > 1) c21 = madd(x, b1, c21); if (VECS > 2) { c22 = madd(x, b2, c22); c23 = madd(x, b3, c23); }
      }
      if (ROWS > 3) {
        p += rs; x = v128.load_splat<f32>(p); c30 = madd(x, b0, c30);
        if (VECS > 1) c31 = madd(x, b1, c31); if (VECS > 2) { c32 = madd(x, b2, c32); c33 = madd(x, b3, c33); }
      }
      if (ROWS > 4) {
        p += rs; x = v128.load_splat<f32>(p); c40 = madd(x, b0, c40);
        if (VECS > 1) c41 = madd(x, b1, c41); if (VECS > 2) { c42 = madd(x, b2, c42); c43 = madd(x, b3, c43); }
      }
      if (ROWS > 5) {
        p += rs; x = v128.load_splat<f32>(p); c50 = madd(x, b0, c50);
        if (VECS > 1) c51 = madd(x, b1, c51); if (VECS > 2) { c52 = madd(x, b2, c52); c53 = madd(x, b3, c53); }
      }
      if (ROWS > 6) {
        p += rs; x = v128.load_splat<f32>(p); c60 = madd(x, b0, c60);
        if (VECS > 1) c61 = madd(x, b1, c61); if (VECS > 2) { c62 = madd(x, b2, c62); c63 = madd(x, b3, c63); }
      }
      if (ROWS > 7) {
        p += rs; x = v128.load_splat<f32>(p); c70 = madd(x, b0, c70);
        if (VECS > 1) c71 = madd(x, b1, c71); if (VECS > 2) { c72 = madd(x, b2, c72); c73 = madd(x, b3, c73); }
      }
      aCol += cs;
      bRow += bs;
    }
    let out = c;
    put(PARTIAL, out, c00, lanes); if (VECS > 1) v128.store(out, c01, 16); if (VECS > 2) { v128.store(out, c02, 32); v128.store(out, c03, 48); }
    if (ROWS > 1) { out += ldc; put(PARTIAL, out, c10, lanes); if (VECS > 1) v128.store(out, c11, 16); if (VECS > 2) { v128.store(out, c12, 32); v128.store(out, c13, 48); } }
    if (ROWS > 2) { out += ldc; put(PARTIAL, out, c20, lanes); if (VECS > 1) v128.store(out, c21, 16); if (VECS > 2) { v128.store(out, c22, 32); v128.store(out, c23, 48); } }
    if (ROWS > 3) { out += ldc; put(PARTIAL, out, c30, lanes); if (VECS > 1) v128.store(out, c31, 16); if (VECS > 2) { v128.store(out, c32, 32); v128.store(out, c33, 48); } }
    if (ROWS > 4) { out += ldc; put(PARTIAL, out, c40, lanes); if (VECS > 1) v128.store(out, c41, 16); if (VECS > 2) { v128.store(out, c42, 32); v128.store(out, c43, 48); } }
    if (ROWS > 5) { out += ldc; put(PARTIAL, out, c50, lanes); if (VECS > 1) v128.store(out, c51, 16); if (VECS > 2) { v128.store(out, c52, 32); v128.store(out, c53, 48); } }
    if (ROWS > 6) { out += ldc; put(PARTIAL, out, c60, lanes); if (VECS > 1) v128.store(out, c61, 16); if (VECS > 2) { v128.store(out, c62, 32); v128.store(out, c63, 48); } }
    if (ROWS > 7) { out += ldc; put(PARTIAL, out, c70, lanes); if (VECS > 1) v128.store(out, c71, 16); if (VECS > 2) { v128.store(out, c72, 32); v128.store(out, c73, 48); } }
    a += rs * ROWS;
    c += ldc * ROWS;
    start += lds * ROWS;
  }
}
