/** Scores of the results over pairs: each arm, and its difference from the first. */

import type { SummaryEvent } from '../../events/events.ts';
import type { Evaluation, PairRecord, RunRecord } from '../../experiment/pairs/records.ts';
import type { Study } from '../../experiment/pairs/study.ts';
import { finiteOrNull } from '../claims/pairs.ts';
import { type ArmPoint, armPoint } from '../statistics/arm-curve.ts';
import { differenceCurve } from '../statistics/difference-curve.ts';
import type { Interval } from '../statistics/interval.ts';
import { describeDifference, type Numbers } from './sentence.ts';

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

/** Without validation rows there are no scores of them. Yields where it may pause. */
export function* summariesOf({ records, task }: Pick<Study, 'records' | 'task'>): Generator<void, SummaryEvent[]> {
  const validated = records.every(({ pair }) => pair.validationRows > 0);
  const known = scores.filter(({ measure }) => validated || !measure.includes('validation'));
  const summaries: SummaryEvent[] = [];
  for (const score of known) summaries.push(yield* summaryOf(score, records, task));
  return summaries;
}

function* summaryOf(
  { measure, sign, of }: Score,
  records: readonly PairRecord[],
  task: Study['task'],
): Generator<void, SummaryEvent> {
  const values = records[0]!.runs.map(({ arm }, n) => {
    const found = records.map(({ runs }) => (runs[n]!.result.diverged ? null : finiteOrNull(of(runs[n]!))));
    return [arm, found.map(value => value && sign * value)] as const;
  });
  const [first, ...others] = values;
  const differences: [string, SummaryEvent['differences'][string]][] = [];
  for (const [arm, own] of others) {
    const numbers = yield* differenceOf(first![1], own, sign);
    const context = { measure, task, sign, arm, first: first![0], pairs: own.length };
    differences.push([arm, numbers && { ...numbers, sentence: describeDifference(numbers, context) }]);
  }
  return {
    event: 'summary',
    measure,
    pairs: records.length,
    arms: Object.fromEntries(values.map(([arm, own]) => [arm, pointOf(own, sign)])),
    differences: Object.fromEntries(differences),
  };
}

/** Scaled so that lower is better. */
type Values = readonly (number | null)[];

function* differenceOf(first: Values, other: Values, sign: 1 | -1): Generator<void, Numbers | null> {
  const [found] = yield* differenceCurve(
    first.map(value => [value]),
    other.map(value => [value]),
  );
  if (!found) return null;
  const { p, shareBetter } = found;
  return {
    mean: sign * found.mean,
    t95: scaled(found.t95, sign),
    bca95: scaled(found.bca95, sign),
    p,
    better: other.filter((value, pair) => value! < first[pair]!).length,
    equal: other.filter((value, pair) => value === first[pair]).length,
    shareBetter,
  };
}

function pointOf(values: Values, sign: 1 | -1): ArmPoint {
  const point = armPoint(values);
  if (sign === 1) return point;
  const negated = (value: number | null) => (value === null ? null : -value);
  const [q25, median, q75] = [point.q75, point.median, point.q25].map(negated) as [number, number, number];
  return { ...point, mean: negated(point.mean), t95: scaled(point.t95, sign), q25, median, q75 };
}

function scaled(interval: Interval | null, sign: 1 | -1): Interval | null {
  if (interval === null || sign === 1) return interval;
  return { low: -interval.high, high: -interval.low };
}

/** The evaluation of the lowest validation loss. That before training is none: running statistics there are those of no data. */
function bestOf({ evaluations }: RunRecord): Evaluation | null {
  let best: Evaluation | null = null;
  for (const each of evaluations.slice(1)) {
    const loss = finiteOrNull(each.validationLoss);
    if (loss !== null && (best === null || loss < best.validationLoss!)) best = each;
  }
  return best;
}
