/**
 * Rounds numbers as cells are rounded, so that a number in a command matches the cells that were written like it: to
 * float32, or, where low parts are used, to the sum of two float32, which has 48 bits. Whole numbers below 2^48 stay
 * exact.
 */

/** The largest finite float32: (2 - 2^-23) 2^127. */
export const MAX_FLOAT32 = 3.4028234663852886e38;

export type Rounding = (value: number) => number;

/** Rounds a number like a cell with a low part. Numbers beyond the range of float32 stay as they are. */
export function roundToPair(value: number): number {
  const high = Math.fround(value);
  return Number.isFinite(high) ? high + Math.fround(value - high) : value;
}

/** The rounding of a column's numbers, by the type of its array. */
export function roundingOf(values: Float32Array | Float64Array): Rounding {
  return values instanceof Float32Array ? Math.fround : roundToPair;
}
