/** Arithmetic over blocks of numbers, in float64 whatever the width of the blocks. */

import type { Vector } from '../../kernels/kernels.ts';

export function norm(x: Vector): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * x[i]!;
  return Math.sqrt(sum);
}

/** The norm of x - y. */
export function distance(x: Vector, y: Vector): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i]! - y[i]!) ** 2;
  return Math.sqrt(sum);
}

/** The cosine of the angle between x and y; NaN if one of them is 0. */
export function cosine(x: Vector, y: Vector): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!;
  return Math.max(-1, Math.min(1, sum / (norm(x) * norm(y))));
}

/** out = x + factor · y */
export function addScaled(out: Vector, x: Vector, factor: number, y: Vector): void {
  for (let i = 0; i < x.length; i++) out[i] = x[i]! + factor * y[i]!;
}

export function rootMeanSquare(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}

/** The number; null if it is not finite. */
export function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
