/** How many of some sorted numbers lie where. */

/** Those that are smaller than a number. */
export function countBelow(sorted: Float64Array, bound: number): number {
  return firstPlace(sorted, number => number >= bound);
}

/** Those that are smaller than a number, or equal to it. */
export function countUpTo(sorted: Float64Array, bound: number): number {
  return firstPlace(sorted, number => number > bound);
}

/** The first place from which on all numbers are beyond something. */
function firstPlace(sorted: Float64Array, isBeyond: (number: number) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBeyond(sorted[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}
