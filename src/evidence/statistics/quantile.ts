/**
 * The quantile of sorted numbers with linear interpolation between neighbours, which is the default of R and NumPy (type 7 of
 * Hyndman and Fan 1996). Numbers may be +Infinity; so is what lies between a number and it.
 */
export function sortedQuantile(sorted: ArrayLike<number>, share: number): number {
  const place = (sorted.length - 1) * share;
  const below = Math.floor(place);
  const low = sorted[below]!;
  if (place === below || low === Number.POSITIVE_INFINITY) return low;
  const high = sorted[below + 1]!;
  return low + (high - low) * (place - below);
}
