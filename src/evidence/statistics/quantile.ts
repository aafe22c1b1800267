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
export function quantile(numbers: Float64Array, share: number): number {
  const below = Math.floor((numbers.length - 1) * share);
  select(numbers, below);
  if (below + 2 < numbers.length) select(numbers, below + 1, below + 1);
  return sortedQuantile(numbers, share);
}

/**
 * Puts the number at a place of the sorted order there, with none that is larger before it and none that is smaller behind it (Hoare
 * 1961, "Algorithm 65: Find"). Those before `low` are in order already.
 */
function select(numbers: Float64Array, place: number, low = 0): void {
  let high = numbers.length - 1;
  while (low < high) {
    const pivot = numbers[place]!;
    let [up, down] = [low, high];
    while (up <= down) {
      while (numbers[up]! < pivot) up++;
      while (numbers[down]! > pivot) down--;
      if (up > down) break;
      const held = numbers[up]!;
      numbers[up++] = numbers[down]!;
      numbers[down--] = held;
    }
    if (down < place) low = up;
    if (place < up) high = down;
  }
}
