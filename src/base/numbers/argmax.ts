/** Index, counted from `begin`, of the largest of `count` numbers; the first one if there are several. */
export function argmax(values: ArrayLike<number>, begin: number, count: number): number {
  let best = 0;
  for (let i = 1; i < count; i++) if (values[begin + i]! > values[begin + best]!) best = i;
  return best;
}
