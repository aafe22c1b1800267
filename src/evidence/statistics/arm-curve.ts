/** The losses of an arm over its runs, by evaluation. */

import { sortedQuantile } from '../../base/numbers/quantile.ts';
import type { Interval } from './interval.ts';
import { mean } from './moments.ts';
import { tInterval } from './t-interval.ts';

/** The losses of each run, by evaluation; null where a loss is not finite. A run that diverged may end early. */
export type LossRows = readonly (readonly (number | null)[])[];

export interface ArmPoint {
  /** Null where a loss is not finite; so is the interval. */
  readonly mean: number | null;
  readonly t95: Interval | null;
  /** Quartiles, with +Infinity for a loss that is not finite; null where a quartile is infinite. */
  readonly q25: number | null;
  readonly median: number | null;
  readonly q75: number | null;
  /** The runs whose loss is not finite. */
  readonly diverged: number;
}

/** Mean with t interval and quartiles of the runs, at each evaluation of the longest run. */
export function armCurve(rows: LossRows): ArmPoint[] {
  const evaluations = Math.max(0, ...rows.map(row => row.length));
  return Array.from({ length: evaluations }, (_, e) => armPoint(rows.map(row => row[e] ?? null)));
}

export function armPoint(losses: readonly (number | null)[]): ArmPoint {
  const sorted = losses.map(orInfinity).sort((a, b) => (a < b ? -1 : Number(a > b)));
  const diverged = sorted.filter(loss => loss === Number.POSITIVE_INFINITY).length;
  const quartile = (share: number) => {
    const found = sortedQuantile(sorted, share);
    return Number.isFinite(found) ? found : null;
  };
  return {
    mean: diverged === 0 ? mean(sorted) : null,
    t95: diverged === 0 ? tInterval(sorted) : null,
    q25: quartile(0.25),
    median: quartile(0.5),
    q75: quartile(0.75),
    diverged,
  };
}

function orInfinity(loss: number | null): number {
  return loss !== null && Number.isFinite(loss) ? loss : Number.POSITIVE_INFINITY;
}
