// Strips of rows, in which kernels that treat each column by itself go down a matrix. The cache lines of a strip are adjacent
// in memory. Single columns would have lines a row apart: the processor cannot prefetch them, and if the distance is a power
// of two they evict each other from the first-level cache. Sums are the same at any height of the strips.
import { vecsOfTile } from "./config";
import { firstLanes } from "./pack";

/** Loads one vector, or with PARTIAL its first lanes. */
// @ts-ignore: decorator
@inline
export function get(PARTIAL: bool, from: usize, lanes: i32): v128 {
  return PARTIAL ? firstLanes(from, lanes) : v128.load(from);
}

/** Rows of a strip: `height`, or all rows if they fit into the first-level cache together. */
export function rowsOfStrip(N: i32, row: usize, height: i32): i32 {
  return <usize>N * row <= 32768 ? N : height;
}

/**
 * Heights of strips: for sums, which are loaded and stored for each strip, and for writing matrices. A strip that takes half
 * a cache line at a time must stay in the first-level cache until it takes the other half.
 */
// @ts-ignore: decorator
@inline export const sumRows: i32 = 4 * vecsOfTile;
// @ts-ignore: decorator
@inline export const writeRows: i32 = 4;

/** The number of columns in full vectors of a tile; the others are handled one vector at a time. */
// @ts-ignore: decorator
@inline
export function fullColumns(columns: i32): i32 {
  return columns & ~(4 * vecsOfTile - 1);
}
