/** How values are spread: mean, standard deviation and percentiles. All are null if a value is not finite. */

import { quantile } from '../../base/numbers/quantile.ts';
import type { Vector } from '../../kernels/kernels.ts';

export interface Percentiles {
  readonly p5: number | null;
  readonly p15: number | null;
  readonly p50: number | null;
  readonly p85: number | null;
  readonly p95: number | null;
}

export interface Spread extends Percentiles {
  readonly mean: number | null;
  /** Divided by the count. */
  readonly standardDeviation: number | null;
}

const NO_PERCENTILES: Percentiles = { p5: null, p15: null, p50: null, p85: null, p95: null };

/** Of all values. `scratch` has room for them. */
export function spreadOf(values: Vector, scratch: Vector): Spread {
  const percentiles = percentilesOf(values, scratch);
  if (percentiles.p50 === null) return { mean: null, standardDeviation: null, ...percentiles };
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  const mean = sum / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i]! - mean) ** 2;
  return { mean, standardDeviation: Math.sqrt(squares / values.length), ...percentiles };
}

/** Of every `stride`th value from `first` on: a column of a matrix. */
export function percentilesOf(values: Vector, scratch: Vector, first = 0, stride = 1): Percentiles {
  const count = Math.floor((values.length - first - 1) / stride) + 1;
  const taken = scratch.subarray(0, count);
  for (let n = 0; n < count; n++) {
    const value = values[first + n * stride]!;
    if (!Number.isFinite(value)) return NO_PERCENTILES;
    taken[n] = value;
  }
  const at = (share: number) => quantile(taken, share);
  return { p5: at(0.05), p15: at(0.15), p50: at(0.5), p85: at(0.85), p95: at(0.95) };
}
