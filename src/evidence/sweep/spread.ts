/** Median and quartiles over seeds. */

import { sortedQuantile } from '../../base/numbers/quantile.ts';
import { finiteOrNull, type Loss } from '../claims/pairs.ts';

/** Null where a quantile is not finite. */
export interface Spread {
  readonly q25: Loss;
  readonly median: Loss;
  readonly q75: Loss;
}

/** A loss that is null, that of a run that diverged, counts as infinite. */
export function spreadOf(losses: readonly Loss[], diverged = Number.POSITIVE_INFINITY): Spread {
  const sorted = Float64Array.from(losses, loss => loss ?? diverged).sort();
  const at = (share: number) => finiteOrNull(sortedQuantile(sorted, share));
  return { q25: at(0.25), median: at(0.5), q75: at(0.75) };
}

/** For each loss the median of the others. */
export function mediansOfOthers(losses: readonly Loss[]): Loss[] {
  const values = losses.map(loss => loss ?? Number.POSITIVE_INFINITY);
  const sorted = Float64Array.from(values).sort();
  // Equal losses leave equal others.
  const places = new Map([...sorted].map((value, place) => [value, place]));
  return values.map(value => {
    const place = places.get(value)!;
    const others = (n: number) => sorted[n < place ? n : n + 1]!;
    const middle = (sorted.length - 2) / 2;
    const around = [others(Math.floor(middle)), others(Math.ceil(middle))];
    return finiteOrNull(sortedQuantile(around, middle % 1));
  });
}
