/** The share of pairs in which batch norm is better. */

import { type Interval, LEVEL } from './interval.ts';
import { normalQuantile } from './normal.ts';

export interface ShareBetter extends Interval {
  readonly share: number;
}

/**
 * p = (positive values + ties/2)/n with Wilson's score interval (1927): with z the normal quantile of (1 + level)/2, the values of
 * the share that a z test does not reject,
 *
 *   (p + z²/2n ± z √(p(1 - p)/n + z²/4n²)) / (1 + z²/n)
 */
export function shareBetter(values: readonly number[], level = LEVEL): ShareBetter {
  const n = values.length;
  const share = values.reduce((total, value) => total + (Math.sign(value) + 1) / 2, 0) / n;
  const z = normalQuantile((1 + level) / 2);
  const center = share + (z * z) / (2 * n);
  const reach = z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  const shrink = 1 + (z * z) / n;
  return { share, low: Math.max(0, (center - reach) / shrink), high: Math.min(1, (center + reach) / shrink) };
}
