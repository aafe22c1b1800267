/** Median and quartiles over seeds. */

import type { Loss } from '../claims/pairs.ts';
import { sortedQuantile } from '../statistics/quantile.ts';

/** Null where a quantile is not finite. */
export interface Spread {
  readonly q25: Loss;
  readonly median: Loss;
  readonly q75: Loss;
}

/** A loss that is null, that of a run that diverged, counts as infinite. */
export function spreadOf(losses: readonly Loss[], diverged = Number.POSITIVE_INFINITY): Spread {
  const sorted = losses.map(loss => loss ?? diverged).sort((a, b) => a - b);
  const at = (share: number) => {
    const value = sortedQuantile(sorted, share);
    return Number.isFinite(value) ? value : null;
  };
  return { q25: at(0.25), median: at(0.5), q75: at(0.75) };
}
