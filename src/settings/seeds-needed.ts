/** The min number of seeds that a verdict takes. */

/**
 * The min number n of pairs with which all claims can be decided: the p of n differences of one sign is 2^(1 - n), and Holm's first
 * step takes claims · p ≤ α.
 */
export function seedsNeeded(claims: number, alpha = 0.05): number {
  let seeds = 2;
  while (claims * 2 ** (1 - seeds) > alpha) seeds++;
  return seeds;
}
