/**
 * Numbers rounded as cells are, so that a number in a command finds the cells that were written like it: to float32,
 * or, where low parts are used, to the sum of two float32, which has 48 bits. Whole numbers below 2^48 stay as they are.
 */

/** The largest finite float32: (2 - 2^-23) 2^127. */
export const MAX_FLOAT32 = 3.4028234663852886e38;

export type Rounding = (value: number) => number;

/** A number as a cell with a low part keeps it; beyond the range of float32, as it is. */
export function roundToPair(value: number): number {
  const high = Math.fround(value);
  return Number.isFinite(high) ? high + Math.fround(value - high) : value;
}

/** How the numbers of a column, as they were gathered, are rounded. */
export function roundingOf(values: Float32Array | Float64Array): Rounding {
  return values instanceof Float32Array ? Math.fround : roundToPair;
}
