/** The paired difference of two arms by evaluation. */

import type { LossRows } from './arm-curve.ts';
import { bcaInterval } from './bca.ts';
import type { Interval } from './interval.ts';
import { maxTP } from './max-t.ts';
import { mean } from './moments.ts';
import { type ShareBetter, shareBetter } from './share-better.ts';
import { signFlipP } from './sign-flip.ts';
import { tInterval } from './t-interval.ts';

export interface DifferencePoint {
  /** Of the losses with batch norm less those of the baseline. */
  readonly mean: number;
  readonly t95: Interval | null;
  readonly bca95: Interval | null;
  /** Of the sign-flip test of no difference at this evaluation. */
  readonly p: number;
  /** The same over all evaluations after training began; null before. */
  readonly pMaxT: number | null;
  /** Of pairs whose loss is lower with batch norm. */
  readonly shareBetter: ShareBetter;
}

/**
 * Rows are pairs. Null where any pair lacks a finite loss: without those that diverged it would be a mean of survivors. Yields after
 * each evaluation, because a resampling of many pairs takes a while.
 */
export function* differenceCurve(baseline: LossRows, batchnorm: LossRows): Generator<void, (DifferencePoint | null)[]> {
  const evaluations = Math.max(0, ...[...baseline, ...batchnorm].map(row => row.length));
  const columns = Array.from({ length: evaluations }, (_, e) => differences(baseline, batchnorm, e));
  const tested = [...columns.keys()].filter(e => e > 0 && columns[e] !== null);
  const p = yield* maxTP(baseline.map((_, pair) => tested.map(e => columns[e]![pair]!)));
  const pMaxT = new Map(tested.map((e, n) => [e, p[n]!]));
  const points: (DifferencePoint | null)[] = [];
  for (const [e, column] of columns.entries()) {
    points.push(column && differencePoint(column, pMaxT.get(e) ?? null));
    yield;
  }
  return points;
}

function differences(baseline: LossRows, batchnorm: LossRows, evaluation: number): number[] | null {
  const found = baseline.map((row, pair) => {
    const [one, other] = [row[evaluation], batchnorm[pair]![evaluation]];
    return (other ?? Number.NaN) - (one ?? Number.NaN);
  });
  return found.every(Number.isFinite) ? found : null;
}

function differencePoint(values: readonly number[], pMaxT: number | null): DifferencePoint {
  return {
    mean: mean(values),
    t95: tInterval(values),
    bca95: bcaInterval(values),
    p: signFlipP(values),
    pMaxT,
    shareBetter: shareBetter(values.map(value => -value)),
  };
}
