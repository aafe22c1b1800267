/** The sign-flip test (Fisher 1935): exact if differences are symmetric about the center, whatever their distribution. */

import { randomSigns } from './draws.ts';
import { largestMagnitude, sum } from './moments.ts';
import { signedSums } from './random-sums.ts';

/** Max number of pairs of which all sign patterns are counted. */
const MAX_EXACT = 20;
const PATTERNS = 99_999;
/** Sums that differ by less than this share of the sum of magnitudes count as equal. */
const SAME = 1e-9;

/**
 * The two-sided p-value that `values` are symmetric about `center`: with e = value - center, the share of the 2ⁿ patterns of signs
 * with |Σ±e| ≥ |Σe|. Beyond 20 values it is (1 + hits)/(1 + patterns) of 99,999 random patterns, always the same ones.
 */
export function signFlipP(values: readonly number[], center = 0): number {
  const differences = values.map(value => value - center);
  const scale = largestMagnitude(differences);
  if (scale === 0) return 1;
  const scaled = Float64Array.from(differences, difference => difference / scale);
  const magnitudes = scaled.map(Math.abs);
  const reached = Math.abs(sum(scaled)) - SAME * sum(magnitudes);
  if (values.length <= MAX_EXACT) return exactShare(scaled, reached);
  let hits = 0;
  const sums = signedSums(scaled, randomSigns(scaled.length, PATTERNS));
  for (let pattern = 0; pattern < PATTERNS; pattern++) if (Math.abs(sums[pattern]!) >= reached) hits++;
  return (1 + hits) / (1 + PATTERNS);
}

/**
 * The share of sign patterns whose sum is at least so far from 0. Each half of the values has its own sums, in ascending order: for
 * each of one half, those of the other that reach far enough are all from some place on, which moves down as the sum rises. Sums that
 * are as far below 0 are as many.
 */
function exactShare(values: Float64Array, reached: number): number {
  if (reached <= 0) return 1;
  const half = values.length >> 1;
  const lower = ascendingSums(values.subarray(0, half));
  const upper = ascendingSums(values.subarray(half));
  let hits = 0;
  let first = upper.length;
  for (const one of lower) {
    while (first > 0 && one + upper[first - 1]! >= reached) first--;
    hits += upper.length - first;
  }
  return (2 * hits) / 2 ** values.length;
}

/** The sums of all sign patterns, in ascending order: with each value, those before merge with it added and subtracted. */
function ascendingSums(values: Float64Array): Float64Array {
  let sums = Float64Array.of(0);
  for (const value of values) {
    const step = Math.abs(value);
    const next = new Float64Array(2 * sums.length);
    let [down, up] = [0, 0];
    for (let i = 0; i < next.length; i++) {
      const takesDown = down < sums.length && (up === sums.length || sums[down]! - step <= sums[up]! + step);
      next[i] = takesDown ? sums[down++]! - step : sums[up++]! + step;
    }
    sums = next;
  }
  return sums;
}
