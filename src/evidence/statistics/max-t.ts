/** p-values of many evaluations together (Westfall and Young 1993, "Resampling-based multiple testing"). */

import { allSigns, randomSigns, type SignPatterns } from './draws.ts';
import { largestMagnitude, sum } from './moments.ts';
import { signedSums } from './random-sums.ts';
import { countBelow } from './sorted-counts.ts';

/** Max number of pairs of which all sign patterns are counted. */
const MAX_EXACT = 12;
const PATTERNS = 9999;
/** A column is flat if its standard deviation is less than this share of its largest value. */
const FLAT = 1e-12;
/** Where less than this share of the squares is left over the mean, the difference of the two has lost digits. */
const CANCELLED = 1e-4;
/** Statistics that differ by less than this share count as equal. */
const SAME = 1e-9;

/**
 * For each column e of `rows` (pairs × evaluations) the single-step p-value of T_e = |mean| / (s/√n): the share of the 2ⁿ patterns
 * of signs, each sign over a whole row, for which the max of T over all columns reaches T_e. If no column differs from 0 in truth,
 * any of them is below α with a probability of at most α. T is 0 for 0/0. Beyond 12 rows the p-value is (1 + hits)/(1 + patterns) of
 * 9,999 random patterns, always the same ones. Yields after each column.
 */
export function* maxTP(rows: readonly (readonly number[])[]): Generator<void, number[]> {
  const columns = (rows[0] ?? []).map((_, e) => scaled(rows.map(row => row[e]!)));
  const isExact = rows.length <= MAX_EXACT;
  const signs = isExact ? allSigns(rows.length) : randomSigns(rows.length, PATTERNS);
  const maxima = new Float64Array(signs.patterns);
  for (const column of columns) {
    raise(maxima, column, signs);
    yield;
  }
  maxima.sort();
  return columns.map(column => {
    const hits = signs.patterns - countBelow(maxima, squareOfT(column) * (1 - SAME) ** 2);
    return isExact ? hits / signs.patterns : (1 + hits) / (1 + signs.patterns);
  });
}

/** T does not depend on units; squares of large and of small numbers would not be finite. */
function scaled(values: readonly number[]): Float64Array {
  const scale = largestMagnitude(values);
  return Float64Array.from(values, value => (scale === 0 ? 0 : value / scale));
}

/** Raises each pattern's max of T² to that of a column. */
function raise(maxima: Float64Array, values: Float64Array, signs: SignPatterns): void {
  const n = values.length;
  const sums = signedSums(values, signs);
  const squares = sum(values.map(value => value ** 2));
  for (let pattern = 0; pattern < maxima.length; pattern++) {
    // Signs change no square: (n - 1) s² = Σv² - (Σv)²/n.
    const ofMean = sums[pattern]! ** 2 / n;
    const rest = squares - ofMean;
    const t = rest > CANCELLED * squares ? ((n - 1) * ofMean) / rest : squareOfT(withSigns(values, signs, pattern));
    if (t > maxima[pattern]!) maxima[pattern] = t;
  }
}

function withSigns(values: Float64Array, { bits, words }: SignPatterns, pattern: number): Float64Array {
  return values.map((value, i) => ((bits[pattern * words + (i >> 5)]! >>> i) & 1 ? -value : value));
}

function squareOfT(values: Float64Array): number {
  const n = values.length;
  const mean = sum(values) / n;
  const deviation = Math.sqrt(sum(values.map(value => (value - mean) ** 2)) / Math.max(n - 1, 1));
  if (deviation <= FLAT) return Math.abs(mean) > FLAT ? Number.POSITIVE_INFINITY : 0;
  return (mean / deviation) ** 2 * n;
}
