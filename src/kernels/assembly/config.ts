// Constants of a kernel set, which the compiler gets by --use NAME=VALUE (asconfig.json has the values). Except for
// FUSED they change no result, only speed.

/** Rows of a full tile; a tile has TILE_ROWS x 4 * TILE_VECS outputs, as many as the registers of the mode can hold. */
// @ts-ignore: given to the compiler
export const rowsOfTile: i32 = TILE_ROWS;
/** 128-bit vectors in the width of a full tile: 2, or 4 if the engine joins pairs of them to 256 bits. */
// @ts-ignore: given to the compiler
export const vecsOfTile: i32 = TILE_VECS;
/** Rows of a narrow tile (one or two vectors wide): eight chains of additions hide the latency of one. */
// @ts-ignore: given to the compiler
export const rowsOfNarrow: i32 = 8;
/** Longest block of the summation: BLOCK x 16 floats of B stay in the first-level cache. */
// @ts-ignore: given to the compiler
export const longestBlock: i32 = BLOCK;

/** Min rows for packing: with fewer, a panel is not used often enough. */
// @ts-ignore: given to the compiler
export const packedFrom: i32 = PACK_FROM;
/** Max rows of a block of A: with the longest block of the sum it stays in the second-level cache. */
// @ts-ignore: given to the compiler
export const maxRows: i32 = MAX_ROWS;
/** Min bytes of an A, read down its columns, that is transposed block by block. */
// @ts-ignore: given to the compiler
export const transposedFrom: i32 = TRANSPOSED_FROM;

/** a * b + c in each lane: fused (one rounding) with relaxed SIMD, else two operations. */
// @ts-ignore: decorator
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  // @ts-ignore: given to the compiler
  if (FUSED) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(c, f32x4.mul(a, b));
}
