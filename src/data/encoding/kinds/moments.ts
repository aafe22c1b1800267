/**
 * Mean and deviation of many columns over some rows of a table, in one pass over its blocks. A few rows at a time are
 * summed, and then their squared distances from their own mean. What two groups a and b of rows have is put together by
 *
 *     M = M_a + M_b + (mean_b - mean_a)^2 n_a n_b / (n_a + n_b)
 *
 * (Chan, Golub and LeVeque 1979, "Updating formulae and a pairwise algorithm for computing sample variances"), where M are the
 * sums of squares. Columns whose numbers need more than float32, and those that lack some, are few: their numbers are
 * gathered first.
 */

import { medianOf, standardizer } from '../../../base/numbers/statistics.ts';
import type { Block } from '../../tables/blocks/block.ts';
import { visitRows } from '../../tables/rows.ts';
import type { BlockStore } from '../../tables/store/store.ts';
import { type RowMoments, windowEnd, windowRows } from '../arithmetic/arithmetic.ts';
import { wasm } from '../arithmetic/wasm.ts';

/** What a column is standardized by. */
export interface Moments {
  /** Rows with a number, and rows without. */
  present: number;
  missing: number;
  /** With missing cells filled; the deviation is divided by N, and 1 where all are equal. */
  mean: number;
  deviation: number;
  /** What missing cells are filled with: the median of the present numbers, or the mean where none is missing. */
  filler: number;
  /** All rows have the same number. */
  constant: boolean;
}

/** Max. numbers gathered at a time; always at least one column. */
const GATHERED = 4 << 20;

/** Of all columns, whatever they hold. */
interface Sums extends RowMoments {
  rows: number;
}

/** Gathers the moments of some columns in some rows. */
export class MomentsGatherer {
  readonly #store: BlockStore;
  readonly #columns: readonly number[];
  readonly #rows: Int32Array;
  readonly #window: number;
  readonly #all: Sums;

  constructor(store: BlockStore, columns: readonly number[], rows: Int32Array) {
    const width = store.blocks[0]!.columns;
    this.#store = store;
    this.#columns = columns;
    this.#rows = rows;
    this.#window = windowRows(width);
    this.#all = {
      rows: 0,
      sums: new Float64Array(width),
      squares: new Float64Array(width),
      missing: new Int32Array(width),
      min: new Float32Array(width).fill(Number.POSITIVE_INFINITY),
      max: new Float32Array(width).fill(Number.NEGATIVE_INFINITY),
    };
  }

  /** Adds rows of the next block. */
  add(block: Block, local: Int32Array): void {
    for (let begin = 0; begin < local.length; ) {
      const end = windowEnd(local, begin, this.#window);
      addMoments(this.#all, wasm.moments(block, local.subarray(begin, end)), end - begin);
      begin = end;
    }
  }

  /** By column, when all rows were added. A column without numbers has present 0, and NaN for what it lacks. */
  finish(): Map<number, Moments> {
    const wide = new Set(this.#store.blocks.flatMap(head => head.lowColumns));
    const found = new Map<number, Moments>();
    for (const column of this.#columns) {
      if (!wide.has(column) && this.#all.missing[column] === 0) found.set(column, completeMoments(this.#all, column));
    }
    const others = this.#columns.filter(column => !found.has(column));
    const together = Math.max(Math.floor(GATHERED / Math.max(this.#rows.length, 1)), 1);
    for (let begin = 0; begin < others.length; begin += together) {
      const group = others.slice(begin, begin + together);
      for (const [g, values] of collect(this.#store, group, this.#rows).entries()) {
        found.set(group[g]!, moments(values, this.#rows.length));
      }
    }
    return found;
  }
}

/** Adds those of further rows. */
function addMoments(all: Sums, further: RowMoments, rows: number): void {
  const [before, weight] = [Math.max(all.rows, 1), (all.rows * rows) / (all.rows + rows)];
  for (let c = 0; c < all.sums.length; c++) {
    const distance = further.sums[c]! / rows - all.sums[c]! / before;
    all.squares[c]! += further.squares[c]! + distance * distance * weight;
    all.sums[c]! += further.sums[c]!;
    all.missing[c]! += further.missing[c]!;
    if (further.min[c]! < all.min[c]!) all.min[c] = further.min[c]!;
    if (further.max[c]! > all.max[c]!) all.max[c] = further.max[c]!;
  }
  all.rows += rows;
}

/** Of a column of which every row has a number. */
function completeMoments({ rows, sums, squares, min, max }: Sums, column: number): Moments {
  const constant = min[column] === max[column];
  const mean = constant ? min[column]! : sums[column]! / rows;
  const deviation = Math.sqrt(squares[column]! / rows);
  return {
    present: rows,
    missing: 0,
    mean,
    deviation: constant || deviation === 0 ? 1 : deviation,
    filler: mean,
    constant,
  };
}

/** Of one column, from its present numbers. */
function moments(values: Float64Array, rows: number): Moments {
  const present = values.length;
  const missing = rows - present;
  if (present === 0) {
    return { present, missing, mean: Number.NaN, deviation: Number.NaN, filler: Number.NaN, constant: false };
  }
  if (missing > 0) {
    const median = medianOf(values);
    return { present, missing, ...standardizer(values, missing, median), filler: median, constant: false };
  }
  const { mean, deviation } = standardizer(values);
  return { present, missing, mean, deviation, filler: mean, constant: values.every(value => value === values[0]) };
}

/** The present numbers of each column. */
function collect(store: BlockStore, columns: readonly number[], rows: Int32Array): Float64Array[] {
  const values = columns.map(() => new Float64Array(rows.length));
  const filled = columns.map(() => 0);
  visitRows(store, rows, (block: Block, _, local) => {
    for (const [c, column] of columns.entries()) {
      const into = values[c]!;
      const { cells, columns: width } = block;
      const low = block.low.get(column);
      let at = filled[c]!;
      for (let n = 0; n < local.length; n++) {
        const row = local[n]!;
        const high = cells[row * width + column]!;
        if (!Number.isNaN(high)) into[at++] = low === undefined ? high : high + low[row]!;
      }
      filled[c] = at;
    }
  });
  return values.map((all, c) => all.subarray(0, filled[c]!));
}
