/** The t interval of a mean. */

import { around, type Interval, LEVEL } from './interval.ts';
import { mean, standardDeviation } from './moments.ts';
import { studentQuantile } from './student-t.ts';

export interface TIntervalOptions {
  level?: number;
  /**
   * Validation rows / training rows, for an interval about other rows of the same kind: runs whose splits come from one table share
   * rows, so their spread is too small (Nadeau and Bengio 2003, "Inference for the generalization error"). 0 for this table.
   */
  newRows?: number;
}

/** mean ± t s √(1/n + newRows), t the quantile of (1 + level)/2 with n - 1 degrees of freedom. Null for fewer than 2 values. */
export function tInterval(
  values: readonly number[],
  { level = LEVEL, newRows = 0 }: TIntervalOptions = {},
): Interval | null {
  if (values.length < 2) return null;
  const t = studentQuantile((1 + level) / 2, values.length - 1);
  return around(mean(values), t * standardDeviation(values) * Math.sqrt(1 / values.length + newRows));
}
