/**
 * Statistics of a column's numbers. The loops use counters because iterators take several times as long on large
 * tables.
 */

import { selectRank } from './quantile.ts';

/**
 * Mean and standard deviation (divided by N) of `values` and of `filler`, which counts `filled` times, in two passes.
 * If all values are equal, the standard deviation is set to 1, so that they become 0 instead of 0/0.
 */
export function standardizer(values: Float64Array, filled = 0, filler = 0): { mean: number; deviation: number } {
  const count = values.length + filled;
  let sum = filled * filler;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  const mean = sum / count;
  let squares = filled * (filler - mean) ** 2;
  for (let i = 0; i < values.length; i++) squares += (values[i]! - mean) ** 2;
  const deviation = Math.sqrt(squares / count);
  const equal = allEqual(values) && (filled === 0 || filler === values[0]);
  return { mean: equal ? values[0]! : mean, deviation: equal || deviation === 0 ? 1 : deviation };
}

function allEqual(values: Float64Array): boolean {
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return false;
  return true;
}

/** The value farthest from 0. */
export function largest(values: Float64Array): number {
  return values.reduce((found, value) => (Math.abs(value) > Math.abs(found) ? value : found));
}

/** The median; reorders the values. */
export function medianOf(values: Float64Array): number {
  const middle = values.length >> 1;
  const upper = selectRank(values, middle);
  if (values.length % 2 === 1) return upper;
  // The values before the middle are at most the middle one; their max is the lower of the two in the middle.
  let lower = values[0]!;
  for (let i = 1; i < middle; i++) lower = Math.max(lower, values[i]!);
  return (lower + upper) / 2;
}
