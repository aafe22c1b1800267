/**
 * Mean and deviation of many columns over some rows of a table, in two passes over its blocks: the first for the means,
 * the second for the squared deviations from them. Cells are visited row by row, as they lie in memory. Columns whose
 * numbers need more than float32 and medians are few: their numbers are gathered first.
 */

import { type Block, numberAt } from './block.ts';
import { visitRows } from './rows.ts';
import { medianOf, standardizer } from './statistics.ts';
import type { BlockStore } from './store/store.ts';

/** What a column is standardized by. */
export interface Moments {
  /** Rows with a number. */
  present: number;
  /** With missing cells filled; the deviation is divided by N, and 1 where all are equal. */
  mean: number;
  deviation: number;
  /** What missing cells are filled with: the median of the present numbers, or the mean where none is missing. */
  filler: number;
  /** All rows have the same number. */
  constant: boolean;
}

/** Numbers that are gathered at a time, at most, but for those of one column. */
const GATHERED = 4 << 20;

/** One a column, in the order of the columns; a column without numbers has present 0, and NaN for what it lacks. */
export function momentsOf(store: BlockStore, columns: readonly number[], rows: Int32Array): Moments[] {
  const wide = new Set(store.blocks.flatMap(head => head.lowColumns));
  const narrow = columns.filter(column => !wide.has(column));
  const sums = sumsOf(store, Int32Array.from(narrow), rows);
  const complete = narrow.filter((_, j) => sums.present[j] === rows.length);
  const deviations = deviationsOf(store, Int32Array.from(complete), rows, sums, narrow);
  const found = new Map<number, Moments>();
  for (const [j, column] of complete.entries()) found.set(column, deviations[j]!);
  const others = columns.filter(column => !found.has(column));
  const together = Math.max(Math.floor(GATHERED / Math.max(rows.length, 1)), 1);
  for (let begin = 0; begin < others.length; begin += together) {
    const group = others.slice(begin, begin + together);
    for (const [g, values] of collect(store, group, rows).entries()) found.set(group[g]!, moments(values, rows.length));
  }
  return columns.map(column => found.get(column)!);
}

interface Sums {
  present: Float64Array;
  sum: Float64Array;
  first: Float64Array;
  differs: Uint8Array;
}

function sumsOf(store: BlockStore, columns: Int32Array, rows: Int32Array): Sums {
  const count = columns.length;
  const present = new Float64Array(count);
  const sum = new Float64Array(count);
  const first = new Float64Array(count).fill(Number.NaN);
  const differs = new Uint8Array(count);
  visitRows(store, rows, ({ cells, columns: width }, _, local) => {
    for (let n = 0; n < local.length; n++) {
      const base = local[n]! * width;
      for (let j = 0; j < count; j++) {
        const value = cells[base + columns[j]!]!;
        if (Number.isNaN(value)) continue;
        sum[j]! += value;
        if (present[j]!++ === 0) first[j] = value;
        else if (value !== first[j]) differs[j] = 1;
      }
    }
  });
  return { present, sum, first, differs };
}

/** Of columns of which every row has a number; `sums` are of `all` columns. */
function deviationsOf(
  store: BlockStore,
  columns: Int32Array,
  rows: Int32Array,
  sums: Sums,
  all: readonly number[],
): Moments[] {
  const places = new Map(all.map((column, j) => [column, j]));
  const mean = Float64Array.from(columns, column => {
    const j = places.get(column)!;
    return sums.differs[j] === 1 ? sums.sum[j]! / rows.length : sums.first[j]!;
  });
  const squares = new Float64Array(columns.length);
  visitRows(store, rows, ({ cells, columns: width }, _, local) => {
    for (let n = 0; n < local.length; n++) {
      const base = local[n]! * width;
      for (let j = 0; j < columns.length; j++) {
        const distance = cells[base + columns[j]!]! - mean[j]!;
        squares[j]! += distance * distance;
      }
    }
  });
  return Array.from(columns, (column, j) => {
    const constant = sums.differs[places.get(column)!] === 0;
    const deviation = Math.sqrt(squares[j]! / rows.length);
    const scale = constant || deviation === 0 ? 1 : deviation;
    return { present: rows.length, mean: mean[j]!, deviation: scale, filler: mean[j]!, constant };
  });
}

/** Of one column, from its present numbers. */
function moments(values: Float64Array, rows: number): Moments {
  const present = values.length;
  if (present === 0) {
    return { present, mean: Number.NaN, deviation: Number.NaN, filler: Number.NaN, constant: false };
  }
  const missing = rows - present;
  if (missing > 0) {
    const median = medianOf(values);
    return { present, ...standardizer(values, missing, median), filler: median, constant: false };
  }
  const { mean, deviation } = standardizer(values);
  return { present, mean, deviation, filler: mean, constant: values.every(value => value === values[0]) };
}

/** The present numbers of each column. */
function collect(store: BlockStore, columns: readonly number[], rows: Int32Array): Float64Array[] {
  const values = columns.map(() => new Float64Array(rows.length));
  const filled = columns.map(() => 0);
  visitRows(store, rows, (block: Block, _, local) => {
    for (const [c, column] of columns.entries()) {
      const into = values[c]!;
      let at = filled[c]!;
      for (let n = 0; n < local.length; n++) {
        const value = numberAt(block, local[n]!, column);
        if (!Number.isNaN(value)) into[at++] = value;
      }
      filled[c] = at;
    }
  });
  return values.map((all, c) => all.subarray(0, filled[c]!));
}
