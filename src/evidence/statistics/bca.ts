/** The BCa bootstrap interval of a mean (Efron 1987, "Better bootstrap confidence intervals"). */

import { quantile } from '../../base/numbers/quantile.ts';
import { resampledIndices } from './draws.ts';
import { type Interval, LEVEL } from './interval.ts';
import { allEqual, largestMagnitude, mean, sum } from './moments.ts';
import { normalCdf, normalQuantile } from './normal.ts';

export interface Bca extends Interval {
  /** The correction of bias: how far the estimate is from the median of the resampled means, in standard deviations. */
  readonly z0: number;
  /** The acceleration: how fast the standard deviation changes with the mean. */
  readonly a: number;
}

/** The distribution of the mean of n values drawn from the n values with repetition. */
interface Bootstrap {
  /** P(mean < x) + P(mean = x)/2, where means that differ by less than `tolerance` are equal. */
  shareBelow(x: number, tolerance: number): number;
  quantile(share: number): number;
}

/** Max number of values of which all resamples are counted. */
const MAX_EXACT = 8;
const RESAMPLES = 9999;
/** Means that differ by less than this share of the largest value are equal. */
const SAME = 1e-12;
/** With fewer values the interval is not shown. It is too narrow with few values in any case. */
const MIN_SHOWN = 5;

/** The interval as it is shown: null for fewer than 5 values, and if all are equal. */
export function bcaInterval(values: readonly number[]): Interval | null {
  const found = values.length < MIN_SHOWN ? null : bca(values);
  return found && { low: found.low, high: found.high };
}

/**
 * The quantiles q of the resampled means, with z of (1 ± level)/2 and
 *
 *   q = Φ(z0 + (z0 + z)/(1 - a(z0 + z))),  z0 = Φ⁻¹(share of means below the mean + half of those equal to it),
 *   a = Σu³ / (6 (Σu²)^1.5),  u = value - mean
 *
 * Null for fewer than 3 values, and if all are equal.
 */
export function bca(values: readonly number[], level = LEVEL): Bca | null {
  if (values.length < 3 || allEqual(values)) return null;
  const center = mean(values);
  const bootstrap = values.length <= MAX_EXACT ? idealBootstrap(values) : randomBootstrap(values);
  const z0 = normalQuantile(bootstrap.shareBelow(center, SAME * largestMagnitude(values)));
  const a = acceleration(values, center);
  const [low, high] = [(1 - level) / 2, (1 + level) / 2].map(share => {
    const z = z0 + normalQuantile(share);
    return bootstrap.quantile(normalCdf(z0 + z / (1 - a * z)));
  });
  return { low: low!, high: high!, z0, a };
}

function acceleration(values: readonly number[], center: number): number {
  const differences = values.map(value => value - center);
  const scale = largestMagnitude(differences);
  const scaled = differences.map(difference => difference / scale);
  return sum(scaled.map(u => u ** 3)) / (6 * sum(scaled.map(u => u ** 2)) ** 1.5);
}

/**
 * All resamples: each multiset of the values with the number of orders in which it can be drawn. A quantile is the lowest mean whose
 * cumulative probability reaches the share.
 */
function idealBootstrap(values: readonly number[]): Bootstrap {
  const n = values.length;
  const means: { mean: number; orders: number }[] = [];
  const draw = (index: number, left: number, total: number, orders: number): void => {
    if (index === n - 1) {
      means.push({ mean: (total + left * values[index]!) / n, orders });
      return;
    }
    // The times that this value is drawn, with the number of ways to place them among the draws that are left.
    let ways = 1;
    for (let times = 0; times <= left; times++) {
      draw(index + 1, left - times, total + times * values[index]!, orders * ways);
      ways = (ways * (left - times)) / (times + 1);
    }
  };
  draw(0, n, 0, 1);
  means.sort((one, other) => one.mean - other.mean);
  const all = n ** n;
  return {
    shareBelow(x, tolerance) {
      const orders = means.map(each => each.orders * belowOrEqual(each.mean, x, tolerance));
      return sum(orders) / all;
    },
    quantile(share) {
      let cumulative = 0;
      const reached = means.find(each => {
        cumulative += each.orders;
        return cumulative >= share * all * (1 - SAME);
      });
      return (reached ?? means.at(-1)!).mean;
    },
  };
}

/** 9,999 random resamples with interpolated quantiles. */
function randomBootstrap(values: readonly number[]): Bootstrap {
  const n = values.length;
  const indices = resampledIndices(n, RESAMPLES);
  const means = new Float64Array(RESAMPLES);
  for (let resample = 0; resample < RESAMPLES; resample++) {
    let total = 0;
    for (let i = 0; i < n; i++) total += values[indices[resample * n + i]!]!;
    means[resample] = total / n;
  }
  return {
    shareBelow(x, tolerance) {
      let below = 0;
      for (let i = 0; i < RESAMPLES; i++) below += belowOrEqual(means[i]!, x, tolerance);
      return below / RESAMPLES;
    },
    quantile: share => quantile(means, share),
  };
}

/** 1 below x, 1/2 for an equal number, 0 above. */
function belowOrEqual(value: number, x: number, tolerance: number): number {
  if (Math.abs(value - x) <= tolerance) return 0.5;
  return value < x ? 1 : 0;
}
