/** Scores of the results over pairs: each arm, and its difference from the first. */

import type { SummaryEvent } from '../../events/events.ts';
import type { Evaluation, PairRecord, RunRecord } from '../../experiment/pairs/records.ts';
import { type ArmPoint, armPoint } from '../statistics/arm-curve.ts';
import { differenceCurve } from '../statistics/difference-curve.ts';
import { finiteOrNull } from './losses.ts';

interface Score {
  readonly measure: SummaryEvent['measure'];
  /** 1 where lower is better, -1 where higher is. */
  readonly sign: 1 | -1;
  /** Null where it is not known. */
  readonly of: (run: RunRecord) => number | null | undefined;
}

const scores: readonly Score[] = [
  { measure: 'best.validationLoss', sign: 1, of: run => bestOf(run)?.validationLoss },
  { measure: 'best.validationScore', sign: -1, of: run => bestOf(run)?.validationScore },
  { measure: 'final.validationLoss', sign: 1, of: ({ result }) => result.final.validationLoss },
  { measure: 'final.validationScore', sign: -1, of: ({ result }) => result.final.validationScore },
  { measure: 'final.trainLoss', sign: 1, of: ({ result }) => result.final.trainLoss },
];

/** Without validation rows there are no scores of them. */
export function summariesOf(records: readonly PairRecord[]): SummaryEvent[] {
  const validated = records.every(({ pair }) => pair.validationRows > 0);
  return scores
    .filter(({ measure }) => validated || !measure.includes('validation'))
    .map(each => summary(each, records));
}

function summary({ measure, sign, of }: Score, records: readonly PairRecord[]): SummaryEvent {
  const losses = records[0]!.runs.map(({ arm }, n) => {
    const values = records.map(({ runs }) => (runs[n]!.result.diverged ? null : finiteOrNull(of(runs[n]!))));
    return [arm, values.map(value => value && sign * value)] as const;
  });
  const [first, ...others] = losses;
  return {
    event: 'summary',
    measure,
    pairs: records.length,
    arms: Object.fromEntries(losses.map(([arm, values]) => [arm, pointOf(values, sign)])),
    differences: Object.fromEntries(others.map(([arm, values]) => [arm, differenceOf(first![1], values, sign)])),
  };
}

type Difference = SummaryEvent['differences'][string];
type Values = readonly (number | null)[];

function differenceOf(first: Values, other: Values, sign: 1 | -1): Difference {
  const [found] = differenceCurve(
    first.map(value => [value]),
    other.map(value => [value]),
  );
  if (!found) return null;
  const { pMaxT: _, ...difference } = found;
  const { mean, t95, bca95 } = difference;
  return { ...difference, mean: sign * mean, t95: signed(t95, sign), bca95: signed(bca95, sign) };
}

function pointOf(values: Values, sign: 1 | -1): ArmPoint {
  const point = armPoint(values);
  if (sign === 1) return point;
  const { mean, t95, q25, median, q75 } = point;
  const negated = (value: number | null) => (value === null ? null : -value);
  return {
    ...point,
    mean: negated(mean),
    t95: signed(t95, sign),
    q25: negated(q75),
    median: negated(median),
    q75: negated(q25),
  };
}

function signed<T extends { low: number; high: number }>(interval: T | null, sign: 1 | -1) {
  if (interval === null || sign === 1) return interval;
  return { low: -interval.high, high: -interval.low };
}

/** The evaluation of the lowest validation loss. That before training is none: running statistics there are those of no data. */
function bestOf({ evaluations }: RunRecord): Evaluation | null {
  let best: Evaluation | null = null;
  for (const each of evaluations.slice(1)) {
    const loss = each.validationLoss;
    if (loss !== null && Number.isFinite(loss) && (best === null || loss < best.validationLoss!)) best = each;
  }
  return best;
}
