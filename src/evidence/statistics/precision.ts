/** How precisely a mean is known, and what more pairs would give. */

import { LEVEL } from './interval.ts';
import { standardDeviation } from './moments.ts';
import { studentQuantile } from './student-t.ts';

export interface Precision {
  /** Half the width of the t interval. */
  readonly halfWidth: number;
  /** The min number of pairs whose t interval has this half-width, at this standard deviation; null if no number has. */
  readonly seeds: number | null;
  /** The effect that this number of pairs finds with the probability `POWER`. */
  readonly detectable: number;
}

const POWER = 0.8;
/** No one trains as many pairs. */
const MAX_SEEDS = 2 ** 40;

/**
 * With t the quantile of .975: half-width t s/√n; the min k ≥ 2 with t s/√k ≤ `halfWidth`; detectable effect
 * (t + t of .80) s/√n. Null for fewer than 2 values, and if all are equal.
 */
export function precision(values: readonly number[], halfWidth: number): Precision | null {
  const deviation = standardDeviation(values);
  if (!(deviation > 0)) return null;
  const t = (probability: number, n: number) => studentQuantile(probability, n - 1);
  const reach = (n: number) => (t((1 + LEVEL) / 2, n) * deviation) / Math.sqrt(n);
  const n = values.length;
  return {
    halfWidth: reach(n),
    seeds: firstWhole(2, MAX_SEEDS, k => reach(k) <= halfWidth),
    detectable: reach(n) + (t(POWER, n) * deviation) / Math.sqrt(n),
  };
}

/** The first whole number in a range from which on something holds; null if it never does. */
function firstWhole(low: number, high: number, holds: (k: number) => boolean): number | null {
  if (!holds(high)) return null;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
