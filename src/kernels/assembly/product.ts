// The loops around the micro-kernel: blocks of the summation, blocks of rows, panels of columns.
import { longestBlock, maxRows, packedFrom, transposedFrom, vecsOfTile } from "./config";
import { copyFloats, copyPanel, transposePanel, transposeRows, zero } from "./pack";
import { panel, spareBytes } from "./tiles";

/** Bytes at the start of scratch: one row of start values, as wide as the widest tile. */
// @ts-ignore: decorator
@inline const startBytes: usize = 64;

/** Whether A is read down its columns, and is too large to stay in the second-level cache meanwhile. */
// @ts-ignore: decorator
@inline
function turning(rs: usize, cs: usize, k: i32): bool {
  return rs < cs && <usize>k * cs >= <usize>transposedFrom;
}

/** The number of parts of at most `size` in `all`. */
// @ts-ignore: decorator
@inline
function parts(all: i32, size: i32): i32 {
  return all <= size ? 1 : (all + size - 1) / size;
}

/** The next of `parts` equal parts; divisions take longer than the rows of a small product. */
// @ts-ignore: decorator
@inline
function share(left: i32, parts: i32): i32 {
  return parts == 1 ? left : left / parts;
}

/**
 * Bytes between rows of the transposed block: an odd number of cache lines, so that a column is spread over the cache.
 */
// @ts-ignore: decorator
@inline
function turnedStep(terms: i32): i32 {
  return ((4 * terms + 63) & ~63) | 64;
}

/** Scratch bytes of a product with sums of `k` terms, `rows` rows and A with the given strides in bytes. */
export function scratchOfProduct(rows: i32, rs: usize, cs: usize, k: i32): i32 {
  const block = min(k, longestBlock);
  let bytes = <i32>(startBytes + spareBytes) + k * 16 * vecsOfTile;     // the last panel may be one that is not blocked
  if (turning(rs, cs, k)) bytes += turnedStep(block) * min(rows, maxRows);
  return bytes;
}

/**
 * Computes columns begin <= j < end of C (rows, ldc) = start + A · B, or A · Bᵀ when `transposed`; start is one row for
 * all rows, or 0. A has row and column strides in bytes; ldb is the bytes between stored rows of B.
 */
export function product(
  c: usize, ldc: usize, a: usize, rs: usize, cs: usize, b: usize, ldb: usize, transposed: bool,
  start: usize, rows: i32, k: i32, begin: i32, end: i32, scratch: usize,
): void {
  if (rows <= 0 || begin >= end) return;                       // a thread may be left without a share
  const spare = scratch + startBytes, packed = spare + spareBytes;
  const turned = packed + 16 * vecsOfTile * <usize>k;
  const turn = turning(rs, cs, k) && end - begin >= 16;     // panels that are not full do without
  // If the distance of rows of B is a multiple of a quarter of a page, they share few cache sets and evict each other.
  // Any other B is read in place.
  const packing = rows >= packedFrom && (ldb & 1023) == 0;
  const blocks = parts(k, longestBlock), rowBlocks = parts(rows, maxRows);
  if (!start) zero(scratch, startBytes);
  for (let block = 0, done = 0, terms = 0; block < blocks; block++, done += terms) {
    terms = share(k - done, blocks - block);
    for (let rowBlock = 0, row = 0, height = 0; rowBlock < rowBlocks; rowBlock++, row += height) {
      height = share(rows - row, rowBlocks - rowBlock);
      const cRows = c + <usize>row * ldc;
      let aRows = a + <usize>row * rs + <usize>done * cs, step = rs, next = cs;
      if (turn) {
        transposeRows(turned, turnedStep(terms), aRows, cs, terms, height);
        aRows = turned;
        step = turnedStep(terms);
        next = 4;
      }
      for (let j = begin, width = 0; j < end; j += width) {
        const left = end - j;
        const vecs = left > 8 ? vecsOfTile : left > 4 ? 2 : 1;
        width = min(left, 4 * vecs);
        const columns = cRows + 4 * j;
        const bPanel = transposed ? b + <usize>j * ldb + 4 * done : b + <usize>done * ldb + 4 * j;
        if (width < 4 * vecs) {
          // The last panel, narrower than its tile: padded with zeros, and the sum in one piece, because start values
          // in C cannot be read without reading beyond the columns.
          if (block) break;
          if (start) copyFloats(scratch, start + 4 * j, width);
          if (transposed) transposePanel(packed, bPanel, ldb, k, vecs, width);
          else copyPanel(packed, bPanel, ldb, k, vecs, width);
          panel(vecs, width, height, columns, ldc, scratch, 0, a + <usize>row * rs, rs, cs, packed, 16 * vecs, k, spare);
          break;
        }
        let s = columns, lds = ldc;
        if (!block) {
          s = start ? start + 4 * j : scratch;
          lds = 0;
        }
        let from = packed, ld: usize = 16 * vecs;
        if (transposed) {
          transposePanel(packed, bPanel, ldb, terms, vecs, width);
        } else if (packing) {
          copyPanel(packed, bPanel, ldb, terms, vecs, width);
        } else {
          from = bPanel;
          ld = ldb;
        }
        panel(vecs, width, height, columns, ldc, s, lds, aRows, step, next, from, ld, terms, spare);
      }
    }
  }
}
