/** Holm's method for several tests (1979, "A simple sequentially rejective multiple test procedure"). */

export interface Adjusted {
  /** Adjusted p-values, in the order of the tests. */
  readonly adjusted: readonly number[];
  /** The number by which each p-value was multiplied: that of the tests whose p-values are not smaller. */
  readonly factors: readonly number[];
}

/** Of m p-values in ascending order, the jth becomes the max over i ≤ j of min(1, (m - i + 1) p_i). */
export function holm(p: readonly number[]): Adjusted {
  const adjusted = p.map(() => 0);
  const factors = p.map(() => 0);
  let largest = 0;
  for (const [before, test] of [...p.keys()].sort((a, b) => p[a]! - p[b]!).entries()) {
    factors[test] = p.length - before;
    largest = Math.max(largest, Math.min(1, factors[test]! * p[test]!));
    adjusted[test] = largest;
  }
  return { adjusted, factors };
}
