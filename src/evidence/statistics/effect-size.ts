/** The size of an effect in standard deviations. */

import { mean, standardDeviation } from './moments.ts';

export interface EffectSize {
  readonly dz: number;
  readonly hedges: number;
}

/**
 * d_z = mean/s of paired differences (Cohen 1988), and times 1 - 3/(4(n - 1) - 1), which removes most of its bias for few pairs
 * (Hedges 1981). Null for fewer than 2 values, and if all are equal.
 */
export function effectSize(values: readonly number[]): EffectSize | null {
  const deviation = standardDeviation(values);
  if (!(deviation > 0)) return null;
  const dz = mean(values) / deviation;
  return { dz, hedges: dz * (1 - 3 / (4 * (values.length - 1) - 1)) };
}
