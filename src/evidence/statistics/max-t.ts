/** p-values of many evaluations together (Westfall and Young 1993, "Resampling-based multiple testing"). */

import { signBits } from './draws.ts';

/** Max number of pairs of which all sign patterns are counted. */
const MAX_EXACT = 12;
const PATTERNS = 9999;
/** A column is flat if its standard deviation is less than this share of its largest value. */
const FLAT = 1e-12;
/** Statistics that differ by less than this share count as equal. */
const SAME = 1e-9;

/**
 * For each column e of `rows` (pairs × evaluations) the single-step p-value of T_e = |mean| / (s/√n): the share of the 2ⁿ patterns
 * of signs, each sign over a whole row, for which the max of T over all columns reaches T_e. If no column differs from 0 in truth,
 * any of them is below α with a probability of at most α. T is 0 for 0/0. Beyond 12 rows the p-value is (1 + hits)/(1 + patterns) of
 * 9,999 random patterns, always the same ones.
 */
export function maxTP(rows: readonly (readonly number[])[]): number[] {
  const pairs = rows.length;
  const columns = (rows[0] ?? []).map((_, e) => column(rows.map(row => row[e]!)));
  const signs = new Float64Array(pairs).fill(1);
  const observed = columns.map(each => statistic(each, signs));
  const exact = pairs <= MAX_EXACT;
  const patterns = exact ? 2 ** (pairs - 1) : PATTERNS;
  // The first sign stays where all patterns are counted: with all signs flipped, T is the same.
  const { bits, words } = exact
    ? { bits: Uint32Array.from({ length: patterns }, (_, pattern) => pattern), words: 1 }
    : signBits(pairs, patterns);
  const maxima = new Float64Array(patterns);
  for (let pattern = 0; pattern < patterns; pattern++) {
    for (let i = 0; i < pairs; i++) signs[i] = (bits[pattern * words + (i >> 5)]! >>> i) & 1 ? -1 : 1;
    let max = 0;
    for (const each of columns) max = Math.max(max, statistic(each, signs));
    maxima[pattern] = max;
  }
  maxima.sort();
  return observed.map(t => {
    const hits = patterns - firstAtLeast(maxima, t * (1 - SAME));
    return exact ? hits / patterns : (1 + hits) / (1 + patterns);
  });
}

interface Column {
  readonly values: Float64Array;
  readonly largest: number;
}

function column(values: readonly number[]): Column {
  return { values: Float64Array.from(values), largest: Math.max(...values.map(Math.abs)) };
}

function statistic({ values, largest }: Column, signs: Float64Array): number {
  const n = values.length;
  let mean = 0;
  for (let i = 0; i < n; i++) mean += signs[i]! * values[i]!;
  mean /= n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (signs[i]! * values[i]! - mean) ** 2;
  const deviation = Math.sqrt(squares / Math.max(n - 1, 1));
  if (deviation <= FLAT * largest) return Math.abs(mean) > FLAT * largest ? Number.POSITIVE_INFINITY : 0;
  return Math.abs(mean) / (deviation / Math.sqrt(n));
}

/** The index of the first of the sorted numbers that is at least `bound`. */
function firstAtLeast(sorted: Float64Array, bound: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! >= bound) high = middle;
    else low = middle + 1;
  }
  return low;
}
