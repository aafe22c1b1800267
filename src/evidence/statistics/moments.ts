/**
 * Mean and standard deviation of a few numbers. Sums are compensated (Neumaier 1974), so that differences that cancel leave no
 * rounding behind, and numbers are scaled by the largest, so that squares neither overflow nor vanish.
 */

export function sum(values: ArrayLike<number>): number {
  let total = 0;
  let lost = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const next = total + value;
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    total = next;
  }
  return total + lost;
}

/** The distance from 0 of the value that is farthest from it. */
export function largestMagnitude(values: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i]!));
  return largest;
}

export function allEqual(values: readonly number[]): boolean {
  return values.every(value => value === values[0]);
}

export function mean(values: readonly number[]): number {
  return allEqual(values) ? values[0]! : sum(values.map(value => value / values.length));
}

/** s = sqrt(Σ(v - mean)² / (n - 1)); exactly 0 if all values are equal, NaN for one value. */
export function standardDeviation(values: readonly number[]): number {
  if (values.length < 2) return Number.NaN;
  if (allEqual(values)) return 0;
  const center = mean(values);
  const scale = largestMagnitude(values);
  const squares = sum(values.map(value => ((value - center) / scale) ** 2));
  return scale * Math.sqrt(squares / (values.length - 1));
}
