/** The arithmetic on many numbers of a table: what its two implementations, the reference and WebAssembly, both do, to the bit. */

import type { Vector } from '../../../kernels/kernels.ts';

/** Rows that lie one after the other, row-major. */
export interface Cells {
  /** (rows, columns); NaN is missing. */
  readonly cells: Float32Array;
  readonly columns: number;
}

/** Of some rows, by column. All arrays may be longer than there are columns. */
export interface RowMoments {
  /** Sums in the order of the rows; of no use where a cell is missing. */
  readonly sums: Float64Array;
  /** Sums of the squared distances from the mean of these rows; likewise. */
  readonly squares: Float64Array;
  readonly missing: Int32Array;
  /** Infinity and -Infinity where all are missing. */
  readonly min: Float32Array;
  readonly max: Float32Array;
}

/** Which numbers of a row are standardized, by what, and where they go. */
export interface Scaling {
  /** Numbers that a row becomes. */
  readonly features: number;
  readonly columns: Int32Array;
  readonly offsets: Int32Array;
  readonly means: Float64Array;
  readonly deviations: Float64Array;
  /** Numbers whose columns and offsets follow one another: column, offset and length of each such run. */
  readonly runs: Int32Array;
}

export interface ScaledNumber {
  readonly column: number;
  readonly offset: number;
  readonly mean: number;
  readonly deviation: number;
}

/** `numbers` in the order of their offsets. */
export function makeScaling(features: number, numbers: readonly ScaledNumber[]): Scaling {
  const runs: number[] = [];
  for (const [j, { column, offset }] of numbers.entries()) {
    const before = numbers[j - 1];
    if (before?.column === column - 1 && before.offset === offset - 1) runs[runs.length - 1]!++;
    else runs.push(column, offset, 1);
  }
  return {
    features,
    columns: Int32Array.from(numbers, ({ column }) => column),
    offsets: Int32Array.from(numbers, ({ offset }) => offset),
    means: Float64Array.from(numbers, ({ mean }) => mean),
    deviations: Float64Array.from(numbers, ({ deviation }) => deviation),
    runs: Int32Array.from(runs),
  };
}

export interface Arithmetic {
  /** Valid until the next call. `rows` are indices, ascending, one at least. */
  moments(from: Cells, rows: Int32Array): RowMoments;
  /**
   * Fills rows `row`, `row` + 1, ... of x (.., features) with (cell - mean) / deviation, in float64 before it is rounded,
   * and with 0 where no number goes. `rows` are indices, ascending. Calls `odd` for each number that is missing
   * or larger than float32 has room for, in order, with positions in `rows` and in the scaling; what is in x there is
   * of no use.
   */
  standardize(
    scaling: Scaling,
    from: Cells,
    rows: Int32Array,
    x: Vector,
    row: number,
    odd: (n: number, number: number) => void,
  ): void;
}

/** Rows of a table that are taken together, so that they stay in the processor's cache: bytes of their cells. */
const WINDOW_BYTES = 2 ** 19;

/** One row at least. */
export function windowRows(numbersPerRow: number): number {
  return Math.max(1, Math.floor(WINDOW_BYTES / (4 * Math.max(numbersPerRow, 1))));
}

/** The end of the rows, from position `begin` of a list, that lie within `size` rows of the first. */
export function windowEnd(rows: Int32Array, begin: number, size: number): number {
  const beyond = rows[begin]! + size;
  let end = begin + 1;
  while (end < rows.length && rows[end]! < beyond) end++;
  return end;
}
