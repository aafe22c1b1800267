/** How many seeds a verdict takes at least. */

/** The least number of pairs with which so many claims can be decided: that with claims · 2^(1 - n) ≤ α. */
export function seedsNeeded(claims: number, alpha = 0.05): number {
  let seeds = 2;
  while (claims * 2 ** (1 - seeds) > alpha) seeds++;
  return seeds;
}
