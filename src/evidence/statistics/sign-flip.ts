/** The sign-flip test (Fisher 1935): exact if differences are symmetric about the center, whatever their distribution. */

import { largestMagnitude, sum } from './moments.ts';
import { randomSums } from './random-sums.ts';

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
  for (const total of randomSums(scaled, PATTERNS)) if (Math.abs(total) >= reached) hits++;
  return (1 + hits) / (1 + PATTERNS);
}

/**
 * The share of sign patterns whose sum is at least so far from 0. The first sign is fixed, because the other half mirrors this one;
 * the others follow a Gray code (Gray 1953), so that each pattern changes one sign.
 */
function exactShare(values: Float64Array, reached: number): number {
  const patterns = 2 ** (values.length - 1);
  const signed = values.slice();
  let total = sum(values);
  let hits = Math.abs(total) >= reached ? 1 : 0;
  for (let pattern = 1; pattern < patterns; pattern++) {
    // The number of trailing zeros says which bit of the Gray code changes.
    const flipped = 32 - Math.clz32(pattern & -pattern);
    const value = -signed[flipped]!;
    signed[flipped] = value;
    total += 2 * value;
    if (Math.abs(total) >= reached) hits++;
  }
  return hits / patterns;
}
