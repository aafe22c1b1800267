/** An interval of numbers, both ends included. */

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The confidence of all intervals that the program shows. */
export const LEVEL = 0.95;

export function around(center: number, halfWidth: number): Interval {
  return { low: center - halfWidth, high: center + halfWidth };
}
