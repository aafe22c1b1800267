/** Quantiles of numbers, and the selection that they need. */

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

/** The same of numbers in any order, which it changes: only what the quantile depends on comes to its place. */
export function quantile(values: Float32Array | Float64Array, share: number): number {
  const below = Math.floor((values.length - 1) * share);
  selectRank(values, below);
  selectRank(values, below + 1, below + 1);
  return sortedQuantile(values, share);
}

/**
 * The value of a rank, from 0, by Hoare's quickselect (1961, "Find"): a sort would take ten times as long. Reorders the values, so
 * that none before the rank is larger, and none behind it smaller. Those before `from` are in order already.
 */
export function selectRank(values: Float32Array | Float64Array, rank: number, from = 0): number {
  let left = from;
  let right = values.length - 1;
  while (left < right) {
    const pivot = values[(left + right) >> 1]!;
    let i = left;
    let j = right;
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i > j) break;
      const held = values[i]!;
      values[i++] = values[j]!;
      values[j--] = held;
    }
    if (rank <= j) right = j;
    else if (rank >= i) left = i;
    else break;
  }
  return values[rank]!;
}
